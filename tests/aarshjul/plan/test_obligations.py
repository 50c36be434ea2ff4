"""What records oblige to, as tasks: made, moved, met here or there, and never made twice."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from aarshjul.plan.actions import make_plan_tasks, plan_when_due
from aarshjul.reminder.rules import first_look
from aarshjul.task.actions import (
    CompleteTask,
    DismissTask,
    StartTask,
    complete_task,
    dismiss_task,
    start_task,
)
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.core.db import db
from app.organisation.model import Unit
from register.activity.actions import confirm_review
from register.processor.actions import HoldSupervision, create_processor, hold_supervision
from register.processor.content import ProcessorContent
from register.processor.model import ProcessorSupervision
from tests.aarshjul.plan.test_actions import tasks
from tests.make import NOW, TODAY, make_activity, make_assessment, make_person

DOING = Doing(at=NOW, person_id=None, via="web")


def test_a_record_with_a_date_becomes_one_task_on_the_working_day_before(fjordby: Any) -> None:
    owner = make_person(name="Ole Owner")
    unit = db.session.get(Unit, fjordby.home_care_id)
    activity = make_activity(title="Hjemmepleje", unit=unit, owner_id=owner.id, next_review_on=date(2027, 5, 1))
    make_plan_tasks(NOW)
    [task] = tasks(kind="review")
    assert (task.planned_on, task.due_on) == (date(2027, 5, 1), date(2027, 4, 30))
    assert (task.subject_kind, task.subject_id, task.unit_id, task.person_id) == (
        "activity", activity.id, fjordby.home_care_id, owner.id,
    )  # fmt: skip
    assert "Hjemmepleje" in task.title


def test_a_moved_review_date_moves_the_untouched_task_and_its_reminder_with_it(fjordby: Any) -> None:
    activity = make_activity(unit=db.session.get(Unit, fjordby.social_id), next_review_on=date(2027, 9, 1))
    make_plan_tasks(NOW)
    [task] = tasks(kind="review")
    key, its_id = task.key, task.id
    activity.next_review_on = date(2027, 11, 3)
    assert make_plan_tasks(NOW).moved == 1
    [task] = tasks(kind="review")
    assert (task.key, task.id, task.due_on) == (key, its_id, date(2027, 11, 3))
    assert task.remind_on == first_look(task.due_on) == date(2027, 8, 30)


def test_a_review_that_is_confirmed_in_the_register_closes_its_task_and_the_next_round_gets_one(fjordby: Any) -> None:
    bent = db.session.scalar(
        db.select(sa.text("id")).select_from(sa.text("person")).where(sa.text("name like 'Bent%'"))
    )
    activity = make_activity(unit=db.session.get(Unit, fjordby.social_id), next_review_on=date(2027, 9, 1))
    make_plan_tasks(NOW)
    confirm_review(activity.id, on=TODAY, doing=Doing(at=NOW, person_id=bent))
    result = make_plan_tasks(NOW)
    assert (result.created, result.done, result.withdrawn) == (1, 1, 0)
    done, following = tasks(kind="review")[1], tasks(kind="review")[0]
    if done.state != "done":
        done, following = following, done
    assert (done.state, done.done_on, done.done_by_id, done.remind_on) == ("done", TODAY, bent, None)
    assert (following.state, following.planned_on) == ("not_started", date(2028, 3, 1))


def test_a_task_that_is_done_fulfils_the_record_in_the_same_breath(fjordby: Any) -> None:
    activity = make_activity(unit=db.session.get(Unit, fjordby.social_id), next_review_on=date(2027, 9, 1))
    make_plan_tasks(NOW)
    [task] = tasks(kind="review")
    complete_task(CompleteTask(task_id=task.id, on=TODAY, note="Set efter"), doing=DOING)
    db.session.expire_all()
    assert (activity.last_review_on, activity.next_review_on) == (TODAY, date(2028, 3, 1))
    result = make_plan_tasks(NOW)
    assert (result.created, result.done, result.withdrawn, result.moved) == (1, 0, 0, 0)
    assert make_plan_tasks(NOW).changed == 0


def test_a_record_that_is_retired_withdraws_its_task_though_somebody_has_begun(fjordby: Any) -> None:
    activity = make_activity(unit=db.session.get(Unit, fjordby.social_id), next_review_on=date(2027, 9, 1))
    make_plan_tasks(NOW)
    [task] = tasks(kind="review")
    start_task(StartTask(task_id=task.id), doing=DOING)
    activity.status = "retired"
    assert make_plan_tasks(NOW).withdrawn == 1
    [task] = tasks(kind="review")
    assert (task.state, task.remind_on) == ("withdrawn", None)


def test_a_review_owed_since_before_the_plan_is_not_lost_and_not_dated_before_it(fjordby: Any) -> None:
    make_activity(unit=db.session.get(Unit, fjordby.social_id), next_review_on=date(2025, 6, 1))
    make_plan_tasks(NOW)
    [task] = tasks(kind="review")
    assert (task.planned_on, task.due_on) == (date(2025, 6, 1), date(2027, 1, 4))


def test_a_risk_assessment_is_renewed_through_its_task_and_through_the_register(fjordby: Any) -> None:
    activity = make_activity(unit=db.session.get(Unit, fjordby.social_id))
    make_assessment(activity=activity, grades=(2, 2, 1), assessed_on=TODAY, next_on=date(2027, 6, 1))
    make_plan_tasks(NOW)
    [task] = tasks(kind="risk")
    assert task.function == "coordinator"
    later = Doing(at=NOW + timedelta(days=30))
    complete_task(CompleteTask(task_id=task.id, on=TODAY + timedelta(days=30), note="Holder"), doing=later)
    assert make_plan_tasks(NOW + timedelta(days=30)).created == 1
    make_assessment(activity=activity, grades=(3, 2, 1), reason="Ny", assessed_on=TODAY + timedelta(days=31))
    result = make_plan_tasks(NOW + timedelta(days=31))
    assert (result.done, result.created) == (1, 1)


def test_a_dismissed_obligation_is_not_made_again(fjordby: Any) -> None:
    make_activity(unit=db.session.get(Unit, fjordby.social_id), next_review_on=date(2027, 9, 1))
    make_plan_tasks(NOW)
    [task] = tasks(kind="review")
    dismiss_task(DismissTask(task_id=task.id, reason="Behandlingen ophører"), doing=DOING)
    assert make_plan_tasks(NOW).changed == 0
    assert db.session.get_one(Task, task.id).state == "not_relevant"


def test_a_tick_plans_again_when_a_supervision_is_planned(fjordby: Any) -> None:
    plan_when_due(NOW)
    unit = db.session.get_one(Unit, fjordby.social_id)
    content = ProcessorContent(name="Strandskade", unit=unit.code, next_supervision_on=date(2027, 9, 1))
    create_processor(content, doing=Doing(at=NOW, via="web"))
    assert plan_when_due(NOW + timedelta(minutes=1)) == {"planned": 1}
    assert [task.kind for task in tasks(subject_kind="processor")] == ["supervision"]


def test_a_supervision_that_is_done_as_a_task_stands_on_the_processor_with_what_it_found(fjordby: Any) -> None:
    unit = db.session.get_one(Unit, fjordby.social_id)
    content = ProcessorContent(name="Strandskade", unit=unit.code, next_supervision_on=date(2027, 9, 1))
    processor = create_processor(content, doing=DOING)
    make_plan_tasks(NOW)
    [task] = tasks(kind="supervision")
    assert make_plan_tasks(NOW).changed == 0
    command = CompleteTask(task_id=task.id, on=TODAY, note="To krav er ikke opfyldt", result="critical")
    complete_task(command, doing=DOING)
    [held] = db.session.scalars(
        sa.select(ProcessorSupervision).where(ProcessorSupervision.processor_id == processor.id)
    )
    assert (held.result, held.conclusion, held.held_on) == ("red", "To krav er ikke opfyldt", TODAY)
    make_plan_tasks(NOW)
    first, second = sorted(tasks(kind="supervision"), key=lambda one: one.id)
    assert (first.state, first.result, second.state) == ("done", "critical", "not_started")


def test_a_supervision_that_is_held_in_the_register_closes_its_task(fjordby: Any) -> None:
    unit = db.session.get_one(Unit, fjordby.social_id)
    content = ProcessorContent(name="Strandskade", unit=unit.code, next_supervision_on=date(2027, 9, 1))
    processor = create_processor(content, doing=DOING)
    make_plan_tasks(NOW)
    hold_supervision(HoldSupervision(processor_id=processor.id, held_on=TODAY, concept=3, result="green"), doing=DOING)
    assert make_plan_tasks(NOW).done == 1
    assert sorted(task.state for task in tasks(kind="supervision")) == ["done", "not_started"]
