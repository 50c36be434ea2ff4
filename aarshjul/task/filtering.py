"""What a list of tasks is narrowed to and sorted by: from the address to SQL."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, extract, or_, select, true

from aarshjul.task.model import OPEN_STATES, STATES, Task
from aarshjul.task.responsible import Mine
from app.core.scope import Scope
from app.core.tables import Sort
from app.core.text import N_
from app.organisation.model import Unit

SORT_KEYS = ("frist", "enhed", "tilstand")
SHOWN: Mapping[str, str] = {
    "aabne": N_("Åbne"),
    "over-fristen": N_("Over fristen"),
    "til-godkendelse": N_("Til godkendelse"),
    "udfoerte": N_("Udførte"),
    "frafaldne": N_("Ikke relevante og trukket tilbage"),
    "alle": N_("Alle"),
}


@dataclass(frozen=True, kw_only=True)
class TaskFilter:
    """The filter of a list, in the words of its address.

    `show` is a key of SHOWN, `plan_code` an item of the plan, `kind` a kind of obligation.
    """

    show: str = "aabne"
    is_mine: bool = False
    administration: str = ""
    year: int | None = None
    month: int | None = None
    plan_code: str = ""
    kind: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "TaskFilter":
        """From the address; what cannot be read filters nothing."""
        show = args.get("tilstand", "")
        return cls(
            show=show if show in SHOWN else "aabne",
            is_mine=args.get("hvem") == "mig",
            administration=args.get("forvaltning", "")[:80],
            year=_number(args.get("aar", ""), 1900, 2999),
            month=_number(args.get("maaned", ""), 1, 12),
            plan_code=args.get("opgave", "")[:80],
            kind=args.get("slags", "")[:40],
        )


def narrow(wanted: TaskFilter, *, today: date, scope: Scope, mine: Mine) -> tuple[ColumnElement[bool], ...]:
    """The filter as SQL, for a query that has joined the unit and `Named`."""
    states: Mapping[str, ColumnElement[bool]] = {
        "aabne": Task.state.in_(OPEN_STATES),
        "over-fristen": is_overdue(today),
        "til-godkendelse": Task.state == "for_approval",
        "udfoerte": Task.state == "done",
        "frafaldne": Task.state.in_(("not_relevant", "withdrawn")),
        "alle": true(),
    }
    return (
        mine.where() if wanted.is_mine else or_(scope.where(Unit.path), mine.where()),
        states[wanted.show],
        in_administration(wanted.administration),
        _in_period(wanted.year, wanted.month),
        Task.plan_code == wanted.plan_code if wanted.plan_code else true(),
        Task.kind == wanted.kind if wanted.kind else true(),
    )


def is_overdue(today: date) -> ColumnElement[bool]:
    """Open, and its date has passed."""
    return and_(Task.state.in_(OPEN_STATES), Task.due_on < today)


def in_administration(code: str) -> ColumnElement[bool]:
    """In the administration with this code; the municipality's own code finds what lies in no administration."""
    if not code:
        return true()
    found = select(Unit.id).where(Unit.code == code).correlate(None).scalar_subquery()
    return or_(Unit.administration_id == found, and_(Unit.administration_id.is_(None), Unit.id == found))


def order_by(sort: Sort) -> tuple[Any, ...]:
    """The order of a list, stable to the id."""
    progress = case({state: place for place, state in enumerate(STATES)}, value=Task.state)
    columns: Mapping[str, Any] = {"frist": Task.due_on, "enhed": Unit.sort_key, "tilstand": progress}
    column = columns[sort.key]
    return column.desc() if sort.is_descending else column.asc(), Task.due_on, Task.id


def _in_period(year: int | None, month: int | None) -> ColumnElement[bool]:
    if year is None:
        return true() if month is None else extract("month", Task.due_on) == month
    last_month = month or 12
    last = date(year, last_month, monthrange(year, last_month)[1])
    return Task.due_on.between(date(year, month or 1, 1), last)


def _number(text: str, least: int, most: int) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 5 and least <= int(text) <= most else None
