"""Tasks that must be shown to have been done, and that somebody else approves."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from aarshjul.reminder.guarding import why_not_send
from aarshjul.reminder.model import Reminder
from aarshjul.reminder.store import hold_due
from aarshjul.task.actions import (
    AddTime,
    AssignTask,
    CompleteTask,
    DismissTask,
    PostponeTask,
    StartTask,
    TickPoint,
    add_time,
    assign_task,
    complete_task,
    dismiss_task,
    postpone_task,
    start_task,
    tick_point,
)
from aarshjul.task.approving import (
    ApproveTask,
    SendBackTask,
    TakeBackTask,
    approve_task,
    send_back_task,
    take_back_task,
)
from aarshjul.task.model import Task
from aarshjul.task.store import find_task, list_approvers, list_to_approve
from aarshjul.task.taking import checklist_of
from app.attachment.actions import NewFile, RemoveFile, remove_file
from app.attachment.store import list_files
from app.audit.actions import Doing
from app.audit.store import list_events_of
from app.core.db import db
from app.core.errors import Forbidden, Refused
from app.core.scope import Scope
from app.organisation.model import Person, Unit
from tests.make import (
    NOW,
    TODAY,
    Personas,
    make_activity,
    make_demanding_task,
    make_grant,
    make_mail,
    make_person,
    make_personas,
)

DUE = date(2027, 3, 31)
FILE = NewFile("bevis.txt", b"Slettet")


@pytest.fixture
def people(ctx: Flask) -> Personas:
    return make_personas()


@pytest.fixture
def anna(people: Personas) -> Doing:
    return as_(people.anna)


@pytest.fixture
def bent(people: Personas) -> Doing:
    """The leader of Social."""
    return as_(people.bent)


@pytest.fixture
def task(people: Personas) -> Task:
    """It wants a file and approval, and has a checklist of three."""
    made = make_demanding_task(
        unit=db.session.get_one(Unit, people.social_id), due_on=DUE, needs_evidence=True, needs_approval=True,
        checklist=("Find listen", "Ring til it", "Slet"), remind_on=TODAY,
    )  # fmt: skip
    return read(made.id)


def as_(email: str, *, days: int = 0) -> Doing:
    person = db.session.scalars(db.select(Person).where(Person.email == email)).one()
    return Doing(at=NOW + timedelta(days=days), person_id=person.id)


def read(task_id: int) -> Task:
    found = find_task(task_id)
    assert found is not None
    return found


def done(task: Task, doing: Doing) -> Task:
    return complete_task(
        CompleteTask(task_id=task.id, on=TODAY, note="Alt er slettet", result="no_errors", spent=90, files=[FILE]),
        doing=doing,
    )


def test_without_a_file_it_is_not_done_and_the_person_is_told_what_to_do(task: Task, anna: Doing) -> None:
    with pytest.raises(Refused, match="Læg mindst én fil på") as refused:
        complete_task(CompleteTask(task_id=task.id, on=TODAY, note="Gjort"), doing=anna)
    assert refused.value.field == "files"


def test_what_is_done_waits_for_a_leader_and_is_then_done_by_who_did_it(task: Task, anna: Doing, bent: Doing) -> None:
    done(task, anna)
    assert (task.state, task.asks, task.asked_on, task.asked_by_id) == (
        "for_approval", "complete", TODAY, anna.person_id,
    )  # fmt: skip
    assert (task.done_on, task.remind_on, task.result, task.spent_minutes) == (None, TODAY, "no_errors", 90)
    later = Doing(at=NOW + timedelta(days=3), person_id=bent.person_id)
    approve_task(ApproveTask(task_id=task.id, version=task.version), doing=later)
    assert (task.state, task.done_on, task.done_by_id, task.note) == ("done", TODAY, anna.person_id, "Alt er slettet")
    assert (task.asks, task.asked_on, task.asked_reason, task.asked_by_id) == ("", None, "", None)
    events = list_events_of("task", task.id)
    assert [e.verb for e in events] == ["task.approve", "task.ask", "attachment.add"]
    assert events[1].changes["spent_minutes"] == [0, 90]
    assert events[0].actor_id == bent.person_id


def test_who_asked_approves_nothing_whatever_their_role(task: Task, bent: Doing) -> None:
    done(task, bent)
    with pytest.raises(Forbidden, match="En anden skal godkende"):
        approve_task(ApproveTask(task_id=task.id), doing=bent)
    assert task.state == "for_approval"


def test_a_new_date_and_a_task_that_is_not_relevant_wait_too(task: Task, anna: Doing, bent: Doing) -> None:
    postpone_task(PostponeTask(task_id=task.id, due_on=date(2027, 4, 17), reason="Sygdom"), doing=anna)
    assert (task.due_on, task.asked_on, task.state) == (DUE, date(2027, 4, 16), "for_approval")
    approve_task(ApproveTask(task_id=task.id), doing=bent)
    assert (task.due_on, task.state, task.remind_on) == (date(2027, 4, 16), "postponed", date(2027, 3, 15))
    dismiss_task(DismissTask(task_id=task.id, reason="Systemet er lukket"), doing=anna)
    assert task.state == "for_approval"
    approve_task(ApproveTask(task_id=task.id), doing=bent)
    assert (task.state, task.note, task.remind_on) == ("not_relevant", "Systemet er lukket", None)


def test_a_new_date_that_has_gone_by_is_not_approved(task: Task, anna: Doing, people: Personas) -> None:
    postpone_task(PostponeTask(task_id=task.id, due_on=date(2027, 3, 5), reason="Sygdom"), doing=anna)
    with pytest.raises(Refused, match="Den nye frist er gået"):
        approve_task(ApproveTask(task_id=task.id), doing=as_(people.bent, days=9))


def test_evidence_that_has_gone_since_is_missed_when_it_is_approved(task: Task, anna: Doing, bent: Doing) -> None:
    done(task, anna)
    [file] = list_files("task", task.id)
    remove_file(RemoveFile(attachment_id=file.id, reason="Forkert fil"), doing=anna)
    with pytest.raises(Refused, match="ingen fil på opgaven længere"):
        approve_task(ApproveTask(task_id=task.id), doing=bent)


@pytest.mark.parametrize("how", ["send_back", "take_back"])
def test_sent_or_taken_back_it_is_under_way_again_and_reminders_begin_again(
    task: Task, anna: Doing, bent: Doing, how: str
) -> None:
    done(task, anna)
    assert [due.asked_on for due in hold_due(DUE)] == [TODAY], "the approver is to hear of it"
    his = db.session.get_one(Person, bent.person_id)
    mail = make_mail(kind="reminder", person=his)
    row = Reminder(
        task=task, due_on=task.due_on, step="T-7", person=his, state="queued", mail=mail, came_on=TODAY, at=NOW
    )
    db.session.add(row)
    db.session.flush()
    assert "venter på godkendelse" in str(why_not_send(mail))
    if how == "send_back":
        send_back_task(SendBackTask(task_id=task.id, reason="Listen er fra i fjor"), doing=bent)
        assert list_events_of("task", task.id)[0].changes["reason"] == [None, "Listen er fra i fjor"]
    else:
        take_back_task(TakeBackTask(task_id=task.id), doing=anna)
    assert (task.state, task.asks, task.result, task.spent_minutes) == ("started", "", "", 90)
    assert task.remind_on == TODAY, "whoever has it now is to hear"
    assert [due.id for due in hold_due(DUE)] == [task.id]
    done(task, anna)
    assert (task.state, task.spent_minutes) == ("for_approval", 180)


def test_while_it_waits_it_rests_but_may_be_given_to_another_who_then_hears_of_it(
    task: Task, anna: Doing, bent: Doing
) -> None:
    done(task, anna)
    new = make_person(name="Ny Nielsen")
    point = checklist_of(task)[0].key
    refused: list[Callable[[], object]] = [
        lambda: start_task(StartTask(task_id=task.id), doing=anna),
        lambda: tick_point(TickPoint(task_id=task.id, point=point, is_ticked=True), doing=anna),
        lambda: done(task, anna),
    ]
    for act in refused:
        with pytest.raises(Refused, match="venter på godkendelse"):
            act()
    assign_task(AssignTask(task_id=task.id, person_id=new.id), doing=anna)
    assert (task.state, task.person_id, task.remind_on) == ("for_approval", new.id, TODAY)
    send_back_task(SendBackTask(task_id=task.id, reason="Mangler"), doing=bent)
    assert task.remind_on is not None


def test_those_who_may_approve_are_named_and_find_it_on_their_front_page(
    task: Task, anna: Doing, people: Personas
) -> None:
    director = make_person(name="Dina Dam")
    make_grant(person=director, role="director", unit=db.session.get_one(Unit, people.municipality_id))
    gone = make_person(name="Gamle Gert")
    make_grant(person=gone, role="manager", unit=task.unit, ends_on=TODAY - timedelta(days=1))
    carla = db.session.scalars(db.select(Person).where(Person.email == people.carla)).one()
    make_grant(person=carla, role="manager", unit=db.session.get_one(Unit, people.culture_id))
    done(task, anna)
    assert [person.name for person in list_approvers(task, today=TODAY)] == ["Bent Birk", "Dina Dam"]
    scope = Scope(paths=(task.unit.path,))
    lines, total = list_to_approve(scope, person_id=director.id, limit=20)
    assert ([line.id for line in lines], total) == ([task.id], 1)
    assert list_to_approve(scope, person_id=anna.person_id or 0, limit=20) == ([], 0)
    elsewhere = Scope(paths=(db.session.get_one(Unit, people.culture_id).path,))
    assert list_to_approve(elsewhere, person_id=director.id, limit=20) == ([], 0)


def test_a_tick_begins_the_task_keeps_its_own_list_and_stands_in_the_trail(task: Task, anna: Doing) -> None:
    second = checklist_of(task)[1]
    tick_point(TickPoint(task_id=task.id, point=second.key, is_ticked=True), doing=anna)
    assert task.checklist == [["Find listen", False], ["Ring til it", True], ["Slet", False]]
    assert (task.state, task.is_touched) == ("started", True)
    assert task.plan_item is not None
    task.plan_item.template.checklist = ["Noget nyt"]
    assert [point.is_ticked for point in checklist_of(task)] == [False, True, False]
    version = task.version
    tick_point(TickPoint(task_id=task.id, point=second.key, is_ticked=True), doing=anna)
    assert task.version == version, "pressed twice is ticked once"
    tick_point(TickPoint(task_id=task.id, point=second.key, is_ticked=False), doing=anna)
    assert [e.verb for e in list_events_of("task", task.id)] == ["task.untick", "task.tick"]
    assert list_events_of("task", task.id)[1].changes["point"] == [None, "Ring til it"]
    with pytest.raises(Refused, match="Tjeklisten er ændret"):
        tick_point(TickPoint(task_id=task.id, point="1-00000000", is_ticked=True), doing=anna)


def test_open_points_do_not_keep_it_from_being_done_and_stay_as_they_were(task: Task, anna: Doing, bent: Doing) -> None:
    done(task, anna)
    approve_task(ApproveTask(task_id=task.id), doing=bent)
    assert task.plan_item is not None
    task.plan_item.template.checklist = []
    assert [(point.sentence, point.is_ticked) for point in checklist_of(task)] == [
        ("Find listen", False), ("Ring til it", False), ("Slet", False),
    ]  # fmt: skip


def test_time_is_added_later_and_taken_away_to_nothing(task: Task, anna: Doing, bent: Doing) -> None:
    done(task, anna)
    approve_task(ApproveTask(task_id=task.id), doing=bent)
    add_time(AddTime(task_id=task.id, version=task.version, minutes=30), doing=anna)
    assert task.spent_minutes == 120
    assert list_events_of("task", task.id)[0].changes["spent_minutes"] == [90, 120]
    add_time(AddTime(task_id=task.id, minutes=-120), doing=anna)
    with pytest.raises(Refused, match="mere tid fra"):
        add_time(AddTime(task_id=task.id, minutes=-1), doing=anna)


def test_critical_errors_want_words(people: Personas, anna: Doing) -> None:
    task = make_demanding_task(unit=db.session.get_one(Unit, people.social_id), due_on=DUE)
    with pytest.raises(Refused, match="kritiske fejl") as refused:
        complete_task(CompleteTask(task_id=task.id, on=TODAY, result="critical"), doing=anna)
    assert refused.value.field == "note"
    complete_task(CompleteTask(task_id=task.id, on=TODAY, result="critical", note="Tre konti stod åbne"), doing=anna)
    assert (task.state, task.result) == ("done", "critical")


def test_what_a_record_owes_is_fulfilled_by_who_did_it_and_not_by_who_approved(
    people: Personas, anna: Doing, bent: Doing
) -> None:
    social = db.session.get_one(Unit, people.social_id)
    record = make_activity(title="Hjemmepleje", unit=social, next_review_on=DUE)
    task = make_demanding_task(
        unit=social, due_on=DUE, needs_approval=True, kind="review", key=f"activity/{record.id}/review/0",
        subject_kind="activity", subject_id=record.id,
    )  # fmt: skip
    complete_task(CompleteTask(task_id=task.id, on=TODAY), doing=anna)
    assert record.last_review_on is None
    approve_task(ApproveTask(task_id=task.id), doing=bent)
    assert record.last_review_on == TODAY
    assert [event.actor_id for event in list_events_of("activity", record.id)] == [anna.person_id]
