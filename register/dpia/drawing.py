"""The risks of an impact assessment, drawn from the record's risk assessment as text (Art. 35(7)(c) and (d)).

The text is part of what the DPO signs: it says the same for as long as the risk assessment says the same, whatever day
it is drawn on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from flask_babel import gettext as _

from app.core.scope import Scope
from register.risk.chain import list_chain
from register.risk.model import AssessedThreat, RiskAssessment
from register.risk.presenting import ShownThreat, Weighed, hits, weigh
from register.risk.rules import ASPECTS, TREATMENTS, ChainLink, Grade, governing
from register.risk.scale import COLOUR_WORDS, Colour, Scale
from register.risk.store import find_current, get_assessment
from register.risk.subject import get_subject


@dataclass(frozen=True)
class Drawn:
    """The risks as they stand: in words, what is left of them, and the assessment they were drawn from.

    Without an assessment of the record itself there is no text and no colour, whatever its systems have.
    """

    text: str
    residual: Colour | None
    assessment: RiskAssessment | None
    weighed: Weighed | None


NOTHING = Drawn("", None, None, None)


def draw_risks(activity_id: int) -> Drawn:
    """Draw them from the assessment that holds. What is left is the worst of the record's own and its systems'."""
    subject = get_subject("activity", activity_id, scope=Scope.everything())
    current = find_current(subject)
    if current is None:
        return NOTHING
    assessment = get_assessment(current.id, scope=Scope.everything())
    chain, weighed = list_chain(subject), weigh(assessment)
    worst = governing(chain)
    return Drawn(
        text="\n".join(_lines(assessment, weighed, chain)),
        residual=worst.colour if worst else cast(Colour, assessment.colour),
        assessment=assessment,
        weighed=weighed,
    )


def _lines(assessment: RiskAssessment, weighed: Weighed, chain: object) -> Iterator[str]:
    scale = weighed.scale
    yield _("Risikoen i dag: %(risk)s", risk=_total(scale, weighed.before, assessment.inherent_colour))
    yield _("Restrisiko: %(risk)s", risk=_total(scale, weighed.after, assessment.colour))
    yield _("Skala: %(name)s, udgave %(version)s.", name=_(scale.name), version=scale.version)
    yield from _consequences(assessment, scale)
    if assessment.reason:
        yield _("Konklusion: %(text)s", text=assessment.reason)
    for shown in weighed.relevant:
        yield from _threat(scale, shown)
    systems = [link for link in cast(list[ChainLink], chain) if link.kind == "system"]
    if systems:
        yield ""
        yield _("Risiko ved de systemer, behandlingen bruger:")
        yield from (f"– {link.name}: {_word(link.colour).lower()}" for link in systems)


def _consequences(assessment: RiskAssessment, scale: Scale) -> Iterator[str]:
    for aspect, word in ASPECTS.items():
        grade = getattr(assessment, aspect)
        if grade:
            yield f"{_(word)}: {grade} {_(scale.consequences[grade - 1].name)}"


def _threat(scale: Scale, shown: ShownThreat) -> Iterator[str]:
    row = shown.row
    yield ""
    yield f"{row.title} ({_('rammer %(aspects)s', aspects=hits(row))})"
    yield f"– {_('I dag: %(risk)s', risk=_grade(scale, shown.before))}"
    treatment = _(TREATMENTS[row.treatment]) if row.treatment else _("ikke valgt")
    said = "; ".join(filter(None, (treatment, *_new_measures(row), row.treatment_note)))
    yield f"– {_('Håndtering: %(what)s', what=said)}"
    yield f"– {_('Bagefter: %(risk)s', risk=_grade(scale, shown.after))}"


def _new_measures(row: AssessedThreat) -> Iterator[str]:
    return (held.measure.name for held in row.measures if held.is_new)


def _total(scale: Scale, grade: Grade | None, colour: str) -> str:
    """The total in words; of an old assessment without threats only the colour is known."""
    if grade is not None:
        return _grade(scale, grade)
    return _("%(colour)s.", colour=_word(colour).lower()) if colour else _("ikke vurderet.")


def _grade(scale: Scale, grade: Grade | None) -> str:
    if grade is None:
        return _("ikke vurderet.")
    return _(
        "%(colour)s (konsekvens %(consequence)s, sandsynlighed %(likelihood)s).",
        colour=_word(grade.colour_on(scale)).lower(),
        consequence=grade.consequence,
        likelihood=grade.likelihood,
    )


def _word(colour: str) -> str:
    return _(COLOUR_WORDS[cast(Colour, colour)])
