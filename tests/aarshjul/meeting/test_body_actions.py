"""Bodies in the municipality's own words, who sits in them from when to when, and their calendar."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from aarshjul.meeting.body_actions import PutBody, PutMember, put_body, put_member
from aarshjul.meeting.body_store import count_members, list_members, members_on, next_meetings, without_access
from aarshjul.meeting.meeting_actions import (
    ChangeMeeting,
    PlanMeeting,
    change_meeting,
    plan_meeting,
    plan_meetings,
)
from aarshjul.meeting.model import GoverningBody, Meeting
from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from app.organisation.model import Unit
from app.organisation.store import find_person
from tests.make import NOW, TODAY, Personas

DOING = Doing(at=NOW, via="cli")
SKF = PutBody(
    body_id=None, version=0, code="SKF", name="Systemkoordinatorforum", purpose="Koordinerer.", mandate="",
    valid_from=None, paper_days=5, is_retired=False,
)  # fmt: skip


@pytest.fixture
def skf(ctx: Flask, personas: Personas) -> GoverningBody:
    return put_body(SKF, doing=DOING)


def seat(skf: GoverningBody, email: str, **changes: object) -> PutMember:
    person = find_person(email)
    assert person is not None
    base = PutMember(
        body_id=skf.id, member_id=None, person=person, unit=None, role="member", from_on=TODAY, until_on=None
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def test_a_body_is_made_once_changed_by_whoever_has_read_it_and_told_of(skf: GoverningBody) -> None:
    with pytest.raises(Refused, match="hedder allerede «SKF»"):
        put_body(SKF, doing=DOING)
    change = replace(SKF, body_id=skf.id, version=1, mandate="Aftaler arbejdsgange.")
    put_body(change, doing=DOING)
    assert (skf.version, skf.mandate) == (2, "Aftaler arbejdsgange.")
    put_body(replace(change, version=2), doing=DOING)
    assert skf.version == 2, "nothing was other"
    with pytest.raises(EditConflict):
        put_body(change, doing=DOING)
    told = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "governing_body.change")).one()
    assert told.changes == {"mandate": ["", "Aftaler arbejdsgange."]}


def test_a_body_with_meetings_to_come_is_not_retired_and_a_retired_one_plans_none(skf: GoverningBody) -> None:
    meeting = plan_meeting(PlanMeeting(body=skf, held_on=TODAY + timedelta(days=9)), doing=DOING)
    retire = replace(SKF, body_id=skf.id, version=skf.version, is_retired=True)
    with pytest.raises(Refused, match="Aflys dem først") as refused:
        put_body(retire, doing=DOING)
    assert refused.value.field == "is_retired"
    meeting.state = "cancelled"
    put_body(retire, doing=DOING)
    with pytest.raises(Refused, match="udgået"):
        plan_meeting(PlanMeeting(body=skf, held_on=TODAY + timedelta(days=30)), doing=DOING)


def test_a_seat_has_a_beginning_and_an_end_and_two_may_share_one(skf: GoverningBody, personas: Personas) -> None:
    social = db.session.get_one(Unit, personas.social_id)
    anna = put_member(seat(skf, personas.anna, unit=social), doing=DOING)
    put_member(seat(skf, personas.carla, unit=social, from_on=TODAY + timedelta(days=10)), doing=DOING)
    assert [one.person.name for one in members_on(skf.id, TODAY)] == ["Anna Ahorn"]
    assert [one.person.name for one in members_on(skf.id, TODAY + timedelta(days=10))] == ["Anna Ahorn", "Carla Ceder"]
    with pytest.raises(Refused, match="allerede medlem") as refused:
        put_member(seat(skf, personas.anna), doing=DOING)
    assert refused.value.field == "person"
    ended = TODAY + timedelta(days=20)
    put_member(seat(skf, personas.anna, member_id=anna.id, version=1, unit=social, until_on=ended), doing=DOING)
    assert [one.person.name for one in members_on(skf.id, ended + timedelta(days=1))] == ["Carla Ceder"]
    assert len(list_members(skf.id, on=ended + timedelta(days=1))) == 2, "one that is over is still told of"
    put_member(seat(skf, personas.anna, from_on=ended + timedelta(days=1)), doing=DOING)
    assert count_members([skf.id], on=ended + timedelta(days=1)) == {skf.id: 2}
    with pytest.raises(Refused, match="før det begynder"):
        put_member(seat(skf, personas.bent, until_on=TODAY - timedelta(days=1)), doing=DOING)
    with pytest.raises(NotFound):
        put_member(seat(skf, personas.bent, member_id=anna.id + 999), doing=DOING)


def test_a_member_whose_roles_show_no_meeting_is_pointed_out(skf: GoverningBody, personas: Personas) -> None:
    people = {email: find_person(email) for email in (personas.bent, personas.erik, personas.anna)}
    ids = {person.id: email for email, person in people.items() if person}
    assert {ids[row] for row in without_access(ids, on=TODAY)} == {personas.bent}


def test_all_meetings_of_a_calendar_are_planned_or_none(skf: GoverningBody) -> None:
    days = [TODAY + timedelta(days=days) for days in (5, 40, 75)]
    plan_meetings(PlanMeeting(body=skf, held_on=days[0], begins="09:00"), days, doing=DOING)
    assert next_meetings([skf.id], on=TODAY) == {skf.id: days[0]}
    with pytest.raises(Refused, match="har allerede et møde"):
        plan_meetings(PlanMeeting(body=skf, held_on=days[0]), [days[0] + timedelta(days=1), days[1]], doing=DOING)


def test_a_meeting_is_moved_but_not_onto_another(skf: GoverningBody) -> None:
    first, second = (
        plan_meeting(PlanMeeting(body=skf, held_on=TODAY + timedelta(days=n)), doing=DOING) for n in (5, 40)
    )

    def move(meeting: Meeting, to: date, version: int) -> bool:
        command = ChangeMeeting(meeting_id=meeting.id, version=version, held_on=to, begins="10:00", place="Salen")
        return change_meeting(command, doing=DOING)

    assert move(first, TODAY + timedelta(days=6), 1)
    assert not move(first, TODAY + timedelta(days=6), 2)
    with pytest.raises(EditConflict):
        move(first, TODAY + timedelta(days=7), 1)
    with pytest.raises(Refused, match="har allerede et møde"):
        move(first, second.held_on, 2)
    second.state = "cancelled"
    assert move(first, second.held_on, 2)
