"""Which reminders a task wants. Pure: dates and what was already told in, decisions out.

A task climbs two ladders, both counted from its due date. *Steps* ask whoever it falls to: "T-30", "T-7", "T0" by their
distance to the date, then "U7", "U14" … each so many days after; "G0", "G1" … tell that it was given to them (the
number of times it has changed hands). *Rungs* tell those above that it is late: "E1" the leader, "E2" the leader's
leader, "E3" the director, "E4" drafts an item for the steering group. A task that is moved starts both anew.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Literal, NamedTuple

from app.core.workdays import ClosedDays, is_working_day, working_day_on_or_after

MOST_DAYS_BEFORE = 60
MOST_QUIET_WEEKS = 60
"""A year has no more: whatever is chosen, somebody is asked some day."""
GIVEN_WITHIN = timedelta(days=30)
"""Who is given a task due so soon hears of it at once; else when its first step comes."""
A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)

State = Literal["wanted", "superseded"]


@dataclass(frozen=True, kw_only=True)
class Cadence:
    """How a municipality reminds, and the days on which nobody is.

    `quiet_weeks` are the ISO weeks in which what is late is left in peace; empty where it is asked about all the same.
    `escalate_after` are the days over the date of each rung; empty where nobody above hears of it. What was late before
    `begun_on` counts from that day.
    """

    days_before: tuple[int, ...] = (30, 14, 7, 1, 0)
    overdue_every: int = 7
    escalate_after: tuple[int, ...] = (7, 14, 30, 60)
    begun_on: date | None = None
    closed: ClosedDays = field(default_factory=ClosedDays)
    quiet_weeks: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class TaskFacts:
    """What reminding needs to know of a task. `named_id` is the person it names, who still works here.

    `open_since` is the day it was opened again or got another date. While it waits for approval, `asked_on` is the day
    somebody asked and `asked_by_id` who; else both are None.
    """

    id: int
    due_on: date
    created_on: date
    unit_id: int
    function: str
    named_id: int | None = None
    handovers: int = 0
    open_since: date | None = None
    asked_on: date | None = None
    asked_by_id: int | None = None


class Said(NamedTuple):
    """A step that was decided for somebody, counted from a due date; what was dropped is left out.

    `is_mailed`: it waits for a mail or stands in one, and did not give way to another.
    """

    due_on: date
    code: str
    person_id: int
    is_mailed: bool = True


class Step(NamedTuple):
    """A step's or rung's name and the working day it goes."""

    code: str
    on: date


class Decision(NamedTuple):
    """What becomes of a step, which came on a day, for a person: it is wanted now, or a later one has taken its place
    (superseded).
    """

    code: str
    on: date
    person_id: int
    state: State


def steps(due_on: date, until_on: date, cadence: Cadence, *, is_weekly: bool = False) -> list[Step]:
    """Return the steps whose day has come by `until_on`, earlier first.

    1. A step on a closed day goes on the next working day, one after the date not in a quiet week either.
    2. `is_weekly`: it goes on the first working day of that week, with the rest of the week's.
    3. Of steps that thereby meet on a day the last counts.
    """
    found: list[Step] = []
    for step in _steps(due_on, cadence, is_weekly=is_weekly):
        if step.on > until_on:
            break
        found.append(step)
    return found


def decide(
    task: TaskFacts, person_id: int, said: Collection[Said], *, cadence: Cadence, is_weekly: bool, today: date
) -> list[Decision]:
    """Say what is to be done today about one open task and whoever it falls to, earlier steps first.

    1. Of the steps whose day has come, the latest is wanted unless it or a later one was said to them.
    2. Those before it that were not are superseded: after an outage one mail goes, not many.
    3. Steps from before the task was made are left out, unless it is the latest that is; those up to the day it was
       opened again or moved altogether: whoever did that has just looked at it.
    4. Who takes over, or is given a task due soon, is told that (G) in the latest step's stead.
    """
    mine = frozenset(one.code for one in said if one.person_id == person_id and one.due_on == task.due_on)
    come = steps(task.due_on, today, cadence, is_weekly=is_weekly)
    since = task.open_since or date.min
    latest = _latest(mine)
    news = [step for step in come if step.on > since and _rank(step.code) > latest]
    decisions = [Decision(*step, person_id, "superseded") for step in news[:-1] if step.on >= task.created_on]
    given = _given(task, person_id, said, cadence=cadence, is_weekly=is_weekly, today=today)
    if news:
        decisions.append(Decision(*news[-1], person_id, "superseded" if given == "wanted" else "wanted"))
    if given:
        decisions.append(Decision(f"G{task.handovers}", today, person_id, given))
    return decisions


def rungs(task: TaskFacts, said: Collection[Said], *, cadence: Cadence, today: date) -> list[Step]:
    """The rungs of an open task whose day has come and that nobody has been told of, nor any later one; earlier first.

    They count from the date, or from the day the task was made, was opened again or escalation began, where that is
    later: nobody is reported for what they could not do.
    """
    told = {one.code for one in said if one.due_on == task.due_on}
    come = [rung for rung in _rungs(task, cadence) if rung.on <= today]
    latest = max((number for number, rung in enumerate(come) if rung.code in told), default=-1)
    return come[latest + 1 :]


def next_look(task: TaskFacts, *, cadence: Cadence, is_weekly: bool, today: date) -> date | None:
    """The next day after `today` on which an open task wants to be looked at; None when it never will.

    It is kept on the task, so that a tick reads only the tasks whose day has come.
    """
    ladders = (_steps(task.due_on, cadence, is_weekly=is_weekly), _rungs(task, cadence))
    return min((day for ladder in ladders for day in _first_after(ladder, today)), default=None)


def look_after(task: TaskFacts, *, cadence: Cadence, today: date) -> date | None:
    """The same for whoever it falls to: somebody has just looked at the task and needs no mail about it today."""
    days = (next_look(task, cadence=cadence, is_weekly=is_weekly, today=today) for is_weekly in (False, True))
    return min((day for day in days if day is not None), default=None)


def counted(said: Collection[Said]) -> list[Said]:
    """What was said, without what gave way to a later step that came to nothing: then it is said after all."""
    last = {(one.person_id, one.due_on): number for number, one in enumerate(said) if one.is_mailed}
    return [
        one
        for number, one in enumerate(said)
        if one.is_mailed or is_given(one.code) or number < last.get((one.person_id, one.due_on), -1)
    ]


def first_look(due_on: date) -> date:
    """The day from which a new task may want something, whatever the municipality and the person have chosen."""
    day = due_on - timedelta(days=MOST_DAYS_BEFORE)
    return day - timedelta(days=day.weekday())


def first_working_day_of_week(day: date, closed: ClosedDays) -> date:
    """The first day of its week on which people are at work; of a week without one, the next after it."""
    return working_day_on_or_after(day - timedelta(days=day.weekday()), closed)


def may_mail_on(
    today: date,
    *,
    is_weekly: bool,
    waiting: Collection[tuple[date, date]],
    closed: ClosedDays,
) -> bool:
    """Whether what waits for a person may go today; `waiting` are the due dates, each with the day its step came.

    1. Never on a day on which people are not at work.
    2. Who wants it gathered gets it on the first working day of the week; at once where a date would pass before the
       next, or where it came by that day and should have gone already.
    """
    if not is_working_day(today, closed):
        return False
    first = first_working_day_of_week(today, closed)
    if not is_weekly or today == first:
        return True
    following = first_working_day_of_week(today + A_WEEK, closed)
    return any(came_on <= first or today <= due_on < following for due_on, came_on in waiting)


def is_rung(code: str) -> bool:
    """Whether the code is one of those above, not a step of whoever the task falls to."""
    return code.startswith("E")


def is_step(code: str) -> bool:
    """Whether the code asks whoever the task falls to to do it."""
    return code[:1] in "TUG"


def is_given(code: str) -> bool:
    """Whether the code tells somebody that the task is theirs now."""
    return code.startswith("G")


def _given(
    task: TaskFacts, person_id: int, said: Collection[Said], *, cadence: Cadence, is_weekly: bool, today: date
) -> State | None:
    """Whether the person is to hear that the task is theirs; one given long before its date hears at its first step."""
    heard = {one.code for one in said if one.person_id == person_id}
    code = f"G{task.handovers}"
    if code in heard:
        return None
    if task.handovers and task.named_id in (person_id, None):
        return "wanted" if task.due_on <= today + GIVEN_WITHIN else "superseded"
    if heard or task.due_on > today + GIVEN_WITHIN:
        return None
    first = next(_steps(task.due_on, cadence, is_weekly=is_weekly), None)
    is_made_late = first is not None and first.on < task.created_on
    has_changed_hands = any(one.person_id != person_id and not is_rung(one.code) for one in said)
    return "wanted" if is_made_late or has_changed_hands else None


def _steps(due_on: date, cadence: Cadence, *, is_weekly: bool) -> Iterator[Step]:
    """Yield every step there can be, on its day; of those that share a day only the last."""
    held: Step | None = None
    for code, day in _bare_steps(due_on, cadence):
        on = day
        if is_weekly:
            on = first_working_day_of_week(day, cadence.closed)
        if held is not None and held.on != on:
            yield held
        held = Step(code, on)


def _bare_steps(due_on: date, cadence: Cadence) -> Iterator[tuple[str, date]]:
    for days in sorted(cadence.days_before, reverse=True):
        day = working_day_on_or_after(due_on - timedelta(days=days), cadence.closed)
        yield f"T-{days}" if days else "T0", day
    for days in count(cadence.overdue_every, cadence.overdue_every):
        yield f"U{days}", day_to_chase(due_on + timedelta(days=days), cadence)


def _rungs(task: TaskFacts, cadence: Cadence) -> Iterator[Step]:
    base = max(filter(None, (task.due_on, task.created_on, cadence.begun_on, task.open_since)))
    for number, days in enumerate(cadence.escalate_after, start=1):
        yield Step(f"E{number}", day_to_chase(base + timedelta(days=days), cadence))


def _first_after(ladder: Iterator[Step], today: date) -> Iterator[date]:
    step = next((step for step in ladder if step.on > today), None)
    if step is not None:
        yield step.on


def day_to_chase(day: date, cadence: Cadence) -> date:
    """The day itself, or the next on which people are at work and may be asked about what is late."""
    day = working_day_on_or_after(day, cadence.closed)
    for _ in range(MOST_QUIET_WEEKS):
        if day.isocalendar().week not in cadence.quiet_weeks:
            break
        day = working_day_on_or_after(day - timedelta(days=day.weekday()) + A_WEEK, cadence.closed)
    return day


def _latest(codes: Collection[str]) -> int:
    return max(map(_rank, codes), default=_BEFORE_ALL)


def _rank(code: str) -> int:
    """Where a step stands in its ladder, whatever days have been chosen; what is no step comes before all."""
    kind, number = code[:1], code[1:].removeprefix("-")
    if not number.isdigit() or kind not in "TU":
        return _BEFORE_ALL
    return int(number) if kind == "U" else -int(number)


_BEFORE_ALL = -10_000
