"""A step of the tick: a draft for a body's next meeting, some days before its papers are due, and a reminder of it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from aarshjul.calendar.store import get_closed_days
from aarshjul.meeting.deciding import papers_due
from aarshjul.meeting.model import GoverningBody, Meeting
from aarshjul.status.actions import BeginReport, begin_report
from aarshjul.status.kept import KIND
from aarshjul.status.model import MeetingReport, StatusReportRow
from aarshjul.status.settings import settings_of
from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.core.jobs import take_turns
from app.mail.compose import Letter, mail_link, queue, render_mail
from app.organisation.model import Person, RoleGrant

REMIND_BEFORE = timedelta(days=2)
"""So many days before the papers are due, whoever is to finish the draft is reminded."""
LOOKS_AHEAD = timedelta(days=2 * 60 + 14)
"""No meeting further away can have a draft yet: papers and draft are each 60 days before at most, and holidays."""
MAIL_KIND = "status_draft"


def follow_meetings(now: datetime) -> dict[str, int]:
    """Begin the drafts that are due, and remind of those that are not frozen; each once a meeting.

    A tick at which nothing is due costs a read of the coming meetings and one of the bodies' choices.
    """
    today = clock.day_of(now)
    meetings = list(_next_meetings(today))
    if not meetings:
        return {}
    settings, closed, queued = settings_of([meeting.body for meeting in meetings]), get_closed_days(), 0
    made = _list_made(meetings)
    for meeting in meetings:
        due_on, setting = papers_due(meeting.held_on, meeting.body.paper_days, closed), settings[meeting.body_id]
        if not setting.is_scheduled or today < due_on - timedelta(days=setting.days_before):
            continue
        followed, is_near = made.get(meeting.id), today >= due_on - REMIND_BEFORE
        if followed is None:
            queued += _begin(meeting, due_on, now)
        elif followed.reminded_at is None and is_near and clock.day_of(followed.begun_at) < today:
            queued += _remind(followed, meeting, due_on, now)
    return {"queued": queued} if queued else {}


def _next_meetings(today: date) -> Iterator[Meeting]:
    """Of each body, the next one."""
    rows = db.session.scalars(
        select(Meeting)
        .join(Meeting.body)
        .where(Meeting.state.in_(("planned", "called")), Meeting.held_on.between(today, today + LOOKS_AHEAD))
        .where(GoverningBody.is_retired.is_(False))
        .options(joinedload(Meeting.body))
        .order_by(Meeting.held_on, Meeting.id)
    )
    seen = set[int]()
    for meeting in rows:
        if meeting.body_id not in seen:
            seen.add(meeting.body_id)
            yield meeting


def _list_made(meetings: Sequence[Meeting]) -> dict[int, MeetingReport]:
    ids = [meeting.id for meeting in meetings]
    rows = db.session.scalars(
        select(MeetingReport).where(MeetingReport.meeting_id.in_(ids)).execution_options(populate_existing=True)
    )
    return {row.meeting_id: row for row in rows}


def _begin(meeting: Meeting, due_on: date, now: datetime) -> int:
    """A draft and its mails; where somebody has begun one for this meeting already, it is only noted."""
    take_turns("status_report")
    # Another may have begun it while this one waited.
    if _list_made([meeting]):
        return 0
    db.session.add(MeetingReport(meeting_id=meeting.id, begun_at=now))
    db.session.flush()
    if _find(meeting) is not None:
        return 0
    today = clock.day_of(now)
    command = BeginReport(body_code=meeting.body.code, as_of=today, since=date(today.year, 1, 1))
    row = begin_report(command, doing=Doing(at=now, via="job"))
    return _tell(row, meeting, due_on, "begun", now)


def _remind(followed: MeetingReport, meeting: Meeting, due_on: date, now: datetime) -> int:
    followed.reminded_at = now
    row = _find(meeting)
    return _tell(row, meeting, due_on, "reminded", now) if row is not None and row.state == "draft" else 0


def _find(meeting: Meeting) -> StatusReportRow | None:
    """The newest report for this meeting."""
    return db.session.scalar(
        select(StatusReportRow)
        .where(StatusReportRow.meeting_id == meeting.id)
        .order_by(StatusReportRow.id.desc())
        .limit(1)
    )


def _tell(row: StatusReportRow, meeting: Meeting, due_on: date, why: str, now: datetime) -> int:
    """A mail to each information security coordinator, who finishes the report; the key keeps it from going twice."""
    held = select(RoleGrant.person_id).where(RoleGrant.role == "isc", RoleGrant.counts_on(clock.day_of(now)))
    people = db.session.scalars(
        select(Person).where(Person.id.in_(held), Person.is_active, Person.email != "").order_by(Person.id)
    )
    sent = 0
    for person in people.all():
        words = render_mail(
            "status_draft",
            first_name=(person.name.split() or [""])[0], title=row.title, body_code=meeting.body.code,
            body_name=meeting.body.name, due_on=due_on, held_on=meeting.held_on,
            action_url=mail_link("status_draft.show", report_id=row.id),
        )  # fmt: skip
        letter = Letter(
            key=f"{KIND}/meeting/{meeting.id}/{why}/{person.id}", kind=MAIL_KIND, subject_kind=KIND, subject_id=row.id,
            person=person, subject=words.subject, text=words.text, html=words.html,
        )  # fmt: skip
        sent += queue(letter, at=now) is not None
    return sent
