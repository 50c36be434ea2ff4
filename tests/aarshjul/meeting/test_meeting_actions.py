"""A year of a body's meetings: put off twice, sent to another body, decided with conditions, followed up, approved."""

from datetime import timedelta

import pytest
from flask import Flask

from aarshjul.meeting.deciding import times_postponed
from aarshjul.meeting.decision_actions import Decide, change_decision, decide, undo_decision
from aarshjul.meeting.follow_up_actions import FollowUp, close_follow_up, follow_up
from aarshjul.meeting.item_actions import ChangeItem, ItemWords, change_item
from aarshjul.meeting.meeting_actions import (
    PlanMeeting,
    call_meeting,
    cancel_meeting,
    hold_meeting,
    move_up,
    plan_meeting,
    put_on_agenda,
)
from aarshjul.meeting.meeting_store import list_items_on
from aarshjul.meeting.minutes_actions import approve_minutes
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


def test_a_decision_is_taken_back_with_all_it_led_to(
    bodies: tuple[GoverningBody, GoverningBody], personas: Personas
) -> None:
    skf, dds = bodies
    item = make_agenda_item(body=skf, title="Fælles postkasser")
    first = take_up(item, meeting_of(skf, 100), "referred", target=dds)
    meeting_id = first.meeting_id
    undo_decision(first.id, 1, doing=DOING)
    assert (item.state, item.meeting_id) == ("open", meeting_id)
    copy = db.session.scalars(db.select(AgendaItem).where(AgendaItem.before_id == item.id)).one()
    assert copy.state == "dropped", "its papers and its trail stay its own"
    command = Decide(item_id=item.id, version=item.version, outcome="referred", text="", target=dds)
    again = decide(command, doing=DOING)
    sent = db.session.scalars(
        db.select(AgendaItem).where(AgendaItem.before_id == item.id, AgendaItem.state == "open")
    ).one()
    answer = take_up(sent, meeting_of(dds, 50), "approved", "Ja.")
    assert item.state == "open", "it has come back"
    with pytest.raises(Refused, match="kommet videre"):
        undo_decision(again.id, 1, doing=DOING)
    undo_decision(answer.id, 1, doing=DOING)
    assert (item.state, sent.state, sent.meeting_id) == ("waiting", "open", answer.meeting_id)


def test_minutes_keep_the_item_as_the_meeting_had_it(
    bodies: tuple[GoverningBody, GoverningBody], personas: Personas
) -> None:
    skf, _dds = bodies
    item = make_agenda_item(body=skf, title="Fælles postkasser", problem="Ingen ejer.")
    decision = take_up(item, meeting_of(skf, 100), "postponed")
    words = ItemWords(title="Postkasser uden ejer", problem="Tolv har ingen ejer.")
    change_item(ChangeItem(item_id=item.id, version=item.version, words=words), doing=DOING)
    assert (decision.put["title"], decision.put["problem"]) == ("Fælles postkasser", "Ingen ejer.")
    assert change_decision(decision.id, 1, {"discussion": "", "text": "Tages op i maj.", "conditions": ""}, doing=DOING)
    with pytest.raises(EditConflict):
        change_decision(decision.id, 1, {"discussion": "", "text": "", "conditions": ""}, doing=DOING)


def test_minutes_wait_for_every_item_and_an_agenda_has_an_order(
    bodies: tuple[GoverningBody, GoverningBody], personas: Personas
) -> None:
    skf, _dds = bodies
    meeting = meeting_of(skf, 10)
    items = [make_agenda_item(body=skf, title=f"Punkt {n}") for n in range(3)]
    for item in items:
        put_on_agenda(item.id, meeting.id, version=item.version, doing=DOING)
    with pytest.raises(Refused, match="står der allerede"):
        put_on_agenda(items[0].id, meeting.id, version=items[0].version, doing=DOING)
    move_up(items[2].id, version=items[2].version, doing=DOING)
    assert [one.title for one in list_items_on(meeting.id)] == ["Punkt 0", "Punkt 2", "Punkt 1"]
    with pytest.raises(Refused, match="øverst"):
        move_up(items[0].id, version=items[0].version, doing=DOING)
    hold_meeting(meeting.id, [], version=meeting.version, doing=DOING)
    with pytest.raises(Refused, match="uden beslutning"):
        approve_minutes(meeting.id, at_id=None, version=meeting.version, doing=DOING)
    for item in items:
        decide(Decide(item_id=item.id, version=item.version, outcome="noted", text=""), doing=DOING)
    approve_minutes(meeting.id, at_id=None, version=meeting.version, doing=DOING)
    with pytest.raises(Refused, match="Referatet er godkendt"):
        undo_decision(items[0].decisions[0].id, 1, doing=DOING)
