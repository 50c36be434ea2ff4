"""Reading what is covered: the records of a kind against when they were last looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from aarshjul.coverage.rules import STATES, State, holds_until, state_of
from aarshjul.plan.model import TaskTemplate
from aarshjul.task.model import Task
from app.core.db import db
from app.core.scope import Scope
from app.core.tables import PAGE_SIZE, Page, number_within
from app.organisation.model import Unit
from register.rotation import Rotating, list_rotating


@dataclass(frozen=True, kw_only=True)
class Line:
    """A record: when it was last looked at, and to when that holds. `administration` is a code, empty for none."""

    subject_id: int
    name: str
    unit: str
    administration: str
    colour: str | None
    every_months: int
    last_on: date | None
    until_on: date | None
    state: State


@dataclass(frozen=True)
class Coverage:
    """How many records there are in each state, and a page of them, the worst first."""

    counts: Mapping[State, int]
    page: Page[Line]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


def read_coverage(
    kind: str, *, scope: Scope, administration: str, only_missing: bool, today: date, path: str, args: Mapping[str, str]
) -> Coverage:
    """The records of a kind in the scope, in four statements, whatever their number.

    Each record's state follows from its own interval, which no index knows: every record is weighed, a few columns of
    it, and a page of them is drawn.
    """
    places = _places(scope, administration)
    done = _last_done(kind)
    lines = [_line(one, places[one.unit_id], done, today) for one in list_rotating(kind) if one.unit_id in places]
    counts = {state: sum(line.state == state for line in lines) for state in STATES}
    rank = {state: place for place, state in enumerate(STATES)}
    shown = sorted(
        (line for line in lines if not only_missing or line.state != "covered"),
        key=lambda line: (rank[line.state], line.until_on or date.min, line.subject_id),
    )
    number = number_within(args, len(shown))
    rows = shown[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Coverage(counts, Page(rows=rows, number=number, total=len(shown), path=path, args=args))


@dataclass(frozen=True)
class _Place:
    name: str
    administration: str


def _places(scope: Scope, administration: str) -> Mapping[int, _Place]:
    """The units in the scope and the administration, by number."""
    columns = (Unit.id, Unit.name, Unit.code, Unit.path, Unit.administration_id)
    units = {row.id: row for row in db.session.execute(select(*columns).order_by(Unit.id))}
    found = {}
    for unit_id, unit in units.items():
        code = units[unit.administration_id].code if unit.administration_id is not None else ""
        if scope.holds(unit.path) and administration in ("", code):
            found[unit_id] = _Place(unit.name, code)
    return found


def _last_done(kind: str) -> Mapping[int, date]:
    """By record: the newest day on which a task of an item about such records was done."""
    rows = db.session.execute(
        select(Task.subject_id, func.max(Task.done_on))
        .join(TaskTemplate, TaskTemplate.code == Task.plan_code)
        .where(TaskTemplate.about == kind, TaskTemplate.is_own.is_(False))
        .where(Task.subject_kind == kind, Task.state == "done")
        .group_by(Task.subject_id)
        .order_by(Task.subject_id)
    )
    return {subject_id: done_on for subject_id, done_on in rows if subject_id is not None and done_on is not None}


def _line(one: Rotating, place: _Place, done: Mapping[int, date], today: date) -> Line:
    last_on = max((day for day in (one.last_on, done.get(one.subject_id)) if day), default=None)
    return Line(
        subject_id=one.subject_id,
        name=one.name,
        unit=place.name,
        administration=place.administration,
        colour=one.colour,
        every_months=one.every_months,
        last_on=last_on,
        until_on=holds_until(last_on, one.every_months),
        state=state_of(last_on, one.every_months, today),
    )
