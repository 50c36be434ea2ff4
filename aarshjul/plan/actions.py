"""Making the plan's tasks: the catalogue, the first version, and the five years as dated tasks."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from aarshjul.plan.catalogue import read_catalogue
from aarshjul.plan.expansion import horizon, occurrences
from aarshjul.plan.model import Plan, PlanItem, TaskTemplate
from aarshjul.plan.rules import PLAN_KIND, Shape, Wanted, compare, obligation_date
from aarshjul.plan.store import (
    digest_of,
    facts_of,
    find_approved_plan,
    get_closed_days,
    list_items,
    list_known,
    list_places,
    list_templates,
    newest_event,
    news_since,
)
from aarshjul.plan.writing import PlanResult, write
from aarshjul.reminder.rules import DAYS_BEFORE
from aarshjul.task.model import OPEN_STATES, Task
from app.absence.store import has_turned
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from app.core.jobs import take_turns
from app.core.workdays import ClosedDays
from register.obligations import FOLLOWS, list_obligations

CATALOGUE = Path(__file__).parent / "catalogue.yml"
SOON = timedelta(days=max(DAYS_BEFORE))
PEOPLE = ("organisation", "unit", "person")
"""Kinds of subject whose changes planning follows: what is owed, and who is to do it."""


def add_base_data(now: datetime) -> None:
    """The catalogue's entries that are missing, and the first version of the plan when there is none.

    The first version counts as approved until DDS approves another: an item in the year of its wave, wherever the
    catalogue says. An entry that is there is the municipality's own and is left alone.
    """
    templates = {template.code: template for template in list_templates()}
    waves = {}
    for item in read_catalogue(CATALOGUE.read_text(encoding="utf-8")):
        waves[item.code] = item.wave
        if item.code not in templates:
            templates[item.code] = TaskTemplate(**asdict(item) | {"months": list(item.months)})
            db.session.add(templates[item.code])
    db.session.flush()
    if db.session.scalar(select(Plan.id).limit(1)) is not None:
        return
    plan = Plan(version=1, first_year=clock.day_of(now).year, state="approved", approved_at=now)
    plan.items = [
        PlanItem(code=code, template=templates[code], first_year=plan.first_year + wave - 1)
        for code, wave in waves.items()
    ]
    db.session.add(plan)
    db.session.flush()


def plan_when_due(now: datetime) -> dict[str, int]:
    """A tick's step: plan once a day, and again as soon as a record or the organisation has changed.

    On any other tick this costs two small reads.
    """
    plan = find_approved_plan()
    is_done = plan is not None and plan.planned_on == clock.day_of(now)
    if plan is not None and is_done and not news_since(plan.planned_through, FOLLOWS + PEOPLE):
        return {"planned": 0}
    return {"planned": make_plan_tasks(now, via="job").changed}


def make_plan_tasks(now: datetime, *, via: str = "cli") -> PlanResult:
    """Bring the tasks in line with the approved plan and the records' obligations; twice changes nothing.

     1. One planner at a time; what may not happen twice is besides held by the task's unique key.
     2. Wanted: the plan's occurrences from its start to 31 December four years on, and every obligation.
     3. They are compared with what is there (rules.compare) and written in one statement for each kind of change,
        however many tasks there are. A task somebody touches meanwhile has another version and is left alone. One event
    tells how many, with a digest of the tasks as they then stand.
     4. An obligation that is gone closes its task: as done when the register says it was met, else withdrawn.
    """
    take_turns("plan")
    today = clock.day_of(now)
    plan = find_approved_plan(refresh=True)
    seen_to = newest_event()
    news = news_since(plan.planned_through, FOLLOWS + PEOPLE) if plan else frozenset()
    start_on, until_on = date(plan.first_year if plan else today.year, 1, 1), horizon(today)
    closed = get_closed_days()
    changes = compare(
        _wanted(plan, start_on=start_on, until_on=until_on, closed=closed),
        list_known(),
        today=today,
        start_on=start_on,
        until_on=until_on,
    )
    result = write(changes, now=now, closed=closed)
    if news & set(PEOPLE) or (plan is not None and plan.planned_on is not None and has_turned(plan.planned_on, today)):
        _remind_anew(today)
    if plan is not None and (news or plan.planned_on != today):
        plan.planned_on, plan.planned_through = today, seen_to
    if result.changed:
        told = asdict(result) | {"digest": digest_of(changes.keys)}
        record(Doing(at=now, via=via), "plan.make_tasks", "planning", None, told)
    db.session.flush()
    return result


def _wanted(plan: Plan | None, *, start_on: date, until_on: date, closed: ClosedDays) -> Iterator[Wanted]:
    places = list_places()
    for item in list_items(plan.id) if plan else ():
        facts = facts_of(item, places)
        for o in occurrences(facts, start_on=start_on, until_on=until_on, closed=closed):
            shape = Shape(
                facts.title, o.unit_id, facts.function, None, o.period, o.planned_on, o.due_on, o.law_due_on, o.hours
            )
            yield Wanted(o.key, PLAN_KIND, shape, plan_item_id=item.id, plan_code=item.code)
    for owed in list_obligations():
        shape = Shape(
            title=owed.title,
            unit_id=owed.unit_id,
            function=owed.function,
            person_id=owed.person_id,
            period=f"{owed.due_on.year}",
            planned_on=owed.due_on,
            due_on=obligation_date(owed.due_on, start_on=start_on, closed=closed),
            law_due_on=owed.due_on if owed.is_statutory else None,
            hours=owed.hours,
        )
        yield Wanted(owed.key, owed.kind, shape, subject_kind=owed.subject_kind, subject_id=owed.subject_id)


def _remind_anew(today: date) -> None:
    """People may have changed their work, gone away or come back: who has a task now that is due soon, is to hear."""
    soon = today + SOON
    db.session.execute(
        update(Task)
        .where(Task.state.in_(OPEN_STATES), Task.remind_on > today, Task.due_on <= soon)
        .values(remind_on=today),
        execution_options={"synchronize_session": False},
    )
