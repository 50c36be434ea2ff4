"""Answering a task by the link in a mail: once, and as far as the task still allows.

What is answered is told on the task itself, as done by link; the row of the answer says by which link.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from aarshjul.answer.model import TaskAnswer
from aarshjul.answer.rules import Answer
from aarshjul.answer.store import find_answer, find_coordinator, may_answer
from aarshjul.task.actions import (
    AssignTask,
    StartTask,
    assign_task,
    complete_task,
    postpone_task,
    start_task,
)
from aarshjul.task.model import TO_DO_STATES, Task
from aarshjul.task.store import find_task
from aarshjul.task.taking import OfTask
from app.audit.actions import Doing
from app.comment.actions import AddComment, add_comment
from app.core import clock
from app.core.db import db, lock_row
from app.core.errors import NotFound, Refused
from app.organisation.duties import refuse_dpo
from app.organisation.model import Person


@dataclass(frozen=True, kw_only=True)
class AskForChange(OfTask):
    """What the task is about must be changed: the coordinator sees to it."""

    what: str


@dataclass(frozen=True, kw_only=True)
class PassOn(OfTask):
    """It is a colleague's; None: the coordinator's."""

    person_id: int | None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class GiveAnswer:
    """This answer, by the link with this mark. `command` is what the answer does."""

    mark: str
    answer: Answer
    command: OfTask


def give_answer(given: GiveAnswer, *, doing: Doing) -> TaskAnswer | None:
    """Do what the answer says; None, and nothing is done, where the link or the task can be answered no more.

    1. The task is held, so that of two answers at once the second sees what the first has done.
    2. It is still to be done, by the one who answers, and the link has not answered before.
    3. The verb of the answer comes about, by its own rules. Raises Refused as they do.
    """
    # Held first and read afterwards: a statement that waited for the row has whom it named before.
    lock_row(Task, given.command.task_id)
    task, person = _get(given.command), db.session.get_one(Person, doing.person_id)
    is_to_do = task.state in TO_DO_STATES and not task.is_forecast
    if not is_to_do or not may_answer(person, task, today=clock.day_of(doing.at)) or find_answer(given.mark):
        return None
    row = TaskAnswer(token_hash=given.mark, task=task, person=person, answer=given.answer, at=doing.at)
    db.session.add(row)
    _VERBS[given.answer](given.command, doing=doing)
    db.session.flush()
    return row


def ask_for_change(command: AskForChange, *, doing: Doing) -> Task:
    """Say on the task what must be changed, and give it to the unit's coordinator by name.

    Where that is who asks, or nobody is, it stays where it is and is under way.
    """
    task = _get(command)
    _say(task, _("Skal ændres: %(what)s", what=command.what), doing)
    coordinator = find_coordinator(task, besides=doing.person_id or 0, today=clock.day_of(doing.at))
    if coordinator is not None:
        return assign_task(AssignTask(task_id=task.id, person_id=coordinator.id), doing=doing)
    return task if task.state == "started" else start_task(StartTask(task_id=task.id), doing=doing)


def pass_on(command: PassOn, *, doing: Doing) -> Task:
    """Give the task to a colleague by name, or to the unit's coordinator; the word on why is kept on it.

    Raises Refused, with its field, for who asks, for the DPO where it is not the DPO's, and where there is nobody.
    """
    task, today = _get(command), clock.day_of(doing.at)
    if command.person_id is None:
        to = find_coordinator(task, besides=doing.person_id or 0, today=today)
        if to is None:
            raise Refused(_("Der er ingen anden koordinator. Skriv en kollegas mailadresse."), field="colleague")
    else:
        to = db.session.get_one(Person, command.person_id)
    if to.id == doing.person_id:
        raise Refused(_("Det er dig selv. Skriv en kollegas mailadresse."), field="colleague")
    refuse_dpo(to, today=today, field="colleague", function=task.function)
    if command.why:
        _say(task, _("Sendt videre: %(why)s", why=command.why), doing)
    return assign_task(AssignTask(task_id=task.id, person_id=to.id), doing=doing)


def _get(command: OfTask) -> Task:
    task = find_task(command.task_id)
    if task is None:
        raise NotFound
    return task


def _say(task: Task, text: str, doing: Doing) -> None:
    add_comment(AddComment(kind="task", subject_id=task.id, text=text), doing=doing)


_VERBS: Mapping[Answer, Callable[..., Task]] = {
    "done": complete_task,
    "no_changes": complete_task,
    "needs_change": ask_for_change,
    "not_mine": pass_on,
    "postpone": postpone_task,
}
