"""Approving what somebody has asked about a task, sending it back, and taking it back."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from aarshjul.task.model import Task
from aarshjul.task.outcomes import Told, come_about, new_date
from aarshjul.task.rules import Verb, why_not_complete
from aarshjul.task.taking import OfTask, needs_evidence, take, touch
from app.attachment.store import count_files
from app.audit.actions import Doing, record
from app.auth.rules import why_not_approve
from app.core import clock
from app.core.errors import Forbidden, Refused


@dataclass(frozen=True, kw_only=True)
class ApproveTask(OfTask):
    """What is asked may come about."""


@dataclass(frozen=True, kw_only=True)
class SendBackTask(OfTask):
    """It may not, for this reason."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class TakeBackTask(OfTask):
    """Who asked, or whoever works on it, has more to do."""


def approve_task(command: ApproveTask, *, doing: Doing) -> Task:
    """Let come about what was asked: the task is done by and on the day of the one who asked, put off, or dismissed.

    Raises Forbidden for the one who asked, Refused where evidence has gone since, or the new date has gone by.
    """
    task = _take(command, "approve", doing)
    asked, on = task.asks, task.asked_on or clock.day_of(doing.at)
    if asked == "postpone":
        on = _still_to_come(task, on, doing)
    problem = why_not_complete(
        result="",
        note="",
        files=count_files("task", task.id),
        needs_evidence=asked == "complete" and needs_evidence(task),
    )
    if problem:
        raise Refused(_("Der er ingen fil på opgaven længere. Send den tilbage, så den kan komme på igen."))
    words, by_id = task.asked_reason, task.asked_by_id
    _clear(task)
    changes = come_about(task, asked, on=on, words=words, by_id=by_id, doing=doing)
    touch(task, doing)
    record(doing, "task.approve", "task", task.id, {"asks": [asked, None]} | changes)
    return task


def send_back_task(command: SendBackTask, *, doing: Doing) -> Task:
    """It is under way again, and its reminders begin again. What was written stays in the history."""
    task = _take(command, "send_back", doing)
    return _back(task, "task.send_back", doing, {"reason": [None, command.reason]})


def take_back_task(command: TakeBackTask, *, doing: Doing) -> Task:
    """It is under way again; what was asked is not asked any more."""
    return _back(take(command, "take_back"), "task.take_back", doing, {})


def _take(command: OfTask, verb: Verb, doing: Doing) -> Task:
    task = take(command, verb)
    editors = () if task.asked_by_id is None else (task.asked_by_id,)
    own = why_not_approve("approve", person_id=doing.person_id or 0, editors=editors)
    if own:
        raise Forbidden(_(own))
    return task


def _back(task: Task, verb: str, doing: Doing, more: Told) -> Task:
    asked, result = task.asks, task.result
    _clear(task)
    task.state, task.result, task.open_since = "started", "", clock.day_of(doing.at)
    # Whoever has been given it meanwhile is to hear of it.
    task.remind_on = clock.day_of(doing.at)
    touch(task, doing)
    changes: Told = {"state": ["for_approval", "started"], "asks": [asked, None]}
    if result:
        changes["result"] = [result, None]
    record(doing, verb, "task", task.id, changes | more)
    return task


def _clear(task: Task) -> None:
    task.asks, task.asked_on, task.asked_reason, task.asked_by_id = "", None, "", None
    task.asks_since = None


def _still_to_come(task: Task, day: date, doing: Doing) -> date:
    try:
        return new_date(task, day, today=clock.day_of(doing.at))
    except Refused:
        raise Refused(_("Den nye frist er gået. Send opgaven tilbage, så den kan få en anden.")) from None
