"""The bodies every municipality starts with; what becomes of an item that waits for an agenda."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy import select

from aarshjul.meeting.item_rules import KIND, why_not
from aarshjul.meeting.model import AgendaItem, GoverningBody
from app.audit.actions import Doing, record
from app.core.db import db, lock_row
from app.core.errors import EditConflict, Refused

FIELDS = (
    "title", "minutes_long", "presenter", "problem", "resources", "hours_asked", "kroner_asked", "funding",
    "recommendation", "case_ref", "is_closed",
)  # fmt: skip
"""What is written of an item, in the order of the field's own template (domain.md A09)."""


@dataclass(frozen=True, kw_only=True)
class ItemWords:
    """An item as somebody writes it. `minutes_long`: how long it takes; `hours_asked`, `kroner_asked`: a request."""

    title: str
    minutes_long: int | None = None
    presenter: str = ""
    problem: str = ""
    resources: str = ""
    hours_asked: int | None = None
    kroner_asked: int | None = None
    funding: str = ""
    recommendation: str = ""
    case_ref: str = ""
    is_closed: bool = False


@dataclass(frozen=True, kw_only=True)
class ChangeItem:
    """Other words. `version` is the one its reader saw, as for the others."""

    item_id: int
    version: int
    words: ItemWords


@dataclass(frozen=True, kw_only=True)
class DropItem:
    """It is not to be taken up."""

    item_id: int
    version: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class TakeUpItem:
    """It is to be taken up after all."""

    item_id: int
    version: int


def add_base_data() -> None:
    """DDS, the steering group the status report goes to, when there is no body yet."""
    if db.session.scalar(select(GoverningBody.id).limit(1)) is None:
        db.session.add(
            GoverningBody(
                code="DDS", name=_("Styregruppen DDS"), purpose=_("Prioriterer og beslutter på GDPR-området.")
            )
        )
        db.session.flush()


def add_item(body: GoverningBody, words: ItemWords, *, doing: Doing) -> AgendaItem:
    """A new item for a body, open until a meeting takes it up. Raises Refused for a body that is retired."""
    if body.is_retired:
        raise Refused(_("Organet er udgået. Vælg et andet."), field="body")
    item = AgendaItem(
        key=f"own/{uuid4().hex}", body_id=body.id, state="open", made_at=doing.at,
        **{name: getattr(words, name) for name in FIELDS},
    )  # fmt: skip
    db.session.add(item)
    db.session.flush()
    record(doing, "agenda_item.create", KIND, item.id, {"title": [None, item.title], "body": [None, body.code]})
    return item


def change_item(command: ChangeItem, *, doing: Doing) -> bool:
    """Write an item in other words; says whether they are other.

    Raises EditConflict where somebody has done so since, Refused once it is dropped.
    """
    item = _take("change", command.item_id, command.version)
    words = {name: new for name in FIELDS if (new := getattr(command.words, name)) != getattr(item, name)}
    if not words:
        return False
    told = {name: [getattr(item, name), new] for name, new in words.items()}
    for name, new in words.items():
        setattr(item, name, new)
    _keep(item, "agenda_item.change", told, doing=doing)
    return True


def drop_item(command: DropItem, *, doing: Doing) -> None:
    """Take an item off the list; the trail says why. Raises EditConflict, or Refused when it is off already.

    One that stands on an agenda is taken off that first: its meeting may have been told of it.
    """
    item = _take("drop", command.item_id, command.version)
    if item.meeting_id is not None:
        raise Refused(_("Punktet står på en dagsorden. Tag det af dagsordenen først."))
    told = {"state": [item.state, "dropped"], "reason": [None, command.reason]}
    item.state = "dropped"
    _keep(item, "agenda_item.drop", told, doing=doing)
    bring_back(item, doing=doing)


def take_up_item(command: TakeUpItem, *, doing: Doing) -> None:
    """Put an item on the list again. Raises EditConflict, or Refused when it stands there."""
    item = _take("take_up", command.item_id, command.version)
    item.state = "draft"
    _keep(item, "agenda_item.take_up", {"state": ["dropped", "draft"]}, doing=doing)


def put_of(item: AgendaItem) -> dict[str, Any]:
    """An item's words as they are now, to be kept with what is decided about it, or put to another body."""
    return {name: getattr(item, name) for name in FIELDS}


def bring_back(item: AgendaItem, *, doing: Doing) -> None:
    """What waited for this item is to be taken up again, in its own body."""
    if item.before_id is None:
        return
    waiting = lock_row(AgendaItem, item.before_id)
    if waiting.state == "waiting":
        waiting.state, waiting.version = "open", waiting.version + 1
        record(doing, "agenda_item.come_back", KIND, waiting.id, {"state": ["waiting", "open"]})


def _take(verb: str, item_id: int, version: int) -> AgendaItem:
    item = take_item(item_id, version)
    problem = why_not(verb, item.state)
    if problem:
        raise Refused(_(problem))
    return item


def take_item(item_id: int, version: int) -> AgendaItem:
    """The item, held until the transaction ends. Raises NotFound, EditConflict."""
    item = lock_row(AgendaItem, item_id)
    if item.version != version:
        raise EditConflict(_("En anden har rettet punktet, siden du åbnede siden. Se det igennem, og prøv igen."))
    return item


def _keep(item: AgendaItem, verb: str, told: Mapping[str, object], *, doing: Doing) -> None:
    item.version += 1
    record(doing, verb, KIND, item.id, told)
    db.session.flush()
