"""The rows of an assessment as the plain values that the rules ask about."""

from register.risk.model import AssessedThreat, RiskAssessment
from register.risk.rules import ASPECTS, Consequences, ThreatFacts


def consequences_of(assessment: RiskAssessment) -> Consequences:
    """What it would mean to the data subject, as far as it has been said."""
    return Consequences(**{aspect: getattr(assessment, aspect) for aspect in ASPECTS})


def facts_of(row: AssessedThreat) -> ThreatFacts:
    """One threat as it was assessed; the measures chosen as treatment count, those in place are in the likelihood."""
    return ThreatFacts(
        id=row.id or 0,
        title=row.title,
        concerns=frozenset(aspect for aspect in ASPECTS if getattr(row, f"hits_{aspect}")),
        is_relevant=row.is_relevant,
        irrelevant_reason=row.irrelevant_reason or "",
        likelihood=row.likelihood,
        treatment=row.treatment or "",
        residual_consequence=row.residual_consequence,
        residual_likelihood=row.residual_likelihood,
        residual_reason=row.residual_reason or "",
        treatment_note=row.treatment_note or "",
        has_measures=any(held.is_new for held in row.measures),
    )
