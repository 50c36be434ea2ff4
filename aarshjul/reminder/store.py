"""Reading what reminders need: the tasks whose day has come, and the steps already taken."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from aarshjul.plan.model import PlanItem
from aarshjul.reminder.model import Reminder
from aarshjul.task.model import TO_DO_STATES, Task
from aarshjul.task.responsible import Named, load_holders
from app.core.db import db
from app.organisation.model import Person, Unit
from app.organisation.rules import is_mail_address

BATCH = 500
A_DAY = timedelta(days=1)

Seen = Mapping[tuple[int, date, int], frozenset[str]]
"""For a task, its due date and a person: the steps that were sent or superseded."""


def list_due(
    until: date, *, after: int, anew: date | None = None, lock: bool = False, limit: int = BATCH
) -> Sequence[Task]:
    """Tasks to be done whose reminder falls due by `until`, by number, beginning after the one given.

    `anew`: also those with a later reminder that are due by that day. `lock`: those that somebody is changing at this
    moment are left out, and the others held.
    """
    is_due = Task.remind_on <= until
    if anew is not None:
        is_due = or_(is_due, and_(Task.remind_on.is_not(None), Task.due_on <= anew))
    query = (
        select(Task)
        .where(is_due, Task.state.in_(TO_DO_STATES), Task.id > after)
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


@dataclass(frozen=True)
class Unreminded:
    """Tasks of one function in one unit that nobody can be reminded of, by the first of them.

    `email` is the address that cannot be used; None where there is nobody at all.
    """

    function: str
    unit: str
    email: str | None
    title: str
    task_id: int
    count: int


def list_unreminded(*, today: date, limit: int) -> Sequence[Unreminded]:
    """What reminders pass over from today on, the most tasks first. Read from the tasks whose reminder is due now."""
    named_id = case((Named.is_active, Task.person_id))
    groups = db.session.execute(
        select(Task.function, Task.unit_id, Unit.name, named_id, func.min(Task.id), func.count())
        .join(Task.unit)
        .outerjoin(Named, Task.person_id == Named.id)
        .where(Task.state.in_(TO_DO_STATES), Task.remind_on <= today + A_DAY)
        .group_by(Task.function, Task.unit_id, Unit.name, named_id)
        .order_by(func.count().desc(), func.min(Task.id))
    ).all()
    holders = load_holders(today) if groups else None
    who = {row[4]: holders.find(row[0], row[1], named_id=row[3]).person_id for row in groups if holders}
    emails = _addresses({person_id for person_id in who.values() if person_id is not None})
    silent = [row for row in groups if who[row[4]] is None or not is_mail_address(emails[who[row[4]]])][:limit]
    titles = _titles([row[4] for row in silent])
    return [
        Unreminded(
            function=function,
            unit=unit,
            email=None if who[task_id] is None else emails[who[task_id]],
            title=titles[task_id],
            task_id=task_id,
            count=count,
        )
        for function, _unit_id, unit, _named_id, task_id, count in silent
    ]


def _addresses(person_ids: Collection[int]) -> Mapping[int | None, str]:
    query = select(Person.id, Person.email).where(Person.id.in_(person_ids))
    return dict(db.session.execute(query).all())


def _titles(task_ids: Collection[int]) -> Mapping[int, str]:
    return dict(db.session.execute(select(Task.id, Task.title).where(Task.id.in_(task_ids))).all())
