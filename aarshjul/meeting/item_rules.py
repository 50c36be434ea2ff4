"""What may become of a drafted item, and what has become of the task it is about. Pure."""

from datetime import date
from typing import NamedTuple

from app.core.text import N_

KIND = "agenda_item"
MOST_TITLE = 400
MOST_WORDS = 4000
MOST_REASON = 1000
OVERDUE = "overdue"
"""What the key of an item about an overdue task begins with."""


class TaskNow(NamedTuple):
    """The task of an item as it stands."""

    state: str
    due_on: date
    done_on: date | None


class News(NamedTuple):
    """What has happened to the task since, in words, and the day they are about."""

    words: str
    on: date | None = None


def overdue_key(task_id: int, due_on: date) -> str:
    """The key of the item about a task that was to be done on this day."""
    return f"{OVERDUE}/{task_id}/{due_on}"


def due_of_key(key: str) -> date | None:
    """The day the task was to be done when the item was drafted; None for an item about something else."""
    kind, _, rest = key.partition("/")
    if kind != OVERDUE:
        return None
    try:
        return date.fromisoformat(rest.rpartition("/")[2])
    except ValueError:
        return None


def news_of(key: str, task: TaskNow) -> News | None:
    """What has made the item out of date, if anything has: the task is done, away, or to be done on another day."""
    closed = {
        "done": News(N_("Opgaven er udført %(day)s."), task.done_on),
        "not_relevant": News(N_("Opgaven er siden markeret som ikke relevant.")),
        "withdrawn": News(N_("Opgaven er siden trukket tilbage.")),
        "for_approval": News(N_("Opgaven venter på en leders godkendelse.")),
    }
    if task.state in closed:
        return closed[task.state]
    due_on = due_of_key(key)
    if due_on is not None and task.due_on != due_on:
        return News(N_("Opgaven har fået en ny frist: %(day)s."), task.due_on)
    return None


def why_not(verb: str, state: str) -> str | None:
    """Why something may not be done to an item in this state; None when it may."""
    if verb == "take_up":
        return None if state == "dropped" else N_("Punktet står allerede på listen.")
    if state == "dropped":
        return N_("Punktet tages ikke op. Tag det op igen først.")
    if state == "waiting":
        return N_("Punktet venter på et andet organ. Det kan rettes, når det er kommet tilbage.")
    return N_("Punktet er afsluttet. Lav et nyt punkt, hvis sagen skal op igen.") if state == "closed" else None
