"""What all verbs on a task share: taking it, marking it as somebody's, its next reminder, what its template asks."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from aarshjul.attestation.pending import why_not_close
from aarshjul.reminder.rows import keep
from aarshjul.reminder.rules import Decision, TaskFacts, look_after
from aarshjul.reminder.store import get_cadence
from aarshjul.task.checklist import Point, copy_of, points_of
from aarshjul.task.model import OPEN_STATES, Task
from aarshjul.task.rules import OBLIGATIONS, Verb, refusal
from aarshjul.task.store import find_task
from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from app.core.text import N_
from register.obligations import why_not_confirm


@dataclass(frozen=True, kw_only=True)
class OfTask:
    """Which task. `version` is the one its reader saw; None when nothing hangs on it (the link in a mail)."""

    task_id: int
    version: int | None = None


def take(command: OfTask, verb: Verb) -> Task:
    """The task, held until the transaction ends. Refuses what its state does not allow, and a version gone by."""
    task = find_task(command.task_id, lock=True)
    if task is None:
        raise NotFound
    if command.version is not None and command.version != task.version:
        raise EditConflict(_("En anden har ændret opgaven, siden du åbnede siden. Se den igennem, og prøv igen."))
    problem = why_not(verb, task)
    if problem:
        raise Refused(_(problem))
    return task


def why_not(verb: Verb, task: Task) -> str | None:
    """Why this cannot be done to the task as it stands; None when it can."""
    if task.is_forecast:
        return N_("Opgaven venter på, at den før den bliver udført. Dens frist er kun et skøn.")
    problem = refusal(verb, state=task.state, kind=task.kind)
    if problem is None and verb == "complete" and task.kind in OBLIGATIONS:
        return why_not_confirm(task.key)
    if problem is None and verb in ("complete", "dismiss"):
        return why_not_close(task)
    return problem


def touch(task: Task, doing: Doing) -> None:
    """The task is somebody's now."""
    task.is_touched = True
    task.version += 1
    task.changed_at = doing.at
    db.session.flush()


def begin(task: Task) -> None:
    """The task gets its own copy of the checklist; from now on the catalogue does not change it."""
    if not task.checklist:
        task.checklist = copy_of(checklist_of(task))


def checklist_of(task: Task) -> tuple[Point, ...]:
    """The task's own points; while it is open and has none, those of its template."""
    template = task.plan_item.template.checklist if task.plan_item is not None and task.state in OPEN_STATES else ()
    return points_of(task.checklist, template)


def needs_evidence(task: Task) -> bool:
    """Whether it is not done without a file."""
    return task.plan_item is not None and task.plan_item.template.needs_evidence


def needs_approval(task: Task) -> bool:
    """Whether a leader approves that it is done, put off or not relevant."""
    return task.plan_item is not None and task.plan_item.template.needs_approval


def step_after(task: Task, today: date) -> date | None:
    """The day of the first reminder still to come: whoever has just looked at the task needs none today."""
    return look_after(_facts(task), cadence=get_cadence(), today=today)


def hears_nothing(task: Task, person_id: int, *, at: datetime) -> None:
    """The person takes the task and knows: they are not mailed that it is theirs."""
    keep([(_facts(task), Decision(f"G{task.handovers}", clock.day_of(at), person_id, "superseded"))], at=at)


def _facts(task: Task) -> TaskFacts:
    return TaskFacts(
        id=task.id,
        due_on=task.due_on,
        created_on=task.created_on,
        unit_id=task.unit_id,
        function=task.function,
        open_since=task.open_since,
    )
