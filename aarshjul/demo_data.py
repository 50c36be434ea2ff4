"""The demo municipality's annual cycle: a plan that began on 1 January, with things done, late and to come.

Everything follows from the day and from demo.yml; nothing is drawn by lot, so two demos of one day are alike.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from aarshjul.plan.actions import make_plan_tasks
from aarshjul.plan.rules import PLAN_KIND
from aarshjul.plan.store import get_closed_days
from aarshjul.reminder.rules import next_step_on, steps
from aarshjul.task.actions import CompleteTask, StartTask, complete_task, start_task
from aarshjul.task.model import OPEN_STATES, Task
from aarshjul.task.responsible import find_responsible, load_holders
from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.core.workdays import ClosedDays, working_day_on_or_after, working_day_on_or_before
from app.organisation.model import Unit
from app.organisation.rules import Holders

STORY = Path(__file__).parent / "demo.yml"
COMMON = {"on_time": 0.85, "late": 0.15, "open": 0.0}
"""How the tasks went that lie in no administration."""
MOST_FIRST_MAILS = 40
"""So many open tasks at most are mailed about by the first tick; the others have been mailed about before the demo."""


def add_demo_tasks(now: datetime) -> None:
    """Plan as of 1 January, let people do what they did until today, and leave the reminders as they would stand."""
    today = clock.day_of(now)
    make_plan_tasks(_moment(date(today.year, 1, 1), 8))
    story: dict[str, Any] = yaml.safe_load(STORY.read_text(encoding="utf-8"))
    notes = story.pop("notes")
    holders = load_holders(today)
    for code, tasks in _past_tasks(today).items():
        shares = story.get(code, COMMON)
        for place, (task, outcome) in enumerate(_outcomes(tasks, shares)):
            _play(task, outcome, place, notes=notes, holders=holders, today=today)
    for task in _next_tasks(today):
        who = find_responsible(task, holders).person_id
        begun_on = working_day_on_or_before(today - timedelta(days=1), get_closed_days())
        start_task(StartTask(task_id=task.id), doing=Doing(at=_moment(begun_on, 10), person_id=who))
    _settle_reminders(today)


def _past_tasks(today: date) -> Mapping[str, Sequence[Task]]:
    """The plan's tasks whose date has passed, by the code of their administration, earlier first."""
    found: dict[str, list[Task]] = defaultdict(list)
    query = (
        select(Task)
        .where(Task.kind == PLAN_KIND, Task.due_on < today)
        .options(joinedload(Task.unit).joinedload(Unit.administration), joinedload(Task.person))
        .order_by(Task.due_on, Task.id)
    )
    for task in db.session.scalars(query):
        found[task.unit.administration.code if task.unit.administration else ""].append(task)
    return found


def _next_tasks(today: date) -> Sequence[Task]:
    """Every third of the tasks of the coming weeks is under way."""
    query = (
        select(Task)
        .where(Task.kind == PLAN_KIND, Task.due_on.between(today, today + timedelta(days=60)))
        .options(joinedload(Task.unit), joinedload(Task.person))
        .order_by(Task.due_on, Task.id)
    )
    return db.session.scalars(query).all()[::3]


def _outcomes(tasks: Sequence[Task], shares: Mapping[str, float]) -> Iterator[tuple[Task, str]]:
    """The last ones are open; among the others those done late are spread evenly."""
    closed = len(tasks) - round(len(tasks) * shares["open"])
    late = round(len(tasks) * shares["late"])
    for place, task in enumerate(tasks):
        if place >= closed:
            yield task, "open"
        else:
            is_late = (place + 1) * late // closed > place * late // closed
            yield task, "late" if is_late else "on_time"


def _play(
    task: Task, outcome: str, place: int, *, notes: Mapping[str, Sequence[str]], holders: Holders, today: date
) -> None:
    """Let whoever the task falls to do it a few days before its date, or after it."""
    if outcome == "open":
        return
    closed = get_closed_days()
    yesterday = working_day_on_or_before(today - timedelta(days=1), closed)
    if outcome == "late":
        done_on = min(working_day_on_or_after(task.due_on + timedelta(days=2 + 5 * place % 17), closed), yesterday)
    else:
        first = working_day_on_or_after(date(task.due_on.year, 1, 2), closed)
        done_on = max(working_day_on_or_before(task.due_on - timedelta(days=3 * place % 13), closed), first)
    words = notes.get(task.plan_code, ("",))
    complete_task(
        CompleteTask(task_id=task.id, on=done_on, note=words[place % len(words)]),
        doing=Doing(
            at=_moment(done_on, 9 + place % 6),
            person_id=find_responsible(task, holders).person_id,
            via="link" if task.function == "leader" else "web",
        ),
    )


def _settle_reminders(today: date) -> None:
    """Leave only so many tasks to be mailed about at once; the steps behind the others count as gone."""
    closed = get_closed_days()
    query = (
        select(Task)
        .where(Task.state.in_(OPEN_STATES), Task.remind_on <= today + timedelta(days=60))
        .order_by(Task.due_on.desc(), Task.id)
    )
    left = MOST_FIRST_MAILS
    for task in db.session.scalars(query):
        task.remind_on = next_step_on(due_on=task.due_on, seen=(), closed=closed, today=today)
        if task.remind_on is not None and task.remind_on <= today:
            left -= 1
            if left < 0:
                task.remind_on = _step_after(task.due_on, closed, today)
    db.session.flush()


def _step_after(due_on: date, closed: ClosedDays, today: date) -> date | None:
    gone = [step.code for step in steps(due_on, today, closed)]
    return next_step_on(due_on=due_on, seen=gone, closed=closed, today=today)


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 0), clock.COPENHAGEN)
