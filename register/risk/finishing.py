"""Making an assessment hold: finished for the first time, or confirmed as it was."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import or_, update

from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.core.filters import long_day
from register.risk.drafts import carry, hold_subject, keep_colours, note_editor, refresh_subject, take_draft, tell
from register.risk.facts import consequences_of, facts_of
from register.risk.model import RiskAssessment
from register.risk.rules import inherent, lacks, residual, total
from register.risk.scale import colour as colour_at
from register.risk.scale import colour_word, next_assessment_on, severity
from register.risk.scale_store import scale_of
from register.risk.store import find_current
from register.risk.subject import COLUMNS, RiskSubject, kind_of

_TOTALS = (
    "consequence", "likelihood", "colour", "severity", "inherent_consequence", "inherent_likelihood", "inherent_colour",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FinishAssessment:
    """Make an assessment hold. `next_on` empty: the date that follows from the colour."""

    assessment_id: int
    version: int
    reason: str
    assessed_on: date
    next_on: date | None = None


def finish_assessment(command: FinishAssessment, *, doing: Doing) -> RiskAssessment:
    """Make the assessment hold from now on; the one before is kept.

    1. Everything that an assessment must say has been said (`rules.lacks`); the first lack is the refusal.
    2. The threat that governs gives the totals; a measure chosen as treatment but never written is no measure.
    3. The next assessment is on the given date, else on the one that follows from the colour.
    """
    draft = take_draft(command.assessment_id, command.version)
    scale, consequences = scale_of(draft.scale), consequences_of(draft)
    threats = [facts_of(threat) for threat in draft.threats]
    for lack in lacks(scale, consequences, threats):
        title = next((threat.title for threat in threats if threat.id == lack.threat_id), "")
        raise Refused(f"{title}: {_(lack.message)}" if title else _(lack.message), field=lack.field)
    if not command.reason.strip():
        raise Refused(_("Skriv en konklusion."), field="reason")
    keep_colours(draft, scale)
    before = total(inherent(scale, consequences, threat) for threat in threats)
    after = total(residual(scale, consequences, threat) for threat in threats)
    assert before is not None and after is not None, "a relevant threat has a grade; lacks() has seen to it"
    colour = after.colour_on(scale)
    next_on = command.next_on or next_assessment_on(colour, command.assessed_on)
    if command.assessed_on > clock.day_of(doing.at):
        raise Refused(_("Dagen ligger i fremtiden. Vælg i dag eller en tidligere dag."), field="assessed_on")
    if next_on <= command.assessed_on:
        raise Refused(_("Næste vurdering skal ligge efter den dag, du vurderer."), field="next_on")
    latest = next_assessment_on(colour, command.assessed_on)
    if next_on > latest:
        raise Refused(
            _("En %(colour)s risiko skal vurderes igen senest %(day)s. Vælg den dag eller en tidligere.",
              colour=_(colour_word(colour)).lower(), day=long_day(latest)),
            field="next_on",
        )  # fmt: skip
    draft.reason, draft.assessed_on, draft.next_on = command.reason, command.assessed_on, next_on
    draft.consequence, draft.likelihood, draft.colour = after.consequence, after.likelihood, colour
    draft.inherent_consequence, draft.inherent_likelihood = before.consequence, before.likelihood
    draft.inherent_colour, draft.severity = before.colour_on(scale), severity(colour)
    return _put_in_force(draft, doing, "finish")


def confirm_assessment(subject: RiskSubject, *, on: date, note: str, doing: Doing) -> RiskAssessment:
    """The assessment that holds still does: the same again, dated that day. Raises NotFound without one.

    What was accepted stays accepted as long as it was to be. A draft that somebody is writing is left alone.
    """
    hold_subject(subject)
    current = find_current(subject)
    if current is None:
        raise NotFound
    again = RiskAssessment(scale_id=current.scale_id, same_as_id=current.root_id)
    setattr(again, subject.field, subject.id)
    carry(current, again)
    for name in _TOTALS:
        setattr(again, name, getattr(current, name))
    again.reason, again.assessed_on = note or current.reason, on
    colour = colour_at(scale_of(current.scale), current.consequence or 0, current.likelihood or 0)
    again.next_on = next_assessment_on(colour, on)
    db.session.add(again)
    return _put_in_force(again, doing, "confirm")


def _put_in_force(assessment: RiskAssessment, doing: Doing, verb: str) -> RiskAssessment:
    kind, subject_id = kind_of(assessment)
    with db.session.no_autoflush:
        db.session.execute(
            update(RiskAssessment)
            .where(
                COLUMNS[kind] == subject_id,
                RiskAssessment.is_draft.is_(False),
                or_(RiskAssessment.replaced_on.is_(None), RiskAssessment.replaced_on > assessment.assessed_on),
            )
            .values(is_current=False, replaced_on=assessment.assessed_on)
        )
    assessment.is_draft, assessment.is_current = False, True
    assessment.at, assessment.by_id = doing.at, doing.person_id
    db.session.flush()
    note_editor(assessment, doing)
    tell(
        doing,
        verb,
        assessment,
        {
            "colour": [assessment.inherent_colour, assessment.colour],
            "consequence": [assessment.inherent_consequence, assessment.consequence],
            "likelihood": [assessment.inherent_likelihood, assessment.likelihood],
        },
    )
    refresh_subject(assessment)
    return assessment
