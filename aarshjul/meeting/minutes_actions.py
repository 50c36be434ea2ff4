"""Approving the minutes of a meeting: from then on they say what they said."""

from flask_babel import gettext as _
from sqlalchemy import func, select

from aarshjul.calendar.store import get_closed_days
from aarshjul.meeting.deciding import why_not_approve_minutes
from aarshjul.meeting.meeting_actions import KIND, take_meeting
from aarshjul.meeting.meeting_store import find_previous
from aarshjul.meeting.model import AgendaItem, Meeting
from aarshjul.meeting.paper import paper_of
from aarshjul.meeting.word import kept_of
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound, Refused


def approve_minutes(meeting_id: int, *, at_id: int | None, version: int, doing: Doing) -> Meeting:
    """The minutes are approved, at a later meeting where one is named, and kept word for word.

    Raises NotFound, EditConflict, and Refused while an item, the minutes before among them, has no outcome.
    """
    meeting = take_meeting(meeting_id, version)
    at = db.session.get(Meeting, at_id) if at_id is not None else None
    if at_id is not None and at is None:
        raise NotFound
    if at is not None and at.body_id != meeting.body_id:
        raise Refused(_("Referatet godkendes af det samme organ. Vælg et af dets møder."))
    waiting = select(func.count()).where(AgendaItem.meeting_id == meeting.id, AgendaItem.state == "open")
    undecided = db.session.scalar(waiting) or 0
    before = find_previous(meeting)
    if before is not None and before.minutes == "draft":
        undecided += 1
    problem = why_not_approve_minutes(
        held_on=meeting.held_on, state=meeting.state, minutes=meeting.minutes, undecided=undecided,
        at_on=at.held_on if at else None, at_state=at.state if at else "held",
    )  # fmt: skip
    if problem:
        raise Refused(_(problem))
    meeting.minutes, meeting.approved_on = "approved", at.held_on if at else clock.day_of(doing.at)
    meeting.approved_at_id = at.id if at else None
    meeting.kept = kept_of(paper_of(meeting, closed=get_closed_days()))
    meeting.version += 1
    record(doing, "meeting.approve_minutes", KIND, meeting.id, {"minutes": ["draft", "approved"]})
    db.session.flush()
    return meeting
