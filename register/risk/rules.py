"""What an assessment of risk comes to, and what it lacks. Pure.

Inherent risk is what there is with the measures in place today; residual risk is what is left when the treatment is
carried out. Both are for the data subject (Art. 24, 32).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.core.text import N_
from register.risk.scale import Colour, Scale, colour, severity

Aspect = Literal["confidentiality", "integrity", "availability"]
ASPECTS: Mapping[Aspect, str] = {
    "confidentiality": N_("Fortrolighed"),
    "integrity": N_("Integritet"),
    "availability": N_("Tilgængelighed"),
}
TREATMENTS: Mapping[str, str] = {
    "accept": N_("Acceptér"),
    "avoid": N_("Undgå"),
    "share": N_("Del"),
    "reduce": N_("Reducér"),
}
TREATMENT_HELP: Mapping[str, str] = {
    "accept": N_("Risikoen er, som den skal være. Der gøres ikke mere."),
    "avoid": N_("Hold op med det, der giver risikoen."),
    "share": N_("Lad en anden bære en del, fx gennem en aftale. Ansvaret er stadig jeres."),
    "reduce": N_("Indfør foranstaltninger, så det sker sjældnere eller gør mindre skade."),
}
ACCEPTING: Mapping[Colour, str] = {
    "green": "accept_green",
    "light_green": "accept_green",
    "yellow": "accept_yellow",
    "orange": "accept_orange",
    "red": "accept_red",
}
"""The verb of the access table by which a residual risk of a colour is accepted (domain.md §4)."""
BY_DECISION = frozenset({"orange", "red"})
"""Colours that nobody accepts alone: the steering group decides, and its decision is taken down."""
SHORTEST_REASON = 20
"""Characters of a reason that says something."""
SHORTEST_DECISION = 8
"""Characters of a body and a day: where and when something was decided."""


@dataclass(frozen=True, order=True)
class Grade:
    """A place on the scale. Ordered by what governs: the colour first, then the consequence, then the likelihood."""

    severity: int
    consequence: int
    likelihood: int

    @classmethod
    def at(cls, scale: Scale, consequence: int, likelihood: int) -> "Grade":
        """The place with its colour. Raises ValueError for a grade that is not on the scale."""
        return cls(severity(colour(scale, consequence, likelihood)), consequence, likelihood)

    def colour_on(self, scale: Scale) -> Colour:
        """Its colour."""
        return colour(scale, self.consequence, self.likelihood)


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """What it would mean to the data subject; None where nobody has said yet."""

    confidentiality: int | None = None
    integrity: int | None = None
    availability: int | None = None

    def of(self, aspects: Iterable[str]) -> int | None:
        """The highest of these aspects; None when none of them has been said."""
        return max((grade for aspect in aspects if (grade := getattr(self, aspect)) is not None), default=None)


@dataclass(frozen=True, kw_only=True)
class ThreatFacts:
    """One threat as it was assessed. `id` names it in what is said of it; `concerns` are the aspects it hits.

    Without a residual grade the residual risk is the inherent one.
    """

    id: int
    title: str
    concerns: frozenset[str]
    is_relevant: bool | None = None
    irrelevant_reason: str = ""
    likelihood: int | None = None
    treatment: str = ""
    residual_consequence: int | None = None
    residual_likelihood: int | None = None
    residual_reason: str = ""
    treatment_note: str = ""
    has_measures: bool = False


@dataclass(frozen=True)
class Lack:
    """What an assessment still lacks; `threat_id` is the threat it concerns, None for the assessment itself."""

    field: str
    message: str
    threat_id: int | None = None


def inherent(scale: Scale, consequences: Consequences, threat: ThreatFacts) -> Grade | None:
    """The risk with the measures in place today; None while it cannot be told, or when the threat is not relevant."""
    worst = consequences.of(threat.concerns)
    if not threat.is_relevant or worst is None or threat.likelihood is None:
        return None
    return Grade.at(scale, worst, threat.likelihood)


def residual(scale: Scale, consequences: Consequences, threat: ThreatFacts) -> Grade | None:
    """The risk that is left when the treatment is carried out; None as for `inherent`."""
    before = inherent(scale, consequences, threat)
    if before is None:
        return None
    return Grade.at(
        scale, threat.residual_consequence or before.consequence, threat.residual_likelihood or before.likelihood
    )


def is_lowered(before: Grade, after: Grade) -> bool:
    """Whether what is left is less along any axis than what there was."""
    return after.consequence < before.consequence or after.likelihood < before.likelihood


def is_raised(before: Grade, after: Grade) -> bool:
    """Whether what is left is worse than what there was, in colour or along either axis."""
    return (
        after.severity > before.severity
        or after.consequence > before.consequence
        or after.likelihood > before.likelihood
    )


def total(grades: Iterable[Grade | None]) -> Grade | None:
    """The highest governs; None where there is none."""
    return max((grade for grade in grades if grade is not None), default=None)


def lacks(scale: Scale, consequences: Consequences, threats: Iterable[ThreatFacts]) -> Iterator[Lack]:
    """What must be said before an assessment can hold.

    1. The consequence for each aspect, and what each threat comes to: relevant, or not and why.
    2. For each relevant threat the likelihood and the treatment; what is to be reduced, by which measure.
    3. A residual risk above the inherent one has a written reason.
    4. At least one threat is relevant: else nothing was assessed.
    """
    for aspect in ASPECTS:
        if getattr(consequences, aspect) is None:
            yield Lack(aspect, N_("Vælg konsekvensen for fortrolighed, integritet og tilgængelighed."))
            break
    any_relevant = False
    for threat in threats:
        any_relevant = any_relevant or bool(threat.is_relevant)
        yield from _lacks_of(scale, consequences, threat)
    if not any_relevant:
        yield Lack("threats", N_("Vælg mindst én trussel, der er relevant."))


def _lacks_of(scale: Scale, consequences: Consequences, threat: ThreatFacts) -> Iterator[Lack]:
    if threat.is_relevant is None:
        yield Lack("is_relevant", N_("Vælg, om truslen er relevant."), threat.id)
        return
    if not threat.is_relevant:
        if not threat.irrelevant_reason.strip():
            yield Lack("irrelevant_reason", N_("Skriv, hvorfor truslen ikke er relevant."), threat.id)
        return
    if threat.likelihood is None:
        yield Lack("likelihood", N_("Vælg, hvor sandsynlig truslen er."), threat.id)
    if not threat.treatment:
        yield Lack("treatment", N_("Vælg, hvordan risikoen håndteres."), threat.id)
    if threat.treatment == "reduce" and not threat.has_measures:
        yield Lack("measures", N_("Vælg eller skriv den foranstaltning, der skal mindske risikoen."), threat.id)
    before, after = inherent(scale, consequences, threat), residual(scale, consequences, threat)
    if before and after and is_raised(before, after) and len(threat.residual_reason.strip()) < SHORTEST_REASON:
        yield Lack("residual_reason", N_("Restrisikoen er højere end risikoen i dag. Skriv hvorfor."), threat.id)
    if before and after and is_lowered(before, after):
        yield from _lacks_of_lowered(threat)


def _lacks_of_lowered(threat: ThreatFacts) -> Iterator[Lack]:
    """Nothing gets less dangerous by itself: who accepts a risk lives with what there is."""
    if threat.treatment == "accept":
        yield Lack(
            "treatment",
            N_("Restrisikoen er sat lavere, selv om der ikke gøres mere. Lad den stå som i dag, eller vælg Reducér."),
            threat.id,
        )
        return
    is_explained = threat.has_measures or len(threat.treatment_note.strip()) >= SHORTEST_REASON
    if threat.treatment in ("avoid", "share") and not is_explained:
        yield Lack("treatment_note", N_("Skriv, hvad der gør restrisikoen lavere end i dag."), threat.id)


def latest_expiry(accepted_on: date) -> date:
    """The last day an acceptance may hold: 12 months after it was given."""
    try:
        return accepted_on.replace(year=accepted_on.year + 1)
    except ValueError:
        return accepted_on.replace(year=accepted_on.year + 1, day=28)


def why_not_accept_until(accepted_on: date, expires_on: date) -> str | None:
    """Why an acceptance may not end on that day; None when it may."""
    if expires_on <= accepted_on:
        return N_("Accepten skal gælde længere end til den dag, den bliver givet. Vælg en senere dag.")
    if expires_on > latest_expiry(accepted_on):
        return N_("En risiko kan højst accepteres et år ad gangen. Vælg en tidligere dag.")
    return None


def is_accepted(residual_colour: str, accepted_colour: str | None, expires_on: date | None, today: date) -> bool:
    """Whether an acceptance covers what is left: given to as bad a colour, and not expired."""
    if accepted_colour is None or expires_on is None or today > expires_on:
        return False
    return severity(residual_colour) <= severity(accepted_colour)


@dataclass(frozen=True)
class ChainLink:
    """One risk in the chain that an activity's risk is made of: its own, or that of a system it uses.

    `path` is that of its unit: who may not read there sees its colour, which governs, but gets no link.
    """

    kind: str
    subject_id: int
    name: str
    colour: Colour
    path: str = ""


def governing(chain: Iterable[ChainLink]) -> ChainLink | None:
    """The worst colour governs, the activity's own where two are alike; None where nothing is assessed.

    The grades of two assessments may be of two scales, so that only the colours are held against each other.
    """
    return max(chain, key=lambda link: (severity(link.colour), link.kind == "activity"), default=None)
