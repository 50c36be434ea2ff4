"""What planning does to the tasks: compares what is wanted with what is there. Pure.

Wanted are the occurrences of the plan and the obligations of the records; known are the rows of the task table.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from aarshjul.plan.expansion import internal_date
from aarshjul.plan.turns import LONGEST_TURN, Standing
from app.core.workdays import ClosedDays, working_day_on_or_after

PLAN_KIND = "plan"
_OPEN = frozenset({"not_started", "started", "for_approval", "postponed"})


class Shape(NamedTuple):
    """Everything planning decides about a task; a task nobody has touched follows when it changes."""

    title: str
    unit_id: int
    function: str
    person_id: int | None
    period: str
    planned_on: date
    due_on: date
    law_due_on: date | None
    hours: float
    is_forecast: bool = False
    plan_code: str = ""

    @property
    def own_on(self) -> date:
        """The date that says whether it lies in the window: the statutory one where there is one."""
        return self.law_due_on or self.due_on


class Wanted(NamedTuple):
    """A task that should be there. `kind` is PLAN_KIND, or the obligation's own."""

    key: str
    kind: str
    shape: Shape
    plan_item_id: int | None = None
    subject_kind: str = ""
    subject_id: int | None = None


class Known(NamedTuple):
    """A task that is there. `done_on` is the day it was done."""

    id: int
    key: str
    kind: str
    state: str
    is_touched: bool
    version: int
    done_on: date | None
    shape: Shape


@dataclass
class Changes:
    """What is to be done. `vanished` are open obligation tasks whose obligation is gone: met or lapsed."""

    created: list[Wanted] = field(default_factory=list)
    moved: list[tuple[Known, Wanted]] = field(default_factory=list)
    reopened: list[tuple[Known, Wanted]] = field(default_factory=list)
    withdrawn: list[Known] = field(default_factory=list)
    vanished: list[Known] = field(default_factory=list)
    unchanged: int = 0

    @property
    def keys(self) -> list[str]:
        """The keys of all tasks that something is to be done to, in order."""
        wanted = [*self.created, *(want for _task, want in (*self.moved, *self.reopened))]
        return sorted([*(want.key for want in wanted), *(task.key for task in (*self.withdrawn, *self.vanished))])


def compare(
    wanted: Iterable[Wanted], known: Mapping[str, Known], *, today: date, start_on: date, until_on: date
) -> Changes:
    """Say what has to change for the tasks to be as wanted; nothing when they are.

    1. A task is made when its date lies from today to `until_on`; an obligation's also when its date has passed,
       because it is owed.
    2. An untouched task follows its source, but is never moved to a day gone by: it is withdrawn instead, or left
       where it is when its own day has passed too. An obligation's follows wherever it goes.
    3. A withdrawn task whose source is back is reopened. One that is touched, done or not relevant is left alone.
    4. An untouched task of the plan that nothing wants any more is withdrawn when its date lies from `start_on` to
       `until_on`. A shorter window therefore takes nothing away.
    """
    changes = Changes()
    seen: set[str] = set()
    for want in wanted:
        task = known.get(want.key)
        is_plan = want.kind == PLAN_KIND
        is_past = is_plan and want.shape.own_on < today
        if task is None:
            if not is_past and want.shape.own_on <= until_on:
                changes.created.append(want)
            continue
        seen.add(want.key)
        if task.state == "withdrawn" and not is_past:
            changes.reopened.append((task, want))
        elif task.state not in _OPEN or task.is_touched or task.shape == want.shape:
            changes.unchanged += 1
        elif not is_past:
            changes.moved.append((task, want))
        elif task.shape.own_on < today:
            changes.unchanged += 1
        else:
            changes.withdrawn.append(task)
    for task in known.values():
        if task.key in seen or task.state not in _OPEN:
            continue
        if task.kind != PLAN_KIND:
            changes.vanished.append(task)
        elif not task.is_touched and start_on <= task.shape.own_on <= until_on:
            changes.withdrawn.append(task)
    return changes


def is_turn(kind: str, period: str) -> bool:
    """Whether a task is a turn of a series: its period is a number, not a year."""
    return kind == PLAN_KIND and len(period) <= LONGEST_TURN


def read_series(known: Iterable[Known]) -> Mapping[str, "History"]:
    """What the tasks that are there tell of each series of turns, by its key (turns.series_key).

    A turn is over when its task is done, on that day, or not relevant, on the day it was due.
    """
    found: dict[str, History] = defaultdict(History)
    ended: dict[str, dict[int, date]] = defaultdict(dict)
    for task in known:
        if not is_turn(task.kind, task.shape.period):
            continue
        key, number = task.key.rpartition("/")[0], int(task.shape.period)
        if task.state in ("done", "not_relevant"):
            ended[key][number] = task.done_on or task.shape.due_on
        elif standing := standing_of(task):
            found[key].open[number] = standing
    for key, days in ended.items():
        history = found[key]
        # One after the other: a later turn that is over does not end those before it.
        while history.turns_over + 1 in days:
            history.turns_over += 1
            history.ended_on = days[history.turns_over]
    return found


def standing_of(task: Known | None) -> Standing | None:
    """An open task as a series sees it."""
    if task is None or task.state not in _OPEN:
        return None
    return Standing(task.shape.planned_on, task.shape.due_on, task.is_touched)


@dataclass
class History:
    """How far a series has come, and its open tasks by their turn."""

    turns_over: int = 0
    ended_on: date | None = None
    open: dict[int, Standing] = field(default_factory=dict)

    @property
    def standing(self) -> Standing | None:
        """The open task of the next turn."""
        return self.open.get(self.turns_over + 1)


def obligation_date(day: date, *, start_on: date, closed: ClosedDays, quiet_weeks: frozenset[int]) -> date:
    """Return the working day an obligation of that day is due; one from before the plan began, on its first.

    So nothing lies before the plan's start, and nothing that is owed is lost.
    """
    due_on = internal_date(day, closed, quiet_weeks)
    return due_on if due_on >= start_on else working_day_on_or_after(start_on, closed)
