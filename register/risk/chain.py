"""What an activity's risk is made of: its own assessment and those of the systems it uses."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import select

from app.core.db import db
from app.organisation.model import Unit
from register.activity.row_model import ActivitySystem
from register.risk.model import RiskAssessment
from register.risk.rules import ChainLink
from register.risk.scale import Colour
from register.risk.subject import RiskSubject
from register.system.model import System


def list_chain(subject: RiskSubject) -> Sequence[ChainLink]:
    """The risks a subject is weighed by: its own first, then for an activity its systems' by name."""
    own = db.session.scalar(select(RiskAssessment.colour).where(subject.is_of(), RiskAssessment.is_current))
    links = [ChainLink(subject.kind, subject.id, subject.name, cast(Colour, own))] if own else []
    if subject.kind != "activity":
        return links
    query = (
        select(System.id, System.name, RiskAssessment.colour, Unit.path)
        .join(ActivitySystem, ActivitySystem.system_id == System.id)
        .join(RiskAssessment, RiskAssessment.system_id == System.id)
        .outerjoin(System.unit)
        .where(ActivitySystem.activity_id == subject.id, RiskAssessment.is_current, System.is_retired.is_(False))
        .order_by(System.sort_key, System.id)
    )
    return links + [
        ChainLink("system", row.id, row.name, row.colour, row.path or "") for row in db.session.execute(query)
    ]
