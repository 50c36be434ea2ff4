"""Reading meetings, what stands on their agendas, and what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from aarshjul.meeting.access import Bodies
from aarshjul.meeting.item_rules import KIND as ITEM
from aarshjul.meeting.model import AgendaItem, Decision, DecisionAction, GoverningBody, Meeting, MeetingAbsence
from app.attachment.model import Attachment
from app.core.db import AnySelect, db
from app.core.errors import NotFound
from app.core.slots import Subject
from app.core.tables import PAGE_SIZE

MOST_POINTS = 200
"""So many items an agenda shows."""
MOST_OPEN = 100
"""So many follow-ups an agenda carries forward."""
COMING = ("planned", "called")


@dataclass(frozen=True)
class MeetingFilter:
    """Which meetings: of one body, and those to come or those that were."""

    body: str = ""
    is_past: bool = False


def list_meetings(wanted: MeetingFilter, *, bodies: Bodies, number: int) -> Sequence[Meeting]:
    """One page of meetings: those to come, the next first, or those that were, the last first."""
    query = _filtered(wanted, bodies).options(contains_eager(Meeting.body))
    days = Meeting.held_on.desc() if wanted.is_past else Meeting.held_on
    query = query.order_by(days, Meeting.id).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    return db.session.scalars(query).all()


def count_meetings(wanted: MeetingFilter, *, bodies: Bodies) -> int:
    """How many there are in all."""
    query = _filtered(wanted, bodies).with_only_columns(func.count())
    return db.session.scalar(query) or 0


def count_points(meeting_ids: Collection[int]) -> dict[int, int]:
    """How many items stand on each of these agendas, those that have been decided about among them."""
    open_here = (
        select(AgendaItem.meeting_id.label("meeting_id"), AgendaItem.id.label("item_id"))
        .where(AgendaItem.meeting_id.in_(meeting_ids))
        .union(select(Decision.meeting_id, Decision.item_id).where(Decision.meeting_id.in_(meeting_ids)))
        .subquery()
    )
    query = select(open_here.c.meeting_id, func.count()).group_by(open_here.c.meeting_id)
    return dict(db.session.execute(query).all())


def get_meeting(meeting_id: int, *, bodies: Bodies) -> Meeting:
    """A meeting of one of these bodies, with its body and who was absent. Raises NotFound."""
    query = (
        select(Meeting)
        .where(Meeting.id == meeting_id, bodies.where(Meeting.body_id))
        .options(joinedload(Meeting.body), selectinload(Meeting.absences).joinedload(MeetingAbsence.person))
    )
    meeting = db.session.scalar(query)
    if meeting is None:
        raise NotFound
    return meeting


def list_decisions_at(meeting_id: int) -> Sequence[Decision]:
    """What a meeting decided, in the order of its agenda, with what follows from it."""
    query = (
        select(Decision)
        .where(Decision.meeting_id == meeting_id)
        .options(
            joinedload(Decision.item).joinedload(AgendaItem.unit),
            selectinload(Decision.actions).joinedload(DecisionAction.unit),
            selectinload(Decision.actions).joinedload(DecisionAction.person),
        )
        .order_by(Decision.position, Decision.id)
    )
    return db.session.scalars(query.limit(MOST_POINTS)).all()


def list_items_on(meeting_id: int) -> Sequence[AgendaItem]:
    """The items on an agenda about which nothing has been decided yet."""
    query = (
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting_id, AgendaItem.state == "open")
        .options(joinedload(AgendaItem.unit))
        .order_by(AgendaItem.position, AgendaItem.id)
    )
    return db.session.scalars(query.limit(MOST_POINTS)).all()


def count_postponed(item_ids: Collection[int], *, before: date | None = None) -> dict[int, int]:
    """How often each of these items has been put off (A12), at meetings before a day where one is given."""
    query = (
        select(Decision.item_id, func.count())
        .where(Decision.item_id.in_(item_ids), Decision.outcome == "postponed")
        .group_by(Decision.item_id)
    )
    if before is not None:
        query = query.join(Decision.meeting).where(Meeting.held_on < before)
    return dict(db.session.execute(query).all())


def list_papers(item_ids: Collection[int]) -> dict[int, list[Attachment]]:
    """The files of these items, by item."""
    query = (
        select(Attachment)
        .where(Attachment.kind == ITEM, Attachment.subject_id.in_(item_ids), Attachment.removed_at.is_(None))
        .order_by(Attachment.at, Attachment.id)
    )
    papers: dict[int, list[Attachment]] = {}
    for file in db.session.scalars(query):
        papers.setdefault(file.subject_id, []).append(file)
    return papers


def find_previous(meeting: Meeting) -> Meeting | None:
    """The meeting of the same body before this one that was held: its minutes are what this one approves."""
    query = (
        select(Meeting)
        .where(Meeting.body_id == meeting.body_id, Meeting.state == "held", Meeting.held_on < meeting.held_on)
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
    )
    return db.session.scalar(query.limit(1))


def list_follow_ups(
    *,
    on: date | None = None,
    body_id: int | None = None,
    bodies: Bodies | None = None,
    state: str = "",
    number: int = 1,
    size: int = MOST_OPEN,
) -> Sequence[DecisionAction]:
    """Follow-ups with the decision they come from, the earliest due first; `on`: those that stood open that day."""
    query = (
        _follow_ups(on, body_id, bodies, state)
        .options(
            contains_eager(DecisionAction.decision).contains_eager(Decision.meeting).joinedload(Meeting.body),
            contains_eager(DecisionAction.decision).contains_eager(Decision.item),
            joinedload(DecisionAction.unit),
            joinedload(DecisionAction.person),
            joinedload(DecisionAction.done_by),
        )
        .order_by(DecisionAction.due_on, DecisionAction.id)
    )
    return db.session.scalars(query.limit(size).offset((number - 1) * size)).all()


def count_follow_ups(
    *, on: date | None = None, body_id: int | None = None, bodies: Bodies | None = None, state: str = ""
) -> int:
    """How many there are in all."""
    query = _follow_ups(on, body_id, bodies, state).with_only_columns(func.count())
    return db.session.scalar(query) or 0


def subjects_of(ids: Sequence[int]) -> dict[int, Subject]:
    """What meetings are called in the trail, and where they are."""
    query = select(Meeting).where(Meeting.id.in_(ids)).options(joinedload(Meeting.body))
    return {
        one.id: Subject("meeting", one.id, f"{one.body.code} {one.held_on.isoformat()}", f"/moeder/{one.id}")
        for one in db.session.scalars(query)
    }


def _follow_ups(on: date | None, body_id: int | None, bodies: Bodies | None, state: str) -> AnySelect:
    query: AnySelect = select(DecisionAction).join(DecisionAction.decision).join(Decision.meeting).join(Decision.item)
    if body_id is not None:
        query = query.where(Meeting.body_id == body_id)
    if bodies is not None:
        is_open = Decision.is_closed.is_(False) & AgendaItem.is_closed.is_(False)
        sees_closed = is_open | _in(bodies.sits_in, bodies)
        query = query.where(bodies.where(Meeting.body_id), sees_closed)
    if state:
        query = query.where(DecisionAction.state == state)
    if on is not None:
        still = or_(DecisionAction.state == "open", DecisionAction.done_on >= on)
        query = query.where(Meeting.held_on < on, still)
    return query


def _in(body_ids: Collection[int], bodies: Bodies) -> ColumnElement[bool]:
    return Meeting.body_id.is_not(None) if bodies.is_everything else Meeting.body_id.in_(body_ids)


def _filtered(wanted: MeetingFilter, bodies: Bodies) -> AnySelect:
    query: AnySelect = select(Meeting).join(Meeting.body).where(bodies.where(Meeting.body_id))
    if wanted.body:
        query = query.where(GoverningBody.code == wanted.body)
    # One whose day has gone by without anybody saying that it was held is still to be seen to.
    is_coming = Meeting.state.in_(COMING)
    return query.where(~is_coming if wanted.is_past else is_coming)
