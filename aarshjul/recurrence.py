"""When something comes round again. Pure: rules and a window in, dates out.

Every date is worked out from its own year and month, never from the date before it; that is why a rule for
the 31st comes back to the 31st after February.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

LAST_DAY = 31
LONGEST_CLOSED = 366
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""ISO weekdays as iCalendar calls them, Monday first."""


@dataclass(frozen=True)
class NthWeekday:
    """The n-th Monday to Sunday (1-7) of a month: 1 to 4, or -1 for the last one. Raises ValueError for another."""

    nth: int
    weekday: int

    def __post_init__(self) -> None:
        if self.nth not in (1, 2, 3, 4, -1):
            raise ValueError(f"nth must be 1-4 or -1: {self.nth}")
        if not 1 <= self.weekday <= 7:
            raise ValueError(f"weekday must be 1-7: {self.weekday}")


@dataclass(frozen=True)
class LastWorkingDay:
    """The last day of a month on which people are at work."""


DayRule = int | NthWeekday | LastWorkingDay
"""Which day of its month: a number, where a month too short for it uses its last day, so 31 means month end."""


WORKING = "working"


def parse_day(text: str) -> DayRule:
    """A day as the catalogue keeps it: "15", "31" (month end), "2MO", "-1FR" (a weekday), "working" (the last of them).

    Raises ValueError for another text.
    """
    if text == WORKING:
        return LastWorkingDay()
    if text.isdecimal() and 1 <= int(text) <= LAST_DAY:
        return int(text)
    if text[-2:] in WEEKDAYS and text[:-2] in ("1", "2", "3", "4", "-1"):
        return NthWeekday(int(text[:-2]), WEEKDAYS.index(text[-2:]) + 1)
    raise ValueError(f"no day of a month: {text}")


def write_day(rule: DayRule) -> str:
    """The text that `parse_day` reads."""
    if isinstance(rule, LastWorkingDay):
        return WORKING
    if isinstance(rule, NthWeekday):
        return f"{rule.nth}{WEEKDAYS[rule.weekday - 1]}"
    return f"{rule}"


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """Certain months of every n-th year, counted from `first_year`; `day` is the day of the month.

    `last_year` is the last year that counts. `is_once` keeps to the first year (a project).
    Raises ValueError when no calendar could follow the rule.
    """

    months: tuple[int, ...]
    first_year: int
    every_years: int = 1
    day: DayRule = LAST_DAY
    last_year: int | None = None
    is_once: bool = False

    def __post_init__(self) -> None:
        if not self.months or list(self.months) != sorted({*self.months} & {*range(1, 13)}):
            raise ValueError(f"months must rise within 1-12: {self.months}")
        if self.every_years < 1:
            raise ValueError(f"every_years must be 1 or more: {self.every_years}")
        if isinstance(self.day, int) and not 1 <= self.day <= LAST_DAY:
            raise ValueError(f"day must be 1-31: {self.day}")


class Slot(NamedTuple):
    """One turn of a rule: the name of its period and the date the rule points at, unmoved."""

    period: str
    nominal_on: date


def dates(
    rule: Recurrence, *, start_on: date, until_on: date, is_working: Callable[[date], bool] | None = None
) -> Iterator[Slot]:
    """Yield the rule's turns from `start_on` to `until_on`, both included, earlier first.

    Windows compose: a window cut in two on any day gives the same turns. A turn has the same period whatever
    the window: its year ("2027"), or year and month ("2027-03") when the rule has several months a year.
    `is_working` says on which days people are at work; without it Monday to Friday.
    """
    last_year = min(until_on.year, rule.first_year if rule.is_once else rule.last_year or until_on.year)
    for year in range(_first_turn(rule, start_on.year), last_year + 1, rule.every_years):
        for month in rule.months:
            nominal_on = day_in(rule.day, year, month, is_working or _is_weekday)
            if start_on <= nominal_on <= until_on:
                yield Slot(_period(rule, year, month), nominal_on)


def day_in(rule: DayRule, year: int, month: int, is_working: Callable[[date], bool]) -> date:
    """The day that the rule points at in a month; the last working day of one that is closed throughout lies before it.

    Raises ValueError when nobody has been at work for a year.
    """
    length = monthrange(year, month)[1]
    if isinstance(rule, int):
        return date(year, month, min(rule, length))
    if isinstance(rule, NthWeekday):
        first = (rule.weekday - date(year, month, 1).isoweekday()) % 7 + 1
        found = range(first, length + 1, 7)
        return date(year, month, found[rule.nth if rule.nth < 0 else rule.nth - 1])
    last_on = date(year, month, length)
    for _day in range(LONGEST_CLOSED):
        if is_working(last_on):
            return last_on
        last_on -= timedelta(days=1)
    raise ValueError(f"no working day in the year before {year}-{month:02d}")


def months_after(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where that is shorter.

    For turns counted from the last completion: several turns on are so many times the months after that day, and not
    one after the other, or the 31st would become the 28th for good.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def turns_after(last_on: date, every_months: int, *, until_on: date) -> Iterator[date]:
    """Yield the days on which something done on `last_on` is due again, to `until_on`; the first is firm, the others
    are forecast. Raises ValueError when the interval is no month at least.
    """
    if every_months < 1:
        raise ValueError(f"every_months must be 1 or more: {every_months}")
    turn = 1
    while (day := months_after(last_on, turn * every_months)) <= until_on:
        yield day
        turn += 1


def to_rrule(rule: Recurrence) -> str | None:
    """The rule as iCalendar writes it (RFC 5545), without its first day; None where it cannot say the same.

    It knows no holidays, so the last working day is beyond it. A day that short months lack is the last of those up to
    it; that holds for a month at a time, so several months of every other year are beyond it too.
    """
    if isinstance(rule.day, LastWorkingDay):
        return None
    months = f"BYMONTH={','.join(map(str, rule.months))}"
    parts = [f"FREQ=YEARLY;INTERVAL={rule.every_years}", months]
    if isinstance(rule.day, NthWeekday):
        parts.append(f"BYDAY={write_day(rule.day)}")
    elif rule.day <= 28:
        parts.append(f"BYMONTHDAY={rule.day}")
    else:
        if len(rule.months) > 1:
            if rule.every_years > 1:
                return None
            parts[0] = "FREQ=MONTHLY;INTERVAL=1"
        parts.append(f"BYMONTHDAY={','.join(map(str, range(28, rule.day + 1)))};BYSETPOS=-1")
    last_year = rule.first_year if rule.is_once else rule.last_year
    if last_year is not None:
        parts.append(f"UNTIL={last_year:04d}1231")
    return ";".join(parts)


def _is_weekday(day: date) -> bool:
    return day.isoweekday() < 6


def _first_turn(rule: Recurrence, year: int) -> int:
    """Return the first year of the rule that is not before the year."""
    behind = max(0, year - rule.first_year)
    return rule.first_year + -(-behind // rule.every_years) * rule.every_years


def _period(rule: Recurrence, year: int, month: int) -> str:
    return f"{year:04d}" if len(rule.months) == 1 else f"{year:04d}-{month:02d}"
