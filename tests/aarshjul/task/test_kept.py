"""A completed control is never deleted: not by planning, not with its record or its unit, not by a slip in SQL."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from aarshjul.plan.actions import make_plan_tasks
from aarshjul.plan.model import PlanItem, TaskTemplate
from aarshjul.task.actions import CompleteTask, complete_task
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.core.db import db
from app.organisation.model import Person, Unit
from config import ROOT
from register.activity.model import ProcessingActivity
from register.processor.actions import create_processor, retire_processor
from register.processor.content import ProcessorContent
from tests.make import NOW, TODAY, Personas, make_activity, make_personas, make_plan

KEPT = ("id", "key", "title", "state", "done_on", "done_by_id", "note", "result", "unit_id", "due_on", "version")


@pytest.fixture
def people(ctx: Flask) -> Personas:
    made = make_personas()
    make_plan(first_year=2027, codes={"T01", "T28"})
    return made


@pytest.fixture
def done(people: Personas) -> list[int]:
    """A control of the plan, a review and a supervision, all done by Bent in Hjemmeplejen."""
    unit = db.session.get_one(Unit, people.home_care_id)
    bent = db.session.scalars(db.select(Person).where(Person.email == people.bent)).one()
    doing = Doing(at=NOW, person_id=bent.id)
    make_activity(unit=unit, next_review_on=date(2027, 9, 1))
    create_processor(ProcessorContent(name="Klit", unit=unit.code, next_supervision_on=date(2027, 9, 1)), doing=doing)
    make_plan_tasks(NOW)
    of_plan = sa.select(sa.func.min(Task.id)).where(Task.kind == "plan", Task.unit_id != people.municipality_id)
    owed = sa.select(Task.id).where(Task.kind.in_(("review", "supervision")))
    ids = [db.session.scalars(of_plan).one(), *db.session.scalars(owed)]
    for task_id in ids:
        complete_task(CompleteTask(task_id=task_id, on=TODAY, note="Set igennem"), doing=doing)
    assert len(ids) == 3
    return ids


def stored(ids: list[int]) -> list[Any]:
    columns = [getattr(Task, name) for name in KEPT]
    return [tuple(row) for row in db.session.execute(sa.select(*columns).where(Task.id.in_(ids)).order_by(Task.id))]


def test_what_is_done_outlives_its_plan_its_record_and_its_unit(people: Personas, done: list[int]) -> None:
    before = stored(done)
    doing = Doing(at=NOW, via="cli")
    activity = db.session.scalars(sa.select(ProcessingActivity)).one()
    activity.status = "retired"
    processor_id = db.session.scalars(sa.select(Task.subject_id).where(Task.kind == "supervision").limit(1)).one()
    assert processor_id is not None
    retire_processor(processor_id, is_retired=True, doing=doing)
    make_plan_tasks(NOW + timedelta(days=1))
    for unit_id in (people.home_care_id, people.school_id, people.culture_id):
        unit = db.session.get_one(Unit, unit_id)
        unit.is_closed = True
    for item in db.session.scalars(sa.select(PlanItem)):
        item.first_year, item.last_year = 2030, 2030
    for days in (2, 400, 1500):
        make_plan_tasks(NOW + timedelta(days=days))
    assert stored(done) == before
    assert {row[3] for row in stored(done)} == {"done"}


@pytest.mark.parametrize("table", [PlanItem, TaskTemplate, Unit, Person])
def test_the_database_refuses_to_remove_what_a_done_task_stands_on(done: list[int], table: Any) -> None:
    with pytest.raises(IntegrityError):
        db.session.execute(sa.delete(table).execution_options(synchronize_session=False))


def test_no_code_deletes_a_task() -> None:
    sources = [path for room in ("app", "register", "aarshjul") for path in (ROOT / room).rglob("*.py")]
    deleting = [
        path.name for path in sources if re.search(r"delete\(\s*(Task|task)\b", path.read_text(encoding="utf-8"))
    ]
    assert deleting == []
    assert not [mapper for mapper in Task.__mapper__.relationships if mapper.cascade.delete]
