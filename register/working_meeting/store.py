"""Reading working meetings."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, func, select

from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.tables import PAGE_SIZE, Page, number_within
from app.organisation.model import Person, Unit
from register.activity.filtering import ActivityFilter, ListContext, narrow
from register.activity.model import ActivityFinding, ProcessingActivity, in_use
from register.working_meeting.model import WorkingMeeting, WorkingMeetingRecord

MOST_RECORDS = 50
"""So many records can be on the agenda of one meeting: more is not finished in a day."""


class MeetingRow(NamedTuple):
    """One line of the list."""

    id: int
    title: str
    held_on: date
    opened_by: str | None
    records: int
    is_closed: bool


class AgendaItem(NamedTuple):
    """A record on the agenda, or one that can be put on it."""

    id: int
    number: str
    title: str
    unit: str | None
    owner: str | None
    unit_path: str
    missing_before: Sequence[str] = ()
    missing_after: Sequence[str] = ()


def list_meetings(args: Mapping[str, str], path: str, *, scope: Scope) -> Page[MeetingRow]:
    """A page of the meetings about records inside the scope, the newest first; those records alone are counted."""
    about = _about(scope)
    total = db.session.scalar(select(func.count(WorkingMeeting.id)).where(about.exists())) or 0
    number = number_within(args, total)
    records = about.with_only_columns(func.count(), maintain_column_froms=True).scalar_subquery()
    query = (
        select(
            WorkingMeeting.id,
            WorkingMeeting.title,
            WorkingMeeting.held_on,
            Person.name,
            records,
            WorkingMeeting.closed_at.is_not(None),
        )
        .outerjoin(WorkingMeeting.opened_by)
        .where(about.exists())
        .order_by(WorkingMeeting.held_on.desc(), WorkingMeeting.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    rows = [MeetingRow(*row) for row in db.session.execute(query)]
    return Page(rows=rows, number=number, total=total, path=path, args=args)


def get_meeting(meeting_id: int, *, scope: Scope) -> WorkingMeeting:
    """A meeting about a record inside the scope. Raises NotFound."""
    query = select(WorkingMeeting).where(WorkingMeeting.id == meeting_id, _about(scope).exists())
    meeting = db.session.scalar(query)
    if meeting is None:
        raise NotFound
    return meeting


def _about(scope: Scope) -> Select[int]:
    """The records on a meeting's agenda that lie inside the scope."""
    return (
        select(WorkingMeetingRecord.id)
        .join(ProcessingActivity, ProcessingActivity.id == WorkingMeetingRecord.activity_id)
        .outerjoin(ProcessingActivity.unit)
        .where(WorkingMeetingRecord.meeting_id == WorkingMeeting.id, scope.where(Unit.path))
        .correlate(WorkingMeeting)
    )


def list_agenda(meeting_id: int, *, scope: Scope) -> Sequence[AgendaItem]:
    """The records on a meeting's agenda that lie inside the scope, in their order, in one statement."""
    query = (
        select(
            ProcessingActivity.id,
            ProcessingActivity.number,
            ProcessingActivity.title,
            Unit.name,
            Person.name,
            func.coalesce(Unit.path, ""),
            WorkingMeetingRecord.missing_before,
            WorkingMeetingRecord.missing_after,
        )
        .join(WorkingMeetingRecord, WorkingMeetingRecord.activity_id == ProcessingActivity.id)
        .outerjoin(ProcessingActivity.unit)
        .outerjoin(ProcessingActivity.owner)
        .where(WorkingMeetingRecord.meeting_id == meeting_id, scope.where(Unit.path))
        .order_by(WorkingMeetingRecord.position, ProcessingActivity.id)
    )
    return [AgendaItem(*row) for row in db.session.execute(query)]


def list_candidates(wanted: ActivityFilter, context: ListContext, *, scope: Scope) -> tuple[Sequence[AgendaItem], int]:
    """The records that a filter finds inside the scope, those that miss most first, and how many there are in all."""
    ids = narrow(select(ProcessingActivity.id).outerjoin(ProcessingActivity.unit), wanted, context, scope=scope)
    query = (
        select(
            ProcessingActivity.id,
            ProcessingActivity.number,
            ProcessingActivity.title,
            Unit.name,
            Person.name,
            func.coalesce(Unit.path, ""),
        )
        .outerjoin(ProcessingActivity.unit)
        .outerjoin(ProcessingActivity.owner)
        .where(ProcessingActivity.id.in_(ids), in_use())
        .order_by(ProcessingActivity.error_count.desc(), ProcessingActivity.sort_key, ProcessingActivity.id)
        .limit(MOST_RECORDS)
    )
    total = select(func.count()).where(ProcessingActivity.id.in_(ids), in_use())
    return [AgendaItem(*row) for row in db.session.execute(query)], db.session.scalar(total) or 0


def list_missing(activity_ids: Sequence[int]) -> Mapping[int, list[str]]:
    """What each of these records misses now: the sentences of its open errors, in one statement."""
    query = (
        select(ActivityFinding.activity_id, ActivityFinding.message)
        .where(
            ActivityFinding.activity_id.in_(activity_ids),
            ActivityFinding.severity == "error",
            ActivityFinding.is_set_aside.is_(False),
        )
        .order_by(ActivityFinding.activity_id, ActivityFinding.position)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for activity_id, message in db.session.execute(query):
        found[activity_id].append(message)
    return found
