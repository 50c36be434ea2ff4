"""How a task is done, put off or dismissed: at once, or when a leader has approved it. Nothing is asked here."""

from dataclasses import replace
from datetime import date

from flask_babel import gettext as _

from aarshjul.calendar.store import get_closed_days
from aarshjul.plan.rules import is_turn
from aarshjul.plan.writing import ask_for_planning
from aarshjul.task.model import Task
from aarshjul.task.rules import OBLIGATIONS, Verb, postponed_date
from aarshjul.task.taking import needs_approval, step_after, touch
from app.audit.actions import Doing, record
from app.core import clock
from app.core.errors import Refused
from register.obligations import fulfil

Told = dict[str, list[str | int | None]]
"""Changes as the trail is told them: by field, from and to."""


def settle(task: Task, verb: Verb, *, on: date, words: str, more: Told | None = None, doing: Doing) -> None:
    """Let the verb (complete, postpone, dismiss) come about, or send it for approval where the template says so.

    `on` is the day it was done, or shall be due; `words` the note or the reason; `more` what else the trail is told.
    Raises Refused for a day that the task cannot be put off to.
    """
    if verb == "postpone":
        on = new_date(task, on, today=clock.day_of(doing.at))
    if needs_approval(task):
        _ask(task, verb, on=on, words=words, more=more or {}, doing=doing)
        return
    changes = come_about(task, verb, on=on, words=words, by_id=doing.person_id, doing=doing)
    touch(task, doing)
    record(doing, f"task.{verb}", "task", task.id, changes | (more or {}))


def come_about(task: Task, verb: str, *, on: date, words: str, by_id: int | None, doing: Doing) -> Told:
    """Change the task as the verb says, and return the changes. What it owed a record is fulfilled with it.

    Mails that wait about it are not sent: they look at the task when their turn comes.
    """
    before, day = task.state, task.due_on
    if is_turn(task.kind, task.period):
        # The turns after it are counted from this one.
        ask_for_planning()
    if verb == "postpone":
        task.due_on, task.state, task.open_since = on, "postponed", clock.day_of(doing.at)
        task.remind_on = step_after(task, clock.day_of(doing.at))
        return {"due_on": [day.isoformat(), on.isoformat()], "state": [before, "postponed"], "reason": [None, words]}
    task.note, task.remind_on = words, None
    if verb == "dismiss":
        task.state = "not_relevant"
        return {"state": [before, "not_relevant"], "reason": [None, words]}
    task.state, task.done_on, task.done_by_id = "done", on, by_id
    if task.kind in OBLIGATIONS:
        fulfil(task.key, on=on, note=words, result=task.result, doing=replace(doing, person_id=by_id))
    return {"state": [before, "done"], "note": [None, words or None], **_found(task)}


def new_date(task: Task, day: date, *, today: date) -> date:
    """The working day a task is put off to. Raises Refused, naming the field, for one that it cannot have."""
    try:
        due_on = postponed_date(day, today=today, law_due_on=task.law_due_on, closed=get_closed_days())
    except ValueError as problem:
        raise Refused(_(str(problem)), field="due_on") from None
    if due_on == task.due_on:
        raise Refused(_("Opgaven har allerede den frist. Vælg en anden dag."), field="due_on")
    return due_on


def _ask(task: Task, verb: Verb, *, on: date, words: str, more: Told, doing: Doing) -> None:
    """It waits for a leader, who is mailed about it; whoever asked is not reminded of it meanwhile."""
    before, task.state = task.state, "for_approval"
    task.asks, task.asked_on, task.asked_reason, task.asked_by_id = verb, on, words, doing.person_id
    task.asks_since = clock.day_of(doing.at)
    task.remind_on = clock.day_of(doing.at)
    touch(task, doing)
    changes: Told = {"state": [before, "for_approval"], "asks": [None, verb]}
    if verb == "postpone":
        changes["due_on"] = [task.due_on.isoformat(), on.isoformat()]
    changes["note" if verb == "complete" else "reason"] = [None, words or None]
    record(doing, "task.ask", "task", task.id, changes | (_found(task) if verb == "complete" else {}) | more)


def _found(task: Task) -> Told:
    return {"result": [None, task.result]} if task.result else {}
