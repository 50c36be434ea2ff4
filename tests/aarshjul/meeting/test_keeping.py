"""What must not happen to meetings: an item lost, minutes that change, a decision at a meeting that was never held."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from aarshjul.calendar.store import get_closed_days
from aarshjul.meeting.body_actions import PutBody, PutMember, put_body, put_member
from aarshjul.meeting.decision_actions import Decide, decide, undo_decision
from aarshjul.meeting.follow_up_actions import FollowUp, close_follow_up, follow_up
from aarshjul.meeting.item_actions import DropItem, ItemWords, add_item, drop_item
from aarshjul.meeting.item_store import list_loose
from aarshjul.meeting.meeting_actions import (
    ChangeMeeting,
    PlanMeeting,
    call_meeting,
    cancel_meeting,
    change_meeting,
    hold_meeting,
    move_up,
    plan_meeting,
    put_on_agenda,
)
from aarshjul.meeting.minutes_actions import approve_minutes
from aarshjul.meeting.model import AgendaItem, Decision, GoverningBody, Meeting
from aarshjul.meeting.paper import paper_of, without_closed
from aarshjul.meeting.word import kept_of
from app.attachment.actions import AddFiles, NewFile, add_files
from app.attachment.store import list_files
from app.audit.actions import Doing
from app.core.db import db
from app.core.errors import Refused
from app.organisation.model import Unit
from app.organisation.store import find_person
from tests.aarshjul.meeting.test_item_actions import EVERYTHING
from tests.make import NOW, TODAY, Personas, make_agenda_item

DOING = Doing(at=NOW, via="cli")
TEXT = NewFile("Liste.txt", b"Tolv postkasser")


@pytest.fixture
def dds(ctx: Flask, personas: Personas) -> GoverningBody:
    return db.session.scalars(db.select(GoverningBody).where(GoverningBody.code == "DDS")).one()


@pytest.fixture
def skf(dds: GoverningBody) -> GoverningBody:
    command = PutBody(
        body_id=None, version=0, code="SKF", name="Systemkoordinatorforum", purpose="", mandate="", valid_from=None,
        paper_days=5, is_retired=False,
    )  # fmt: skip
    return put_body(command, doing=DOING)


def meeting_in(body: GoverningBody, days: int) -> Meeting:
    meeting = plan_meeting(PlanMeeting(body=body, held_on=TODAY + timedelta(days=days)), doing=DOING)
    return call_meeting(meeting.id, version=meeting.version, doing=DOING)


def put(item: AgendaItem, meeting: Meeting) -> AgendaItem:
    return put_on_agenda(item.id, meeting.id, version=item.version, doing=DOING)


def say(item: AgendaItem, outcome: str, text: str = "Ja.", **more: object) -> Decision:
    command = Decide(item_id=item.id, version=item.version, outcome=outcome, text=text)
    return decide(replace(command, **more), doing=DOING)  # type: ignore[arg-type]


def act(decision: Decision, personas: Personas) -> FollowUp:
    unit = db.session.get_one(Unit, personas.social_id)
    return FollowUp(
        title="Gør det", unit=unit, function="leader", person=None, due_on=TODAY + timedelta(days=9), requester="DDS"
    )


def test_an_item_goes_to_another_body_with_its_papers_and_taken_back_they_stay_its_own(
    skf: GoverningBody, dds: GoverningBody
) -> None:
    item = make_agenda_item(body=skf, title="Postkasser")
    add_files(AddFiles(kind="agenda_item", subject_id=item.id, files=[TEXT]), doing=DOING)
    decision = say(put(item, meeting_in(skf, -10)), "referred", target=dds)
    copy = db.session.scalars(db.select(AgendaItem).where(AgendaItem.before_id == item.id)).one()
    assert [file.file_name for file in list_files("agenda_item", copy.id)] == ["Liste.txt"]
    undo_decision(decision.id, decision.version, doing=DOING)
    other = add_item(skf, ItemWords(title="Noget andet"), doing=DOING)
    assert other.id != copy.id
    assert list_files("agenda_item", other.id) == []


def test_what_a_body_was_sent_is_dropped_there_and_comes_back(skf: GoverningBody, dds: GoverningBody) -> None:
    item = make_agenda_item(body=skf, title="Postkasser")
    say(put(item, meeting_in(skf, -10)), "referred", target=dds)
    copy = db.session.scalars(db.select(AgendaItem).where(AgendaItem.before_id == item.id)).one()
    with pytest.raises(Refused, match="punkter, der ikke er behandlet"):
        put_body(
            PutBody(
                body_id=dds.id, version=dds.version, code="DDS", name=dds.name, purpose=dds.purpose, mandate="",
                valid_from=None, paper_days=8, is_retired=True,
            ),
            doing=DOING,
        )  # fmt: skip
    drop_item(DropItem(item_id=copy.id, version=copy.version, reason="Hører ikke til her"), doing=DOING)
    assert item.state == "open"


def test_a_meeting_that_put_an_item_off_does_not_take_it_up_again(skf: GoverningBody) -> None:
    meeting, item = meeting_in(skf, 0), make_agenda_item(body=skf, title="Postkasser")
    say(put(item, meeting), "postponed")
    assert list_loose(meeting, bodies=EVERYTHING) == []
    with pytest.raises(Refused, match="allerede besluttet"):
        put(item, meeting)
    later = meeting_in(skf, 30)
    assert [one.id for one in list_loose(later, bodies=EVERYTHING)] == [item.id]


def test_nothing_is_decided_before_the_day_and_what_is_decided_keeps_its_meeting(skf: GoverningBody) -> None:
    item = put(make_agenda_item(body=skf, title="Postkasser"), meeting_in(skf, 5))
    with pytest.raises(Refused, match="ikke afholdt endnu"):
        say(item, "approved")
    put_on_agenda(item.id, None, version=item.version, doing=DOING)
    today = meeting_in(skf, 0)
    say(put(item, today), "approved")
    with pytest.raises(Refused, match="besluttet noget på mødet"):
        cancel_meeting(today.id, reason="Ferie", version=today.version, doing=DOING)
    move = ChangeMeeting(
        meeting_id=today.id, version=today.version, held_on=TODAY - timedelta(days=1), begins="", place=""
    )
    with pytest.raises(Refused, match="Datoen ligger fast"):
        change_meeting(move, doing=DOING)
    assert change_meeting(replace(move, held_on=TODAY, place="Salen"), doing=DOING)


def test_a_meeting_that_was_held_loses_no_item_without_an_outcome(skf: GoverningBody) -> None:
    meeting = meeting_in(skf, 0)
    first, second = (put(make_agenda_item(body=skf, title=title), meeting) for title in ("Et", "To"))
    hold_meeting(meeting.id, [], version=meeting.version, doing=DOING)
    for to in (None, meeting_in(skf, 30).id):
        with pytest.raises(Refused, match="Udsat"):
            put_on_agenda(first.id, to, version=first.version, doing=DOING)
    with pytest.raises(Refused, match="kan ændres"):
        move_up(second.id, version=second.version, doing=DOING)


def test_minutes_are_approved_at_a_later_meeting_that_is_called_and_in_order(skf: GoverningBody) -> None:
    first, second = meeting_in(skf, -20), meeting_in(skf, -10)
    planned = plan_meeting(PlanMeeting(body=skf, held_on=TODAY + timedelta(days=9)), doing=DOING)
    for meeting in (first, second):
        hold_meeting(meeting.id, [], version=meeting.version, doing=DOING)
    for at, told in ((first, "ligger senere"), (planned, "ikke indkaldt")):
        with pytest.raises(Refused, match=told):
            approve_minutes(first.id, at_id=at.id, version=first.version, doing=DOING)
    with pytest.raises(Refused, match="uden beslutning"):
        approve_minutes(second.id, at_id=None, version=second.version, doing=DOING)
    approve_minutes(first.id, at_id=second.id, version=first.version, doing=DOING)
    assert first.approved_on == second.held_on
    approve_minutes(second.id, at_id=None, version=second.version, doing=DOING)


def test_approved_minutes_say_what_they_said_whatever_happens_later(
    skf: GoverningBody, dds: GoverningBody, personas: Personas
) -> None:
    anna, bent = find_person(personas.anna), find_person(personas.bent)
    assert anna is not None
    assert bent is not None
    seat = PutMember(
        body_id=skf.id, member_id=None, person=anna, unit=None, role="member", from_on=TODAY - timedelta(days=90),
        until_on=None,
    )  # fmt: skip
    member = put_member(seat, doing=DOING)
    meeting, item = meeting_in(skf, -10), make_agenda_item(body=skf, title="Postkasser")
    hidden = make_agenda_item(body=skf, title="Hemmelig", is_closed=True)
    action = follow_up(
        say(put(hidden, meeting), "approved").id,
        act(say(put(item, meeting), "referred", target=dds), personas),
        doing=DOING,
    )
    hold_meeting(meeting.id, [bent.id], version=meeting.version, doing=DOING)
    approve_minutes(meeting.id, at_id=None, version=meeting.version, doing=DOING)

    def told() -> object:
        db.session.expire_all()
        paper = paper_of(meeting, closed=get_closed_days())
        return kept_of(paper), kept_of(without_closed(paper))

    before = told()
    assert "Anna Ahorn" in str(before)
    assert "DDS" in str(before)
    anna.name = "Anna Nyt"
    put_member(
        replace(seat, member_id=member.id, version=member.version, until_on=TODAY - timedelta(days=50)), doing=DOING
    )
    item.title, skf.name = "Noget andet", "Nyt navn"
    close_follow_up(action.id, on=TODAY, note="", is_done=True, version=None, doing=DOING)
    between = plan_meeting(PlanMeeting(body=skf, held_on=TODAY - timedelta(days=15)), doing=DOING)
    hold_meeting(between.id, [], version=between.version, doing=DOING)
    db.session.flush()
    assert told() == before
    assert "Hemmelig" in str(told()[0])  # type: ignore[index]
    assert "Hemmelig" not in str(told()[1])  # type: ignore[index]
    decision = db.session.scalars(db.select(Decision).where(Decision.meeting_id == meeting.id)).first()
    assert decision is not None
    with pytest.raises(Refused, match="Referatet er godkendt"):
        follow_up(decision.id, act(decision, personas), doing=DOING)


def test_the_dpo_is_given_nothing_to_do_and_a_seat_stays_with_who_has_it(
    skf: GoverningBody, personas: Personas
) -> None:
    dorte, anna = find_person(personas.dorte), find_person(personas.anna)
    assert dorte is not None
    assert anna is not None
    decision = say(put(make_agenda_item(body=skf, title="Postkasser"), meeting_in(skf, 0)), "approved")
    with pytest.raises(Refused) as refused:
        follow_up(decision.id, replace(act(decision, personas), person=dorte), doing=DOING)
    assert refused.value.field == "person"
    seat = PutMember(
        body_id=skf.id, member_id=None, person=anna, unit=None, role="member", from_on=TODAY, until_on=None
    )
    member = put_member(seat, doing=DOING)
    with pytest.raises(Refused, match="kan ikke skiftes ud"):
        put_member(replace(seat, member_id=member.id, version=member.version, person=dorte), doing=DOING)
