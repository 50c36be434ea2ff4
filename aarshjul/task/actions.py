"""What people do to tasks. Each marks the task as touched: from then on planning leaves it alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from aarshjul.plan.rules import is_turn
from aarshjul.plan.writing import ask_for_planning
from aarshjul.task.checklist import copy_of, with_tick
from aarshjul.task.model import Task
from aarshjul.task.outcomes import Told, settle
from aarshjul.task.rules import why_not_complete, why_not_spend
from aarshjul.task.taking import OfTask, begin, checklist_of, hears_nothing, needs_evidence, step_after, take, touch
from app.attachment.actions import AddFiles, NewFile, add_files
from app.attachment.store import count_files
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.organisation.duties import refuse_dpo
from app.organisation.model import Person


@dataclass(frozen=True, kw_only=True)
class CompleteTask(OfTask):
    """It was done on that day. `spent` is in minutes, `files` what there is to show for it."""

    on: date
    note: str = ""
    result: str = ""
    spent: int = 0
    files: Sequence[NewFile] = ()


@dataclass(frozen=True, kw_only=True)
class StartTask(OfTask):
    """Somebody works on it."""


@dataclass(frozen=True, kw_only=True)
class PostponeTask(OfTask):
    """It is due later."""

    due_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class DismissTask(OfTask):
    """It need not be done."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ReopenTask(OfTask):
    """It is to be done after all."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class AssignTask(OfTask):
    """This person does it; None: again whoever holds the function."""

    person_id: int | None


@dataclass(frozen=True, kw_only=True)
class TickPoint(OfTask):
    """A point of the checklist is done, or not done after all. `point` is its key."""

    point: str
    is_ticked: bool


@dataclass(frozen=True, kw_only=True)
class AddTime(OfTask):
    """So many minutes more were spent; fewer than none take time away."""

    minutes: int


def complete_task(command: CompleteTask, *, doing: Doing) -> Task:
    """Mark a task as done, or send it for approval as done (outcomes.settle); its files come with it.

    Refused, naming the field, without a file where the template asks for one, and without words for critical errors.
    Points of the checklist that are left do not keep it from being done.
    """
    task = take(command, "complete")
    if command.files:
        add_files(AddFiles(kind="task", subject_id=task.id, files=command.files), doing=doing)
    problem = why_not_complete(
        result=command.result,
        note=command.note,
        files=count_files("task", task.id) if needs_evidence(task) else 0,
        needs_evidence=needs_evidence(task),
    )
    if problem:
        raise Refused(_(problem[1]), field=problem[0])
    begin(task)
    task.result = command.result
    settle(task, "complete", on=command.on, words=command.note, more=_add_time(task, command.spent), doing=doing)
    return task


def start_task(command: StartTask, *, doing: Doing) -> Task:
    """Say that it is being worked on."""
    task = take(command, "start")
    before, task.state = task.state, "started"
    begin(task)
    touch(task, doing)
    record(doing, "task.start", "task", task.id, {"state": [before, "started"]})
    return task


def postpone_task(command: PostponeTask, *, doing: Doing) -> Task:
    """Give it a later day: the last working day on or before the one asked for. Reminders begin anew from it."""
    task = take(command, "postpone")
    settle(task, "postpone", on=command.due_on, words=command.reason, doing=doing)
    return task


def dismiss_task(command: DismissTask, *, doing: Doing) -> Task:
    """Say that it need not be done, and why."""
    task = take(command, "dismiss")
    settle(task, "dismiss", on=clock.day_of(doing.at), words=command.reason, doing=doing)
    return task


def reopen_task(command: ReopenTask, *, doing: Doing) -> Task:
    """Take back that it is done or not relevant. What was written stays in the history."""
    task = take(command, "reopen")
    changes = {"state": [task.state, "started"], "note": [task.note or None, None]}
    if task.result:
        changes["result"] = [task.result, None]
    if command.reason:
        changes["reason"] = [None, command.reason]
    task.state, task.done_on, task.done_by_id, task.note, task.result = "started", None, None, "", ""
    task.open_since = clock.day_of(doing.at)
    task.remind_on = step_after(task, clock.day_of(doing.at))
    if is_turn(task.kind, task.period):
        ask_for_planning()
    touch(task, doing)
    record(doing, "task.reopen", "task", task.id, changes)
    return task


def assign_task(command: AssignTask, *, doing: Doing) -> Task:
    """Give it to somebody by name. That person is reminded of the step that is due, whoever was reminded before.

    What waits for approval is given on as well, and reminds the new one if it is sent back.
    """
    task = take(command, "assign")
    person = db.session.get(Person, command.person_id) if command.person_id is not None else None
    if command.person_id is not None and (person is None or not person.is_active):
        raise Refused(_("Vælg en, der arbejder her."), field="person_id")
    refuse_dpo(person, today=clock.day_of(doing.at), field="person_id", function=task.function)
    changes = {"person": [task.person.name if task.person else None, person.name if person else None]}
    task.person = person
    task.handovers += 1
    if person is not None and person.id == doing.person_id:
        # Who is given a task is to hear of it each time; who takes it knows.
        hears_nothing(task, person.id, at=doing.at)
    task.remind_on = clock.day_of(doing.at)
    touch(task, doing)
    record(doing, "task.assign", "task", task.id, changes)
    return task


def tick_point(command: TickPoint, *, doing: Doing) -> Task:
    """Tick a point of the checklist, or take the tick away; a task that is ticked at is under way.

    The same twice changes nothing. Raises Refused where the list has changed since it was read.
    """
    task = take(command, "tick")
    points = checklist_of(task)
    try:
        ticked = with_tick(points, command.point, is_ticked=command.is_ticked)
    except ValueError as problem:
        raise Refused(_(str(problem))) from None
    if ticked == points:
        return task
    task.checklist = copy_of(ticked)
    [sentence] = [point.sentence for point in ticked if point.key == command.point]
    changes = {"point": [None, sentence] if command.is_ticked else [sentence, None]}
    if task.state == "not_started":
        changes["state"] = [task.state, "started"]
        task.state = "started"
    touch(task, doing)
    record(doing, "task.tick" if command.is_ticked else "task.untick", "task", task.id, changes)
    return task


def add_time(command: AddTime, *, doing: Doing) -> Task:
    """Add to the time that was spent; also when the task is done."""
    task = take(command, "add_time")
    if changes := _add_time(task, command.minutes):
        touch(task, doing)
        record(doing, "task.add_time", "task", task.id, changes)
    return task


def _add_time(task: Task, minutes: int) -> Told:
    """Add to the minutes spent; the change as the trail is told it, none for none."""
    if not minutes:
        return {}
    problem = why_not_spend(minutes, spent=task.spent_minutes)
    if problem:
        raise Refused(_(problem), field="spent")
    before, task.spent_minutes = task.spent_minutes, task.spent_minutes + minutes
    return {"spent_minutes": [before, task.spent_minutes]}
