"""Counting for the status report: a fixed number of statements, however many records and tasks there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select
from sqlalchemy.orm import aliased

from aarshjul.meeting.model import GoverningBody
from aarshjul.status.figures import Counts
from aarshjul.task.model import OPEN_STATES, Task
from aarshjul.wheel import WheelTask
from app.core.db import AnySelect, db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.organisation.model import Unit
from register.activity.model import ActivityFinding, ProcessingActivity, in_use
from register.risk.model import RiskAssessment

LONG_OVERDUE = timedelta(days=30)
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class OverdueTask:
    """A task of the report's list of overdue ones."""

    id: int
    title: str
    unit: str
    administration: str
    due_on: date
    days: int


@dataclass(frozen=True, kw_only=True)
class DoneTask:
    """A task done in the period, newest first in the report."""

    id: int
    title: str
    unit: str
    administration: str
    due_on: date
    done_on: date


def get_body(code: str) -> GoverningBody:
    """The body with this code. Raises NotFound."""
    body = db.session.scalar(select(GoverningBody).where(GoverningBody.code == code))
    if body is None:
        raise NotFound
    return body


def list_bodies() -> Sequence[GoverningBody]:
    """All bodies, by code."""
    return db.session.scalars(select(GoverningBody).order_by(GoverningBody.code)).all()


def count_by_administration(
    *, as_of: date, since: date, municipality_is_known: bool, scope: Scope
) -> Mapping[int | None, Counts]:
    """Counts per administration's number; None for what lies in no administration.

    `municipality_is_known`: the controller and the DPO are set, without which no record fulfils Art. 30.
    """
    found: dict[int | None, dict[str, int]] = defaultdict(dict)
    for query in (
        _records(as_of, municipality_is_known=municipality_is_known),
        _risks(as_of),
        _tasks(as_of, since),
    ):
        for row in db.session.execute(query.where(scope.where(Unit.path)).group_by(Unit.administration_id)):
            values = dict(row._mapping)
            found[values.pop("administration_id")].update({k: int(v or 0) for k, v in values.items()})
    return {key: Counts(**values) for key, values in found.items()}


def list_overdue(*, as_of: date, limit: int, scope: Scope) -> tuple[Sequence[OverdueTask], int]:
    """Tasks open past their date at `as_of`, the longest overdue first, and how many there are in all."""
    where = (_was_open(as_of), Task.due_on < as_of, scope.where(Unit.path))
    total = db.session.scalar(select(func.count()).select_from(Task).join(Task.unit).where(*where)) or 0
    rows = db.session.execute(_with_names().where(*where).order_by(Task.due_on, Task.id).limit(limit))
    return [
        OverdueTask(
            id=row.id,
            title=row.title,
            unit=row.unit,
            administration=row.administration or "",
            due_on=row.due_on,
            days=(as_of - row.due_on).days,
        )
        for row in rows
    ], total


def list_done(*, as_of: date, since: date, limit: int, scope: Scope) -> tuple[Sequence[DoneTask], int]:
    """Tasks done in the period, the newest first, and how many there are in all."""
    where = (Task.state == "done", Task.done_on.between(since, as_of), scope.where(Unit.path))
    total = db.session.scalar(select(func.count()).select_from(Task).join(Task.unit).where(*where)) or 0
    rows = db.session.execute(_with_names().where(*where).order_by(Task.done_on.desc(), Task.id.desc()).limit(limit))
    return [
        DoneTask(
            id=row.id,
            title=row.title,
            unit=row.unit,
            administration=row.administration or "",
            due_on=row.due_on,
            done_on=row.done_on,
        )
        for row in rows
    ], total


def list_wheel_tasks(*, year: int, as_of: date, scope: Scope) -> Mapping[int | None, Sequence[WheelTask]]:
    """The year's tasks for the wheel, by administration: columns only, no rows of records."""
    rows = db.session.execute(
        select(Task.id, Task.title, Task.due_on, Task.done_on, Unit.administration_id)
        .join(Task.unit)
        .where(Task.due_on.between(date(year, 1, 1), date(year, 12, 31)), scope.where(Unit.path))
        .where(Task.state.in_((*OPEN_STATES, "done")))
        .order_by(Task.due_on, Task.id)
    )
    rings: dict[int | None, list[WheelTask]] = defaultdict(list)
    for row in rows:
        rings[row.administration_id].append(
            WheelTask(id=row.id, title=row.title, due_on=row.due_on, state=_state(row.due_on, row.done_on, as_of))
        )
    return rings


def _state(due_on: date, done_on: date | None, as_of: date) -> Any:
    if done_on is not None and done_on <= as_of:
        return "done"
    if due_on < as_of:
        return "overdue"
    return "soon" if due_on <= as_of + timedelta(days=30) else "on_time"


def _records(as_of: date, *, municipality_is_known: bool) -> AnySelect:
    lacks = (
        select(ActivityFinding.id)
        .where(
            ActivityFinding.activity_id == ProcessingActivity.id,
            ActivityFinding.is_legal,
            ActivityFinding.severity == "error",
        )
        .exists()
    )
    fulfilled = ~lacks if municipality_is_known else literal(False)
    return (
        select(
            Unit.administration_id,
            func.count(ProcessingActivity.id).label("records"),
            _sum(fulfilled).label("art30_fulfilled"),
            _sum(ProcessingActivity.last_review_on >= as_of - A_YEAR).label("reviewed"),
            _sum(ProcessingActivity.next_review_on < as_of).label("reviews_overdue"),
        )
        .select_from(ProcessingActivity)
        .outerjoin(ProcessingActivity.unit)
        .where(in_use())
    )


def _risks(as_of: date) -> AnySelect:
    is_valid = and_(RiskAssessment.assessed_on <= as_of, RiskAssessment.next_on >= as_of)
    return (
        select(
            Unit.administration_id,
            _sum(is_valid).label("assessed"),
            _sum(RiskAssessment.colour == "red").label("red"),
        )
        .select_from(RiskAssessment)
        .join(RiskAssessment.activity)
        .outerjoin(ProcessingActivity.unit)
        .where(RiskAssessment.is_current, in_use())
    )


def _tasks(as_of: date, since: date) -> AnySelect:
    is_done = and_(Task.state == "done", Task.done_on <= as_of)
    in_period = and_(Task.due_on.between(since, as_of), Task.state.in_((*OPEN_STATES, "done")))
    is_overdue = and_(_was_open(as_of), Task.due_on < as_of)
    return (
        select(
            Unit.administration_id,
            _sum(in_period).label("tasks_due"),
            _sum(and_(in_period, is_done, Task.done_on <= Task.due_on)).label("done_on_time"),
            _sum(and_(in_period, is_done, Task.done_on > Task.due_on)).label("done_late"),
            _sum(is_overdue).label("overdue"),
            _sum(and_(is_overdue, Task.due_on < as_of - LONG_OVERDUE)).label("overdue_long"),
        )
        .select_from(Task)
        .join(Task.unit)
    )


def _was_open(as_of: date) -> ColumnElement[bool]:
    """Open at `as_of`: still open, or done later than that."""
    return Task.state.in_(OPEN_STATES) | and_(Task.state == "done", Task.done_on > as_of)


def _with_names() -> AnySelect:
    administration = aliased(Unit)
    return (
        select(
            Task.id,
            Task.title,
            Task.due_on,
            Task.done_on,
            Unit.name.label("unit"),
            administration.name.label("administration"),
        )
        .join(Task.unit)
        .outerjoin(administration, Unit.administration_id == administration.id)
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
