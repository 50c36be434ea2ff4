"""Reading hours: what people have, what the plan asks of them, and what tasks took."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, extract, func, or_, select

from aarshjul.calendar.store import get_closed_days, get_quiet_weeks
from aarshjul.capacity.model import Capacity
from aarshjul.capacity.rules import (
    COMMON,
    LAST_AT_A_PLACE,
    LAST_IN_ALL,
    Given,
    Loads,
    Planned,
    estimate,
    lay_out,
    quarter_shares,
)
from aarshjul.plan.expansion import YEARS_AHEAD
from aarshjul.plan.model import PlanItem, TaskTemplate
from aarshjul.task.counting import STANDING
from aarshjul.task.model import Task
from aarshjul.task.responsible import Named, load_holders
from app.core.db import AnySelect, db
from app.core.scope import Scope
from app.core.tables import PAGE_SIZE, Page, number_within
from app.organisation.model import FunctionHolder, Person, Unit
from app.organisation.rules import Holders

KEEPERS = ("coordinator", "isc")
"""Functions whose holders are asked for their hours."""


class PersonLine(NamedTuple):
    """Somebody who has hours, or is asked for them; `path` is that of their unit, "" without one."""

    id: int
    name: str
    unit: str
    path: str


class Estimate(NamedTuple):
    """A task of the catalogue that takes other hours than it is set to: `better` is the median of the last `times`."""

    template_id: int
    code: str
    title: str
    hours: float
    better: float
    times: int


@dataclass(frozen=True)
class Overview:
    """The loads of some years, and who has said their hours."""

    years: Sequence[int]
    loads: Loads
    hours: Mapping[tuple[int, int], Capacity]
    holders: Holders


def years_from(today: date) -> range:
    """The years that are looked at: this one and those the plan has tasks for."""
    return range(today.year, today.year + YEARS_AHEAD + 1)


def load_overview(years: Collection[int], *, today: date, holders: Holders | None = None) -> Overview:
    """Hours against hours for the whole municipality, in five statements however many tasks there are.

    Nobody's absence today moves next year's tasks: each counts for whom it falls to when all are here. `holders`: where
    they are read already.
    """
    given = _list_given(years)
    holders = holders.with_all_here if holders else load_holders(today, periods=())
    return Overview(
        years=tuple(years),
        loads=lay_out(
            [Given(row.person_id, row.year, row.hours, home_id or COMMON) for row, home_id in given],
            _list_planned(years, holders),
            {year: quarter_shares(year, get_closed_days(), get_quiet_weeks()) for year in years},
        ),
        hours={(row.person_id, row.year): row for row, _home_id in given},
        holders=holders,
    )


def list_people(years: Collection[int], *, scope: Scope, args: Mapping[str, str], path: str) -> Page[PersonLine]:
    """A page of those who are coordinators or security coordinators, or have hours in these years, by name."""
    keepers = select(FunctionHolder.person_id).where(FunctionHolder.function.in_(KEEPERS))
    added = select(Capacity.person_id).where(Capacity.year.in_(years))
    where = (
        scope.where(Unit.path),
        or_(and_(Person.is_active, Person.id.in_(keepers)), Person.id.in_(added)),
    )
    counted = select(func.count()).select_from(Person).outerjoin(Unit, Unit.id == Person.unit_id).where(*where)
    total = db.session.scalar(counted) or 0
    number = number_within(args, total)
    rows = db.session.execute(
        select(Person.id, Person.name, func.coalesce(Unit.name, ""), func.coalesce(Unit.path, ""))
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(*where)
        .order_by(Person.sort_key, Person.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page(rows=[PersonLine(*row) for row in rows], number=number, total=total, path=path, args=args)


def find_capacity(person_id: int, year: int) -> Capacity | None:
    """What somebody has said for a year."""
    return db.session.scalar(select(Capacity).where(Capacity.person_id == person_id, Capacity.year == year))


def list_estimates(template_id: int | None = None) -> list[Estimate]:
    """The tasks of the catalogue that are worth another estimate, by code; or one of them. One statement.

    They rest on the newest done tasks of each place, so that a place with many does not speak for all.
    """
    newest_first = (Task.done_on.desc(), Task.id.desc())
    at_a_place = (PlanItem.template_id, Task.unit_id)
    done = (
        select(
            PlanItem.template_id,
            Task.spent_minutes,
            Task.done_on,
            Task.id,
            func.row_number().over(partition_by=at_a_place, order_by=newest_first).label("place"),
        )
        .join(PlanItem, PlanItem.id == Task.plan_item_id)
        .where(Task.state == "done", Task.spent_minutes > 0)
    )
    if template_id is not None:
        done = done.where(PlanItem.template_id == template_id)
    kept = done.subquery("kept")
    order = (kept.c.done_on.desc(), kept.c.id.desc())
    in_all = func.row_number().over(partition_by=kept.c.template_id, order_by=order)
    newest = (
        select(kept.c.template_id, kept.c.spent_minutes, in_all.label("place"))
        .where(kept.c.place <= LAST_AT_A_PLACE)
        .subquery("newest")
    )
    rows = db.session.execute(
        select(TaskTemplate.id, TaskTemplate.code, TaskTemplate.title, TaskTemplate.hours, newest.c.spent_minutes)
        .join(newest, newest.c.template_id == TaskTemplate.id)
        .where(newest.c.place <= LAST_IN_ALL, ~TaskTemplate.is_retired)
        .order_by(TaskTemplate.code, newest.c.place)
    ).all()
    found = []
    for _its_id, group in groupby(rows, key=lambda row: row.id):
        first, *others = group
        minutes = [row.spent_minutes for row in (first, *others)]
        better = estimate(first.hours, minutes)
        if better is not None:
            found.append(Estimate(first.id, first.code, first.title, first.hours, better, len(minutes)))
    return found


def _list_given(years: Collection[int]) -> Sequence[Any]:
    query: AnySelect = (
        select(Capacity, Unit.administration_id)
        .join(Person, Person.id == Capacity.person_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(Capacity.year.in_(years), Person.is_active)
        .order_by(Capacity.id)
    )
    return db.session.execute(query).all()


def _list_planned(years: Collection[int], holders: Holders) -> list[Planned]:
    """The tasks' hours, gathered by who does them where before they leave the database."""
    year, quarter = extract("year", Task.due_on), _quarter_of(Task.due_on)
    named_id = case((Named.is_active, Task.person_id))
    by = (Unit.administration_id, Task.unit_id, Task.function, named_id, year, quarter)
    rows = db.session.execute(
        select(*by, func.sum(Task.hours), func.sum(Task.spent_minutes))
        .join(Task.unit)
        .outerjoin(Named, Named.id == Task.person_id)
        .where(Task.due_on.between(date(min(years), 1, 1), date(max(years), 12, 31)), Task.state.in_(STANDING))
        .group_by(*by)
    )
    return [
        Planned(
            administration_id=administration_id or COMMON,
            year=int(its_year),
            quarter=its_quarter,
            person_id=holders.find(function, unit_id, named_id=its_named_id).person_id,
            hours=hours,
            spent=minutes / 60,
        )
        for administration_id, unit_id, function, its_named_id, its_year, its_quarter, hours, minutes in rows
    ]


def _quarter_of(day: Any) -> ColumnElement[int]:
    """SQLite knows no quarters."""
    month = extract("month", day)
    return case((month <= 3, 1), (month <= 6, 2), (month <= 9, 3), else_=4)
