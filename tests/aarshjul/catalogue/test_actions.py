"""Writing in the catalogue, and what it does to planned tasks."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aarshjul.catalogue.actions import change_template, create_own, item_of, retire_template
from aarshjul.catalogue.store import get_template, list_catalogue, list_places
from aarshjul.plan.actions import make_plan_tasks, plan_when_due
from aarshjul.plan.model import Plan, PlanItem
from aarshjul.task.actions import StartTask, start_task
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from app.organisation.model import Unit
from tests.aarshjul.catalogue.test_rules import ITEM
from tests.make import NOW, make_personas, make_plan

DOING = Doing(at=NOW)


def test_own_tasks_get_codes_in_turn_and_are_in_no_plan(ctx: Flask) -> None:
    before = db.session.scalar(sa.select(sa.func.count(PlanItem.id)))
    first, second = create_own(replace(ITEM, code="T01"), doing=DOING), create_own(ITEM, doing=DOING)
    assert [(one.code, one.is_own, one.version) for one in (first, second)] == [("E01", True, 1), ("E02", True, 1)]
    assert item_of(second) == replace(ITEM, code="E02")
    assert db.session.scalar(sa.select(sa.func.count(PlanItem.id))) == before
    event = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert (event.verb, event.subject_id) == ("task_template.create", second.id)


def test_a_task_without_a_month_is_refused_at_its_field(ctx: Flask) -> None:
    with pytest.raises(Refused) as refused:
        create_own(replace(ITEM, months=()), doing=DOING)
    assert refused.value.field == "months"


def test_a_change_is_told_field_by_field_and_the_code_stays(ctx: Flask) -> None:
    task = get_template("T01")
    item = replace(item_of(task), code="T99", months=(4, 9), day="2MO", checklist=("Se efter.",))
    change_template(task.id, item, read=1, doing=DOING)
    assert (task.code, task.months, task.day, task.version) == ("T01", [4, 9], "2MO", 2)
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.verb == "task_template.change")).one()
    assert set(event.changes) == {"months", "day", "checklist"}
    assert event.changes["months"] == [[3], [4, 9]]
    change_template(task.id, item_of(task), read=1, doing=DOING)
    assert task.version == 2, "nothing was changed, so nothing is in the way"


def test_two_who_change_the_same_task_do_not_write_over_each_other(ctx: Flask) -> None:
    task = get_template("T01")
    change_template(task.id, replace(item_of(task), hours=2.0), read=1, doing=DOING)
    with pytest.raises(EditConflict):
        change_template(task.id, replace(item_of(task), hours=3.0), read=1, doing=DOING)
    assert task.hours == 2.0


def test_a_change_moves_the_tasks_that_nobody_has_touched_at_the_next_tick(ctx: Flask) -> None:
    make_personas()
    make_plan(codes={"T01"})
    make_plan_tasks(NOW)
    begun = db.session.scalars(sa.select(Task).order_by(Task.due_on, Task.id)).first()
    assert begun is not None
    start_task(StartTask(task_id=begun.id), doing=DOING)
    stood = begun.due_on
    assert plan_when_due(NOW) == {"planned": 0}
    task = get_template("T01")
    change_template(task.id, replace(item_of(task), months=(5,)), read=1, doing=DOING)
    moved = plan_when_due(NOW + timedelta(minutes=1))["planned"]
    tasks = db.session.scalars(sa.select(Task).order_by(Task.due_on, Task.id)).all()
    assert moved == len(tasks) - 1
    assert {task.due_on.month for task in tasks if task.id != begun.id} == {5}
    assert db.session.get_one(Task, begun.id).due_on == stood


def test_a_retired_task_stays_in_the_plan_and_can_come_back(ctx: Flask) -> None:
    task = get_template("T01")
    retire_template(task.id, is_retired=True, doing=DOING)
    retire_template(task.id, is_retired=True, doing=DOING)
    assert (task.is_retired, task.version) == (True, 2)
    (row,) = [row for row in list_catalogue() if row.code == "T01"]
    assert row.is_retired and row.first_year is not None
    retire_template(task.id, is_retired=False, doing=DOING)
    verbs = db.session.scalars(sa.select(AuditEvent.changes).where(AuditEvent.verb == "task_template.retire")).all()
    assert verbs == [{"is_retired": [False, True]}, {"is_retired": [True, False]}]


def test_a_task_that_is_not_there_is_not_found(ctx: Flask) -> None:
    with pytest.raises(NotFound):
        get_template("X01")
    with pytest.raises(NotFound):
        change_template(999_999, ITEM, read=1, doing=DOING)


def test_the_places_of_a_task_are_those_of_the_plans_that_stand(ctx: Flask) -> None:
    people = make_personas()
    own = create_own(ITEM, doing=DOING)
    assert list_places(own.id) == []
    plan = db.session.scalars(sa.select(Plan)).one()
    social = db.session.get_one(Unit, people.social_id)
    item = PlanItem(plan_id=plan.id, code="E01", template=own, first_year=2027, is_for_all=False, units=[social])
    db.session.add(item)
    db.session.flush()
    assert list_places(own.id) == [social.path]
    item.is_for_all = True
    db.session.flush()
    assert list_places(own.id) == [db.session.get_one(Unit, people.municipality_id).path]
    plan.state = "superseded"
    db.session.flush()
    assert list_places(own.id) == []
