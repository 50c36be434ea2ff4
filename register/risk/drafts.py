"""What the verbs of an assessment have in common: holding it, copying it, keeping its colours, telling of it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db, insert_new, lock_row
from app.core.errors import EditConflict, Refused
from register.activity.refreshing import refresh_records
from register.risk.facts import consequences_of, facts_of
from register.risk.model import AssessedThreat, RiskAssessment, RiskEditor, ThreatMeasure
from register.risk.rules import inherent, residual
from register.risk.scale import Scale
from register.risk.subject import MODELS, TRAIL_KINDS, RiskSubject, kind_of

_COPIED = (
    "threat_id", "position", "title", "description", "hits_confidentiality", "hits_integrity", "hits_availability",
    "is_relevant", "irrelevant_reason", "evidence", "treatment", "treatment_note", "residual_reason",
)  # fmt: skip
_GRADED = (
    "likelihood", "residual_consequence", "residual_likelihood", "inherent_consequence", "colour", "residual_colour",
)  # fmt: skip
_CARRIED = ("context", "consequence_reason")
_CARRIED_GRADES = ("confidentiality", "integrity", "availability", "other_grades")


def hold_subject(subject: RiskSubject) -> None:
    """Hold what is assessed until the transaction ends: two assessments of it are made one after the other.

    Raises NotFound, and Refused for what is retired: its risk is nobody's any more.
    """
    _refuse(lock_row(MODELS[subject.kind], subject.id))


def refuse_retired(assessment: RiskAssessment) -> None:
    """Raises Refused where what is assessed is retired."""
    kind, subject_id = kind_of(assessment)
    _refuse(db.session.get_one(MODELS[kind], subject_id))


def _refuse(row: Any) -> None:
    if getattr(row, "status", "") == "retired" or getattr(row, "is_retired", False):
        raise Refused(_("Det er udgået, så risikoen vurderes ikke mere. Tag det i brug igen først."))


def note_editor(assessment: RiskAssessment, doing: Doing) -> None:
    """Remember who has written in an assessment: they do not accept it themselves (R47)."""
    if doing.person_id is not None:
        values = {"assessment_id": assessment.id, "person_id": doing.person_id}
        db.session.execute(insert_new(RiskEditor).values(**values))


def take_draft(assessment_id: int, version: int) -> RiskAssessment:
    """The draft, held until the transaction ends. Raises NotFound, Refused for a finished one, EditConflict."""
    draft = lock_row(RiskAssessment, assessment_id)
    if not draft.is_draft:
        raise Refused(_("Vurderingen er afsluttet og kan ikke rettes. Begynd en ny."))
    refuse_retired(draft)
    if draft.version != version:
        raise EditConflict(_("En anden har gemt i vurderingen, siden du åbnede siden. Se den igennem, og prøv igen."))
    return draft


def carry(before: RiskAssessment, to: RiskAssessment) -> None:
    """Copy what was said, with its threats and measures; on another scale without grades: a 3 there is no 3 here."""
    is_same_scale = before.scale_id == (to.scale.id if to.scale else to.scale_id)
    for name in _CARRIED + (_CARRIED_GRADES if is_same_scale else ()):
        setattr(to, name, getattr(before, name))
    names = _COPIED + (_GRADED if is_same_scale else ())
    for threat in before.threats:
        row = AssessedThreat(**{name: getattr(threat, name) for name in names})
        row.measures = [ThreatMeasure(measure_id=held.measure_id, is_new=held.is_new) for held in threat.measures]
        to.threats.append(row)


def keep_colours(draft: RiskAssessment, scale: Scale) -> None:
    """Keep with each threat what it comes to, so that pictures count without reading the scale."""
    consequences = consequences_of(draft)
    for row in draft.threats:
        threat = facts_of(row)
        before, after = inherent(scale, consequences, threat), residual(scale, consequences, threat)
        row.inherent_consequence = before.consequence if before else None
        row.colour = before.colour_on(scale) if before else ""
        row.residual_colour = after.colour_on(scale) if after else ""


def saved(draft: RiskAssessment, scale: Scale, doing: Doing, changes: Mapping[str, Any]) -> RiskAssessment:
    """Count the save, keep the colours, remember who wrote last, and tell what changed."""
    keep_colours(draft, scale)
    draft.version += 1
    draft.at, draft.by_id = doing.at, doing.person_id
    db.session.flush()
    note_editor(draft, doing)
    tell(doing, "write", draft, changes)
    return draft


def tell(doing: Doing, verb: str, assessment: RiskAssessment, changes: Mapping[str, Any]) -> None:
    """Tell of an assessment in the trail of what it is about."""
    kind, subject_id = kind_of(assessment)
    record(doing, f"risk.{verb}", TRAIL_KINDS[kind], subject_id, changes)


def refresh_subject(assessment: RiskAssessment) -> None:
    """Ask the rules of an activity anew: they know its risk."""
    if assessment.activity_id is not None:
        refresh_records([assessment.activity_id], today=clock.today())
