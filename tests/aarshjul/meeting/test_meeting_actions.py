"""A year of a body's meetings: put off twice, sent to another body, decided with conditions, followed up, approved."""

from datetime import timedelta

import pytest
from flask import Flask

from aarshjul.meeting.deciding import times_postponed
from aarshjul.meeting.decision_actions import Decide, FollowUp, close_follow_up, decide, follow_up
from aarshjul.meeting.meeting_actions import (
    PlanMeeting,
    approve_minutes,
    call_meeting,
    cancel_meeting,
    hold_meeting,
    plan_meeting,
    put_on_agenda,
)
from aarshjul.meeting.model import AgendaItem, Decision, GoverningBody, Meeting
from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import EditConflict, Refused
from app.organisation.model import Unit
from tests.make import NOW, TODAY, Personas, make_agenda_item

DOING = Doing(at=NOW, via="cli")


@pytest.fixture
def bodies(ctx: Flask, personas: Personas) -> tuple[GoverningBody, GoverningBody]:
    """SKF and DDS."""
    skf = GoverningBody(code="SKF", name="Systemkoordinatorforum", purpose="Koordinerer.")
    db.session.add(skf)
    db.session.flush()
    return skf, db.session.scalars(db.select(GoverningBody).where(GoverningBody.code == "DDS")).one()


def meeting_of(body: GoverningBody, days: int) -> Meeting:
    """A called meeting so many days ago."""
    made = plan_meeting(PlanMeeting(body=body, held_on=TODAY - timedelta(days=days)), doing=DOING)
    return call_meeting(made.id, version=made.version, doing=DOING)


def take_up(item: AgendaItem, meeting: Meeting, outcome: str, text: str = "", **more: object) -> Decision:
    put_on_agenda(item.id, meeting.id, version=item.version, doing=DOING)
    command = Decide(item_id=item.id, version=item.version, outcome=outcome, text=text, **more)  # type: ignore[arg-type]
    return decide(command, doing=DOING)


def test_put_off_twice_referred_decided_and_followed_up(
    bodies: tuple[GoverningBody, GoverningBody], personas: Personas
) -> None:
    skf, dds = bodies
    item = make_agenda_item(body=skf, title="Fælles postkasser")
    for days in (300, 200):
        take_up(item, meeting_of(skf, days), "postponed")
        assert (item.state, item.meeting_id) == ("open", None)
    assert times_postponed([one.outcome for one in item.decisions]) == 2
    take_up(item, meeting_of(skf, 100), "referred", target=dds)
    assert item.state == "waiting"
    sent = db.session.scalars(db.select(AgendaItem).where(AgendaItem.before_id == item.id)).one()
    assert (sent.body_id, sent.title, sent.state) == (dds.id, "Fælles postkasser", "open")
    decision = take_up(sent, meeting_of(dds, 50), "approved", "Lederne ejer postkasserne.", conditions="Inden sommer.")
    assert (sent.state, item.state) == ("closed", "open")
    action = follow_up(
        decision.id,
        FollowUp(
            title="Opret sagen", unit=db.session.get_one(Unit, personas.social_id), function="coordinator", person=None,
            due_on=TODAY + timedelta(days=30), requester="DDS", case_ref="Sag 12-7",
        ),
        doing=DOING,
    )  # fmt: skip
    close_follow_up(action.id, on=TODAY, note="Oprettet.", is_done=True, version=action.version, doing=DOING)
    assert (action.state, action.done_on) == ("done", TODAY)
    take_up(item, meeting_of(skf, 10), "noted")
    assert item.state == "closed"
    verbs = set(db.session.scalars(db.select(AuditEvent.verb)))
    assert {"meeting.decide", "meeting.follow_up", "meeting.act", "agenda_item.refer", "agenda_item.come_back"} <= verbs


def test_minutes_are_a_draft_until_a_later_meeting_approves_them(bodies: tuple[GoverningBody, GoverningBody]) -> None:
    skf, dds = bodies
    first, later, other = meeting_of(skf, 60), meeting_of(skf, 20), meeting_of(dds, 20)
    hold_meeting(first.id, [], version=first.version, doing=DOING)
    assert first.minutes == "draft"
    with pytest.raises(Refused, match="samme organ"):
        approve_minutes(first.id, at_id=other.id, version=first.version, doing=DOING)
    approve_minutes(first.id, at_id=later.id, version=first.version, doing=DOING)
    assert (first.minutes, first.approved_at_id) == ("approved", later.id)


def test_a_cancelled_meeting_loses_no_item(bodies: tuple[GoverningBody, GoverningBody]) -> None:
    skf, _dds = bodies
    item, meeting = make_agenda_item(body=skf), meeting_of(skf, 5)
    put_on_agenda(item.id, meeting.id, version=item.version, doing=DOING)
    with pytest.raises(Refused, match="hvorfor"):
        cancel_meeting(meeting.id, reason=" ", version=meeting.version, doing=DOING)
    cancel_meeting(meeting.id, reason="For få kunne komme.", version=meeting.version, doing=DOING)
    db.session.refresh(item)
    assert (item.state, item.meeting_id) == ("open", None)


def test_what_another_changed_meanwhile_is_said(bodies: tuple[GoverningBody, GoverningBody]) -> None:
    skf, _dds = bodies
    item, meeting = make_agenda_item(body=skf), meeting_of(skf, 5)
    put_on_agenda(item.id, meeting.id, version=item.version, doing=DOING)
    with pytest.raises(EditConflict):
        decide(Decide(item_id=item.id, version=item.version - 1, outcome="noted", text=""), doing=DOING)
    with pytest.raises(EditConflict):
        hold_meeting(meeting.id, [], version=meeting.version - 1, doing=DOING)


def test_one_body_meets_once_a_day(bodies: tuple[GoverningBody, GoverningBody]) -> None:
    skf, dds = bodies
    meeting_of(skf, 5)
    meeting_of(dds, 5)
    with pytest.raises(Refused, match="allerede et møde"):
        meeting_of(skf, 5)
