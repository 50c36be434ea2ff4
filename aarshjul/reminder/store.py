"""Reading what reminders need: the tasks whose day has come, and the steps already taken."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from aarshjul.plan.model import PlanItem
from aarshjul.reminder.model import Reminder
from aarshjul.task.model import OPEN_STATES, Task
from app.core.db import db
from app.organisation.model import Unit

BATCH = 500

Seen = Mapping[tuple[int, date, int], frozenset[str]]
"""For a task, its due date and a person: the steps that were sent or superseded."""


def list_due(until: date, *, after: int, lock: bool = False, limit: int = BATCH) -> Sequence[Task]:
    """Open tasks whose reminder falls due by `until`, by number, beginning after the one given.

    `lock`: those that somebody is changing at this moment are left out, and the others held.
    """
    query = (
        select(Task)
        .where(Task.remind_on <= until, Task.state.in_(OPEN_STATES), Task.id > after)
        .options(
            joinedload(Task.unit).joinedload(Unit.administration),
            joinedload(Task.person),
            joinedload(Task.plan_item).joinedload(PlanItem.template),
        )
        .order_by(Task.id)
        .limit(limit)
    )
    if lock:
        query = query.with_for_update(of=Task, skip_locked=True).execution_options(populate_existing=True)
    return db.session.scalars(query).all()


def list_seen(task_ids: Sequence[int]) -> Seen:
    """The steps already taken for these tasks."""
    found: dict[tuple[int, date, int], set[str]] = defaultdict(set)
    rows = db.session.execute(
        select(Reminder.task_id, Reminder.due_on, Reminder.person_id, Reminder.step).where(
            Reminder.task_id.in_(task_ids)
        )
    )
    for task_id, due_on, person_id, step in rows:
        found[task_id, due_on, person_id].add(step)
    return {key: frozenset(steps) for key, steps in found.items()}


def list_of_task(task_id: int) -> Sequence[Reminder]:
    """A task's reminders with their mails, newest first. The caller has shown that the task may be seen."""
    return db.session.scalars(
        select(Reminder)
        .where(Reminder.task_id == task_id)
        .options(joinedload(Reminder.person), joinedload(Reminder.mail))
        .order_by(Reminder.id.desc())
    ).all()


def find_due_date(mail_id: int) -> date | None:
    """The due date that a mail reminded of."""
    return db.session.scalar(select(Reminder.due_on).where(Reminder.mail_id == mail_id))
