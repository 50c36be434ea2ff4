"""The KPIs (domain.md §8), each with what it counts among what. Pure.

A share is red below `yellow` percent and green from `green`; a number is green at none. K10 to K14 and K16 come with
their records. What has no records of its kind anywhere is left out of the report, not shown without a colour.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aarshjul.status.figures import WORST_FIRST, Counts, Light, Measure, count_light, share_light
from app.core.text import N_


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """A KPI as it is defined and printed.

    A share: `part` of `whole`, green and yellow from so many percent. A number: `part`, red from `red_from`, with a
    basis where `among` or the number itself is above none. `in_hours`: part and whole are minutes, told in hours.
    `in_overview`: one of the eight on the report's first page. `needs`: the count that must be above none somewhere
    for the KPI to be in the report at all.
    """

    code: str
    label: str
    definition: str
    part: str
    whole: str = ""
    green: int = 0
    yellow: int = 0
    among: str = ""
    red_from: int = 0
    in_hours: bool = False
    in_overview: bool = True
    needs: str = ""

    @property
    def more_is_better(self) -> bool:
        """A share is better when it grows, a number when it falls."""
        return bool(self.whole)

    def measure(self, counts: Counts) -> Measure:
        """The KPI of one administration."""
        part = getattr(counts, self.part)
        if self.whole:
            whole = getattr(counts, self.whole)
            return Measure(self.code, part, whole, share_light(part, whole, green=self.green, yellow=self.yellow))
        has_basis = part > 0 or getattr(counts, self.among) > 0
        return Measure(self.code, part, None, count_light(part, red_from=self.red_from) if has_basis else "grey")


KPIS: Sequence[Kpi] = (
    Kpi(
        code="K1",
        label=N_("Art. 30 opfyldt"),
        definition=N_(
            "Behandlinger uden mangler efter art. 30, stk. 1, af alle behandlinger. "
            "I orden fra 95, opmærksomhed fra 80 procent."
        ),
        part="art30_fulfilled", whole="records", green=95, yellow=80,
    ),
    Kpi(
        code="K2",
        label=N_("Gennemgået inden for 12 måneder"),
        definition=N_(
            "Behandlinger gennemgået inden for 12 måneder, af alle behandlinger. "
            "I orden fra 90, opmærksomhed fra 70 procent."
        ),
        part="reviewed", whole="records", green=90, yellow=70,
    ),
    Kpi(
        code="K3",
        label=N_("Opgaver udført til tiden"),
        definition=N_(
            "Opgaver udført senest på fristen, af alle opgaver med frist i perioden. "
            "I orden fra 90, opmærksomhed fra 75 procent."
        ),
        part="done_on_time", whole="tasks_due", green=90, yellow=75,
    ),
    Kpi(
        code="K4",
        label=N_("Over fristen i mere end 30 dage"),
        definition=N_("Antal åbne opgaver mere end 30 dage over fristen. I orden ved 0, handling kræves fra 4."),
        part="overdue_long", among="tasks_due", red_from=4,
    ),
    Kpi(
        code="K5",
        label=N_("Risikovurderet"),
        definition=N_(
            "Behandlinger med en risikovurdering, der ikke skal laves om endnu, af alle behandlinger. "
            "I orden fra 90, opmærksomhed fra 70 procent."
        ),
        part="assessed", whole="records", green=90, yellow=70,
    ),
    Kpi(
        code="K6",
        label=N_("Røde restrisici uden beslutning"),
        definition=N_(
            "Antal gældende vurderinger af behandlinger, systemer og scenarier med rød restrisiko, som ingen gyldig "
            "beslutning dækker. I orden ved 0, handling kræves fra 1."
        ),
        part="red_undecided", among="risks", red_from=1,
    ),
    Kpi(
        code="K7",
        label=N_("Konsekvensanalyser udført"),
        definition=N_(
            "Behandlinger med en godkendt konsekvensanalyse, af dem, hvor screeningen kræver en. "
            "I orden ved 100, opmærksomhed fra 80 procent."
        ),
        part="dpia_done", whole="dpia_required", green=100, yellow=80, in_overview=False,
    ),
    Kpi(
        code="K8",
        label=N_("Databehandlere med aftale"),
        definition=N_(
            "Databehandlere med en gældende databehandleraftale, af alle i brug. "
            "I orden ved 100, opmærksomhed fra 95 procent."
        ),
        part="with_agreement", whole="processors", green=100, yellow=95,
    ),
    Kpi(
        code="K9",
        label=N_("Tilsyn gennemført efter plan"),
        definition=N_(
            "Førte tilsyn med databehandlere ud af dem med frist i perioden og dem, der manglede ved dens "
            "begyndelse. I orden fra 90, opmærksomhed fra 70 procent."
        ),
        part="supervisions_held", whole="supervisions_planned", green=90, yellow=70,
    ),
    Kpi(
        code="K15",
        label=N_("Kapacitetsdækning"),
        definition=N_(
            "Årets timer til rådighed, målt i procent af årets planlagte. Kun dem, der har skrevet timer, er med. "
            "I orden fra 100, opmærksomhed fra 75 procent."
        ),
        part="at_hand", whole="planned", green=100, yellow=75, in_hours=True, in_overview=False,
    ),
    Kpi(
        code="K17",
        label=N_("Beslutninger udsat mindst to gange"),
        definition=N_(
            "Antal åbne punkter til organet, som møder har udsat to gange eller mere, lukkede punkter ikke medregnet. "
            "I orden ved 0, handling kræves fra 2."
        ),
        part="decisions_postponed", among="decisions", red_from=2, in_overview=False, needs="decisions",
    ),
)  # fmt: skip
DECISIVE = frozenset({"K1", "K6", "K8", "K10"})
"""A red light in one of these makes the whole red."""


def kpis_of(total: Counts) -> tuple[Kpi, ...]:
    """The KPIs that the report has: those whose records there are, in their order."""
    return tuple(kpi for kpi in KPIS if not kpi.needs or getattr(total, kpi.needs))


def measures(counts: Counts, kpis: Sequence[Kpi] = KPIS) -> tuple[Measure, ...]:
    """These KPIs of one administration, in their order."""
    return tuple(kpi.measure(counts) for kpi in kpis)


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
