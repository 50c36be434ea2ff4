"""Measures, from an owner who leaves to another."""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing
from app.core.db import AnySelect, db
from app.core.slots import Held, PersonLink
from app.core.text import N_
from app.leaving.rules import barred_for_all
from app.organisation.model import Person
from register.catalogue.actions import change_entry, content_of
from register.measure.kind import MEASURE
from register.measure.model import Measure


def hand_over_measures(ids: Sequence[int], sender: Person, to: Person, doing: Doing) -> None:
    """Make somebody else the owner of these measures; each keeps a version and tells so in its trail."""
    query = select(Measure).where(Measure.id.in_(ids), Measure.owner_id == sender.id).order_by(Measure.id)
    for measure in db.session.scalars(query).all():
        content = replace(content_of(MEASURE, measure), owner=to.email)
        reason = _("Overdraget fra %(name)s.", name=sender.name)
        change_entry(MEASURE, measure.id, content, read=measure.version, reason=reason, doing=doing)


def _rows() -> AnySelect:
    query: AnySelect = select(Measure.owner_id.label("person_id"), Measure.id.label("row_id"))
    return query.where(Measure.owner_id.is_not(None), Measure.is_retired.is_(False))


def _held(ids: Sequence[int]) -> list[Held]:
    query = select(Measure.id, Measure.name).where(Measure.id.in_(ids)).order_by(Measure.id)
    return [Held(row_id, name, f"/foranstaltninger/{row_id}") for row_id, name in db.session.execute(query)]


OWNER_LINK = PersonLink(
    slug="foranstaltninger",
    title=N_("Foranstaltninger"),
    one=N_("foranstaltning"),
    many=N_("foranstaltninger"),
    order=40,
    opens=("read", "activity"),
    rows=_rows,
    held=_held,
    barred=barred_for_all,
    hand_over=hand_over_measures,
)
