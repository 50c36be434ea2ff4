"""Comments on an assessment: the DPO's, and those of whoever writes or approves it."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.auth.viewer import Viewer
from app.core.db import db
from app.core.errors import Forbidden
from app.core.slots import Host, Subject
from register.risk.model import RiskAssessment
from register.risk.store import get_assessment
from register.risk.subject import get_subject, join_subject, kind_of, name_column

KIND = "risk_assessment"


def may_comment(path: str, viewer: Viewer) -> bool:
    """Whether this person may say something about an assessment of what lies in the unit with this path."""
    return any(viewer.may(verb, "risk", path) for verb in ("comment", "write", "approve"))


def assessment_subjects(ids: Sequence[int]) -> dict[int, Subject]:
    """Title and address of these assessments."""
    query = join_subject(select(RiskAssessment.id, name_column())).where(RiskAssessment.id.in_(ids))
    return {
        row_id: Subject(KIND, row_id, _("Risikovurdering: %(name)s", name=name), f"/risiko/vurderinger/{row_id}")
        for row_id, name in db.session.execute(query)
    }


def _guard(viewer: Viewer, assessment_id: int, verb: str) -> None:
    scope = viewer.scope("risk", "read")
    subject = get_subject(*kind_of(get_assessment(assessment_id, scope=scope)), scope=scope)
    if verb == "read" or (verb == "comment" and may_comment(subject.path, viewer)):
        return
    raise Forbidden(_("Du kan læse vurderingen, men ikke skrive kommentarer til den."))


HOST = Host(url=lambda assessment_id: url_for("risk.assessment", assessment_id=assessment_id), guard=_guard)
"""What the comments of an assessment ask. Files hang on the tasks of its actions."""
