"""A month or a week as weeks of days, Monday first. Pure: the period, the day and the tasks in, what is drawn out.

Weeks are ISO 8601's: week 1 holds the year's first Thursday, so that 1 January may lie in week 53 of the year before.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Generic, Literal, TypeVar

from aarshjul.calendar.rules import YEARS
from app.core.filters import MONTHS
from app.core.text import N_
from app.core.workdays import ClosedDays, closed_name, holiday_name

View = Literal["maaned", "uge"]
TaskT = TypeVar("TaskT")
WEEKDAYS = (
    N_("mandag"),
    N_("tirsdag"),
    N_("onsdag"),
    N_("torsdag"),
    N_("fredag"),
    N_("lørdag"),
    N_("søndag"),
)
_DAY = timedelta(days=1)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


@dataclass(frozen=True)
class Span:
    """A month or an ISO week, from its first day to its last."""

    view: View
    first_on: date
    last_on: date

    @property
    def weeks_from(self) -> date:
        """The Monday of the week it begins in."""
        return _monday(self.first_on)

    @property
    def weeks_to(self) -> date:
        """The Sunday of the week it ends in."""
        return _monday(self.last_on) + 6 * _DAY

    @property
    def title(self) -> str:
        """ "marts 2027", or "uge 12, 2027"."""
        if self.view == "maaned":
            return f"{MONTHS[self.first_on.month - 1]} {self.first_on.year}"
        year, week, _ = self.first_on.isocalendar()
        return f"uge {week}, {year}"

    @property
    def args(self) -> dict[str, str]:
        """What stands for it in an address."""
        if self.view == "maaned":
            return {"visning": "maaned", "maaned": f"{self.first_on:%Y-%m}"}
        year, week, _ = self.first_on.isocalendar()
        return {"visning": "uge", "uge": f"{year}-W{week:02}"}

    def before(self) -> "Span | None":
        """The one before it; None at the end of the calendar."""
        return _known(span_around(self.view, self.first_on - _DAY))

    def after(self) -> "Span | None":
        """The one after it; None at the end of the calendar."""
        return _known(span_around(self.view, self.last_on + _DAY))


@dataclass(frozen=True)
class OfDay(Generic[TaskT]):
    """What falls on a day: how many tasks, how many of them open, and the first of them."""

    total: int = 0
    open: int = 0
    first: Sequence[TaskT] = ()


@dataclass(frozen=True, kw_only=True)
class Day(Generic[TaskT]):
    """A day as it is drawn. `holiday` and `closed` say why nobody is at work, "" where they do not.

    `is_within`: it lies in the month, and not only in one of its weeks.
    """

    on: date
    is_within: bool
    is_today: bool
    holiday: str
    closed: str
    tasks: OfDay[TaskT] = field(default_factory=OfDay)

    @property
    def is_off(self) -> bool:
        """Whether nobody is at work."""
        return bool(self.on.weekday() >= 5 or self.holiday or self.closed)

    @property
    def more(self) -> int:
        """How many tasks are not shown."""
        return self.tasks.total - len(self.tasks.first)

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.on.weekday()]

    @property
    def month_and_year(self) -> str:
        """What follows the number of the day: ". marts 2027"."""
        return f". {MONTHS[self.on.month - 1]} {self.on.year}"


@dataclass(frozen=True, kw_only=True)
class Week(Generic[TaskT]):
    """An ISO week; `is_quiet`: few are at work in it."""

    number: int
    year: int
    is_quiet: bool
    days: Sequence[Day[TaskT]]

    @property
    def span(self) -> Span:
        return span_around("uge", self.days[0].on)


def span_of(view: View, args: Mapping[str, str], *, today: date) -> Span:
    """The span an address tells, `maaned=2027-03` or `uge=2027-W12`; today's for what cannot be read."""
    pattern, text = (_MONTH, args.get("maaned", "")) if view == "maaned" else (_WEEK, args.get("uge", ""))
    match = pattern.fullmatch(text)
    year, number = (int(match[1]), int(match[2])) if match else (0, 0)
    if year in YEARS:
        try:
            day = date(year, number, 1) if view == "maaned" else date.fromisocalendar(year, number, 1)
        except ValueError:
            day = today
        return _known(span_around(view, day)) or span_around(view, today)
    return span_around(view, today)


def span_around(view: View, day: date) -> Span:
    """The month or week a day lies in."""
    if view == "uge":
        return Span(view, _monday(day), _monday(day) + 6 * _DAY)
    first_on = day.replace(day=1)
    return Span(view, first_on, (first_on + 31 * _DAY).replace(day=1) - _DAY)


def draw(
    span: Span,
    tasks: Mapping[date, OfDay[TaskT]],
    *,
    closed: ClosedDays,
    quiet_weeks: frozenset[int],
    today: date,
) -> Iterator[Week[TaskT]]:
    """Yield the weeks of the span with their seven days each."""
    monday = span.weeks_from
    while monday <= span.last_on:
        year, number, _ = monday.isocalendar()
        days = [
            Day(
                on=day,
                is_within=span.first_on <= day <= span.last_on,
                is_today=day == today,
                holiday=holiday_name(day),
                closed=closed_name(day, closed),
                tasks=tasks.get(day, OfDay()),
            )
            for day in (monday + offset * _DAY for offset in range(7))
        ]
        yield Week(number=number, year=year, is_quiet=number in quiet_weeks, days=days)
        monday += 7 * _DAY


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY


def _known(span: Span) -> Span | None:
    return span if span.first_on.year in YEARS and span.last_on.year in YEARS else None
