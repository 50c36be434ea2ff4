"""Opening a working meeting, writing its notes, and closing it with minutes of what was finished."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing, record
from app.core.db import db, lock_row
from app.core.errors import EditConflict, Refused
from app.core.scope import Scope
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity, in_use
from register.working_meeting.model import WorkingMeeting, WorkingMeetingRecord
from register.working_meeting.store import MOST_RECORDS, list_missing


@dataclass(frozen=True, kw_only=True)
class OpenMeeting:
    """A meeting, and the records on its agenda in their order."""

    title: str
    held_on: date
    participants: str = ""
    activity_ids: Sequence[int] = ()


def open_meeting(command: OpenMeeting, *, scope: Scope, doing: Doing) -> WorkingMeeting:
    """Open a meeting: what its records miss now is kept, to be held against what they miss in the end.

    Raises Refused without records or with too many; records outside the scope and retired ones are left out.
    """
    wanted = list(dict.fromkeys(command.activity_ids))
    if len(wanted) > MOST_RECORDS:
        raise Refused(_("Vælg højst %(n)s behandlinger til ét møde.", n=MOST_RECORDS), field="records")
    query = (
        select(ProcessingActivity.id)
        .outerjoin(ProcessingActivity.unit)
        .where(ProcessingActivity.id.in_(wanted), in_use(), scope.where(Unit.path))
    )
    seen = set(db.session.scalars(query))
    ids = [activity_id for activity_id in wanted if activity_id in seen]
    if not ids:
        raise Refused(_("Vælg mindst én behandling."), field="records")
    missing = list_missing(ids)
    meeting = WorkingMeeting(
        title=command.title,
        held_on=command.held_on,
        participants=command.participants,
        opened_at=doing.at,
        opened_by_id=doing.person_id,
        records=[
            WorkingMeetingRecord(activity_id=activity_id, position=place, missing_before=missing.get(activity_id, []))
            for place, activity_id in enumerate(ids)
        ],
    )
    db.session.add(meeting)
    db.session.flush()
    record(doing, "working_meeting.open", "working_meeting", meeting.id, {"title": [None, meeting.title]})
    return meeting


def mark_of(meeting: WorkingMeeting) -> str:
    """Tells whether two readings of a meeting's text are the same; a page carries it from reading to saving."""
    return hashlib.sha256(f"{meeting.participants}\0{meeting.notes}".encode()).hexdigest()[:16]


def write_notes(meeting_id: int, *, notes: str, participants: str, read: str, doing: Doing) -> WorkingMeeting:
    """Write what was said and who was there. `read` is the mark of what was on the page.

    Raises EditConflict when somebody has written since, Refused when the meeting is closed, NotFound.
    """
    meeting = _lock(meeting_id)
    is_other = (notes, participants) != (meeting.notes, meeting.participants)
    if is_other and read != mark_of(meeting):
        raise EditConflict(_("En anden har skrevet i referatet, mens du skrev. Se det, der står nu, og gem igen."))
    told = {
        name: [getattr(meeting, name), value]
        for name, value in (("notes", notes), ("participants", participants))
        if getattr(meeting, name) != value
    }
    if told:
        meeting.notes, meeting.participants = notes, participants
        record(doing, "working_meeting.write", "working_meeting", meeting.id, told)
    db.session.flush()
    return meeting


def close_meeting(meeting_id: int, *, doing: Doing) -> WorkingMeeting:
    """Close a meeting: what its records still miss is kept, and the minutes stand. Raises Refused, NotFound."""
    meeting = _lock(meeting_id)
    missing = list_missing([row.activity_id for row in meeting.records])
    for row in meeting.records:
        row.missing_after = missing.get(row.activity_id, [])
    meeting.closed_at = doing.at
    record(doing, "working_meeting.close", "working_meeting", meeting.id, {"title": [None, meeting.title]})
    db.session.flush()
    return meeting


def _lock(meeting_id: int) -> WorkingMeeting:
    meeting = lock_row(WorkingMeeting, meeting_id)
    if meeting.closed_at is not None:
        raise Refused(_("Mødet er afsluttet, og referatet ligger fast."))
    return meeting
