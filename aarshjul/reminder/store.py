"""Reading what reminders need: the tasks whose day has come, what was said of them, and what has been chosen."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from aarshjul.calendar.store import get_closed_days, get_quiet_weeks
from aarshjul.reminder.facts import fact_columns, facts_of
from aarshjul.reminder.model import Reminder, ReminderChoice, ReminderSettings
from aarshjul.reminder.rules import Cadence, Said, TaskFacts
from aarshjul.reminder.settings_rules import chosen_of
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
    chosen = chosen_of(settings)
    return Cadence(
        days_before=chosen.days_before,
        overdue_every=chosen.overdue_every,
        escalate_after=chosen.escalate_after,
        begun_on=settings.begun_on if settings else None,
        closed=get_closed_days(),
        quiet_weeks=frozenset() if chosen.chases_in_quiet_weeks else get_quiet_weeks(),
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
    return [facts_of(row) for row in rows]


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
    return [(facts_of(row), row.remind_on) for row in db.session.execute(query)]


def _facts(*more: Any) -> AnySelect:
    query: AnySelect = select(*fact_columns(), *more).outerjoin(Named, Task.person)
    return query


def list_said(task_ids: Collection[int]) -> Mapping[int, list[Said]]:
    """For each task what was decided to be said of it, to whom, in that order; what was dropped is left out."""
    found: dict[int, list[Said]] = defaultdict(list)
    rows = db.session.execute(
        select(Reminder.task_id, Reminder.due_on, Reminder.step, Reminder.person_id, Reminder.state)
        .where(Reminder.task_id.in_(task_ids), Reminder.state != "dropped")
        .order_by(Reminder.id)
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
