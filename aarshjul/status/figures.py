"""The figures of the status report: pure functions of counts (domain.md §8).

Shares are compared unrounded, as whole numbers. There is no colour where there is nothing to count among. The
same functions serve the page, the PDF, the spreadsheet and the json.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
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
    not due again · red: red risk · tasks_due: tasks due in the period · done_on_time, done_late: of them, done ·
    overdue: open past their date, whenever due · overdue_long: of them, by more than 30 days.
    """

    records: int = 0
    art30_fulfilled: int = 0
    reviewed: int = 0
    reviews_overdue: int = 0
    assessed: int = 0
    red: int = 0
    tasks_due: int = 0
    done_on_time: int = 0
    done_late: int = 0
    overdue: int = 0
    overdue_long: int = 0

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


@dataclass(frozen=True)
class Kpi:
    """A KPI as it is defined and printed: what is counted among what, and from where it is green or yellow."""

    code: str
    label: str
    definition: str
    measure: Callable[[Counts], Measure]


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


def _share(code: str, part: str, whole: str, green: int, yellow: int) -> Callable[[Counts], Measure]:
    def measure(counts: Counts) -> Measure:
        some, every = getattr(counts, part), getattr(counts, whole)
        return Measure(code, some, every, share_light(some, every, green=green, yellow=yellow))

    return measure


def _number(code: str, name: str, *, among: str, red_from: int) -> Callable[[Counts], Measure]:
    def measure(counts: Counts) -> Measure:
        number = getattr(counts, name)
        has_basis = number > 0 or getattr(counts, among) > 0
        return Measure(code, number, None, count_light(number, red_from=red_from) if has_basis else "grey")

    return measure


KPIS: Sequence[Kpi] = (
    Kpi(
        "K1",
        N_("Art. 30 opfyldt"),
        N_("Behandlinger uden mangler efter art. 30, stk. 1, af alle. I orden fra 95, opmærksomhed fra 80 procent."),
        _share("K1", "art30_fulfilled", "records", 95, 80),
    ),
    Kpi(
        "K2",
        N_("Gennemgået inden for 12 måneder"),
        N_("Behandlinger gennemgået inden for 12 måneder, af alle. I orden fra 90, opmærksomhed fra 70 procent."),
        _share("K2", "reviewed", "records", 90, 70),
    ),
    Kpi(
        "K3",
        N_("Opgaver udført til tiden"),
        N_("Opgaver udført til tiden, af dem med frist i perioden. I orden fra 90, opmærksomhed fra 75 procent."),
        _share("K3", "done_on_time", "tasks_due", 90, 75),
    ),
    Kpi(
        "K4",
        N_("Over fristen i mere end 30 dage"),
        N_("Antal åbne opgaver mere end 30 dage over fristen. I orden ved 0, handling kræves fra 4."),
        _number("K4", "overdue_long", among="tasks_due", red_from=4),
    ),
    Kpi(
        "K5",
        N_("Risikovurderet"),
        N_("Behandlinger med en gyldig risikovurdering, af alle. I orden fra 90, opmærksomhed fra 70 procent."),
        _share("K5", "assessed", "records", 90, 70),
    ),
    Kpi(
        "K6",
        N_("Røde risici"),
        N_("Antal behandlinger med rød risiko. Handling kræves fra 1: en rød risiko skal besluttes af ledelsen."),
        _number("K6", "red", among="assessed", red_from=1),
    ),
)
DECISIVE = frozenset({"K1", "K6"})
"""A red light in one of these makes the whole red."""


def measures(counts: Counts) -> tuple[Measure, ...]:
    """All KPIs of one administration, in their order."""
    return tuple(kpi.measure(counts) for kpi in KPIS)


def overall(lights: Mapping[str, Light]) -> Light:
    """The light of the whole administration.

    1. Red when a decisive KPI is red.
    2. Else the colour that most KPIs with a basis have; when colours tie, the worse one.
    3. Grey when no KPI has a basis.
    """
    if any(lights.get(code) == "red" for code in DECISIVE):
        return "red"
    coloured = [light for light in lights.values() if light != "grey"]
    if not coloured:
        return "grey"
    number: Counter[Light] = Counter(coloured)
    return max(WORST_FIRST, key=lambda light: (number[light], -WORST_FIRST.index(light)))


def reasons(found: Sequence[Measure]) -> tuple[str, ...]:
    """Codes of the KPIs that are red, in their order: what stands behind a colour that is not green."""
    return tuple(measure.code for measure in found if measure.light == "red")
