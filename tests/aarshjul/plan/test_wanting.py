"""Items counted from the last completion, and items about records, all the way to the rows."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from aarshjul.calendar.actions import ChangeWorkCalendar, change_work_calendar
from aarshjul.plan.actions import make_plan_tasks, plan_when_due
from aarshjul.plan.model import PlanItemStart, TaskTemplate
from aarshjul.task.actions import (
    AssignTask,
    CompleteTask,
    DismissTask,
    StartTask,
    assign_task,
    complete_task,
    dismiss_task,
    start_task,
)
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.core.db import db
from app.core.errors import Refused
from app.core.workdays import ClosedDays
from app.organisation.model import Unit
from tests.make import NOW, TODAY, Personas, make_activity, make_assessment, make_personas, make_plan, make_system

DOING = Doing(at=NOW, via="web")
LATER = NOW + timedelta(days=1)


def change(code: str, **values: Any) -> None:
    db.session.execute(sa.update(TaskTemplate).where(TaskTemplate.code == code).values(values))


def turns_of(code: str, unit_id: int) -> list[tuple[str, date, bool]]:
    query = (
        db.select(Task)
        .where(Task.plan_code == code, Task.unit_id == unit_id, Task.state == "not_started")
        .order_by(Task.due_on)
    )
    return [(task.period, task.due_on, task.is_forecast) for task in db.session.scalars(query)]


def firm_one(code: str, unit_id: int) -> Task:
    where = {"plan_code": code, "unit_id": unit_id, "is_forecast": False, "state": "not_started"}
    return db.session.scalars(db.select(Task).filter_by(**where)).one()


def counted(every_months: int) -> Personas:
    people = make_personas()
    make_plan(codes={"T01"}, first_year=TODAY.year)
    change("T01", every_months=every_months, months=[5])
    make_plan_tasks(NOW)
    return people


def test_one_turn_is_firm_and_the_forecast_moves_when_it_is_done(ctx: Any) -> None:
    people = counted(24)
    before = turns_of("T01", people.social_id)
    assert [(period, is_forecast) for period, _day, is_forecast in before][:2] == [("1", False), ("2", True)]
    first = firm_one("T01", people.social_id)
    assert first.remind_on is not None
    assert db.session.scalar(db.select(sa.func.count()).where(Task.is_forecast, Task.remind_on.is_not(None))) == 0

    assert plan_when_due(NOW) == {"planned": 0}
    complete_task(CompleteTask(task_id=first.id, on=TODAY), doing=DOING)
    assert plan_when_due(NOW) == {"planned": len(before) - 1}, "the next tick lets the others follow"
    result = make_plan_tasks(LATER)

    second = firm_one("T01", people.social_id)
    assert second.period == "2"
    assert second.planned_on == TODAY.replace(year=TODAY.year + 2)
    assert result.changed == 0


def test_a_turn_that_was_skipped_counts_from_the_day_it_was_due(ctx: Any) -> None:
    people = counted(12)
    first = firm_one("T01", people.social_id)
    dismiss_task(DismissTask(task_id=first.id, reason="Slået sammen med en anden."), doing=DOING)
    make_plan_tasks(LATER)
    assert firm_one("T01", people.social_id).planned_on == first.due_on.replace(year=first.due_on.year + 1)


def test_one_that_somebody_has_taken_on_stays_when_the_interval_changes(ctx: Any) -> None:
    people = counted(12)
    first = firm_one("T01", people.social_id)
    assign_task(AssignTask(task_id=first.id, person_id=None), doing=DOING)
    kept = (first.due_on, first.planned_on, first.hours)
    change("T01", months=[9], hours=77)
    result = make_plan_tasks(NOW)
    assert (first.due_on, first.planned_on, first.hours) == kept
    assert result.moved > 0
    assert make_plan_tasks(NOW).changed == 0


def test_a_forecast_waits_for_the_one_before_it(ctx: Any) -> None:
    people = counted(12)
    where = {"plan_code": "T01", "unit_id": people.social_id, "period": "2"}
    second = db.session.scalars(db.select(Task).filter_by(**where)).one()
    for act, command in (
        (start_task, StartTask(task_id=second.id)),
        (complete_task, CompleteTask(task_id=second.id, on=TODAY)),
        (dismiss_task, DismissTask(task_id=second.id, reason="Nej.")),
    ):
        with pytest.raises(Refused, match="venter på, at den før"):
            act(command, doing=DOING)  # type: ignore[operator]


def about(kind: str, **changes: Any) -> Personas:
    people = make_personas()
    make_plan(codes={"T01"}, first_year=TODAY.year)
    change("T01", about=kind, months=[5, 6], **changes)
    return people


def unit(people: Personas) -> Unit:
    return db.session.get_one(Unit, people.social_id)


def assess(activity_id: int, grade: int) -> Any:
    return make_assessment(activity_id=activity_id, grades=(grade, 1, 1), likelihood=grade, doing=DOING)


def subjects() -> Mapping[int | None, list[str]]:
    found: dict[int | None, list[str]] = {}
    query = db.select(Task).where(Task.plan_code == "T01", Task.state == "not_started").order_by(Task.due_on)
    for task in db.session.scalars(query):
        found.setdefault(task.subject_id, []).append(f"{task.kind} {task.due_on.year - TODAY.year}")
    return found


def test_a_record_nobody_has_assessed_gets_a_first_turn_and_one_that_is_red_comes_every_year(ctx: Any) -> None:
    people = about("activity")
    never = make_activity(title="Ny", unit=unit(people))
    red = make_activity(title="Rød", unit=unit(people))
    assess(red.id, 4)
    make_plan_tasks(NOW)

    assert subjects() == {never.id: ["risk 0", "plan 2", "plan 4"], red.id: ["risk 1", "plan 2", "plan 3", "plan 4"]}
    assert make_plan_tasks(NOW).changed == 0

    assess(never.id, 1)
    result = make_plan_tasks(NOW)
    first = db.session.scalars(db.select(Task).filter_by(key=f"activity/{never.id}/risk/0")).one()
    assert (first.state, first.done_on, result.done) == ("done", TODAY, 1)
    assert subjects()[never.id] == ["risk 3"], "green comes every third year"
    assert make_plan_tasks(NOW).changed == 0


def test_the_first_turns_share_the_months_and_lie_in_the_records_own_unit(ctx: Any) -> None:
    people = about("activity")
    for number in range(4):
        make_activity(title=f"Behandling {number}", unit=unit(people))
    make_plan_tasks(NOW)
    firm = db.session.scalars(db.select(Task).where(~Task.is_forecast).order_by(Task.subject_id)).all()
    months = [task.due_on.month for task in firm]
    assert months in ([5, 6, 5, 6], [6, 5, 6, 5])
    assert {task.unit_id for task in firm} == {people.social_id}


def test_a_system_has_turns_of_its_own_and_a_critical_one_every_year(ctx: Any) -> None:
    people = about("system")
    plain = make_system(name="Journalen", unit=unit(people))
    critical = make_system(name="Vagtplan", unit=unit(people), is_critical=True)
    make_plan_tasks(NOW)
    assert subjects() == {
        plain.id: ["plan 0", "plan 2", "plan 4"],
        critical.id: ["plan 0", "plan 1", "plan 2", "plan 3", "plan 4"],
    }
    task = db.session.scalars(db.select(Task).filter_by(subject_id=plain.id, is_forecast=False)).one()
    assert task.title == "Vurdér risikoen ved systemet «Journalen»"
    complete_task(CompleteTask(task_id=task.id, on=TODAY), doing=DOING)
    make_plan_tasks(LATER)
    assert subjects()[plain.id] == ["plan 2", "plan 4"]


def test_an_administration_that_begins_later_does_so_for_its_records_too(ctx: Any) -> None:
    people = about("system")
    make_system(name="Journalen", unit=unit(people))
    [item] = make_plan(first_year=TODAY.year).items
    item.starts.append(PlanItemStart(unit_id=people.social_id, first_year=TODAY.year + 3))
    db.session.flush()
    make_plan_tasks(NOW)
    assert min(db.session.scalars(db.select(Task.due_on))).year == TODAY.year + 3


def test_what_is_closed_and_quiet_is_the_municipalitys_own_choice_and_moves_what_nobody_has_touched(ctx: Any) -> None:
    people = make_personas()
    make_plan(codes={"T01"}, first_year=TODAY.year)
    change("T01", months=[6], day="15")
    make_plan_tasks(NOW)
    where = {"plan_code": "T01", "unit_id": people.social_id, "period": f"{TODAY.year}"}
    task = db.session.scalars(db.select(Task).filter_by(**where)).one()
    assert task.due_on.isocalendar().week in {24, 25}
    change_work_calendar(ChangeWorkCalendar(closed=ClosedDays(), quiet_weeks=frozenset({23, 24, 25})), doing=DOING)
    assert plan_when_due(NOW)["planned"] > 0
    assert task.due_on.isocalendar().week == 22
    assert task.planned_on.day == 15


def test_what_a_municipality_asks_for_each_record_itself_is_a_task_like_any_other(ctx: Any) -> None:
    people = about("activity", is_own=True, title="Kontrollér slettefrister")
    record = make_activity(title="Hjemmepleje", unit=unit(people))
    make_plan_tasks(NOW)
    task = db.session.scalars(db.select(Task).where(Task.plan_code == "T01", ~Task.is_forecast)).one()
    assert (task.kind, task.title) == ("plan", "Kontrollér slettefrister: «Hjemmepleje»")
    complete_task(CompleteTask(task_id=task.id, on=TODAY), doing=DOING)
    make_plan_tasks(LATER)
    second = firm_one("T01", people.social_id)
    assert (second.period, second.subject_id) == ("2", record.id)
    assert make_plan_tasks(LATER).changed == 0


def test_what_turned_red_is_due_now_though_it_stood_years_ahead(ctx: Any) -> None:
    people = counted(36)
    first = firm_one("T01", people.social_id)
    done_on = TODAY - timedelta(days=700)
    complete_task(CompleteTask(task_id=first.id, on=done_on), doing=DOING)
    make_plan_tasks(LATER)
    assert firm_one("T01", people.social_id).due_on.year == done_on.year + 3
    change("T01", every_months=12)
    make_plan_tasks(LATER)
    soon = firm_one("T01", people.social_id).due_on
    assert LATER.date() <= soon <= LATER.date() + timedelta(days=10)
    assert make_plan_tasks(LATER).changed == 0


def test_the_month_of_a_first_turn_is_the_records_own_whatever_becomes_of_the_others(ctx: Any) -> None:
    people = about("activity")
    gone, *others = [make_activity(title=f"Behandling {number}", unit=unit(people)) for number in range(3)]
    make_plan_tasks(NOW)
    before = {task.subject_id: task.due_on for task in db.session.scalars(db.select(Task).where(~Task.is_forecast))}
    gone.status = "retired"
    db.session.flush()
    make_plan_tasks(NOW)
    where = db.select(Task).where(~Task.is_forecast, Task.state == "not_started")
    assert {task.subject_id: task.due_on for task in db.session.scalars(where)} == {
        record.id: before[record.id] for record in others
    }


def test_a_control_in_every_unit_of_a_chosen_administration_is_done_in_each_of_them(ctx: Any) -> None:
    people = make_personas()
    plan = make_plan(codes={"T01"}, first_year=TODAY.year)
    change("T01", per="unit")
    [item] = plan.items
    item.is_for_all, item.units = False, [unit(people)]
    db.session.flush()
    make_plan_tasks(NOW)
    assert set(db.session.scalars(db.select(Task.unit_id))) == {people.home_care_id}
