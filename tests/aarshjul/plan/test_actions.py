import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from aarshjul.calendar.store import get_closed_days
from aarshjul.plan.actions import add_base_data, make_plan_tasks, plan_when_due
from aarshjul.plan.model import Plan, PlanItem, TaskTemplate
from aarshjul.plan.store import find_approved_plan
from aarshjul.task.actions import (
    CompleteTask,
    PostponeTask,
    StartTask,
    complete_task,
    postpone_task,
    start_task,
)
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import begin_writing, db
from app.core.workdays import is_working_day
from app.organisation.model import Unit
from tests.make import NOW, TODAY, make_activity, make_personas, make_plan, make_unit

DOING = Doing(at=NOW, person_id=None, via="web")


def tasks(**where: Any) -> list[Task]:
    return list(db.session.scalars(db.select(Task).filter_by(**where).order_by(Task.due_on, Task.unit_id)))


def dump() -> list[Any]:
    """Every row of every table, for saying that nothing was written."""
    db.session.flush()
    return [
        db.session.execute(sa.select(table).order_by(*table.primary_key)).all() for table in db.metadata.sorted_tables
    ]


def test_the_first_plan_has_an_item_for_every_entry_of_the_catalogue_in_the_year_of_its_wave(ctx: Flask) -> None:
    plan = db.session.scalars(db.select(Plan)).one()
    assert plan.state == "approved" and plan.version == 1
    assert len(plan.items) >= 12
    assert {item.first_year - plan.first_year + 1 for item in plan.items} <= set(range(1, 6))
    assert all(item.first_year == plan.first_year + item.template.wave - 1 for item in plan.items)


def test_base_data_again_adds_nothing_and_leaves_what_the_municipality_has_changed(ctx: Flask) -> None:
    entry = db.session.scalars(db.select(TaskTemplate).where(TaskTemplate.code == "T01")).one()
    entry.title = "Vores egen gennemgang"
    before = dump()
    add_base_data(NOW)
    assert dump() == before


def test_base_data_brings_a_missing_entry_and_changes_no_plan(ctx: Flask) -> None:
    entry = db.session.scalars(db.select(TaskTemplate).where(TaskTemplate.code == "T16")).one()
    db.session.execute(sa.delete(PlanItem).where(PlanItem.template_id == entry.id))
    db.session.delete(entry)
    db.session.flush()
    in_plan = db.session.scalars(db.select(PlanItem.code)).all()
    add_base_data(NOW)
    again = db.session.scalars(db.select(TaskTemplate).where(TaskTemplate.code == "T16")).one()
    assert (again.about, again.needs_approval, len(again.checklist)) == ("activity", True, 4)
    assert db.session.scalars(db.select(PlanItem.code)).all() == in_plan


def test_the_plan_becomes_a_task_for_each_administration_five_years_ahead(fjordby: Any) -> None:
    result = make_plan_tasks(NOW)
    found = tasks()
    assert result.created == len(found) == 2 * 5 + 5
    reviews = tasks(plan_code="T01")
    assert {task.unit_id for task in reviews} == {fjordby.social_id, fjordby.culture_id}
    assert [task.due_on.year for task in reviews[::2]] == [2027, 2028, 2029, 2030, 2031]
    assert {task.unit_id for task in tasks(plan_code="T05")} == {fjordby.municipality_id}
    assert all(is_working_day(task.due_on, get_closed_days()) for task in found)
    assert all(task.due_on >= TODAY for task in found)


def test_planning_twice_changes_no_row(fjordby: Any) -> None:
    make_activity(unit=db.session.get(Unit, fjordby.social_id), next_review_on=date(2027, 9, 1))
    first = make_plan_tasks(NOW)
    before = dump()
    again = make_plan_tasks(NOW + timedelta(hours=1))
    assert dump() == before
    assert again.changed == 0 and again.unchanged == first.created


def test_a_longer_horizon_next_year_adds_a_year_and_touches_no_other(fjordby: Any) -> None:
    make_plan_tasks(NOW)
    before = {task.id: task.version for task in tasks()}
    result = make_plan_tasks(NOW.replace(year=2028))
    assert (result.created, result.moved, result.withdrawn) == (3, 0, 0)
    assert {task.id: task.version for task in tasks() if task.id in before} == before


def test_an_administration_that_comes_later_gets_its_tasks_and_one_that_closes_loses_them(fjordby: Any) -> None:
    make_plan_tasks(NOW)
    new = make_unit(code="TEK", kind="administration", parent=db.session.get(Unit, fjordby.municipality_id))
    assert make_plan_tasks(NOW).created == 5
    new.is_closed = True
    assert make_plan_tasks(NOW).withdrawn == 5
    assert {task.state for task in tasks(unit_id=new.id)} == {"withdrawn"}
    assert all(task.remind_on is None for task in tasks(unit_id=new.id))
    new.is_closed = False
    assert make_plan_tasks(NOW).created == 5
    assert {task.state for task in tasks(unit_id=new.id)} == {"not_started"}


def test_an_item_may_be_for_chosen_units_alone(fjordby: Any) -> None:
    item = db.session.scalars(db.select(PlanItem).where(PlanItem.code == "T01")).one()
    item.is_for_all = False
    item.units = [db.session.get_one(Unit, fjordby.school_id)]
    make_plan_tasks(NOW)
    assert {task.unit_id for task in tasks(plan_code="T01")} == {fjordby.school_id}


def test_a_changed_month_moves_untouched_tasks_and_leaves_those_somebody_has_begun_or_done(fjordby: Any) -> None:
    make_plan_tasks(NOW)
    first, second, third = tasks(plan_code="T01", unit_id=fjordby.social_id)[:3]
    start_task(StartTask(task_id=first.id), doing=DOING)
    complete_task(CompleteTask(task_id=second.id, on=TODAY), doing=DOING)
    kept = [(first.id, first.due_on), (second.id, second.due_on)]
    db.session.scalars(db.select(TaskTemplate).where(TaskTemplate.code == "T01")).one().months = [9]
    result = make_plan_tasks(NOW)
    assert result.moved == 8
    assert [(task.id, task.due_on) for task in tasks(plan_code="T01") if task.id in dict(kept)] == kept
    assert db.session.get_one(Task, third.id).due_on == date(2029, 9, 28)


def test_an_item_taken_out_of_the_plan_withdraws_its_untouched_tasks(fjordby: Any) -> None:
    make_plan_tasks(NOW)
    postponed = tasks(plan_code="T01")[0]
    postpone_task(PostponeTask(task_id=postponed.id, due_on=date(2027, 5, 3), reason="Ferie"), doing=DOING)
    approve_version_two(without="T01")
    result = make_plan_tasks(NOW)
    assert (result.withdrawn, result.unchanged, result.created) == (9, 5, 0)
    assert db.session.get_one(Task, postponed.id).state == "postponed"


def approve_version_two(*, without: str) -> None:
    old = find_approved_plan()
    assert old is not None
    old.state = "superseded"
    new = Plan(version=2, first_year=old.first_year, state="approved", approved_at=NOW)
    new.items = [
        PlanItem(code=item.code, template=item.template, first_year=item.first_year)
        for item in old.items
        if item.code != without
    ]
    db.session.add(new)
    db.session.flush()


def test_a_clock_set_back_takes_no_task_away(fjordby: Any) -> None:
    make_plan_tasks(NOW.replace(year=2029))
    before = {task.id: (task.state, task.due_on) for task in tasks()}
    make_plan_tasks(NOW)
    after = {task.id: (task.state, task.due_on) for task in tasks()}
    assert before.items() <= after.items()


def test_planning_leaves_one_trace_with_its_counts_and_none_when_nothing_changed(fjordby: Any) -> None:
    result = make_plan_tasks(NOW)
    make_plan_tasks(NOW)
    events = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "plan.make_tasks")).all()
    assert [event.changes["created"] for event in events] == [result.created]


def test_planning_takes_as_many_statements_for_many_tasks_as_for_few(fjordby: Any) -> None:
    make_plan_tasks(NOW)
    root = db.session.get(Unit, fjordby.municipality_id)

    def count_for(number: int) -> int:
        for _ in range(number):
            unit = make_unit(kind="administration", parent=root)
            make_activity(unit=unit, next_review_on=date(2027, 9, 1))
        with counted() as statements:
            make_plan_tasks(NOW)
        return len(statements)

    assert count_for(2) == count_for(60)


class counted:  # noqa: N801 - reads as a word
    """The statements run inside."""

    def __enter__(self) -> list[str]:
        self.statements: list[str] = []
        sa.event.listen(db.engine, "before_cursor_execute", self._note)
        return self.statements

    def __exit__(self, *_: Any) -> None:
        sa.event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, _conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.statements.append(statement)


def test_a_tick_plans_once_a_day_and_again_when_a_record_has_changed(fjordby: Any) -> None:
    assert plan_when_due(NOW)["planned"] == 15
    with counted() as statements:
        assert plan_when_due(NOW + timedelta(minutes=1)) == {"planned": 0}
    assert len(statements) <= 2
    activity = make_activity(unit=db.session.get(Unit, fjordby.social_id), next_review_on=date(2027, 9, 1))
    db.session.add(
        AuditEvent(
            at=NOW, via="web", verb="activity.change", subject_kind="activity", subject_id=activity.id, changes={}
        )
    )
    db.session.flush()
    assert plan_when_due(NOW + timedelta(minutes=2)) == {"planned": 1}
    assert plan_when_due(NOW + timedelta(minutes=3)) == {"planned": 0}
    assert plan_when_due(NOW + timedelta(days=1)) == {"planned": 0}
    assert find_approved_plan().planned_on == TODAY + timedelta(days=1)  # type: ignore[union-attr]


def test_a_change_of_people_has_the_tasks_near_their_date_looked_at_again(fjordby: Any) -> None:
    make_plan_tasks(NOW)
    near = tasks(plan_code="T01")[0]
    near.remind_on = TODAY + timedelta(days=20)
    far = tasks(plan_code="T05")[0].remind_on
    db.session.add(
        AuditEvent(
            at=NOW, via="cli", verb="organisation.import", subject_kind="organisation", subject_id=None, changes={}
        )
    )
    db.session.flush()
    make_plan_tasks(NOW)
    db.session.expire_all()
    assert near.remind_on == TODAY
    assert tasks(plan_code="T05")[0].remind_on == far


def test_two_planners_at_once_make_each_task_once(app: Flask) -> None:
    with app.app_context():
        begin_writing()
        make_personas()
        make_plan()
        db.session.commit()
    together = threading.Barrier(2)
    results: list[Any] = []

    def plan() -> None:
        with app.app_context():
            begin_writing()
            together.wait(10)
            try:
                result = make_plan_tasks(NOW)
                db.session.commit()
                results.append(result)
            except BaseException as problem:
                db.session.rollback()
                results.append(problem)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=plan) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with app.app_context():
        count = db.session.scalar(db.select(db.func.count()).select_from(Task))
    assert sorted(result.created for result in results) == [0, count]
    assert count and count > 100


def test_a_task_somebody_touches_while_it_is_planned_is_left_alone(
    fjordby: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_plan_tasks(NOW)
    touched = tasks(plan_code="T01")[0]
    db.session.scalars(db.select(TaskTemplate).where(TaskTemplate.code == "T01")).one().months = [9]
    from aarshjul.plan import actions

    compare = actions.compare

    def compare_and_be_overtaken(*args: Any, **kwargs: Any) -> Any:
        changes = compare(*args, **kwargs)
        db.session.execute(
            sa.update(Task).where(Task.id == touched.id).values(version=Task.version + 1, state="started")
        )
        return changes

    monkeypatch.setattr(actions, "compare", compare_and_be_overtaken)
    due_on = touched.due_on
    assert make_plan_tasks(NOW).moved == 9
    db.session.expire_all()
    assert (touched.due_on, touched.state) == (due_on, "started")


def test_a_moment_just_before_midnight_in_denmark_counts_for_that_day(fjordby: Any) -> None:
    make_plan_tasks(datetime.fromisoformat("2027-03-31T23:30:00+02:00"))
    assert tasks(plan_code="T01")[0].due_on == date(2027, 3, 31)
