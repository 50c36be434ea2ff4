"""Counting tasks for the wheel, the five-year plan and the menu: a fixed number of statements each."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, extract, func, select
from sqlalchemy.orm import aliased

from aarshjul.task.filtering import in_administration, is_overdue
from aarshjul.task.model import OPEN_STATES, Task
from aarshjul.task.responsible import Named, holders_now
from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import Unit

STANDING = (*OPEN_STATES, "done")
"""States of tasks that count: those that fell away are not drawn and not summed."""


class YearTask(NamedTuple):
    """A task as the wheel and the month list want it; `path` is its unit's, to say who may open it."""

    id: int
    title: str
    due_on: date
    state: str
    done_on: date | None
    path: str
    unit: str
    administration_id: int | None


class PlanCell(NamedTuple):
    """An item of the plan in one year: its tasks, how many are done and overdue, and their hours."""

    total: int
    done: int
    overdue: int
    hours: float


def list_of_year(year: int, *, scope: Scope, administration: str = "") -> Sequence[YearTask]:
    """The tasks due in a year, by date."""
    rows = db.session.execute(
        select(
            Task.id,
            Task.title,
            Task.due_on,
            Task.state,
            Task.done_on,
            Unit.path,
            Unit.name,
            Unit.administration_id,
        )
        .join(Task.unit)
        .where(Task.due_on.between(date(year, 1, 1), date(year, 12, 31)), Task.state.in_(STANDING))
        .where(scope.where(Unit.path), in_administration(administration))
        .order_by(Task.due_on, Task.id)
    )
    return [YearTask(*row) for row in rows]


def count_by_plan_year(*, today: date, scope: Scope, administration: str = "") -> Mapping[tuple[str, int], PlanCell]:
    """For each item's code and each year: what it comes to. The year is that of the planned date.

    Tasks that records oblige to stand under their kind instead of a code.
    """
    code = case((Task.plan_code != "", Task.plan_code), else_=Task.kind)
    year = extract("year", Task.planned_on)
    rows = db.session.execute(
        select(
            code,
            year,
            func.count(),
            _sum(Task.state == "done", 1),
            _sum(is_overdue(today), 1),
            func.sum(Task.hours),
        )
        .join(Task.unit)
        .where(Task.state.in_(STANDING))
        .where(scope.where(Unit.path), in_administration(administration))
        .group_by(code, year)
    )
    return {(its_code, int(its_year)): PlanCell(*numbers) for its_code, its_year, *numbers in rows}


class Actual(NamedTuple):
    """What an item of the plan came to in a year: its tasks that count, how they went, and minutes spent on them.

    `done` of them were done, `late` of those after their day; `overdue` are open and late, `dropped` fell away.
    """

    total: int = 0
    done: int = 0
    late: int = 0
    overdue: int = 0
    postponed: int = 0
    dropped: int = 0
    hours: float = 0.0
    spent_minutes: int = 0


def count_actual(year: int, *, today: date, scope: Scope, administration: str = "") -> Mapping[str, Actual]:
    """By the code of each item: what its tasks planned for a year came to, in one statement."""
    counts = Task.state.in_(STANDING)
    rows = db.session.execute(
        select(
            Task.plan_code,
            _sum(counts, 1),
            _sum(Task.state == "done", 1),
            _sum(and_(Task.state == "done", Task.done_on > Task.due_on), 1),
            _sum(is_overdue(today), 1),
            _sum(Task.state == "postponed", 1),
            _sum(Task.state == "not_relevant", 1),
            _sum(counts, Task.hours),
            func.sum(Task.spent_minutes),
        )
        .join(Task.unit)
        .where(Task.plan_code != "", Task.planned_on.between(date(year, 1, 1), date(year, 12, 31)))
        .where(scope.where(Unit.path), in_administration(administration))
        .group_by(Task.plan_code)
        .order_by(Task.plan_code)
    )
    return {code: Actual(*(number or 0 for number in numbers)) for code, *numbers in rows}


class Roll(NamedTuple):
    """The tasks of one item and year in one administration, added up; `code` is empty for what lies in none."""

    code: str
    name: str
    total: int
    done: int
    overdue: int
    dropped: int
    hours: float


def roll_up(plan_code: str, year: int, *, today: date, scope: Scope) -> Sequence[Roll]:
    """One control in many places, as one: its tasks planned for a year, by administration."""
    above = aliased(Unit)
    counts = Task.state.in_(STANDING)
    rows = db.session.execute(
        select(
            func.coalesce(above.code, ""),
            func.coalesce(above.name, ""),
            _sum(counts, 1),
            _sum(Task.state == "done", 1),
            _sum(is_overdue(today), 1),
            _sum(Task.state == "not_relevant", 1),
            _sum(counts, Task.hours),
        )
        .join(Task.unit)
        .outerjoin(above, above.id == Unit.administration_id)
        .where(Task.plan_code == plan_code, Task.planned_on.between(date(year, 1, 1), date(year, 12, 31)))
        .where(scope.where(Unit.path))
        .group_by(above.code, above.name, above.sort_key)
        .order_by(above.sort_key)
    )
    return [Roll(*row) for row in rows]


def count_my_overdue(person_id: int, *, today: date) -> int:
    """How many overdue tasks fall to a person, for the menu: one statement when nothing is overdue, else three."""
    named_id = case((Named.is_active, Task.person_id))
    groups = db.session.execute(
        select(Task.unit_id, Task.function, named_id, func.count())
        .outerjoin(Named, Task.person_id == Named.id)
        .where(is_overdue(today))
        .group_by(Task.unit_id, Task.function, named_id)
    ).all()
    if not groups:
        return 0
    holders = holders_now()
    worlds = (holders, holders.with_all_here) if holders.away else (holders,)
    return sum(
        count
        for unit_id, function, named, count in groups
        if any(world.find(function, unit_id, named_id=named).person_id == person_id for world in worlds)
    )


def _sum(condition: ColumnElement[bool], what: Any) -> ColumnElement[Any]:
    return func.sum(case((condition, what), else_=0))
