"""When a record counts as covered. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from aarshjul.recurrence import months_after
from app.core.text import N_

State = Literal["never", "late", "covered"]

STATES: Mapping[State, str] = {
    "never": N_("Aldrig set igennem"),
    "late": N_("Ikke dækket i perioden"),
    "covered": N_("Dækket"),
}
"""From the worst to the best: the order of the list."""


def holds_until(last_on: date | None, every_months: int) -> date | None:
    """The last day on which what was done covers the record; None where nothing was."""
    return None if last_on is None else months_after(last_on, every_months)


def state_of(last_on: date | None, every_months: int, today: date) -> State:
    """Whether a record is covered: it was looked at, and that is no longer ago than its interval in months."""
    until_on = holds_until(last_on, every_months)
    if until_on is None:
        return "never"
    return "covered" if until_on >= today else "late"


def whole_percent(part: int, total: int) -> int:
    """Rounded down, so that a hundred means every one; 0 of nothing."""
    return part * 100 // total if total else 0
