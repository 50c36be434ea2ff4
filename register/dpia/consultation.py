"""Prior consultation of Datatilsynet and its clocks (forudgående høring, Art. 36). Pure.

Datatilsynet answers within 8 weeks of receipt, 6 more when it says so within a month; both wait while it waits for
information it has asked for (Art. 36(2)). The processing waits too.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from app.core.text import N_
from app.core.workdays import ClosedDays, working_day_on_or_after

PERIOD = timedelta(weeks=8)
EXTENSION = timedelta(weeks=6)
TOLD_WITHIN = relativedelta(months=1)
_ONE_DAY = timedelta(days=1)
_HOLIDAYS = ClosedDays(constitution_day=False, christmas_eve=False, new_years_eve=False)
"""The public holidays and no other day: which days this municipality is closed moves no deadline of Datatilsynet's."""


@dataclass(frozen=True)
class Pause:
    """Information was asked for on the first day and received on the last; None while it is awaited."""

    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Consultation:
    """A consultation: received by Datatilsynet on `submitted_on`; `extended_on` is when we were told of six more weeks.

    `answered_on` is when the advice came.
    """

    submitted_on: date
    extended_on: date | None = None
    pauses: tuple[Pause, ...] = ()
    answered_on: date | None = None


ClockState = Literal["running", "suspended", "over", "answered"]
CLOCK_STATES: Mapping[ClockState, str] = {
    "running": N_("Datatilsynet har ikke svaret endnu."),
    "suspended": N_("Fristen står stille, mens Datatilsynet venter på oplysninger."),
    "over": N_("Fristen er løbet ud, uden at Datatilsynet har svaret."),
    "answered": N_("Datatilsynet har svaret."),
}


@dataclass(frozen=True)
class Clock:
    """Where the period stands: its last day (None when it stands still or has served), and how many days are left."""

    state: ClockState
    ends_on: date | None
    days_left: int


def deadline(consultation: Consultation, today: date) -> Clock:
    """When Datatilsynet's period ends, as it looks today.

    1. The day of receipt does not count; 8 weeks end on the same weekday, 14 with an extension.
    2. A day on which information is awaited does not count, the first and the last included. Pauses that overlap
       count once, and what lies before the receipt counts for nothing.
    3. While a pause is open there is no last day; `days_left` are the days left when the clock starts again.
    4. A period that would end on a Saturday, Sunday or public holiday ends on the next working day (Regulation
       (EEC, Euratom) 1182/71, Art. 3(4)).
    """
    if consultation.answered_on is not None and consultation.answered_on <= today:
        return Clock("answered", None, 0)
    period = PERIOD if consultation.extended_on is None else PERIOD + EXTENSION
    last, left = _count(consultation.submitted_on, period, consultation.pauses)
    if last is None:
        return Clock("suspended", None, left)
    ends_on = working_day_on_or_after(last, _HOLIDAYS)
    return Clock("over" if today > ends_on else "running", ends_on, max((ends_on - today).days, 0))


def is_over(consultation: Consultation, today: date) -> bool:
    """Whether the whole period has run out and Datatilsynet has said nothing."""
    return deadline(consultation, today).state == "over"


def may_begin(consultation: Consultation, today: date) -> bool:
    """Whether the processing need not wait for this consultation any longer.

    It waits for the answer, which may ask for more or forbid it (Art. 36(2), 58): what the answer says is followed
    before it begins. When the whole period has passed in silence, Art. 36 no longer holds it back; silence is no
    approval, and Datatilsynet may still step in.
    """
    return why_not_begin(consultation, today) is None


def why_not_begin(consultation: Consultation, today: date) -> str | None:
    """Why the processing must wait; None when this consultation no longer holds it back (see `may_begin`)."""
    state = deadline(consultation, today).state
    if state == "suspended":
        return N_("Datatilsynet venter på oplysninger. Behandlingen må ikke gå i gang, før det har svaret.")
    if state == "running":
        return N_(
            "Datatilsynet har ikke svaret. Behandlingen må ikke gå i gang, før det har svaret, eller fristen er gået."
        )
    return None


def why_not_submit(submitted_on: date, today: date) -> str | None:
    """Why a consultation cannot have been received that day; None when it can."""
    return _FUTURE if submitted_on > today else None


def why_not_extend(consultation: Consultation, extended_on: date, today: date) -> str | None:
    """Why the period cannot have been extended that day; None when it can.

    We are told within one month of receipt; a month, too, in which the days of waiting do not count: Art. 36(2) lets
    "those periods" be suspended.
    """
    if consultation.extended_on is not None:
        return N_("Fristen er allerede forlænget. Den kan kun forlænges én gang.")
    if reason := _why_not_during(consultation, extended_on, today):
        return reason
    month = consultation.submitted_on + TOLD_WITHIN - consultation.submitted_on
    last, _ = _count(consultation.submitted_on, month, consultation.pauses)
    if last is not None and extended_on > working_day_on_or_after(last, _HOLIDAYS):
        return N_(
            "Datatilsynet skal give besked om forlængelsen senest en måned efter, at det fik høringen. Ret datoen."
        )
    return None


def why_not_pause(consultation: Consultation, pause: Pause, today: date) -> str | None:
    """Why Datatilsynet cannot have waited for information on those days; None when it can."""
    if pause.until_on is not None and pause.until_on < pause.from_on:
        return N_("Pausen slutter, før den begynder. Vælg en senere dag.")
    return _why_not_during(consultation, pause.from_on, today) or _why_not_during(
        consultation, pause.until_on or pause.from_on, today
    )


def why_not_answer(consultation: Consultation, answered_on: date, today: date) -> str | None:
    """Why Datatilsynet cannot have answered that day; None when it can."""
    return _why_not_day(consultation, answered_on, today)


_FUTURE = N_("Dagen ligger i fremtiden. Vælg i dag eller en tidligere dag.")


def _why_not_during(consultation: Consultation, day: date, today: date) -> str | None:
    if reason := _why_not_day(consultation, day, today):
        return reason
    if consultation.answered_on is not None and day > consultation.answered_on:
        return N_("Dagen ligger efter den dag, Datatilsynet svarede. Vælg en tidligere dag.")
    return None


def _why_not_day(consultation: Consultation, day: date, today: date) -> str | None:
    if day < consultation.submitted_on:
        return N_("Dagen ligger før den dag, Datatilsynet fik høringen. Vælg en senere dag.")
    return _FUTURE if day > today else None


def _count(received_on: date, period: timedelta, pauses: Collection[Pause]) -> tuple[date | None, int]:
    """The last day of a period, and how many of its days are left once an open pause has begun.

    The pauses are taken in order; each moves the last day by those of its days that no pause before it has moved it by.
    """
    last = received_on + period
    seen_to = received_on
    for pause in sorted(pauses, key=lambda pause: pause.from_on):
        begins_on = max(pause.from_on, seen_to + _ONE_DAY)
        if begins_on > last:
            break
        if pause.until_on is None:
            return None, (last - begins_on + _ONE_DAY).days
        if pause.until_on >= begins_on:
            last += pause.until_on - begins_on + _ONE_DAY
            seen_to = pause.until_on
    return last, 0
