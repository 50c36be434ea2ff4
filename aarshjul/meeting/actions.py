"""The bodies every municipality starts with; what becomes of an item that waits for an agenda."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from aarshjul.meeting.model import AgendaItem, GoverningBody
from aarshjul.meeting.rules import KIND, why_not
from app.audit.actions import Doing, record
from app.core.db import db, lock_row
from app.core.errors import EditConflict, Refused


@dataclass(frozen=True, kw_only=True)
class ChangeItem:
    """Other words. `version` is the one its reader saw, as for the others."""

    item_id: int
    version: int
    title: str
    problem: str
    recommendation: str


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


def change_item(command: ChangeItem, *, doing: Doing) -> bool:
    """Write an item in other words; says whether they are other.

    Raises EditConflict where somebody has done so since, Refused once it is dropped.
    """
    item = _take("change", command.item_id, command.version)
    names = ("title", "problem", "recommendation")
    words = {name: getattr(command, name) for name in names if getattr(command, name) != getattr(item, name)}
    if not words:
        return False
    told = {name: [getattr(item, name), text] for name, text in words.items()}
    for name, text in words.items():
        setattr(item, name, text)
    _keep(item, "agenda_item.change", told, doing=doing)
    return True


def drop_item(command: DropItem, *, doing: Doing) -> None:
    """Take an item off the list; the trail says why. Raises EditConflict, or Refused when it is off already."""
    item = _take("drop", command.item_id, command.version)
    item.state = "dropped"
    told = {"state": ["draft", "dropped"], "reason": [None, command.reason]}
    _keep(item, "agenda_item.drop", told, doing=doing)


def take_up_item(command: TakeUpItem, *, doing: Doing) -> None:
    """Put an item on the list again. Raises EditConflict, or Refused when it stands there."""
    item = _take("take_up", command.item_id, command.version)
    item.state = "draft"
    _keep(item, "agenda_item.take_up", {"state": ["dropped", "draft"]}, doing=doing)


def _take(verb: str, item_id: int, version: int) -> AgendaItem:
    item = lock_row(AgendaItem, item_id)
    problem = why_not(verb, item.state)
    if problem:
        raise Refused(_(problem))
    if item.version != version:
        raise EditConflict(_("En anden har rettet punktet, siden du åbnede siden. Se det igennem, og prøv igen."))
    return item


def _keep(item: AgendaItem, verb: str, told: Mapping[str, object], *, doing: Doing) -> None:
    item.version += 1
    record(doing, verb, KIND, item.id, told)
    db.session.flush()
