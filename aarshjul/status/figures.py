"""The figures of the status report: pure functions of counts (domain.md §8).

Shares are compared unrounded, as whole numbers. There is no colour where there is nothing to count among. The
same functions serve the page, the PDF, the spreadsheet and the json.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

from app.core.text import N_

Light = Literal["green", "yellow", "red", "grey"]

LIGHT_WORDS: Mapping[Light, str] = {
    "green": N_("I orden"),
    "yellow": N_("Opmærksomhed"),
    "red": N_("Handling kræves"),
    "grey": N_("Intet grundlag"),
}
WORST_FIRST: Sequence[Light] = ("red", "yellow", "green")


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What is counted for one administration, at the report's day.

    records: activities in use · art30_fulfilled: of them, without a finding that Art. 30(1) names · reviewed:
    reviewed within 12 months · reviews_overdue: next review passed · assessed: with a risk assessment that is
    not due again.

    risks: assessments that hold, of activities, systems and scenarios · red, orange: of them, by the residual risk ·
    red_undecided, orange_undecided: without an acceptance that covers it at the day · expiring: acceptances of what
    holds that run out within three months.

    dpia_required: records whose screening calls for an impact assessment that is not left out · dpia_done: of them,
    approved. processors: in use · with_agreement: of them, with an agreement in force · supervisions_planned:
    supervisions due in the period, or due before it and not held when it began · supervisions_held: of them, held ·
    supervisions_remarked: supervisions held in the period that found something.

    tasks_due: tasks due in the period · done_on_time, done_late: of them, done · overdue: open past their date,
    whenever due · overdue_long: of them, by more than 30 days · year_tasks: due in the report's year · year_done,
    year_postponed: of them, done, and postponed · next_quarter: open ones due within the three months ahead.

    at_hand, planned, spent: minutes of those who have said how many hours they have for the year. decisions: items
    of the report's body that are open · decisions_postponed: of them, postponed twice or more.
    """

    records: int = 0
    art30_fulfilled: int = 0
    reviewed: int = 0
    reviews_overdue: int = 0
    assessed: int = 0
    risks: int = 0
    red: int = 0
    red_undecided: int = 0
    orange: int = 0
    orange_undecided: int = 0
    expiring: int = 0
    dpia_required: int = 0
    dpia_done: int = 0
    processors: int = 0
    with_agreement: int = 0
    supervisions_planned: int = 0
    supervisions_held: int = 0
    supervisions_remarked: int = 0
    tasks_due: int = 0
    done_on_time: int = 0
    done_late: int = 0
    overdue: int = 0
    overdue_long: int = 0
    year_tasks: int = 0
    year_done: int = 0
    year_postponed: int = 0
    next_quarter: int = 0
    at_hand: int = 0
    planned: int = 0
    spent: int = 0
    decisions: int = 0
    decisions_postponed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)})


@dataclass(frozen=True)
class Measure:
    """One KPI of one administration: `part` of `whole` (no `whole`: a plain number), and its light."""

    code: str
    part: int
    whole: int | None
    light: Light

    @property
    def percent(self) -> float | None:
        """The share in percent, unrounded; None for a plain number or when there is no basis."""
        return 100 * self.part / self.whole if self.whole else None


def share_said(part: int, whole: int) -> str:
    """A share as it is printed: "94 %" up to 95, so that no figure says it has reached what its colour denies."""
    return f"{100 * part // whole} %"


def share_light(part: int, whole: int, *, green: int, yellow: int) -> Light:
    """Green from `green` percent, yellow from `yellow`, else red; grey when there is nothing to count among."""
    if whole <= 0:
        return "grey"
    if 100 * part >= green * whole:
        return "green"
    return "yellow" if 100 * part >= yellow * whole else "red"


def count_light(number: int, *, red_from: int) -> Light:
    """Green at none, red from `red_from`, yellow between."""
    if number <= 0:
        return "green"
    return "red" if number >= red_from else "yellow"
