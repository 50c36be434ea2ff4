"""Reading what waits for the agendas."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from aarshjul.meeting.model import AgendaItem
from aarshjul.meeting.rules import KIND, TaskNow
from aarshjul.task.access import KIND as TASK
from aarshjul.task.model import Task
from aarshjul.task.responsible import Named, Reach
from app.core.db import AnySelect, db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.slots import Subject
from app.core.tables import PAGE_SIZE
from app.organisation.model import Unit


class TaskOfItem(NamedTuple):
    """The task an item is about, as it stands. `is_seen`: the viewer may open it."""

    id: int
    title: str
    state: str
    due_on: date
    done_on: date | None
    is_seen: bool

    @property
    def now(self) -> TaskNow:
        """What the rules need to know."""
        return TaskNow(self.state, self.due_on, self.done_on)


def list_items(state: str, *, scope: Scope, number: int, size: int = PAGE_SIZE) -> Sequence[AgendaItem]:
    """One page of the items in a state, the newest first."""
    query = (
        _in(scope)
        .where(AgendaItem.state == state)
        .options(contains_eager(AgendaItem.unit), joinedload(AgendaItem.body))
        .order_by(AgendaItem.made_at.desc(), AgendaItem.id.desc())
    )
    return db.session.scalars(query.limit(size).offset((number - 1) * size)).all()


def count_states(*, scope: Scope) -> Mapping[str, int]:
    """How many items there are in each state."""
    query = _in(scope).with_only_columns(AgendaItem.state, func.count()).group_by(AgendaItem.state)
    return dict(db.session.execute(query).all())


def get_item(item_id: int, *, scope: Scope) -> AgendaItem:
    """An item inside the scope. Raises NotFound."""
    query = _in(scope).where(AgendaItem.id == item_id).options(contains_eager(AgendaItem.unit))
    item: AgendaItem | None = db.session.scalar(query)
    if item is None:
        raise NotFound
    return item


def list_tasks(items: Sequence[AgendaItem], *, reach: Reach) -> Mapping[int, TaskOfItem]:
    """The tasks that these items are about, by their number; one statement."""
    ids = {item.subject_id for item in items if item.subject_kind == TASK}
    if not ids:
        return {}
    is_seen = or_(reach.scope.where(Unit.path), reach.mine.where())
    rows = db.session.execute(
        select(Task.id, Task.title, Task.state, Task.due_on, Task.done_on, is_seen)
        .join(Task.unit)
        .outerjoin(Named, Task.person_id == Named.id)
        .where(Task.id.in_(ids))
    )
    return {row[0]: TaskOfItem(*row[:5], is_seen=bool(row[5])) for row in rows}


def subjects_of(ids: Sequence[int]) -> dict[int, Subject]:
    """What items are called in the trail, and where they are."""
    rows = db.session.execute(select(AgendaItem.id, AgendaItem.title).where(AgendaItem.id.in_(ids)))
    return {row_id: Subject(KIND, row_id, title, "/moeder") for row_id, title in rows}


def _in(scope: Scope) -> AnySelect:
    query: AnySelect = select(AgendaItem).outerjoin(AgendaItem.unit).where(scope.where(Unit.path))
    return query
