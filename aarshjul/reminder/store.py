"""Reading what reminders need: the tasks whose day has come, what was said of them, and what has been chosen."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from aarshjul.calendar.store import get_closed_days, get_quiet_weeks
from aarshjul.reminder.model import Reminder, ReminderChoice, ReminderSettings
from aarshjul.reminder.rules import Cadence, Said, TaskFacts
from aarshjul.task.model import OPEN_STATES, Task
from aarshjul.task.responsible import Named
from app.core.db import AnySelect, db

BATCH = 500


def find_settings() -> ReminderSettings | None:
    """What the municipality has chosen; None while it goes by what is usual."""
    return db.session.get(ReminderSettings, 1)


def get_cadence() -> Cadence:
    """How the municipality reminds, with the days it is closed."""
    settings = find_settings()
    usual = Cadence(closed=get_closed_days(), quiet_weeks=get_quiet_weeks())
    if settings is None:
        return usual
    return Cadence(
        days_before=tuple(settings.days_before),
        overdue_every=settings.overdue_every,
        escalate_after=tuple(settings.escalate_after),
        begun_on=settings.begun_on,
        closed=usual.closed,
        quiet_weeks=frozenset() if settings.chases_in_quiet_weeks else usual.quiet_weeks,
    )


_PAUSED_AT = select(ReminderSettings.paused_at).where(ReminderSettings.id == 1)


def is_paused() -> bool:
    """Whether no reminders go for now. It is asked of every mail that is sent, so the statement is made once."""
    return db.session.connection().scalar(_PAUSED_AT) is not None


def list_weekly_ids() -> frozenset[int]:
    """Those who want their reminders gathered on Mondays."""
    return frozenset(db.session.scalars(select(ReminderChoice.person_id).where(ReminderChoice.rhythm == "weekly")))


def find_choice(person_id: int) -> ReminderChoice | None:
    """What a person has chosen; None: mail each day there is something."""
    return db.session.scalar(select(ReminderChoice).where(ReminderChoice.person_id == person_id))


def hold_due(today: date, *, limit: int = BATCH) -> Sequence[TaskFacts]:
    """Open tasks whose day has come, the longest waiting first, held until the transaction ends. Those that somebody is
    changing at this moment are left out.
    """
    # By the index of the days alone: that of the states, which SQLite would rather take, holds every open task.
    state = func.coalesce(Task.state, "")
    ids = (
        select(Task.id)
        .where(Task.remind_on <= today, state.in_(OPEN_STATES))
        .order_by(Task.remind_on, Task.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    held = db.session.scalars(ids).all()
    # Held first and read afterwards: a row that is waited for is joined as it was before.
    rows = db.session.execute(_facts().where(Task.id.in_(held)).order_by(Task.id)) if held else ()
    return [_facts_of(row) for row in rows]


def list_due(until: date, *, after: int, anew: date, limit: int = BATCH) -> Sequence[tuple[TaskFacts, date]]:
    """Open tasks whose day comes by `until`, with that day, and those due by `anew` with a later one; by number,
    beginning after the one given.
    """
    is_due = or_(Task.remind_on <= until, and_(Task.remind_on.is_not(None), Task.due_on <= anew))
    query = (
        _facts(Task.remind_on)
        .where(is_due, Task.state.in_(OPEN_STATES), Task.id > after)
        .order_by(Task.id)
        .limit(limit)
    )
    return [(_facts_of(row), row.remind_on) for row in db.session.execute(query)]


def _facts(*more: Any) -> AnySelect:
    named_id = case((Named.is_active, Task.person_id)).label("named_id")
    is_asked = Task.state == "for_approval"
    query: AnySelect = select(
        Task.id, Task.due_on, Task.created_on, Task.unit_id, Task.function, named_id, Task.handovers, Task.open_since,
        case((is_asked, Task.asks_since)).label("asked_on"), case((is_asked, Task.asked_by_id)).label("asked_by_id"),
        *more,
    ).outerjoin(Named, Task.person)  # fmt: skip
    return query


def _facts_of(row: object) -> TaskFacts:
    return TaskFacts(**{field.name: getattr(row, field.name) for field in fields(TaskFacts)})


def list_said(task_ids: Collection[int]) -> Mapping[int, list[Said]]:
    """For each task what was decided to be said of it, to whom; what was dropped is left out."""
    found: dict[int, list[Said]] = defaultdict(list)
    rows = db.session.execute(
        select(Reminder.task_id, Reminder.due_on, Reminder.step, Reminder.person_id, Reminder.state)
        .where(Reminder.task_id.in_(task_ids), Reminder.state != "dropped")
        .order_by(Reminder.at, Reminder.id)
    )
    for task_id, due_on, step, person_id, state in rows:
        found[task_id].append(Said(due_on, step, person_id, state != "superseded"))
    return found


def list_of_task(task_id: int) -> Sequence[Reminder]:
    """A task's reminders with their mails, newest first. The caller has shown that the task may be seen."""
    return db.session.scalars(
        select(Reminder)
        .where(Reminder.task_id == task_id)
        .options(joinedload(Reminder.person), joinedload(Reminder.mail))
        .order_by(Reminder.id.desc())
    ).all()
