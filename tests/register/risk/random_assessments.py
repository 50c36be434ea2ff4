"""Assessments by chance, finished as a person finishes them: several threats of the catalogue and own ones."""

from datetime import date, timedelta
from random import Random
from typing import Any

from app.audit.actions import Doing
from app.core.db import db
from register.risk.finishing import FinishAssessment, finish_assessment
from register.risk.model import AssessedThreat, RiskAssessment
from register.risk.rules import ASPECTS
from register.risk.scale_model import RiskScale
from register.risk.threat_model import Threat
from tests.make import NOW

DOING = Doing(at=NOW, via="cli")
REASON = "Ny leverandør, som vi ikke kender endnu."


def assess(
    chance: Random, *, assessed_on: date, scales: list[RiskScale], threats: list[Threat], **subject: Any
) -> RiskAssessment:
    """A finished assessment of the subject; the residual risk may be lower, the same or higher."""
    draft = RiskAssessment(
        scale=chance.choice(scales), is_draft=True, assessed_on=assessed_on, at=NOW,
        **{aspect: chance.randint(1, 4) for aspect in ASPECTS}, **subject,
    )  # fmt: skip
    chosen: list[Threat | None] = [*chance.sample(threats, chance.randint(1, 6)), *[None] * chance.randint(0, 2)]
    draft.threats = [_threat(chance, place, threat) for place, threat in enumerate(chosen, start=1)]
    if not any(row.is_relevant for row in draft.threats):
        draft.threats[0].is_relevant = True
    db.session.add(draft)
    db.session.flush()
    command = FinishAssessment(
        assessment_id=draft.id, version=draft.version, reason="Set på igen.", assessed_on=assessed_on,
        next_on=assessed_on + timedelta(days=365),
    )  # fmt: skip
    return finish_assessment(command, doing=DOING)


def _threat(chance: Random, place: int, threat: Threat | None) -> AssessedThreat:
    hits = {f"hits_{aspect}": getattr(threat, f"hits_{aspect}") if threat else True for aspect in ASPECTS}
    residual = chance.random() < 0.5
    return AssessedThreat(
        threat_id=threat.id if threat else None, position=place, title=threat.name if threat else "Vores egen",
        is_relevant=chance.random() < 0.7, irrelevant_reason="Sker ikke hos os.", likelihood=chance.randint(1, 4),
        treatment="share" if residual else "accept", treatment_note=REASON, residual_reason=REASON,
        residual_consequence=chance.randint(1, 4) if residual else None,
        residual_likelihood=chance.randint(1, 4) if residual else None, **hits,
    )  # fmt: skip
