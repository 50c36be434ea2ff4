"""The mails that will go: the reminder rules played day by day on the tasks as they stand. Changes nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from aarshjul.calendar.store import get_closed_days
from aarshjul.plan.actions import SOON
from aarshjul.reminder.letters import KIND
from aarshjul.reminder.rules import decide, next_step_on
from aarshjul.reminder.store import A_DAY, Seen, list_due, list_seen
from aarshjul.task.model import Task
from aarshjul.task.responsible import find_responsible
from app.absence.store import list_periods
from app.core import clock
from app.core.workdays import ClosedDays
from app.organisation.model import Person
from app.organisation.rules import Period, away_on, is_mail_address
from app.organisation.store import Directory, load_directory


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
    ahead = _Ahead(today, today + timedelta(days=days - 1))
    mails: list[ForecastMail] = []
    after = 0
    while tasks := list_due(ahead.last, after=after, anew=max(ahead.turns) + SOON if ahead.turns else None):
        seen = list_seen([task.id for task in tasks])
        for task in tasks:
            mails.extend(
                ForecastMail(on=day, to=person.email, kind=KIND, tasks=(task.id,))
                for day, person in ahead.mails(task, seen)
            )
        after = tasks[-1].id
    return sorted(mails)


class _Ahead:
    """The days to come: who is here on each of them, and on which somebody goes away or comes back."""

    def __init__(self, today: date, last: date) -> None:
        self.today, self.last = today, last
        self.closed: ClosedDays = get_closed_days()
        self.periods = list_periods(today, last)
        self.turns = sorted(day for day in set(_turns(self.periods)) if today < day <= last)
        directory = load_directory(today)
        self.directories: dict[date, Directory] = {
            day: replace(directory, holders=replace(directory.holders, away=away_on(self.periods, day)))
            for day in (today, *self.turns)
        }

    def mails(self, task: Task, seen: Seen) -> Iterator[tuple[date, Person]]:
        """The days on which a tick would write a mail about the task, and to whom."""
        known: dict[int, frozenset[str]] = {}
        remind_on = task.remind_on
        day = self._next_day(task, self.today, remind_on)
        while day is not None and day <= self.last:
            person = self._find(task, day)
            if person is None:
                remind_on = day + A_DAY
            else:
                codes = known.get(person.id, seen.get((task.id, task.due_on, person.id), frozenset()))
                decisions = decide(
                    due_on=task.due_on, is_open=True, today=day, closed=self.closed, planned_since=task.created_on,
                    seen=codes,
                )  # fmt: skip
                if any(state == "wanted" for _step, state in decisions):
                    yield day, person
                codes |= {step.code for step, _state in decisions}
                known[person.id] = codes
                remind_on = next_step_on(due_on=task.due_on, seen=codes, closed=self.closed, today=day)
            day = self._next_day(task, day + A_DAY, remind_on)

    def _next_day(self, task: Task, earliest: date, remind_on: date | None) -> date | None:
        """The day the task is looked at next: its reminder's, or before that a day on which people change places."""
        if remind_on is None:
            return None
        turns = (turn for turn in self.turns if turn >= earliest and task.due_on <= turn + SOON)
        return min([max(remind_on, earliest), *turns])

    def _find(self, task: Task, day: date) -> Person | None:
        directory = self.directories[max(turn for turn in self.directories if turn <= day)]
        person = directory.people.get(find_responsible(task, directory.holders).person_id or 0)
        return person if person is not None and is_mail_address(person.email) else None


def _turns(periods: Iterable[Period]) -> Iterator[date]:
    for period in periods:
        yield period.from_on
        yield period.to_on + A_DAY
