"""Counting tasks for the wheel, the five-year plan and the menu: a fixed number of statements each."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, extract, func, select

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
