"""What meetings oblige to becomes tasks, and what is done as a task is done at the meeting."""

from datetime import timedelta

import pytest
from flask import Flask

from aarshjul.meeting.body_actions import PutMember, put_member
from aarshjul.meeting.decision_actions import Decide, decide
from aarshjul.meeting.drafting import draft_acceptances
from aarshjul.meeting.follow_up_actions import FollowUp, close_follow_up, follow_up
from aarshjul.meeting.meeting_actions import PlanMeeting, call_meeting, cancel_meeting, plan_meeting, put_on_agenda
from aarshjul.meeting.model import AgendaItem, DecisionAction, GoverningBody, Meeting
from aarshjul.plan.actions import make_plan_tasks, plan_when_due
from aarshjul.task.actions import CompleteTask, complete_task
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.core.db import db
from app.organisation.model import Unit
from app.organisation.store import find_person
from tests.make import NOW, TODAY, Personas, make_agenda_item, make_plan, make_task

DOING = Doing(at=NOW, via="cli")


@pytest.fixture
def dds(ctx: Flask, personas: Personas) -> GoverningBody:
    make_plan(codes=())
    return db.session.scalars(db.select(GoverningBody).where(GoverningBody.code == "DDS")).one()


def decided(dds: GoverningBody, personas: Personas) -> DecisionAction:
    """A follow-up on what a meeting of today has decided."""
    item = make_agenda_item(title="Fælles postkasser")
    meeting = plan_meeting(PlanMeeting(body=dds, held_on=TODAY), doing=DOING)
    call_meeting(meeting.id, version=meeting.version, doing=DOING)
    put_on_agenda(item.id, meeting.id, version=item.version, doing=DOING)
    decision = decide(Decide(item_id=item.id, version=item.version, outcome="approved", text="Ja."), doing=DOING)
    command = FollowUp(
        title="Udpeg ejere", unit=db.session.get_one(Unit, personas.social_id), function="coordinator", person=None,
        due_on=TODAY + timedelta(days=30), requester="DDS",
    )  # fmt: skip
    return follow_up(decision.id, command, doing=DOING)


def tasks_of(kind: str) -> list[Task]:
    return [*db.session.scalars(db.select(Task).where(Task.kind == kind).order_by(Task.id))]


def test_a_follow_up_is_a_task_and_done_as_one(dds: GoverningBody, personas: Personas) -> None:
    action = decided(dds, personas)
    make_plan_tasks(NOW)
    [task] = tasks_of("decision")
    assert (task.title, task.unit_id, task.function, task.due_on) == (
        "Udpeg ejere", personas.social_id, "coordinator", action.due_on,
    )  # fmt: skip
    make_plan_tasks(NOW)
    assert len(tasks_of("decision")) == 1
    complete_task(CompleteTask(task_id=task.id, on=TODAY, note="Alle har en ejer."), doing=DOING)
    assert (action.state, action.done_on, action.done_note) == ("done", TODAY, "Alle har en ejer.")
    make_plan_tasks(NOW)
    assert [one.state for one in tasks_of("decision")] == ["done"]


def test_a_follow_up_that_is_closed_at_the_meeting_closes_its_task(dds: GoverningBody, personas: Personas) -> None:
    action = decided(dds, personas)
    make_plan_tasks(NOW)
    close_follow_up(action.id, on=TODAY, note="", is_done=True, version=None, doing=DOING)
    make_plan_tasks(NOW)
    assert [one.state for one in tasks_of("decision")] == ["done"]


def test_a_follow_up_that_is_dropped_withdraws_its_task(dds: GoverningBody, personas: Personas) -> None:
    action = decided(dds, personas)
    make_plan_tasks(NOW)
    close_follow_up(action.id, on=TODAY, note="Ikke længere", is_done=False, version=None, doing=DOING)
    make_plan_tasks(NOW)
    assert [one.state for one in tasks_of("decision")] == ["withdrawn"]


def test_the_tick_sees_that_a_meeting_has_decided_something(dds: GoverningBody, personas: Personas) -> None:
    make_plan_tasks(NOW)
    db.session.commit()
    assert plan_when_due(NOW) == {"planned": 0}
    decided(dds, personas)
    assert plan_when_due(NOW)["planned"] == 1


def test_the_agenda_is_sent_out_by_the_secretary_before_the_deadline(dds: GoverningBody, personas: Personas) -> None:
    erik = find_person(personas.erik)
    assert erik is not None
    meeting = plan_meeting(PlanMeeting(body=dds, held_on=TODAY + timedelta(days=40)), doing=DOING)
    make_plan_tasks(NOW)
    [task] = tasks_of("papers")
    assert (task.unit_id, task.function, task.person_id) == (personas.municipality_id, "isc", None)
    assert task.due_on < meeting.held_on - timedelta(days=dds.paper_days - 1)
    put_member(
        PutMember(
            body_id=dds.id, member_id=None, person=erik, unit=None, role="secretary", from_on=TODAY, until_on=None
        ),
        doing=DOING,
    )
    make_plan_tasks(NOW)
    assert task.person_id == erik.id
    complete_task(CompleteTask(task_id=task.id, on=TODAY, note=""), doing=DOING)
    assert meeting.state == "called"


def test_a_meeting_that_is_called_or_cancelled_asks_for_no_agenda(dds: GoverningBody) -> None:
    called, cancelled = (
        plan_meeting(PlanMeeting(body=dds, held_on=TODAY + timedelta(days=n)), doing=DOING) for n in (40, 80)
    )
    make_plan_tasks(NOW)
    call_meeting(called.id, version=called.version, doing=DOING)
    cancel_meeting(cancelled.id, reason="Ferie", version=cancelled.version, doing=DOING)
    make_plan_tasks(NOW)
    assert sorted(one.state for one in tasks_of("papers")) == ["done", "withdrawn"]
    assert db.session.get_one(Meeting, called.id).state == "called"


def test_a_risk_that_the_body_is_to_accept_is_drafted_once_a_round(dds: GoverningBody, personas: Personas) -> None:
    root = db.session.get_one(Unit, personas.municipality_id)

    def ask(key: str, days: int, **changes: object) -> None:
        make_task(
            unit=root, due_on=TODAY + timedelta(days=days), title=f"Tag stilling til {key}", key=key,
            **({"kind": "acceptance", "function": "isc"} | changes),
        )  # fmt: skip

    ask("risk/1/acceptance/0", 60)
    ask("risk/2/acceptance/0", 61)
    ask("risk/3/acceptance/0", 5, function="leader")
    ask("risk/4/acceptance/0", 5, state="withdrawn")
    assert draft_acceptances(NOW) == {"drafted": 1}
    assert draft_acceptances(NOW) == {"drafted": 0}
    ask("risk/1/acceptance/1", 60)
    assert draft_acceptances(NOW) == {"drafted": 1}
    items = db.session.scalars(db.select(AgendaItem).order_by(AgendaItem.id)).all()
    assert [(one.key, one.state, one.body_id) for one in items] == [
        ("risk/1/acceptance/0", "draft", dds.id), ("risk/1/acceptance/1", "draft", dds.id),
    ]  # fmt: skip
