"""From an item of the plan to its dated tasks. Pure: facts, a window and the calendar in, occurrences out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from aarshjul.recurrence import Recurrence, dates
from app.core.workdays import ClosedDays, working_day_on_or_before

YEARS_AHEAD = 4
PLAN_SOURCE = "plan"
# ISO weeks in which few are at work: summer, the autumn break and Christmas. A setting may differ.
QUIET_WEEKS = frozenset({27, 28, 29, 30, 31, 42, 52})
MOST_QUIET_WEEKS = 26


@dataclass(frozen=True, kw_only=True)
class ItemFacts:
    """What the plan says of one item: when it comes round, who does it, where, and its hours each time.

    `is_statutory`: the date is laid down by law, so it is kept beside the internal one.
    """

    code: str
    title: str
    months: tuple[int, ...]
    first_year: int
    function: str
    unit_ids: tuple[int, ...]
    every_years: int = 1
    last_year: int | None = None
    is_once: bool = False
    hours: float = 0.0
    is_statutory: bool = False


class Occurrence(NamedTuple):
    """A task to be: one unit, one period.

    `planned_on` is the date the rule points at, `due_on` the internal one that people are held to (never
    later, always a working day outside quiet weeks), `law_due_on` the statutory one, which nothing moves.
    """

    key: str
    unit_id: int
    period: str
    planned_on: date
    due_on: date
    law_due_on: date | None
    hours: float


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
    """Yield the item's tasks whose date lies from `start_on` to `until_on`, both included, earlier first.

    That date is `due_on`, or `law_due_on` where the law sets one: a statutory task is made even when its
    internal date has just passed. So nothing is made whose date lies before `start_on`, and windows compose.
    """
    rule = Recurrence(
        months=item.months,
        first_year=item.first_year,
        every_years=item.every_years,
        last_year=item.last_year,
        is_once=item.is_once,
    )
    # Dates only move back, by less than a year: a turn just after the window may have its date inside it.
    for slot in dates(rule, start_on=start_on, until_on=date(until_on.year + 1, 12, 31)):
        due_on = internal_date(slot.nominal_on, closed, quiet_weeks)
        law_due_on = slot.nominal_on if item.is_statutory else None
        own_on = law_due_on or due_on
        if own_on > until_on:
            return
        if own_on < start_on:
            continue
        for unit_id in item.unit_ids:
            key = task_key(f"{PLAN_SOURCE}:{item.code}", "", unit_id, slot.period)
            yield Occurrence(key, unit_id, slot.period, slot.nominal_on, due_on, law_due_on, item.hours)


def _escaped(part: str) -> str:
    return part.replace("%", "%25").replace("/", "%2F")
