"""The mails that will go: the reminder rules played day by day on the tasks as they stand. Changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aarshjul.plan.store import get_closed_days
from aarshjul.reminder.letters import KIND
from aarshjul.reminder.rules import decide, next_step_on
from aarshjul.reminder.store import list_due, list_seen
from aarshjul.task.model import Task
from aarshjul.task.responsible import find_responsible
from app.core import clock
from app.core.workdays import ClosedDays
from app.organisation.rules import is_mail_address
from app.organisation.store import load_directory


@dataclass(frozen=True, order=True)
class ForecastMail:
    """A mail that will go on a day, when a tick comes every day and nothing changes meanwhile."""

    on: date
    to: str
    kind: str
    tasks: tuple[int, ...]


def forecast(now: datetime, *, days: int) -> list[ForecastMail]:
    """The mails of so many days, today the first of them, in the order of days and addresses."""
    today = clock.day_of(now)
    last = today + timedelta(days=days - 1)
    closed = get_closed_days()
    directory = load_directory()
    mails: list[ForecastMail] = []
    after = 0
    while tasks := list_due(last, after=after):
        seen = list_seen([task.id for task in tasks])
        for task in tasks:
            person = directory.people.get(find_responsible(task, directory.holders).person_id or 0)
            if person is None or not is_mail_address(person.email):
                continue
            known = seen.get((task.id, task.due_on, person.id), frozenset())
            mails.extend(
                ForecastMail(on=day, to=person.email, kind=KIND, tasks=(task.id,))
                for day in _days(task, known, today=today, last=last, closed=closed)
            )
        after = tasks[-1].id
    return sorted(mails)


def _days(task: Task, seen: frozenset[str], *, today: date, last: date, closed: ClosedDays) -> Iterator[date]:
    """The days on which a tick would write a mail about the task."""
    day: date | None = max(today, task.remind_on or today)
    while day is not None and day <= last:
        decisions = decide(
            due_on=task.due_on, is_open=True, today=day, closed=closed, planned_since=task.created_on, seen=seen
        )
        if any(state == "wanted" for _step, state in decisions):
            yield day
        seen |= {step.code for step, _state in decisions}
        following = next_step_on(due_on=task.due_on, seen=seen, closed=closed, today=day)
        day = following if following is None or following > day else None
