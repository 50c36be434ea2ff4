"""Reminders as rows: in the order in which they were decided, whatever was decided before."""

from flask import Flask

from aarshjul.reminder.facts import fact_columns, facts_of
from aarshjul.reminder.model import Reminder
from aarshjul.reminder.rows import drop, keep, list_wanted
from aarshjul.reminder.rules import Decision, TaskFacts, counted
from aarshjul.reminder.store import list_said
from aarshjul.task.model import Task
from aarshjul.task.responsible import Named
from app.core.db import db
from app.organisation.model import Unit
from tests.make import NOW, TODAY, Personas, make_task


def facts(task_id: int) -> TaskFacts:
    query = db.select(*fact_columns()).outerjoin(Named, Task.person_id == Named.id).where(Task.id == task_id)
    return facts_of(db.session.execute(query).one())


def test_what_is_decided_again_comes_after_what_gave_way_to_it(ctx: Flask, personas: Personas) -> None:
    """A deputy hears that the task is theirs, and not of its last step as well when they stand in a second time."""
    task = facts(make_task(unit=db.session.get_one(Unit, personas.social_id), due_on=TODAY).id)
    keep([(task, Decision("G0", TODAY, 1, "wanted"))], at=NOW)
    drop(list_wanted(task_ids=[task.id]), today=TODAY)
    assert list_said([task.id]) == {}
    keep([(task, Decision("U7", TODAY, 1, "superseded")), (task, Decision("G0", TODAY, 1, "wanted"))], at=NOW)
    said = list_said([task.id])[task.id]
    assert [one.code for one in said] == ["U7", "G0"]
    assert counted(said) == said


def test_what_waits_is_not_written_over(ctx: Flask, personas: Personas) -> None:
    task = facts(make_task(unit=db.session.get_one(Unit, personas.social_id), due_on=TODAY).id)
    for state in ("wanted", "superseded"):
        keep([(task, Decision("T0", TODAY, 1, state))], at=NOW)  # type: ignore[arg-type]
    assert db.session.scalars(db.select(Reminder.state)).all() == ["wanted"]
