"""Reading working meetings."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.tables import PAGE_SIZE, Page, number_within
from app.organisation.model import Person, Unit
from register.activity.filtering import ActivityFilter, ListContext, narrow
from register.activity.model import ActivityFinding, ProcessingActivity
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


def list_meetings(args: Mapping[str, str], path: str) -> Page[MeetingRow]:
    """A page of the meetings, the newest first."""
    total = db.session.scalar(select(func.count(WorkingMeeting.id))) or 0
    number = number_within(args, total)
    records = (
        select(func.count())
        .select_from(WorkingMeetingRecord)
        .where(WorkingMeetingRecord.meeting_id == WorkingMeeting.id)
        .correlate(WorkingMeeting)
        .scalar_subquery()
    )
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
        .order_by(WorkingMeeting.held_on.desc(), WorkingMeeting.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    rows = [MeetingRow(*row) for row in db.session.execute(query)]
    return Page(rows=rows, number=number, total=total, path=path, args=args)


def get_meeting(meeting_id: int) -> WorkingMeeting:
    """A meeting. Raises NotFound."""
    meeting = db.session.get(WorkingMeeting, meeting_id)
    if meeting is None:
        raise NotFound
    return meeting


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
        .where(ProcessingActivity.id.in_(ids), ProcessingActivity.status != "retired")
        .order_by(ProcessingActivity.error_count.desc(), ProcessingActivity.sort_key, ProcessingActivity.id)
        .limit(MOST_RECORDS)
    )
    total = select(func.count()).where(ProcessingActivity.id.in_(ids), ProcessingActivity.status != "retired")
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
