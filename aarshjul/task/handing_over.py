"""Open tasks that name somebody who leaves, to somebody else."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from aarshjul.task.model import OPEN_STATES, Task
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import AnySelect, db
from app.core.filters import short_day
from app.core.slots import Held, PersonLink
from app.core.text import N_
from app.leaving.rules import Recipient, why_not_take
from app.organisation.model import Person, Unit
from register.activity.model import ProcessingActivity


def hand_over_tasks(ids: Sequence[int], sender: Person, to: Person, doing: Doing) -> None:
    """Give these tasks to somebody by name, as when one is given on by hand: each has its history, and its reminder.

    A review that planning alone has touched, of a record that the recipient owns by now, is left to planning: it
    would name the same person.
    """
    own_records = select(ProcessingActivity.id).where(ProcessingActivity.owner_id == to.id)
    follows = set(
        db.session.scalars(
            select(Task.id).where(
                Task.id.in_(ids),
                Task.kind == "review",
                ~Task.is_touched,
                Task.subject_kind == "activity",
                Task.subject_id.in_(own_records),
            )
        )
    )
    query = (
        select(Task)
        .where(Task.id.in_(ids), Task.person_id == sender.id, Task.state.in_(OPEN_STATES))
        .order_by(Task.id)
        .with_for_update(of=Task)
        .execution_options(populate_existing=True)
    )
    for task in db.session.scalars(query):
        task.person = to
        task.handovers += 1
        task.remind_on = clock.day_of(doing.at)
        task.is_touched = task.is_touched or task.id not in follows
        task.version += 1
        task.changed_at = doing.at
        record(doing, "task.assign", "task", task.id, {"person": [sender.name, to.name]})
    db.session.flush()


def _rows() -> AnySelect:
    query: AnySelect = select(Task.person_id.label("person_id"), Task.id.label("row_id"))
    return query.where(Task.person_id.is_not(None), Task.state.in_(OPEN_STATES))


def _held(ids: Sequence[int]) -> list[Held]:
    query = (
        select(Task.id, Task.title, Task.due_on, Unit.name)
        .join(Task.unit)
        .where(Task.id.in_(ids))
        .order_by(Task.due_on, Task.id)
    )
    return [
        Held(row_id, title, f"/opgaver/{row_id}", f"{short_day(due_on)}, {unit}")
        for row_id, title, due_on, unit in db.session.execute(query)
    ]


def _barred(ids: Sequence[int], recipient: Recipient) -> Mapping[int, str]:
    query = select(Task.id, Task.function).where(Task.id.in_(ids))
    whys = {row_id: why_not_take(recipient, function) for row_id, function in db.session.execute(query)}
    return {row_id: why for row_id, why in whys.items() if why}


PERSON_LINK = PersonLink(
    slug="opgaver",
    title=N_("Åbne opgaver"),
    one=N_("opgave"),
    many=N_("opgaver"),
    order=40,
    opens=("read", "task"),
    rows=_rows,
    held=_held,
    barred=_barred,
    hand_over=hand_over_tasks,
)
