"""Danish working days: what the calendar says, and the days this municipality keeps closed besides.

Pure: the day is an argument. Holidays are computed from Easter, never read from a list, because lists go
wrong on Store Bededag, which was a holiday for the last time in 2023.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

LAST_STORE_BEDEDAG = 2023
_ONE_DAY = timedelta(days=1)
# Fixed holidays as (month, day); the others follow Easter Sunday by this many days.
_FIXED = ((1, 1), (12, 25), (12, 26))
_FROM_EASTER = (-3, -2, 0, 1, 39, 49, 50)
_STORE_BEDEDAG = 26
_FRIDAY_AFTER_ASCENSION = 40


@dataclass(frozen=True, kw_only=True)
class ClosedDays:
    """Days that are no holidays but on which the municipality is closed; each one is a setting.

    `dates` are single days, such as a moving day. The defaults are the days most municipalities close.
    """

    constitution_day: bool = True
    christmas_eve: bool = True
    new_years_eve: bool = True
    may_day: bool = False
    friday_after_ascension: bool = False
    between_christmas_and_new_year: bool = False
    dates: frozenset[date] = frozenset()


@lru_cache(maxsize=512)
def holidays_in(year: int) -> frozenset[date]:
    """Return the holidays of the Danish national church in the year; Store Bededag only up to 2023."""
    easter_sunday = easter(year)
    offsets = _FROM_EASTER if year > LAST_STORE_BEDEDAG else (*_FROM_EASTER, _STORE_BEDEDAG)
    moving = {easter_sunday + timedelta(days=offset) for offset in offsets}
    return frozenset(moving | {date(year, month, day) for month, day in _FIXED})


@lru_cache(maxsize=1024)
def closed_in(year: int, closed: ClosedDays) -> frozenset[date]:
    """Return every day of the year that is a holiday or kept closed; weekends are not listed."""
    extra: set[date] = {day for day in closed.dates if day.year == year}
    if closed.constitution_day:
        extra.add(date(year, 6, 5))
    if closed.christmas_eve:
        extra.add(date(year, 12, 24))
    if closed.new_years_eve:
        extra.add(date(year, 12, 31))
    if closed.may_day:
        extra.add(date(year, 5, 1))
    if closed.friday_after_ascension:
        extra.add(easter(year) + timedelta(days=_FRIDAY_AFTER_ASCENSION))
    if closed.between_christmas_and_new_year:
        extra.update(date(year, 12, day) for day in range(27, 31))
    return holidays_in(year) | extra


def is_working_day(day: date, closed: ClosedDays) -> bool:
    """Say whether people are at work: Monday to Friday, no holiday, not kept closed."""
    return day.weekday() < 5 and day not in closed_in(day.year, closed)


@lru_cache(maxsize=16384)
def working_day_on_or_before(day: date, closed: ClosedDays) -> date:
    """Return the day itself if people are at work, else the last working day before it."""
    while not is_working_day(day, closed):
        day -= _ONE_DAY
    return day


@lru_cache(maxsize=16384)
def working_day_on_or_after(day: date, closed: ClosedDays) -> date:
    """Return the day itself if people are at work, else the first working day after it."""
    while not is_working_day(day, closed):
        day += _ONE_DAY
    return day
