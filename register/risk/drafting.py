"""Writing an assessment: begun from the last one and the catalogue, filled in step by step.

Each verb takes the assessment with the version that was read; the version counts the saves of the whole assessment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app.audit.actions import Doing
from app.comment.model import Comment
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound, Refused
from register.measure.model import Measure
from register.risk.drafts import carry, hold_subject, saved, take_draft, tell
from register.risk.hosting import KIND as COMMENTED
from register.risk.model import AssessedThreat, RiskAction, RiskAssessment, ThreatMeasure
from register.risk.rules import ASPECTS
from register.risk.scale import Scale
from register.risk.scale_store import get_current_scale, scale_of
from register.risk.store import find_current, find_draft
from register.risk.subject import RiskSubject
from register.risk.threat_model import Threat


@dataclass(frozen=True, kw_only=True)
class WriteConsequences:
    """The context and what it would mean. `other_grades` by "perspective-aspect", for organisation and society."""

    assessment_id: int
    version: int
    context: str
    confidentiality: int | None
    integrity: int | None
    availability: int | None
    consequence_reason: str
    other_grades: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SaidOfThreat:
    """What is said of one threat in the list of them all; None: nobody has said whether it is relevant."""

    id: int
    is_relevant: bool | None
    irrelevant_reason: str
    likelihood: int | None
    evidence: str


@dataclass(frozen=True, kw_only=True)
class AddThreat:
    """A threat of one's own, in this assessment only."""

    assessment_id: int
    version: int
    title: str
    concerns: frozenset[str]
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class TreatThreat:
    """What is done about one threat. `measures` are in place today, `new_measures` are the treatment (numbers)."""

    assessment_id: int
    version: int
    threat_id: int
    likelihood: int | None
    evidence: str
    treatment: str
    treatment_note: str
    measures: Sequence[int]
    new_measures: Sequence[int]
    residual_consequence: int | None
    residual_likelihood: int | None
    residual_reason: str


def begin_assessment(subject: RiskSubject, *, doing: Doing) -> RiskAssessment:
    """A draft for a subject: the one there is, else one that starts from the assessment that holds.

    1. What was said last time comes along: consequences, threats, evidence, measures. What was new then is in place
       now where its action is done, so that new measures come along as they were.
    2. Every threat of the catalogue that is not there yet is added, undecided.
    3. On another scale than last time no grade comes along: a 3 there is no 3 here.
    """
    hold_subject(subject)
    draft = find_draft(subject)
    if draft is not None:
        return draft
    scale, today = get_current_scale(), clock.day_of(doing.at)
    draft = RiskAssessment(scale=scale, is_draft=True, assessed_on=today, at=doing.at, by_id=doing.person_id)
    setattr(draft, subject.field, subject.id)
    before = find_current(subject)
    if before is not None:
        carry(before, draft)
    known = {threat.threat_id for threat in draft.threats}
    place = max((threat.position for threat in draft.threats), default=0)
    for threat in db.session.scalars(
        select(Threat).where(Threat.is_retired.is_(False)).order_by(Threat.position, Threat.sort_key, Threat.id)
    ):
        if threat.id not in known:
            place += 1
            draft.threats.append(_offered(threat, place))
    db.session.add(draft)
    db.session.flush()
    tell(doing, "begin", draft, {})
    return draft


def write_consequences(command: WriteConsequences, *, doing: Doing) -> RiskAssessment:
    """Write the context and the consequences. Raises Refused for a grade that is not on the scale."""
    draft = take_draft(command.assessment_id, command.version)
    scale = scale_of(draft.scale)
    grades = [getattr(command, aspect) for aspect in ASPECTS] + list(command.other_grades.values())
    if any(grade is not None and not 1 <= grade <= len(scale.consequences) for grade in grades):
        raise Refused(_("Vælg konsekvensen fra skalaen."))
    changes = {
        name: [getattr(draft, name), getattr(command, name)]
        for name in (*ASPECTS, "context", "consequence_reason")
        if getattr(draft, name) != getattr(command, name)
    }
    draft.other_grades = dict(command.other_grades)
    for name in changes:
        setattr(draft, name, getattr(command, name))
    return saved(draft, scale, doing, changes)


def write_threats(assessment_id: int, said: Sequence[SaidOfThreat], *, version: int, doing: Doing) -> RiskAssessment:
    """Say of many threats at once whether they are relevant, and how likely. What is not named stays as it is."""
    draft = take_draft(assessment_id, version)
    scale = scale_of(draft.scale)
    rows = {threat.id: threat for threat in draft.threats}
    for one in said:
        row = rows.get(one.id)
        if row is None:
            raise NotFound
        _check_likelihood(scale, one.likelihood)
        row.is_relevant, row.irrelevant_reason = one.is_relevant, one.irrelevant_reason
        row.likelihood, row.evidence = one.likelihood, one.evidence
    return saved(draft, scale, doing, {"threats": [None, len(said)]})


def add_threat(command: AddThreat, *, doing: Doing) -> AssessedThreat:
    """Add a threat that the catalogue does not have. It is relevant: else nobody would have written it."""
    draft = take_draft(command.assessment_id, command.version)
    if not command.concerns:
        raise Refused(_("Vælg, om truslen rammer fortrolighed, integritet eller tilgængelighed."), field="concerns")
    row = AssessedThreat(
        title=command.title,
        description=command.description,
        position=max((threat.position for threat in draft.threats), default=0) + 1,
        is_relevant=True,
        **{f"hits_{aspect}": aspect in command.concerns for aspect in ASPECTS},
    )
    draft.threats.append(row)
    saved(draft, scale_of(draft.scale), doing, {"threat": [None, command.title]})
    return row


def remove_threat(assessment_id: int, threat_id: int, *, version: int, doing: Doing) -> RiskAssessment:
    """Take an own threat out again. One of the catalogue is not taken out; it is said not to be relevant."""
    draft = take_draft(assessment_id, version)
    row = _threat_of(draft, threat_id)
    if row.threat_id is not None:
        raise Refused(
            _("En trussel fra kataloget kan ikke slettes. Markér den i stedet som ikke relevant, og skriv hvorfor.")
        )
    draft.threats.remove(row)
    return saved(draft, scale_of(draft.scale), doing, {"threat": [row.title, None]})


def treat_threat(command: TreatThreat, *, doing: Doing) -> RiskAssessment:
    """Write what is done about one threat, and what is then left of the risk."""
    draft = take_draft(command.assessment_id, command.version)
    scale, row = scale_of(draft.scale), _threat_of(draft, command.threat_id)
    _check_likelihood(scale, command.likelihood)
    _check_likelihood(scale, command.residual_likelihood)
    worst = command.residual_consequence
    if worst is not None and not 1 <= worst <= len(scale.consequences):
        raise Refused(_("Vælg konsekvensen fra skalaen."), field="residual_consequence")
    both = set(command.measures) & set(command.new_measures)
    if both:
        raise Refused(_("En foranstaltning kan ikke både være indført og ny. Vælg den ét sted."), field="new_measures")
    row.is_relevant = True
    for name in (
        "likelihood", "evidence", "treatment", "treatment_note", "residual_consequence", "residual_likelihood",
        "residual_reason",
    ):  # fmt: skip
        setattr(row, name, getattr(command, name))
    _put_measures(row, dict.fromkeys(command.measures, False) | dict.fromkeys(command.new_measures, True))
    return saved(draft, scale, doing, {"threat": [row.title, row.title]})


def discard_draft(assessment_id: int, *, version: int, doing: Doing) -> None:
    """Throw a draft away, with what was said of it and the actions planned in it: they were nobody's tasks yet."""
    draft = take_draft(assessment_id, version)
    tell(doing, "discard", draft, {})
    db.session.execute(delete(RiskAction).where(RiskAction.assessment_id == draft.id))
    # A number may be given again: what was said of this draft must not stand at another.
    db.session.execute(delete(Comment).where(Comment.kind == COMMENTED, Comment.subject_id == draft.id))
    db.session.delete(draft)
    db.session.flush()


def _threat_of(draft: RiskAssessment, threat_id: int) -> AssessedThreat:
    for row in draft.threats:
        if row.id == threat_id:
            return row
    raise NotFound


def _offered(threat: Threat, position: int) -> AssessedThreat:
    return AssessedThreat(
        threat_id=threat.id,
        position=position,
        title=threat.name,
        description=threat.description,
        hits_confidentiality=threat.hits_confidentiality,
        hits_integrity=threat.hits_integrity,
        hits_availability=threat.hits_availability,
    )


def _check_likelihood(scale: Scale, likelihood: int | None) -> None:
    if likelihood is not None and not 1 <= likelihood <= len(scale.likelihoods):
        raise Refused(_("Vælg sandsynligheden fra skalaen."), field="likelihood")


def _put_measures(row: AssessedThreat, wanted: Mapping[int, bool]) -> None:
    """Make these the threat's measures (number → whether it is new). Raises NotFound for one there is not."""
    there = set(db.session.scalars(select(Measure.id).where(Measure.id.in_(wanted))))
    if there != set(wanted):
        raise NotFound
    held = {one.measure_id: one for one in row.measures}
    for measure_id, one in held.items():
        if measure_id not in wanted:
            row.measures.remove(one)
    for measure_id, is_new in wanted.items():
        if measure_id in held:
            held[measure_id].is_new = is_new
        else:
            row.measures.append(ThreatMeasure(measure_id=measure_id, is_new=is_new))
