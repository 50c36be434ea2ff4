"""Living with what is left of a risk: given by the role that its colour asks for, for at most a year."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.audit.actions import Doing
from app.core import clock
from app.core.db import db, lock_row
from app.core.errors import Refused
from register.risk.drafts import refresh_subject, refuse_retired, tell
from register.risk.model import RiskAcceptance, RiskAssessment
from register.risk.rules import BY_DECISION, SHORTEST_DECISION, SHORTEST_REASON, why_not_accept_until
from register.risk.store import list_editors


@dataclass(frozen=True, kw_only=True)
class AcceptRisk:
    """An acceptance as it is given. `decision`: where and when an orange or a red one was decided."""

    assessment_id: int
    reason: str
    expires_on: date
    decision: str = ""


def accept_risk(command: AcceptRisk, *, doing: Doing) -> RiskAcceptance:
    """Accept the residual risk of the assessment that holds, as its colour stands.

    The caller has asked whether this person may (`rules.ACCEPTING`). Raises NotFound, and Refused without a reason, for
    an end that is too late, for an assessment that no longer holds, and for an orange or red one without a decision.
    """
    assessment = lock_row(RiskAssessment, command.assessment_id)
    today = clock.day_of(doing.at)
    refuse_retired(assessment)
    if doing.person_id is not None and doing.person_id in list_editors(assessment):
        raise Refused(_("Du har selv skrevet i vurderingen. Lad en anden acceptere den."))
    if not assessment.is_current:
        raise Refused(_("Vurderingen gælder ikke længere. Se den nyeste, og acceptér den."))
    if len(command.reason.strip()) < SHORTEST_REASON:
        raise Refused(_("Skriv, hvorfor risikoen kan accepteres."), field="reason")
    problem = why_not_accept_until(today, command.expires_on)
    if problem:
        raise Refused(_(problem), field="expires_on")
    if assessment.colour in BY_DECISION and len(command.decision.strip()) < SHORTEST_DECISION:
        raise Refused(_("Skriv, hvor og hvornår det er besluttet."), field="decision")
    acceptance = RiskAcceptance(
        assessment_id=assessment.root_id,
        colour=assessment.colour,
        reason=command.reason,
        decision=command.decision,
        accepted_on=today,
        expires_on=command.expires_on,
        at=doing.at,
        by_id=doing.person_id,
    )
    db.session.add(acceptance)
    db.session.flush()
    tell(
        doing,
        "accept",
        assessment,
        {"colour": [None, assessment.colour], "until_on": [None, command.expires_on], "reason": [None, command.reason]},
    )
    refresh_subject(assessment)
    return acceptance
