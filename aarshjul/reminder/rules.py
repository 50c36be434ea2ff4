"""Which reminders a task wants. Pure: dates and what was already done in, decisions out.

A step is named by its distance to the due date: "T-30", "T-7", "T0", then "U1", "U2" … for each week after.
Steps are counted from one due date; a task that is moved starts anew with its new one.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from app.core.workdays import ClosedDays, working_day_on_or_after

DAYS_BEFORE = (30, 7, 0)
MOST_WEEKS_AFTER = 52

State = Literal["wanted", "superseded"]


class Step(NamedTuple):
    """A reminder's name and the working day it goes."""

    code: str
    on: date


class Decision(NamedTuple):
    """What becomes of a step: it is wanted now, or a later one has taken its place (superseded)."""

    step: Step
    state: State


def steps(due_on: date, until_on: date, closed: ClosedDays) -> list[Step]:
    """Return the steps whose day has come by `until_on`, earlier first.

    A step on a closed day goes on the next working day. Of steps that thereby meet on a day the last counts.
    """
    return list(_steps_by(due_on, until_on, closed))


def decide(
    *,
    due_on: date,
    is_open: bool,
    today: date,
    closed: ClosedDays,
    planned_since: date,
    seen: Collection[str],
) -> list[Decision]:
    """Say what is to be done today about one task and one person, earlier steps first.

    1. A task that is not open wants nothing.
    2. Of the steps whose day has come, the latest is wanted unless it or a later one is in `seen` (the codes
       already sent or superseded for this due date).
    3. Those before it that are not seen are superseded: after an outage one mail goes, not many.
    4. Steps from before the task was made (`planned_since`) are left out, unless it is the latest that is.
    """
    if not is_open:
        return []
    come = steps(due_on, today, closed)
    if not come:
        return []
    latest = come[-1]
    decisions = [
        Decision(step, "superseded") for step in come[:-1] if step.on >= planned_since and step.code not in seen
    ]
    if _offset(latest.code) > _latest_offset(seen):
        decisions.append(Decision(latest, "wanted"))
    return decisions


def next_step_on(*, due_on: date, seen: Collection[str], closed: ClosedDays, today: date) -> date | None:
    """Return the day from which an open task wants a reminder again; None when it never will.

    Not after `today` when `decide` wants one today; otherwise the day of the first step to come. It is kept
    on the task, so that a tick reads only the tasks whose day has come.
    """
    latest = _latest_offset(seen)
    waiting: date | None = None
    for step in _steps(due_on, closed):
        if _offset(step.code) <= latest:
            continue
        if step.on > today:
            return waiting or step.on
        waiting = step.on
    return waiting


def _steps_by(due_on: date, until_on: date, closed: ClosedDays) -> Iterator[Step]:
    for step in _steps(due_on, closed):
        if step.on > until_on:
            return
        yield step


def _steps(due_on: date, closed: ClosedDays) -> Iterator[Step]:
    """Yield every step there can be, on its working day; of those that share a day only the last."""
    held: Step | None = None
    for code, days in _OFFSETS.items():
        step = Step(code, working_day_on_or_after(due_on + timedelta(days=days), closed))
        if held is not None and held.on != step.on:
            yield held
        held = step
    if held is not None:
        yield held


def _offset(code: str) -> int:
    """Return the days from the due date to a step; an unknown code comes before all others."""
    return _OFFSETS.get(code, _BEFORE_ALL)


def _latest_offset(seen: Collection[str]) -> int:
    return max(map(_offset, seen), default=_BEFORE_ALL)


_BEFORE_ALL = -10_000
_OFFSETS = {f"T-{days}" if days else "T0": -days for days in DAYS_BEFORE} | {
    f"U{weeks}": 7 * weeks for weeks in range(1, MOST_WEEKS_AFTER + 1)
}
