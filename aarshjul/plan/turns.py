"""Turns that are counted from when something was last done: one firm task, and a forecast of those after it. Pure.

Each place (and each record, where the item is about records) has a series of its own. A turn is known by its number in
the series, so that a forecast moves when the one before it is done, and becomes the firm one when it is its turn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from aarshjul.plan.expansion import PLAN_SOURCE, ItemFacts, Occurrence, internal_date, task_key
from aarshjul.recurrence import day_in, months_after, turns_after
from app.core.workdays import ClosedDays, is_working_day, working_day_on_or_after

LONGEST_TURN = 3
"""Figures of a turn's number: a period with fewer figures than a year is a turn."""


class Standing(NamedTuple):
    """The firm task of a series that is there already; `is_held`: somebody has worked on it, so it stays."""

    planned_on: date
    due_on: date
    is_held: bool = False


@dataclass(frozen=True, kw_only=True)
class Series:
    """What is known of one series.

    `turns_over` turns are done or were skipped, the last of them on `ended_on`. `standing` is the open task of the next
    one, where there is one. `owed_on`: a record owes its next turn on that day by itself, so here is only forecast.
    `place` is a number of the series' own that spreads the first turns of many of them over the item's months.
    """

    unit_id: int
    every_months: int
    subject: str = ""
    turns_over: int = 0
    ended_on: date | None = None
    standing: Standing | None = None
    owed_on: date | None = None
    place: int = 0


def turns(
    item: ItemFacts,
    series: Series,
    *,
    start_on: date,
    today: date,
    until_on: date,
    closed: ClosedDays,
    quiet_weeks: frozenset[int],
) -> Iterator[Occurrence]:
    """Yield the firm task of a series and the forecast after it, to `until_on`, earlier first.

    1. The first turn is due in one of the item's months, the first one from `start_on` in or after its first year that
       has not passed; a later one so many months after the one before it ended.
    2. A firm one whose date has passed before it was made is due on the next working day; one that is late already
       stays where it is, also where the plan has been rolled since.
    3. The forecast is counted from the firm one's date. While that is overdue it is counted from the first of this
       month, so that it moves once a month and not every day.
    """
    if item.is_once and series.turns_over:
        return
    number = series.turns_over + 1
    firm_on = series.owed_on
    if firm_on is None:
        planned_on, firm_on = _firm(item, series, start_on=start_on, today=today, closed=closed, quiet=quiet_weeks)
        if not _counts(item, planned_on) or firm_on > until_on:
            return
        yield _occurrence(item, series, number, planned_on, firm_on, is_forecast=False)
        if series.standing and series.standing.is_held:
            firm_on = series.standing.due_on
        number += 1
    if item.is_once:
        return
    counted_from = max(firm_on, date(today.year, today.month, 1))
    for planned_on in turns_after(counted_from, series.every_months, until_on=until_on):
        if not _counts(item, planned_on):
            return
        due_on = internal_date(planned_on, closed, quiet_weeks)
        yield _occurrence(item, series, number, planned_on, due_on, is_forecast=True)
        number += 1


def series_key(code: str, subject: str, unit_id: int) -> str:
    """What the keys of a series' tasks begin with: all but the turn."""
    return task_key(f"{PLAN_SOURCE}:{code}", subject, unit_id, "").removesuffix("/")


def _firm(
    item: ItemFacts, series: Series, *, start_on: date, today: date, closed: ClosedDays, quiet: frozenset[int]
) -> tuple[date, date]:
    """The planned and the internal date of the next turn."""
    standing = series.standing
    if series.ended_on is None:
        has_begun = standing is not None and item.first_year_in(series.unit_id) <= standing.planned_on.year
        # What stands from before a plan that was rolled stays where it is.
        from_on = min(today, standing.due_on) if standing and has_begun else max(start_on, today)
        planned_on = _first(item, series, start_on=from_on, closed=closed, quiet=quiet)
    else:
        planned_on = months_after(series.ended_on, series.every_months)
    due_on = internal_date(planned_on, closed, quiet)
    if due_on < today:
        if standing and standing.due_on < today:
            return standing.planned_on, standing.due_on
        return planned_on, working_day_on_or_after(today, closed)
    return planned_on, due_on


def _first(item: ItemFacts, series: Series, *, start_on: date, closed: ClosedDays, quiet: frozenset[int]) -> date:
    """The first turn's planned date: the first whose internal date is not before `start_on`."""
    month = item.months[series.place % len(item.months)]
    year = max(item.first_year_in(series.unit_id), start_on.year)
    while True:
        planned_on = day_in(item.day, year, month, lambda day: is_working_day(day, closed))
        if internal_date(planned_on, closed, quiet) >= start_on:
            return planned_on
        year += 1


def _counts(item: ItemFacts, planned_on: date) -> bool:
    return item.last_year is None or planned_on.year <= item.last_year


def _occurrence(
    item: ItemFacts, series: Series, number: int, planned_on: date, due_on: date, *, is_forecast: bool
) -> Occurrence:
    period = f"{number}"
    return Occurrence(
        key=task_key(f"{PLAN_SOURCE}:{item.code}", series.subject, series.unit_id, period),
        unit_id=series.unit_id,
        period=period,
        planned_on=planned_on,
        due_on=due_on,
        law_due_on=max(planned_on, due_on) if item.is_statutory else None,
        hours=item.hours,
        is_forecast=is_forecast,
    )
