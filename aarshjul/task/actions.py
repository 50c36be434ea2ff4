"""What people do to tasks. Each marks the task as touched: from then on planning leaves it alone."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from aarshjul.plan.store import get_closed_days
from aarshjul.reminder.rules import next_step_on, steps
from aarshjul.task.model import Task
from aarshjul.task.rules import OBLIGATIONS, Verb, postponed_date, refusal
from aarshjul.task.store import find_task
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from app.organisation.duties import refuse_dpo
from app.organisation.model import Person
from register.obligations import fulfil


@dataclass(frozen=True, kw_only=True)
class _OfTask:
    """Which task. `version` is the one its reader saw; None when nothing hangs on it (the link in a mail)."""

    task_id: int
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class CompleteTask(_OfTask):
    """It was done on that day."""

    on: date
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class StartTask(_OfTask):
    """Somebody works on it."""


@dataclass(frozen=True, kw_only=True)
class PostponeTask(_OfTask):
    """It is due later."""

    due_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class DismissTask(_OfTask):
    """It need not be done."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ReopenTask(_OfTask):
    """It is to be done after all."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class AssignTask(_OfTask):
    """This person does it; None: again whoever holds the function."""

    person_id: int | None


def complete_task(command: CompleteTask, *, doing: Doing) -> Task:
    """Mark a task as done. What it owed a record is fulfilled in the same transaction.

    Mails that wait about it are not sent: they look at the task when their turn comes.
    """
    task = _take(command, "complete")
    before = task.state
    task.state, task.done_on, task.done_by_id, task.note = "done", command.on, doing.person_id, command.note
    task.remind_on = None
    _touch(task, doing)
    if task.kind in OBLIGATIONS:
        fulfil(task.key, on=command.on, note=command.note, doing=doing)
    record(doing, "task.complete", "task", task.id, {"state": [before, "done"], "note": [None, command.note or None]})
    return task


def start_task(command: StartTask, *, doing: Doing) -> Task:
    """Say that it is being worked on."""
    task = _take(command, "start")
    before, task.state = task.state, "started"
    _touch(task, doing)
    record(doing, "task.start", "task", task.id, {"state": [before, "started"]})
    return task


def postpone_task(command: PostponeTask, *, doing: Doing) -> Task:
    """Give it a later day: the last working day on or before the one asked for. Reminders begin anew from it."""
    task = _take(command, "postpone")
    try:
        due_on = postponed_date(
            command.due_on, today=clock.day_of(doing.at), law_due_on=task.law_due_on, closed=get_closed_days()
        )
    except ValueError as problem:
        raise Refused(_(str(problem)), field="due_on") from None
    if due_on == task.due_on:
        raise Refused(_("Opgaven har allerede den frist. Vælg en anden dag."), field="due_on")
    changes = {
        "due_on": [task.due_on.isoformat(), due_on.isoformat()],
        "state": [task.state, "postponed"],
        "reason": [None, command.reason],
    }
    task.due_on, task.state = due_on, "postponed"
    task.remind_on = _step_after(task, clock.day_of(doing.at))
    _touch(task, doing)
    record(doing, "task.postpone", "task", task.id, changes)
    return task


def dismiss_task(command: DismissTask, *, doing: Doing) -> Task:
    """Say that it need not be done, and why."""
    task = _take(command, "dismiss")
    changes = {"state": [task.state, "not_relevant"], "reason": [None, command.reason]}
    task.state, task.note, task.remind_on = "not_relevant", command.reason, None
    _touch(task, doing)
    record(doing, "task.dismiss", "task", task.id, changes)
    return task


def reopen_task(command: ReopenTask, *, doing: Doing) -> Task:
    """Take back that it is done or not relevant. What was written stays in the history."""
    task = _take(command, "reopen")
    changes = {"state": [task.state, "started"], "note": [task.note or None, None]}
    if command.reason:
        changes["reason"] = [None, command.reason]
    task.state, task.done_on, task.done_by_id, task.note = "started", None, None, ""
    task.remind_on = _step_after(task, clock.day_of(doing.at))
    _touch(task, doing)
    record(doing, "task.reopen", "task", task.id, changes)
    return task


def assign_task(command: AssignTask, *, doing: Doing) -> Task:
    """Give it to somebody by name. That person is reminded of the step that is due, whoever was reminded before."""
    task = _take(command, "assign")
    person = db.session.get(Person, command.person_id) if command.person_id is not None else None
    if command.person_id is not None and (person is None or not person.is_active):
        raise Refused(_("Vælg en, der arbejder her."), field="person_id")
    refuse_dpo(person, today=clock.day_of(doing.at), field="person_id", function=task.function)
    changes = {"person": [task.person.name if task.person else None, person.name if person else None]}
    task.person = person
    task.remind_on = clock.day_of(doing.at)
    _touch(task, doing)
    record(doing, "task.assign", "task", task.id, changes)
    return task


def _take(command: _OfTask, verb: Verb) -> Task:
    """The task, held until the transaction ends. Refuses what its state does not allow, and a version gone by."""
    task = find_task(command.task_id, lock=True)
    if task is None:
        raise NotFound
    if command.version is not None and command.version != task.version:
        raise EditConflict(_("En anden har ændret opgaven, siden du åbnede siden. Se den igennem, og prøv igen."))
    problem = refusal(verb, state=task.state, kind=task.kind)
    if problem:
        raise Refused(_(problem))
    return task


def _touch(task: Task, doing: Doing) -> None:
    """The task is somebody's now."""
    task.is_touched = True
    task.version += 1
    task.changed_at = doing.at
    db.session.flush()


def _step_after(task: Task, today: date) -> date | None:
    """The day of the first reminder still to come: whoever has just looked at the task needs none today."""
    closed = get_closed_days()
    come = [step.code for step in steps(task.due_on, today, closed)]
    return next_step_on(due_on=task.due_on, seen=come, closed=closed, today=today)
