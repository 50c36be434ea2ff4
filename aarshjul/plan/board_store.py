"""What the board needs beside the plan's own items: one statement each, whatever the plan's size."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, extract, func, select
from sqlalchemy.orm import joinedload

from aarshjul.capacity.model import Capacity
from aarshjul.plan.model import Plan, PlanItem
from aarshjul.plan.rules import PLAN_KIND
from aarshjul.plan.version_store import AHEAD
from aarshjul.task.counting import STANDING
from aarshjul.task.model import Task
from aarshjul.task.responsible import Named
from app.core.db import db
from app.organisation.model import Person, Unit


@dataclass(frozen=True)
class HoursAtHand:
    """Somebody's hours for this work in a year; the unit's path and the administration they belong to, if any."""

    person_id: int
    name: str
    path: str | None
    administration_id: int | None
    year: int
    hours: float


@dataclass(frozen=True)
class RecordHours:
    """Hours of tasks that records bring, whatever the plan says: of one function in one unit in one year."""

    unit_id: int
    function: str
    named_id: int | None
    year: int
    hours: float


def find_board_plan() -> Plan | None:
    """The version that is being worked on, else the approved one; with its items and all a card says of them."""
    is_ahead = case((Plan.state.in_(AHEAD), 0), else_=1)
    query = (
        select(Plan)
        .where(Plan.state.in_((*AHEAD, "approved")))
        .order_by(is_ahead)
        .limit(1)
        .options(
            joinedload(Plan.items).options(
                joinedload(PlanItem.template), joinedload(PlanItem.units), joinedload(PlanItem.starts)
            )
        )
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).unique().one_or_none()


def list_hours_at_hand(years: range) -> Sequence[HoursAtHand]:
    """Who has hours for this work, by year and name."""
    rows = db.session.execute(
        select(Person.id, Person.name, Unit.path, Unit.administration_id, Capacity.year, Capacity.hours)
        .join(Capacity.person)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(Capacity.year.between(years[0], years[-1]), Person.is_active)
        .order_by(Capacity.year, Person.sort_key, Person.id)
    )
    return [HoursAtHand(*row) for row in rows]


def list_record_hours(years: range) -> Sequence[RecordHours]:
    """The hours that records bring in each year, added up."""
    named = case((Named.is_active, Task.person_id))
    year = extract("year", Task.due_on)
    rows = db.session.execute(
        select(Task.unit_id, Task.function, named, year, func.sum(Task.hours))
        .outerjoin(Named, Task.person_id == Named.id)
        .where(Task.state.in_(STANDING))
        .where((Task.kind != PLAN_KIND) | Task.subject_id.is_not(None))
        .where(Task.due_on.between(date(years[0], 1, 1), date(years[-1], 12, 31)))
        .group_by(Task.unit_id, Task.function, named, year)
        .order_by(Task.unit_id, Task.function, year)
    )
    return [RecordHours(unit_id, function, who, int(when), hours) for unit_id, function, who, when, hours in rows]
