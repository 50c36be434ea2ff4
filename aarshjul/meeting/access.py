"""Which bodies somebody sees and writes in: all, those they sit in, those their administration has a seat in."""

from dataclasses import dataclass

from flask import g, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from aarshjul.meeting.model import AgendaItem, BodyMember, GoverningBody
from app.auth.rules import MINE, reach
from app.auth.viewer import Viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Forbidden, NotFound, Refused
from app.core.scope import Scope
from app.core.slots import Host
from app.organisation.model import Unit


@dataclass(frozen=True)
class Bodies:
    """The bodies a verb reaches. `sits_in`: with a seat of one's own today; only there are closed items seen too.

    `units`: besides, single items about these parts of the municipality, whichever body they are for.
    """

    is_everything: bool
    sits_in: frozenset[int]
    beside: frozenset[int]
    units: Scope
    writes_in: frozenset[int] = frozenset()
    """Drafts are seen by who writes in the body: somebody is to look at them before others do."""

    def __bool__(self) -> bool:
        return bool(self.is_everything or self.sits_in or self.beside or self.units.paths)

    def holds(self, body_id: int) -> bool:
        """Whether the body is among them."""
        return self.is_everything or body_id in self.sits_in or body_id in self.beside

    def sees_closed(self, body_id: int) -> bool:
        """Whether what the body treats behind closed doors is seen too."""
        return self.is_everything or body_id in self.sits_in

    def where(self, column: "InstrumentedAttribute[int]") -> ColumnElement[bool]:
        """The same as SQL, about a column that names a body."""
        return true() if self.is_everything else column.in_(self.sits_in | self.beside)

    def where_item(self) -> ColumnElement[bool]:
        """Which items are seen; the query has joined the item's unit."""
        if self.is_everything:
            return true()
        is_near = or_(AgendaItem.body_id.in_(self.beside), self.units.where(Unit.path))
        is_mine = AgendaItem.body_id.in_(self.sits_in) & or_(
            AgendaItem.state != "draft", AgendaItem.body_id.in_(self.writes_in)
        )
        return or_(is_mine, is_near & AgendaItem.is_closed.is_(False))

    def holds_item(self, item: AgendaItem) -> bool:
        """Whether an item is seen; its unit is loaded."""
        if self.sees_closed(item.body_id):
            return self.is_everything or item.state != "draft" or item.body_id in self.writes_in
        is_near = item.body_id in self.beside or (item.unit is not None and self.units.holds(item.unit.path))
        return is_near and not item.is_closed


def bodies_of(viewer: Viewer, verb: str = "read") -> Bodies:
    """The bodies in which a viewer may do this; at most one statement a request, none for who reaches everything."""
    scope = viewer.scope("meeting", verb)
    if scope.is_everything:
        return Bodies(is_everything=True, sits_in=frozenset(), beside=frozenset(), units=scope)
    is_mine = MINE in reach(viewer.roles, "meeting", verb).values()
    if not is_mine and not scope.paths:
        return Bodies(is_everything=False, sits_in=frozenset(), beside=frozenset(), units=scope)
    seats = _seats(viewer)
    own = frozenset(body_id for body_id, is_own, _path in seats if is_own)
    return Bodies(
        is_everything=False,
        sits_in=own,
        writes_in=own if MINE in reach(viewer.roles, "meeting", "write").values() else frozenset(),
        beside=frozenset(body_id for body_id, _is_own, path in seats if scope.paths and scope.holds(path)),
        units=scope,
    )


def must(viewer: Viewer, verb: str, body_id: int) -> None:
    """Refuse what is not allowed in a body: 404 where it may not be read, 403 where it may be read only."""
    if not bodies_of(viewer).holds(body_id):
        raise NotFound
    if verb != "read" and not may_write(viewer, body_id):
        raise Forbidden(_("Du kan se mødet, men ikke skrive i det. Spørg den, der står for mødet."))


def may_write(viewer: Viewer, body_id: int) -> bool:
    """Whether a viewer may plan a body's meetings, put items to it and take its decisions down."""
    return bodies_of(viewer, "write").holds(body_id)


def must_see_any(viewer: Viewer) -> Bodies:
    """The bodies a viewer sees. Raises NotFound where there is none, and none could be."""
    bodies = bodies_of(viewer)
    if not bodies:
        raise NotFound
    return bodies


def must_write_item(viewer: Viewer, item: AgendaItem) -> None:
    """Refuse who may not write an item: in its body, or before it is on an agenda. Raises as `must`."""
    if not bodies_of(viewer).holds_item(item):
        raise NotFound
    if not may_write(viewer, item.body_id):
        raise Forbidden(_("Du kan se punktet, men ikke rette det. Spørg den, der står for mødet."))


def _seats(viewer: Viewer) -> list[tuple[int, bool, str | None]]:
    """The seats of today that may matter: the body, whether it is the viewer's own, and for which part it speaks."""
    if g.get("meeting_seats_of") != viewer.person_id:
        today = clock.today()
        query = (
            select(BodyMember.body_id, BodyMember.person_id == viewer.person_id, Unit.path)
            .outerjoin(BodyMember.unit)
            .where(BodyMember.from_on <= today, or_(BodyMember.until_on.is_(None), BodyMember.until_on >= today))
            .order_by(BodyMember.id)
        )
        if not viewer.scope("meeting", "read").paths:
            query = query.where(BodyMember.person_id == viewer.person_id)
        g.meeting_seats_of = viewer.person_id
        g.meeting_seats = [(row[0], bool(row[1]), row[2]) for row in db.session.execute(query)]
    seats: list[tuple[int, bool, str | None]] = g.meeting_seats
    return seats


def _guard(viewer: Viewer, item_id: int, asked: str) -> None:
    item = db.session.get(AgendaItem, item_id)
    if item is None or not bodies_of(viewer).holds_item(item):
        raise NotFound
    if asked == "read":
        return
    if asked == "comment":
        raise Refused(_("Skriv det i punktet eller i referatet. Punkter har ingen kommentarer."))
    must_write_item(viewer, item)
    if item.state == "closed":
        raise Refused(_("Punktet er behandlet, så dets bilag ligger fast. Lav et nyt punkt, hvis sagen skal op igen."))


HOST = Host(url=lambda item_id: url_for("agenda_item.show", item_id=item_id), guard=_guard)
"""What the papers of an item ask."""


def list_bodies(bodies: Bodies, *, with_retired: bool = False) -> list[GoverningBody]:
    """The bodies among these, by their letters."""
    query = select(GoverningBody).where(bodies.where(GoverningBody.id)).order_by(GoverningBody.code)
    if not with_retired:
        query = query.where(GoverningBody.is_retired.is_(False))
    return list(db.session.scalars(query))
