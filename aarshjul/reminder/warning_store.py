"""Reading what stands in the way of reminders, in one part of the organisation.

What lies in the scope counts: tasks by their unit, people by where they hold a function or stand on an open task.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import case, func, literal, null, select, union_all

from aarshjul.reminder.rules import A_DAY
from aarshjul.task.model import OPEN_STATES, TO_DO_STATES, Task
from aarshjul.task.responsible import Named
from app.core.db import AnySelect, db
from app.core.scope import Scope
from app.organisation.model import FunctionHolder, Person, Unit
from app.organisation.rules import Holders, is_mail_address

SOON = timedelta(days=90)


class Unreminded(NamedTuple):
    """Tasks of one function in one unit that fall to nobody at all, by the first of them."""

    function: str
    unit: str
    task_id: int
    tasks: int
    title: str = ""


class Silent(NamedTuple):
    """Somebody to whom tasks fall that they cannot be reminded of, because their address cannot be used."""

    person_id: int
    name: str
    email: str
    tasks: int


class Standing(NamedTuple):
    """Somebody who holds functions or stands on open tasks, by the first of those."""

    person_id: int
    name: str
    email: str
    is_active: bool
    functions: int
    tasks: int
    task_id: int | None


class Leaderless(NamedTuple):
    """A unit without a leader in it or above, and how many tasks there are due soon."""

    unit_id: int
    code: str
    name: str
    tasks: int


def list_unreminded(
    *, today: date, scope: Scope, holders: Holders, limit: int
) -> tuple[Sequence[Unreminded], int, Sequence[Silent]]:
    """What reminders pass over from today on, read from the tasks whose reminder is due now; three statements at most.

    The first of what falls to nobody, the most tasks first, and how many there are of it in all; and those it falls to
    who cannot be mailed.
    """
    named_id = case((Named.is_active, Task.person_id))
    groups = db.session.execute(
        select(Task.function, Task.unit_id, Unit.name, named_id, func.min(Task.id), func.count())
        .join(Task.unit)
        .outerjoin(Named, Task.person_id == Named.id)
        .where(Task.state.in_(TO_DO_STATES), Task.remind_on <= today + A_DAY, scope.where(Unit.path))
        .group_by(Task.function, Task.unit_id, Unit.name, named_id)
        .order_by(func.count().desc(), func.min(Task.id))
    )
    falls_to: Counter[int] = Counter()
    nobody: list[Unreminded] = []
    for function, unit_id, unit, named, task_id, count in groups:
        person_id = holders.find(function, unit_id, named_id=named).person_id
        if person_id is None:
            nobody.append(Unreminded(function, unit, task_id, count))
        else:
            falls_to[person_id] += count
    titles = _titles([row.task_id for row in nobody[:limit]])
    shown = [row._replace(title=titles[row.task_id]) for row in nobody[:limit]]
    return shown, len(nobody), _silent(falls_to)


def list_cut_off(*, scope: Scope) -> Sequence[Standing]:
    """Those who hold something and cannot be mailed: they have left, or their address cannot be used. In name order."""
    held = select(
        FunctionHolder.person_id, FunctionHolder.unit_id, literal(1).label("functions"), literal(0).label("tasks"),
        null().label("task_id"),
    )  # fmt: skip
    named = select(Task.person_id, Task.unit_id, literal(0), literal(1), Task.id).where(
        Task.person_id.is_not(None), Task.state.in_(OPEN_STATES)
    )
    stands = union_all(held, named).subquery()
    query: AnySelect = (
        select(
            Person.id, Person.name, Person.email, Person.is_active,
            func.sum(stands.c.functions), func.sum(stands.c.tasks), func.min(stands.c.task_id),
        )
        .join(stands, stands.c.person_id == Person.id)
        .join(Unit, Unit.id == stands.c.unit_id)
        .where(scope.where(Unit.path))
        .group_by(Person.id, Person.name, Person.sort_key, Person.email, Person.is_active)
        .order_by(Person.sort_key, Person.id)
    )  # fmt: skip
    found = (Standing(*row) for row in db.session.execute(query))
    return [one for one in found if not one.is_active or not is_mail_address(one.email)]


def list_leaderless(*, today: date, scope: Scope, holders: Holders) -> Sequence[Leaderless]:
    """Units with tasks due soon, or late, that no leader would hear of; the most tasks first."""
    query = (
        select(Unit.id, Unit.code, Unit.name, func.count())
        .join(Task, Task.unit_id == Unit.id)
        .where(Task.state.in_(TO_DO_STATES), ~Task.is_forecast, Task.due_on <= today + SOON, scope.where(Unit.path))
        .group_by(Unit.id, Unit.code, Unit.name, Unit.sort_key)
        .order_by(func.count().desc(), Unit.sort_key, Unit.id)
    )
    units = (Leaderless(*row) for row in db.session.execute(query))
    return [unit for unit in units if next(holders.climb("leader", unit.unit_id), None) is None]


def _silent(falls_to: Mapping[int, int]) -> Sequence[Silent]:
    query = select(Person.id, Person.name, Person.email).where(Person.id.in_(falls_to))
    rows = db.session.execute(query) if falls_to else ()
    return [Silent(*row, falls_to[row.id]) for row in rows if not is_mail_address(row.email)]


def _titles(task_ids: Collection[int]) -> Mapping[int, str]:
    query = select(Task.id, Task.title).where(Task.id.in_(task_ids))
    return dict(db.session.execute(query).all()) if task_ids else {}
