"""Making the plan's tasks: the catalogue, the first version, and the five years as dated tasks."""

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select, update

from aarshjul.calendar.store import get_closed_days, get_quiet_weeks
from aarshjul.plan.catalogue import columns_of, read_catalogue
from aarshjul.plan.expansion import horizon
from aarshjul.plan.model import Plan, PlanItem, TaskTemplate
from aarshjul.plan.rules import Changes, compare
from aarshjul.plan.store import (
    digest_of,
    find_approved_plan,
    list_known,
    list_templates,
    newest_event,
    news_since,
    said_of,
)
from aarshjul.plan.version_store import first_year_of_all
from aarshjul.plan.wanting import Frame, list_wanted
from aarshjul.plan.writing import PlanResult, write
from aarshjul.reminder.rules import GIVEN_WITHIN
from aarshjul.task.model import OPEN_STATES, Task
from app.absence.store import has_turned
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from app.core.jobs import take_turns
from register.obligations import FOLLOWS

CATALOGUE = Path(__file__).parent / "catalogue.yml"
PEOPLE = ("organisation", "unit", "person")
RULES = ("work_calendar", "task_template")
"""Kinds of subject whose changes planning follows besides what is owed: who is to do it, and by which rules."""
FOLLOWED = (*FOLLOWS, "meeting", "governing_body", *PEOPLE, *RULES)


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
            templates[item.code] = TaskTemplate(**columns_of(item))
            db.session.add(templates[item.code])
    db.session.flush()
    if db.session.scalar(select(Plan.id).limit(1)) is not None:
        return
    plan = Plan(version=1, first_year=clock.day_of(now).year, state="approved", approved_at=now)
    plan.items = [
        PlanItem(
            code=code,
            template=templates[code],
            first_year=plan.first_year + wave - 1,
            baseline=said_of(templates[code]),
        )
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
    if plan is not None and is_done and not news_since(plan.planned_through, FOLLOWED):
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
    news = news_since(plan.planned_through, FOLLOWED) if plan else frozenset()
    frame = frame_of(plan, today)
    changes = changes_of(plan, frame)
    result = write(changes, now=now)
    if people_have_moved(plan, today):
        _remind_anew(today)
    if plan is not None and (news or plan.planned_on != today):
        plan.planned_on, plan.planned_through = today, seen_to
    if result.changed:
        told = asdict(result) | {"digest": digest_of(changes.keys)}
        record(Doing(at=now, via=via), "plan.make_tasks", "planning", None, told)
    db.session.flush()
    return result


def frame_of(plan: Plan | None, today: date) -> Frame:
    """What planning goes by on a day: from the plan's start to the horizon."""
    return Frame(
        start_on=date(plan.first_year if plan else today.year, 1, 1),
        owed_from=date(first_year_of_all() or today.year, 1, 1),
        today=today,
        until_on=horizon(today),
        closed=get_closed_days(),
        quiet_weeks=get_quiet_weeks(),
    )


def changes_of(plan: Plan | None, frame: Frame) -> Changes:
    """What the tasks lack to be as a version of the plan wants them; nothing is written.

    Of a version that is not approved it is the preview: what would be made, moved and withdrawn.
    """
    known = list_known()
    wanted = list_wanted(plan, known, frame)
    return compare(wanted, known, today=frame.today, start_on=frame.start_on, until_on=frame.until_on)


def people_have_moved(plan: Plan | None, today: date) -> bool:
    """Whether people have changed work, gone away or come back since the last planning."""
    if plan is None:
        return False
    is_news = bool(news_since(plan.planned_through, PEOPLE))
    return is_news or (plan.planned_on is not None and has_turned(plan.planned_on, today))


def _remind_anew(today: date) -> None:
    """People may have changed their work, gone away or come back: who has a task now that is due soon, is to hear.

    Those whose day has come already are among them: one that a tick has in hand is looked at with the people as they
    were, and again when it is done.
    """
    soon = today + GIVEN_WITHIN
    db.session.execute(
        update(Task)
        .where(Task.state.in_(OPEN_STATES), ~Task.is_forecast, Task.due_on <= soon, Task.created_on <= today)
        .values(remind_on=today),
        execution_options={"synchronize_session": False},
    )
