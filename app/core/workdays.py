"""Danish working days: what the calendar says, and the days this municipality keeps closed besides.

Pure: the day is an argument. Holidays are computed from Easter, never read from a list, because lists go
wrong on Store Bededag, which was a holiday for the last time in 2023.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

from app.core.text import N_

LAST_STORE_BEDEDAG = 2023
_ONE_DAY = timedelta(days=1)
# Fixed holidays by (month, day); the others by how many days they follow Easter Sunday.
_FIXED = {(1, 1): N_("Nytårsdag"), (12, 25): N_("Juledag"), (12, 26): N_("2. juledag")}
_FROM_EASTER = {
    -3: N_("Skærtorsdag"),
    -2: N_("Langfredag"),
    0: N_("Påskedag"),
    1: N_("2. påskedag"),
    39: N_("Kristi himmelfartsdag"),
    49: N_("Pinsedag"),
    50: N_("2. pinsedag"),
}
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
    return frozenset(_holiday_names(year))


def holiday_name(day: date) -> str:
    """Return what a holiday is called, as a message to translate; "" for a day that is none."""
    return _holiday_names(day.year).get(day, "")


@lru_cache(maxsize=1024)
def closed_in(year: int, closed: ClosedDays) -> frozenset[date]:
    """Return every day of the year that is a holiday or kept closed; weekends are not listed."""
    return holidays_in(year) | _kept_closed(year, closed).keys()


def closed_name(day: date, closed: ClosedDays) -> str:
    """Return why a day that is kept closed is so, as a message to translate; "" for a day that is not.

    A holiday may be kept closed as well: 5 June 2028 is both Whit Monday and Constitution Day.
    """
    return _kept_closed(day.year, closed).get(day, "")


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


@lru_cache(maxsize=512)
def _holiday_names(year: int) -> dict[date, str]:
    easter_sunday = easter(year)
    names = {easter_sunday + timedelta(days=offset): name for offset, name in _FROM_EASTER.items()}
    if year <= LAST_STORE_BEDEDAG:
        names[easter_sunday + timedelta(days=_STORE_BEDEDAG)] = N_("Store bededag")
    return names | {date(year, month, day): name for (month, day), name in _FIXED.items()}


@lru_cache(maxsize=1024)
def _kept_closed(year: int, closed: ClosedDays) -> dict[date, str]:
    names = {day: N_("Lukkedag") for day in closed.dates if day.year == year}
    if closed.constitution_day:
        names[date(year, 6, 5)] = N_("Grundlovsdag")
    if closed.christmas_eve:
        names[date(year, 12, 24)] = N_("Juleaftensdag")
    if closed.new_years_eve:
        names[date(year, 12, 31)] = N_("Nytårsaftensdag")
    if closed.may_day:
        names[date(year, 5, 1)] = N_("1. maj")
    if closed.friday_after_ascension:
        names[easter(year) + timedelta(days=_FRIDAY_AFTER_ASCENSION)] = N_("Fredag efter Kristi himmelfartsdag")
    if closed.between_christmas_and_new_year:
        names |= {date(year, 12, day): N_("Mellem jul og nytår") for day in range(27, 31)}
    return names
