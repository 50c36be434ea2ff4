"""Reading items: what waits for the agendas, and what became of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from aarshjul.meeting.access import Bodies
from aarshjul.meeting.item_rules import KIND, TaskNow
from aarshjul.meeting.model import AgendaItem, Decision, DecisionAction, GoverningBody, Meeting
from aarshjul.task.access import KIND as TASK
from aarshjul.task.model import Task
from aarshjul.task.responsible import Named, Reach
from app.core.db import AnySelect, db
from app.core.errors import NotFound
from app.core.slots import Subject
from app.core.tables import PAGE_SIZE
from app.organisation.model import Unit

MOST_LOOSE = 50
"""So many of one kind a page shows."""


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


def list_items(state: str, *, bodies: Bodies, number: int, size: int = PAGE_SIZE) -> Sequence[AgendaItem]:
    """One page of the items in a state, the newest first."""
    query = (
        _in(bodies)
        .where(AgendaItem.state == state)
        .options(contains_eager(AgendaItem.unit), joinedload(AgendaItem.body), joinedload(AgendaItem.meeting))
        .order_by(AgendaItem.made_at.desc(), AgendaItem.id.desc())
    )
    return db.session.scalars(query.limit(size).offset((number - 1) * size)).all()


def count_states(*, bodies: Bodies) -> Mapping[str, int]:
    """How many items there are in each state."""
    query = _in(bodies).with_only_columns(AgendaItem.state, func.count()).group_by(AgendaItem.state)
    return dict(db.session.execute(query).all())


def get_item(item_id: int, *, bodies: Bodies) -> AgendaItem:
    """An item that these bodies show. Raises NotFound."""
    query = (
        _in(bodies)
        .where(AgendaItem.id == item_id)
        .options(contains_eager(AgendaItem.unit), joinedload(AgendaItem.body), joinedload(AgendaItem.meeting))
    )
    item: AgendaItem | None = db.session.scalar(query)
    if item is None:
        raise NotFound
    return item


def list_loose(meeting: Meeting, *, bodies: Bodies, limit: int = MOST_LOOSE) -> Sequence[AgendaItem]:
    """What a meeting could take up besides: its body's items on no agenda, drafts among them, the oldest first."""
    was_here = select(Decision.id).where(Decision.item_id == AgendaItem.id, Decision.meeting_id == meeting.id).exists()
    query = (
        _in(bodies)
        .where(
            AgendaItem.body_id == meeting.body_id,
            AgendaItem.state.in_(("draft", "open")),
            AgendaItem.meeting_id.is_(None),
            ~was_here,
        )
        .options(contains_eager(AgendaItem.unit))
        .order_by(AgendaItem.made_at, AgendaItem.id)
    )
    return db.session.scalars(query.limit(limit)).all()


def list_to_decide(*, bodies: Bodies, limit: int = MOST_LOOSE) -> Sequence[AgendaItem]:
    """What stands on the agendas of meetings to come, the next meeting first."""
    query = (
        _in(bodies)
        .join(AgendaItem.meeting)
        .where(AgendaItem.state == "open", Meeting.state.in_(("planned", "called")))
        .options(contains_eager(AgendaItem.unit), contains_eager(AgendaItem.meeting), joinedload(AgendaItem.body))
        .order_by(Meeting.held_on, Meeting.id, AgendaItem.position, AgendaItem.id)
    )
    return db.session.scalars(query.limit(limit)).all()


def list_decisions_about(item_id: int, *, sees_closed: bool) -> Sequence[Decision]:
    """What meetings have decided about an item, the first first; what was closed then, to who sees that."""
    is_seen = true() if sees_closed else ~Decision.is_closed
    query = (
        select(Decision)
        .where(Decision.item_id == item_id, is_seen)
        .options(
            joinedload(Decision.meeting).joinedload(Meeting.body),
            selectinload(Decision.actions).joinedload(DecisionAction.unit),
            selectinload(Decision.actions).joinedload(DecisionAction.person),
        )
        .order_by(Decision.id)
    )
    return db.session.scalars(query.limit(MOST_LOOSE)).all()


def list_kin(item: AgendaItem) -> Sequence[AgendaItem]:
    """The same matter in other bodies: the item this one was sent from, and those it was sent as."""
    is_kin = AgendaItem.before_id == item.id
    if item.before_id is not None:
        is_kin = or_(is_kin, AgendaItem.id == item.before_id)
    query = (
        select(AgendaItem)
        .where(is_kin, AgendaItem.state != "dropped")
        .options(joinedload(AgendaItem.body), joinedload(AgendaItem.unit))
    )
    return db.session.scalars(query.order_by(AgendaItem.id).limit(MOST_LOOSE)).all()


def waits_for(item_ids: Collection[int]) -> dict[int, str]:
    """For items that wait: the letters of the body they wait for."""
    query = (
        select(AgendaItem.before_id, GoverningBody.code)
        .join(AgendaItem.body)
        .where(AgendaItem.before_id.in_(item_ids), AgendaItem.state.in_(("draft", "open", "waiting")))
        .order_by(AgendaItem.id)
    )
    return {before_id: code for before_id, code in db.session.execute(query) if before_id is not None}


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
    return {row_id: Subject(KIND, row_id, title, f"/moeder/punkter/{row_id}") for row_id, title in rows}


def _in(bodies: Bodies) -> AnySelect:
    query: AnySelect = select(AgendaItem).outerjoin(AgendaItem.unit).where(bodies.where_item())
    return query
