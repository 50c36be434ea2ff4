"""The working calendar as people write it: days one a line, weeks as numbers and spans. Pure.

What is read is written back in one form, so that the same calendar always looks the same.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from aarshjul.plan.expansion import MOST_QUIET_WEEKS
from app.core.days import find_day, why_no_day
from app.core.filters import short_day
from app.core.text import N_
from app.core.workdays import ClosedDays

CLOSED_WORDS: Mapping[str, str] = {
    "constitution_day": N_("Grundlovsdag, 5. juni"),
    "christmas_eve": N_("Juleaftensdag, 24. december"),
    "new_years_eve": N_("Nytårsaftensdag, 31. december"),
    "may_day": N_("1. maj"),
    "friday_after_ascension": N_("Fredag efter Kristi himmelfartsdag"),
    "between_christmas_and_new_year": N_("Dagene mellem jul og nytår, 27.–30. december"),
}
"""Each setting of ClosedDays that is on or off, in the order of the page."""

MOST_DAYS_A_YEAR = 30
"""So few single days that a deadline, moved back past them and the quiet weeks, stays less than a year away."""
YEARS = range(2000, 2100)
WEEKS = range(1, 54)
_SPAN = re.compile(r"(\d{1,2})(?: ?[-–] ?(\d{1,2}))?")


def closed_days(names: Collection[str], dates: Iterable[date]) -> ClosedDays:
    """The calendar with these settings on, and closed on these days besides."""
    return ClosedDays(**{name: name in names for name in CLOSED_WORDS}, dates=frozenset(dates))


def names_on(closed: ClosedDays) -> list[str]:
    """The settings that are on, in the page's order."""
    return [name for name in CLOSED_WORDS if getattr(closed, name)]


def read_days(text: str) -> Sequence[date]:
    """The days of a text, one a line, earlier first and each once. Raises ValueError with a Danish sentence."""
    days = set()
    for line in filter(None, map(str.strip, text.splitlines())):
        day = find_day(line)
        if day is None:
            raise ValueError(why_no_day(line))
        if day.year not in YEARS:
            raise ValueError(
                N_("Skriv et årstal fra %(first)s til %(last)s i stedet for %(year)s.")
                % {"first": YEARS[0], "last": YEARS[-1], "year": day.year}
            )
        days.add(day)
    for year, of_year in groupby(sorted(days), key=lambda day: day.year):
        if len(list(of_year)) > MOST_DAYS_A_YEAR:
            raise ValueError(
                N_("Der er mere end %(most)s dage i %(year)s. Skriv højst %(most)s lukkedage for hvert år.")
                % {"most": MOST_DAYS_A_YEAR, "year": year}
            )
    return sorted(days)


def write_days(days: Collection[date]) -> str:
    """The days as `read_days` reads them."""
    return "\n".join(map(short_day, sorted(days)))


def read_weeks(text: str) -> frozenset[int]:
    """The ISO weeks of a text such as "27-31, 42 og 52". Raises ValueError with a Danish sentence."""
    weeks: set[int] = set()
    for part in filter(None, (part.strip() for part in re.split(r"[,;\n]|\bog\b", text))):
        span = _SPAN.fullmatch(part.removeprefix("uge").strip())
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (0, 0)
        if first not in WEEKS or last not in WEEKS or first > last:
            raise ValueError(
                N_("«%(part)s» er ikke ugenumre. Skriv tal fra 1 til 53, fx 27-31, 42, 52.") % {"part": part[:40]}
            )
        weeks.update(range(first, last + 1))
    if len(weeks) > MOST_QUIET_WEEKS:
        raise ValueError(
            N_("%(count)s uger er for mange. Vælg højst %(most)s, så der er uger nok at lægge frister i.")
            % {"count": len(weeks), "most": MOST_QUIET_WEEKS}
        )
    return frozenset(weeks)


def write_weeks(weeks: Collection[int]) -> str:
    """The weeks as "27-31, 42, 52"; two in a row stand by themselves."""
    spans: list[str] = []
    for _, run in groupby(enumerate(sorted(weeks)), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in run]
        spans += [f"{numbers[0]}-{numbers[-1]}"] if len(numbers) > 2 else map(str, numbers)
    return ", ".join(spans)
