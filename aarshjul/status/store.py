"""The status report's lists: a fixed number of statements, however many tasks there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from aarshjul.handling.store import UnhandledFilter, list_unhandled_page
from aarshjul.meeting.model import GoverningBody
from aarshjul.task.model import OPEN_STATES, Task
from aarshjul.wheel import WheelTask
from app.core.db import AnySelect, db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.tables import Sort
from app.organisation.model import Unit


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


@dataclass(frozen=True, kw_only=True)
class Unhandled:
    """A task that an administration does not do, or does in part; `planned_from` is the year the plan has it from."""

    code: str
    title: str
    administration: str
    degree: str
    risk_level: str
    proposed_year: int | None
    planned_from: int | None


def get_body(code: str) -> GoverningBody:
    """The body with this code. Raises NotFound."""
    body = db.session.scalar(select(GoverningBody).where(GoverningBody.code == code))
    if body is None:
        raise NotFound
    return body


def list_bodies() -> Sequence[GoverningBody]:
    """All bodies, by code."""
    return db.session.scalars(select(GoverningBody).order_by(GoverningBody.code)).all()


def list_overdue(*, as_of: date, limit: int, scope: Scope) -> tuple[Sequence[OverdueTask], int]:
    """Tasks open past their date at `as_of`, the longest overdue first, and how many there are in all."""
    where = (was_open(as_of), Task.due_on < as_of, scope.where(Unit.path))
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


def list_worst_unhandled(*, limit: int, scope: Scope) -> tuple[Sequence[Unhandled], int]:
    """The tasks that are not done, the worst first, and how many there are in all."""
    sort = Sort(key="vaerst", is_descending=False, path="", args={})
    page, counts = list_unhandled_page(UnhandledFilter(), sort, {}, scope=scope)
    return [
        Unhandled(
            code=row.code,
            title=row.title,
            administration=row.administration,
            degree=row.degree,
            risk_level=row.risk_level,
            proposed_year=row.proposed_year,
            planned_from=row.first_year,
        )
        for row in page.rows[:limit]
    ], sum(counts.values())


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


def was_open(as_of: date) -> ColumnElement[bool]:
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
