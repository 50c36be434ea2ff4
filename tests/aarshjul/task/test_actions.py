from datetime import date, timedelta

import pytest
from flask import Flask

from aarshjul.task.actions import (
    AssignTask,
    CompleteTask,
    DismissTask,
    PostponeTask,
    ReopenTask,
    StartTask,
    assign_task,
    complete_task,
    dismiss_task,
    postpone_task,
    reopen_task,
    start_task,
)
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.audit.store import list_events_of
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from app.organisation.model import Person, Unit
from tests.make import NOW, TODAY, make_person, make_personas, make_task


@pytest.fixture
def task(ctx: Flask) -> Task:
    people = make_personas()
    return make_task(
        unit=db.session.get_one(Unit, people.social_id), due_on=date(2027, 3, 31), remind_on=date(2027, 3, 1)
    )


@pytest.fixture
def doing(task: Task) -> Doing:
    bent = db.session.scalars(db.select(Person).where(Person.name == "Bent Birk")).one()
    return Doing(at=NOW, person_id=bent.id)


def test_a_task_that_is_done_says_when_by_whom_and_what_was_written(task: Task, doing: Doing) -> None:
    complete_task(CompleteTask(task_id=task.id, version=1, on=TODAY, note="Gjort"), doing=doing)
    assert (task.state, task.done_on, task.done_by_id, task.note) == ("done", TODAY, doing.person_id, "Gjort")
    assert (task.is_touched, task.version, task.remind_on) == (True, 2, None)
    [event] = list_events_of("task", task.id)
    assert (event.verb, event.changes["note"]) == ("task.complete", [None, "Gjort"])


def test_a_task_done_twice_is_refused_the_second_time(task: Task, doing: Doing) -> None:
    complete_task(CompleteTask(task_id=task.id, on=TODAY), doing=doing)
    with pytest.raises(Refused, match="allerede udført"):
        complete_task(CompleteTask(task_id=task.id, on=TODAY), doing=doing)


def test_somebody_who_read_an_older_version_is_told(task: Task, doing: Doing) -> None:
    start_task(StartTask(task_id=task.id, version=1), doing=doing)
    with pytest.raises(EditConflict):
        complete_task(CompleteTask(task_id=task.id, version=1, on=TODAY), doing=doing)
    assert task.state == "started"


def test_a_postponed_task_has_a_new_working_day_and_reminders_to_come(task: Task, doing: Doing) -> None:
    postpone_task(PostponeTask(task_id=task.id, due_on=date(2027, 4, 17), reason="Sygdom"), doing=doing)
    assert (task.state, task.due_on) == ("postponed", date(2027, 4, 16))
    assert task.remind_on == date(2027, 3, 15), "the Monday of the first step, for who wants the week gathered"
    assert task.planned_on == date(2027, 3, 31)


def test_who_has_just_put_off_a_task_is_not_reminded_the_same_day(task: Task, doing: Doing) -> None:
    postpone_task(PostponeTask(task_id=task.id, due_on=date(2027, 3, 5), reason="Sygdom"), doing=doing)
    assert task.remind_on == date(2027, 3, 4)


@pytest.mark.parametrize(("days", "field"), [(-3, "due_on"), (0, "due_on"), (30, "due_on")])
def test_a_new_date_must_be_another_day_to_come(task: Task, doing: Doing, days: int, field: str) -> None:
    with pytest.raises(Refused) as refused:
        postpone_task(PostponeTask(task_id=task.id, due_on=TODAY + timedelta(days=days), reason="Sygdom"), doing=doing)
    assert refused.value.field == field


def test_a_task_that_is_not_relevant_is_closed_and_can_be_opened_again(task: Task, doing: Doing) -> None:
    dismiss_task(DismissTask(task_id=task.id, reason="Enheden er lukket"), doing=doing)
    assert (task.state, task.note, task.remind_on) == ("not_relevant", "Enheden er lukket", None)
    reopen_task(ReopenTask(task_id=task.id, reason="Den er åbnet igen"), doing=doing)
    assert (task.state, task.note, task.done_on) == ("started", "", None)
    assert task.remind_on == date(2027, 3, 15)


def test_a_done_task_that_is_opened_again_keeps_what_was_written_in_its_history(task: Task, doing: Doing) -> None:
    complete_task(CompleteTask(task_id=task.id, on=TODAY, note="Gjort"), doing=doing)
    reopen_task(ReopenTask(task_id=task.id, reason="Én post manglede"), doing=doing)
    assert (task.state, task.done_on, task.done_by_id, task.note) == ("started", None, None, "")
    assert [event.verb for event in list_events_of("task", task.id)] == ["task.reopen", "task.complete"]
    assert list_events_of("task", task.id)[0].changes["note"] == ["Gjort", None]


def test_a_task_given_to_somebody_is_theirs_and_they_are_told_at_the_next_tick(task: Task, doing: Doing) -> None:
    new = make_person(name="Ny Nielsen")
    task.remind_on = date(2027, 3, 24)
    assign_task(AssignTask(task_id=task.id, person_id=new.id), doing=doing)
    assert (task.person_id, task.remind_on) == (new.id, TODAY)
    assign_task(AssignTask(task_id=task.id, person_id=None), doing=doing)
    assert task.person_id is None


def test_a_task_is_not_given_to_one_who_has_left(task: Task, doing: Doing) -> None:
    gone = make_person(is_active=False)
    with pytest.raises(Refused):
        assign_task(AssignTask(task_id=task.id, person_id=gone.id), doing=doing)


def test_a_task_that_is_not_there_is_not_found(task: Task, doing: Doing) -> None:
    with pytest.raises(NotFound):
        start_task(StartTask(task_id=task.id + 1000), doing=doing)
