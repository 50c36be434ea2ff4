"""What meetings oblige to: doing what was decided, and sending the agenda out before the papers' deadline."""

from collections.abc import Collection, Iterator, Mapping

from flask_babel import gettext as _
from sqlalchemy import func, select

from aarshjul.calendar.store import get_closed_days
from aarshjul.meeting.deciding import papers_due
from aarshjul.meeting.decision_store import ACTION
from aarshjul.meeting.follow_up_actions import close_follow_up
from aarshjul.meeting.meeting_actions import call_meeting
from aarshjul.meeting.model import BodyMember, DecisionAction, GoverningBody, Meeting
from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.filters import long_day
from app.organisation.model import Person, Unit
from register.owing import Fulfilment, Key, Obligation, Owing, Told

DECISION_HOURS = 2.0
PAPERS_HOURS = 2.0


def _owed_decisions() -> Iterator[Obligation]:
    query = (
        select(
            DecisionAction.id, DecisionAction.title, DecisionAction.unit_id, DecisionAction.function,
            DecisionAction.person_id, DecisionAction.due_on,
        )
        .where(DecisionAction.state == "open")
        .order_by(DecisionAction.id)
    )  # fmt: skip
    for row in db.session.execute(query):
        yield Obligation(
            key=str(Key("meeting", row.id, "decision", 0)),
            kind="decision",
            title=row.title,
            subject_kind=ACTION,
            subject_id=row.id,
            unit_id=row.unit_id,
            function=row.function,
            person_id=row.person_id,
            due_on=row.due_on,
            is_statutory=False,
            hours=DECISION_HOURS,
            is_fixed=True,
        )


def _met_decisions(keys: Collection[Key]) -> Mapping[Key, Fulfilment]:
    query = select(DecisionAction.id, DecisionAction.done_on, DecisionAction.done_by_id).where(
        DecisionAction.state == "done", DecisionAction.id.in_([key.subject_id for key in keys])
    )
    done = {row.id: Fulfilment(on=row.done_on, by_id=row.done_by_id) for row in db.session.execute(query)}
    return {key: done[key.subject_id] for key in keys if key.subject_id in done}


def _act(key: Key, told: Told, *, doing: Doing) -> None:
    if db.session.get(DecisionAction, key.subject_id) is None:
        raise NotFound
    close_follow_up(key.subject_id, on=told.on, note=told.note, is_done=True, version=None, doing=doing)


def _owed_papers() -> Iterator[Obligation]:
    """A planned meeting's agenda: the body's secretary sends it out, or the information security coordinator."""
    root = db.session.scalar(select(Unit.id).where(Unit.kind == "municipality").order_by(Unit.id).limit(1))
    if root is None:
        return
    secretary = (
        select(func.min(BodyMember.person_id))
        .join(BodyMember.person)
        .where(
            Person.is_active,
            BodyMember.body_id == Meeting.body_id,
            BodyMember.role == "secretary",
            BodyMember.from_on <= Meeting.held_on,
            func.coalesce(BodyMember.until_on, Meeting.held_on) >= Meeting.held_on,
        )
        .scalar_subquery()
    )
    query = (
        select(
            Meeting.id,
            Meeting.planned_on,
            Meeting.held_on,
            GoverningBody.code,
            GoverningBody.paper_days,
            secretary.label("secretary_id"),
        )
        .join(Meeting.body)
        .where(Meeting.state == "planned", Meeting.held_on >= clock.today())
        .order_by(Meeting.id)
    )
    closed = get_closed_days()
    for row in db.session.execute(query):
        yield Obligation(
            key=str(Key("meeting", row.id, "papers", 0)),
            kind="papers",
            title=_(
                "Send dagsorden og bilag ud til mødet i %(body)s %(day)s", body=row.code, day=long_day(row.held_on)
            ),
            subject_kind="meeting",
            subject_id=row.id,
            unit_id=root,
            function="isc",
            person_id=row.secretary_id,
            # One that is planned late has its papers due the day it was planned, not before it was known of.
            due_on=max(papers_due(row.held_on, row.paper_days, closed), row.planned_on),
            is_statutory=False,
            hours=PAPERS_HOURS,
            is_fixed=True,
        )


def _met_papers(keys: Collection[Key]) -> Mapping[Key, Fulfilment]:
    """A meeting that is called has its papers out."""
    query = select(Meeting.id).where(
        Meeting.state.in_(("called", "held")), Meeting.id.in_([key.subject_id for key in keys])
    )
    called = frozenset(db.session.scalars(query))
    return {key: Fulfilment(on=clock.today(), by_id=None) for key in keys if key.subject_id in called}


def _call(key: Key, told: Told, *, doing: Doing) -> None:
    meeting = db.session.get(Meeting, key.subject_id)
    if meeting is None:
        raise NotFound
    call_meeting(meeting.id, version=meeting.version, doing=doing)


DECISIONS = Owing(kind="decision", owed=_owed_decisions, met=_met_decisions, fulfil=_act)
PAPERS = Owing(kind="papers", owed=_owed_papers, met=_met_papers, fulfil=_call)
