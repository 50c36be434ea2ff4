"""When something comes round again. Pure: rules and a window in, dates out.

Every date is worked out from its own year and month, never from the date before it; that is why a rule for
the 31st comes back to the 31st after February.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

LAST_DAY = 31


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """Certain months of every n-th year, counted from `first_year`.

    `day` is the day of the month; a month too short for it uses its last day, so 31 means month end.
    `last_year` is the last year that counts. `is_once` keeps to the first year (a project).
    Raises ValueError when no calendar could follow the rule.
    """

    months: tuple[int, ...]
    first_year: int
    every_years: int = 1
    day: int = LAST_DAY
    last_year: int | None = None
    is_once: bool = False

    def __post_init__(self) -> None:
        if not self.months or list(self.months) != sorted({*self.months} & {*range(1, 13)}):
            raise ValueError(f"months must rise within 1-12: {self.months}")
        if self.every_years < 1:
            raise ValueError(f"every_years must be 1 or more: {self.every_years}")
        if not 1 <= self.day <= LAST_DAY:
            raise ValueError(f"day must be 1-31: {self.day}")


class Slot(NamedTuple):
    """One turn of a rule: the name of its period and the date the rule points at, unmoved."""

    period: str
    nominal_on: date


def dates(rule: Recurrence, *, start_on: date, until_on: date) -> Iterator[Slot]:
    """Yield the rule's turns from `start_on` to `until_on`, both included, earlier first.

    Windows compose: a window cut in two on any day gives the same turns. A turn has the same period whatever
    the window: its year ("2027"), or year and month ("2027-03") when the rule has several months a year.
    """
    last_year = min(until_on.year, rule.first_year if rule.is_once else rule.last_year or until_on.year)
    for year in range(_first_turn(rule, start_on.year), last_year + 1, rule.every_years):
        for month in rule.months:
            nominal_on = date(year, month, min(rule.day, monthrange(year, month)[1]))
            if start_on <= nominal_on <= until_on:
                yield Slot(_period(rule, year, month), nominal_on)


def _first_turn(rule: Recurrence, year: int) -> int:
    """Return the first year of the rule that is not before the year."""
    behind = max(0, year - rule.first_year)
    return rule.first_year + -(-behind // rule.every_years) * rule.every_years


def _period(rule: Recurrence, year: int, month: int) -> str:
    return f"{year:04d}" if len(rule.months) == 1 else f"{year:04d}-{month:02d}"
