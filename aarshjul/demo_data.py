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

from aarshjul.attestation.demo_data import add_demo_campaign
from aarshjul.calendar.store import get_closed_days
from aarshjul.capacity.demo import add_demo_hours
from aarshjul.handling.demo_data import add_demo_answers
from aarshjul.hearing.demo_data import add_demo_hearings
from aarshjul.meeting.demo_data import add_demo_meetings
from aarshjul.meeting.drafting import draft_overdue
from aarshjul.plan.actions import make_plan_tasks
from aarshjul.plan.model import PlanItem
from aarshjul.plan.rules import PLAN_KIND
from aarshjul.reminder.rules import MOST_DAYS_BEFORE, steps
from aarshjul.reminder.store import get_cadence
from aarshjul.status.demo_data import add_demo_report
from aarshjul.task.actions import CompleteTask, StartTask, TickPoint, complete_task, start_task, tick_point
from aarshjul.task.approving import ApproveTask, approve_task
from aarshjul.task.model import OPEN_STATES, TO_DO_STATES, Task
from aarshjul.task.responsible import find_responsible, load_holders
from aarshjul.task.store import list_approvers
from aarshjul.task.taking import checklist_of, needs_evidence, step_after
from app.attachment.actions import NewFile
from app.audit.actions import Doing
from app.comment.actions import AddComment, add_comment
from app.core import clock
from app.core.db import db
from app.core.workdays import working_day_on_or_after, working_day_on_or_before
from app.organisation.model import Unit
from app.organisation.rules import Holders

STORY = Path(__file__).parent / "demo.yml"
COMMON = {"on_time": 0.85, "late": 0.15, "open": 0.0}
"""How the tasks went that lie in no administration."""
RESULTS = ("no_errors", "no_errors", "no_critical", "", "no_errors")
"""What people found, one after the other."""
QUARTER = 15
"""Minutes; people write their time in quarters."""
SHOWN = 2
MOST_FIRST_MAILS = 40
"""So many open tasks at most are mailed about by the first tick; the others have been mailed about before the demo."""


def add_demo_tasks(now: datetime) -> None:
    """Plan as of 1 January, let people do what they did until today, plan as of today, for what is counted from when it
    was done has moved, and leave the reminders as they would stand.
    """
    today = clock.day_of(now)
    make_plan_tasks(_moment(date(today.year, 1, 1), 8))
    story: dict[str, Any] = yaml.safe_load(STORY.read_text(encoding="utf-8"))
    notes, work = story.pop("notes"), story.pop("work")
    hours, minutes = story.pop("capacity"), story.pop("minutes")
    holders = load_holders(today)
    for code, tasks in _past_tasks(today).items():
        shares = story.get(code, COMMON)
        for place, (task, outcome) in enumerate(_outcomes(tasks, shares)):
            _play(task, outcome, place, notes=notes, holders=holders, today=today)
    for task in _next_tasks(today):
        who = find_responsible(task, holders).person_id
        begun_on = working_day_on_or_before(today - timedelta(days=1), get_closed_days())
        start_task(StartTask(task_id=task.id), doing=Doing(at=_moment(begun_on, 10), person_id=who))
    if len(shown := _shown_tasks(today)) == SHOWN:
        _show_work(shown, work, holders=holders, today=today)
    add_demo_hours(hours, minutes, today=today, doing=Doing(at=_moment(date(today.year, 1, 1), 9), via="cli"))
    add_demo_campaign(now)
    add_demo_meetings(now)
    make_plan_tasks(now)
    _settle_reminders(now)
    add_demo_answers(now)
    add_demo_report(now)
    add_demo_hearings(now)


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


def _shown_tasks(today: date) -> Sequence[Task]:
    """The next open tasks of Social's coordinator, on which the demo shows how one works."""
    query = (
        select(Task)
        .join(Task.unit)
        .where(Task.kind == PLAN_KIND, Task.due_on >= today, Task.state.in_(OPEN_STATES))
        .where(Unit.code == "SOC", Task.function == "coordinator")
        .options(joinedload(Task.unit), joinedload(Task.plan_item).joinedload(PlanItem.template))
        .order_by(Task.due_on, Task.id)
        .limit(SHOWN)
    )
    return db.session.scalars(query).all()


def _show_work(tasks: Sequence[Task], story: Mapping[str, Any], *, holders: Holders, today: date) -> None:
    """One task waits for its leader's approval, with a file to show for it; the other is half ticked and commented."""
    waiting, begun = tasks
    yesterday = _moment(working_day_on_or_before(today - timedelta(days=1), get_closed_days()), 9)
    coordinator = Doing(at=yesterday, person_id=find_responsible(waiting, holders).person_id)
    leader = Doing(at=yesterday + timedelta(hours=2), person_id=holders.find("leader", waiting.unit_id).person_id)
    for task in tasks:
        assert task.plan_item is not None
        template = task.plan_item.template
        template.checklist = template.checklist or [*story["checklist"]]
    assert waiting.plan_item is not None
    waiting.plan_item.template.needs_evidence = waiting.plan_item.template.needs_approval = True
    for task, count in ((waiting, len(checklist_of(waiting))), (begun, 2)):
        for point in checklist_of(task)[:count]:
            tick_point(TickPoint(task_id=task.id, point=point.key, is_ticked=True), doing=coordinator)
    for who, text in zip((coordinator, leader), story["comments"], strict=True):
        add_comment(AddComment(kind="task", subject_id=begun.id, text=text), doing=who)
    file = NewFile(story["file"], story["content"].encode())
    complete_task(
        CompleteTask(
            task_id=waiting.id, on=clock.day_of(yesterday), note=story["note"], result="no_critical", spent=150,
            files=[file],
        ),
        doing=coordinator,
    )  # fmt: skip


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
    doing = Doing(
        at=_moment(done_on, 9 + place % 6),
        person_id=find_responsible(task, holders).person_id,
        via="link" if task.function == "leader" else "web",
    )
    command = CompleteTask(
        task_id=task.id,
        on=done_on,
        note=words[place % len(words)],
        result=RESULTS[place % len(RESULTS)],
        spent=round(task.hours * (3 + place % 3)) * QUARTER,
        files=[NewFile("Bevis.txt", f"{task.title}, {task.period}: opfundet bevis.\n".encode())]
        if needs_evidence(task)
        else (),
    )
    if complete_task(command, doing=doing).state == "for_approval":
        _approve(task, _moment(done_on, 16))


def _approve(task: Task, at: datetime) -> None:
    """Let the first who may approve it; with nobody there it waits."""
    approvers = list_approvers(task, today=clock.day_of(at))
    if approvers:
        approve_task(ApproveTask(task_id=task.id), doing=Doing(at=at, person_id=approvers[0].id))


def _settle_reminders(now: datetime) -> None:
    """Leave only so many tasks to be mailed about at once; the steps behind the others count as gone. One that is long
    late waits as a point for the steering group.
    """
    today = clock.day_of(now)
    cadence = get_cadence()
    query = (
        select(Task)
        .where(Task.state.in_(TO_DO_STATES), Task.remind_on <= today + timedelta(days=MOST_DAYS_BEFORE))
        .order_by(Task.due_on.desc(), Task.id)
    )
    left, oldest = MOST_FIRST_MAILS, list[int]()
    for task in db.session.scalars(query):
        if steps(task.due_on, today, cadence):
            left -= 1
            if left < 0:
                # Whoever has it has just looked at it, and those above hear of it from today.
                task.open_since = today
            task.remind_on = today if left >= 0 else step_after(task, today)
        if task.due_on < today:
            oldest = [task.id]
    db.session.flush()
    draft_overdue(oldest, now=now)


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 0), clock.COPENHAGEN)
