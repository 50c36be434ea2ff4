"""Reminders as rows with the tasks they are about: reading them, and saying what became of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, delete, or_, select, update

from aarshjul.reminder.facts import fact_columns, facts_of
from aarshjul.reminder.looking import counts_from, is_still_so
from aarshjul.reminder.model import Reminder
from aarshjul.reminder.rules import Decision, Said, TaskFacts, is_given
from aarshjul.reminder.world_facts import World
from aarshjul.task.model import OPEN_STATES, Task
from aarshjul.task.responsible import Named
from app.core.db import AnySelect, db, insert_new

_KEY = ("task_id", "due_on", "step", "person_id")


@dataclass(frozen=True)
class Row:
    """One reminder that is not done with, and its task as it stands.

    `is_new`: it tells whoever it is to that the task is theirs.
    """

    id: int
    mail_id: int | None
    said: Said
    task: TaskFacts
    title: str
    state: str
    is_forecast: bool
    came_on: date
    is_new: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the task is still somebody's to do, or to approve."""
        return self.state in OPEN_STATES and not self.is_forecast

    def is_still_so(self, world: World) -> bool:
        """Whether it would be said today as well."""
        return self.is_open and is_still_so(self.said, self.task, world)


def list_wanted(*, task_ids: Collection[int] = (), person_ids: Collection[int] = ()) -> Sequence[Row]:
    """What waits to be mailed about these tasks, or to these people, in the order it was decided."""
    about = Reminder.task_id.in_(task_ids) if task_ids else Reminder.person_id.in_(person_ids)
    return _read(_rows().where(Reminder.state == "wanted", about))


def list_wanted_of_all() -> Sequence[Row]:
    """Everything that waits to be mailed, for the forecast."""
    return _read(_rows().where(Reminder.state == "wanted"))


def list_in_mails(mail_ids: Collection[int]) -> Sequence[Row]:
    """What these mails tell."""
    return _read(_rows().where(Reminder.mail_id.in_(mail_ids), Reminder.state == "queued")) if mail_ids else ()


def list_in_mail(mail_id: int) -> Sequence[Row]:
    """What one mail tells. It is asked of every mail that is sent, so the statement is made once."""
    return _rows_of(db.session.connection().execute(_in_one_mail(), {"mail_id": mail_id}))


def keep(decisions: Sequence[tuple[TaskFacts, Decision]], *, at: datetime) -> None:
    """Write down what was decided, in the order in which it was.

    What was dropped or gave way before is written anew, with a number of its own: which of two was said last is told by
    their numbers (`rules.counted`).
    """
    rows: list[dict[str, Any]] = [
        {
            "task_id": task.id, "due_on": counts_from(task, decision.code), "step": decision.code,
            "person_id": decision.person_id, "state": decision.state, "came_on": decision.on, "at": at,
        }
        for task, decision in decisions
    ]  # fmt: skip
    if not rows:
        return
    table, connection = cast(Table, Reminder.__table__), db.session.connection()
    is_this = and_(*(table.c[name] == bindparam(f"its_{name}") for name in _KEY))
    keys = [{f"its_{name}": row[name] for name in _KEY} for row in rows]
    connection.execute(
        delete(table).where(is_this, or_(table.c.state == "dropped", table.c.state == "superseded")), keys
    )
    connection.execute(insert_new(Reminder), rows)


def put_into_mail(row_ids: Collection[int], mail_id: int) -> None:
    """They stand in this mail now."""
    _change(row_ids, state="queued", mail_id=mail_id)


def supersede(row_ids: Collection[int]) -> None:
    """Later ones about the same tasks go in their stead."""
    _change(row_ids, state="superseded")


def drop(rows: Collection[Row], *, today: date) -> None:
    """What they would have told is no longer so. Their tasks are looked at again, for whoever is to be told instead.

    The tasks are held first, as a look holds them: two that meet here wait for each other in one order.
    """
    if rows:
        task_ids = {row.task.id for row in rows}
        db.session.execute(select(Task.id).where(Task.id.in_(task_ids)).order_by(Task.id).with_for_update())
    _change([row.id for row in rows], state="dropped")
    if rows:
        db.session.execute(
            update(Task)
            .where(Task.id.in_({row.task.id for row in rows}), Task.state.in_(OPEN_STATES), ~Task.is_forecast)
            .values(remind_on=today),
            execution_options={"synchronize_session": False},
        )


def take_out_of_mails(mail_ids: Collection[int]) -> None:
    """The mails are not sent after all: what they tell waits to be gathered again."""
    if mail_ids:
        db.session.execute(
            update(Reminder)
            .where(Reminder.mail_id.in_(mail_ids), Reminder.state == "queued")
            .values(state="wanted", mail_id=None),
            execution_options={"synchronize_session": False},
        )


def _change(row_ids: Collection[int], **values: object) -> None:
    if row_ids:
        db.session.execute(
            update(Reminder).where(Reminder.id.in_(row_ids)).values(**values),
            execution_options={"synchronize_session": False},
        )


def _rows() -> AnySelect:
    query: AnySelect = (
        select(
            Reminder.id.label("row_id"), Reminder.mail_id, Reminder.due_on.label("said_of"), Reminder.step,
            Reminder.person_id, Reminder.came_on, Task.title, Task.state, Task.is_forecast, *fact_columns(),
        )
        .join(Task, Task.id == Reminder.task_id)
        .outerjoin(Named, Task.person_id == Named.id)
        .order_by(Reminder.id)
    )  # fmt: skip
    return query


@cache
def _in_one_mail() -> AnySelect:
    return _rows().where(Reminder.mail_id == bindparam("mail_id"), Reminder.state == "queued")


def _read(query: AnySelect) -> Sequence[Row]:
    return _rows_of(db.session.execute(query))


def _rows_of(rows: Iterable[Any]) -> Sequence[Row]:
    return [
        Row(
            id=row.row_id,
            mail_id=row.mail_id,
            said=Said(row.said_of, row.step, row.person_id),
            task=facts_of(row),
            title=row.title,
            state=row.state,
            is_forecast=row.is_forecast,
            came_on=row.came_on,
            is_new=is_given(row.step),
        )
        for row in rows
    ]
