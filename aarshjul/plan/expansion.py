"""From an item of the plan to its dated tasks. Pure: facts, a window and the calendar in, occurrences out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from aarshjul.recurrence import LAST_DAY, DayRule, Recurrence, dates
from app.core.workdays import ClosedDays, is_working_day, working_day_on_or_before

YEARS_AHEAD = 4
PLAN_SOURCE = "plan"
# ISO weeks in which few are at work: summer, the autumn break and Christmas. A setting may differ.
QUIET_WEEKS = frozenset({27, 28, 29, 30, 31, 42, 52})
MOST_QUIET_WEEKS = 26


@dataclass(frozen=True, kw_only=True)
class ItemFacts:
    """What the plan says of one item: when it comes round, who does it, where, and its hours each time.

    `is_statutory`: the date is laid down by law, so it is kept beside the internal one. `own_starts` are the units that
    begin in another year than `first_year`. With `every_months` the turns are counted from the last completion
    (turns.py), and `months` says when the first one is due.
    """

    code: str
    title: str
    months: tuple[int, ...]
    first_year: int
    function: str
    unit_ids: tuple[int, ...]
    every_years: int = 1
    day: DayRule = LAST_DAY
    every_months: int | None = None
    last_year: int | None = None
    is_once: bool = False
    hours: float = 0.0
    is_statutory: bool = False
    own_starts: Mapping[int, int] = field(default_factory=dict)

    def first_year_in(self, unit_id: int) -> int:
        """The year the item begins in a unit."""
        return self.own_starts.get(unit_id, self.first_year)

    def rule(self, first_year: int) -> Recurrence:
        """The item's calendar where it begins in a year."""
        return Recurrence(
            months=self.months,
            first_year=first_year,
            every_years=self.every_years,
            day=self.day,
            last_year=self.last_year,
            is_once=self.is_once,
        )


class Occurrence(NamedTuple):
    """A task to be: one unit, one period.

    `planned_on` is the date the rule points at, `due_on` the internal one that people are held to (never
    later, always a working day outside quiet weeks), `law_due_on` the statutory one, which nothing moves.
    `is_forecast`: it waits for the one before it, and moves with it.
    """

    key: str
    unit_id: int
    period: str
    planned_on: date
    due_on: date
    law_due_on: date | None
    hours: float
    is_forecast: bool = False


def horizon(today: date) -> date:
    """Return the last day tasks are made for: 31 December of the year four years on."""
    return date(today.year + YEARS_AHEAD, 12, 31)


def task_key(source: str, subject: str, unit_id: int, period: str) -> str:
    """Return the key by which planning knows a task again; `subject` is empty when the task is about none.

    Two tasks that differ in any part differ in key: the slash that parts them is written %2F inside a part.
    """
    return f"{_escaped(source)}/{_escaped(subject)}/{unit_id}/{_escaped(period)}"


@lru_cache(maxsize=16384)
def internal_date(day: date, closed: ClosedDays, quiet_weeks: frozenset[int]) -> date:
    """Return the last working day on or before the day that lies in no quiet week.

    A July date thereby becomes the last working day before the summer holidays.
    Raises ValueError when more than half the year is quiet, because a date could then slip into another year.
    """
    if len(quiet_weeks) > MOST_QUIET_WEEKS:
        raise ValueError(f"more than {MOST_QUIET_WEEKS} quiet weeks")
    day = working_day_on_or_before(day, closed)
    while day.isocalendar().week in quiet_weeks:
        day = working_day_on_or_before(day - timedelta(days=day.isoweekday()), closed)
    return day


def occurrences(
    item: ItemFacts,
    *,
    start_on: date,
    until_on: date,
    closed: ClosedDays,
    quiet_weeks: frozenset[int] = QUIET_WEEKS,
) -> Iterator[Occurrence]:
    """Yield the item's tasks whose date lies from `start_on` to `until_on`, both included; of one unit earlier first.

    That date is `due_on`, or `law_due_on` where the law sets one: a statutory task is made even when its
    internal date has just passed. So nothing is made whose date lies before `start_on`, and windows compose.
    """

    def is_working(day: date) -> bool:
        return is_working_day(day, closed)

    source = f"{PLAN_SOURCE}:{item.code}"
    for first_year, unit_ids in _by_start(item).items():
        rule = item.rule(first_year)
        # Dates only move back, by less than a year: a turn just after the window may have its date inside it.
        for slot in dates(rule, start_on=start_on, until_on=date(until_on.year + 1, 12, 31), is_working=is_working):
            due_on = internal_date(slot.nominal_on, closed, quiet_weeks)
            law_due_on = slot.nominal_on if item.is_statutory else None
            own_on = law_due_on or due_on
            if own_on > until_on:
                break
            if own_on < start_on:
                continue
            for unit_id in unit_ids:
                key = task_key(source, "", unit_id, slot.period)
                yield Occurrence(key, unit_id, slot.period, slot.nominal_on, due_on, law_due_on, item.hours)


def _by_start(item: ItemFacts) -> Mapping[int, list[int]]:
    """The item's units by the year they begin in, that of the plan first."""
    found: dict[int, list[int]] = defaultdict(list)
    for unit_id in item.unit_ids:
        found[item.first_year_in(unit_id)].append(unit_id)
    return found


def _escaped(part: str) -> str:
    return part.replace("%", "%25").replace("/", "%2F") if "/" in part or "%" in part else part
