"""Reading what the steps of an assessment offer: threats in groups, measures to choose from, drafts to go through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import Person, Unit
from register.measure.content import KINDS, NATURES
from register.measure.model import Measure
from register.risk.model import AssessedThreat, RiskAssessment
from register.risk.subject import join_subject, name_column
from register.risk.threat_model import Threat
from register.risk.threats import ASSETS


def list_groups(assessment: RiskAssessment) -> Mapping[str, Sequence[AssessedThreat]]:
    """The threats of an assessment by what they strike, in the catalogue's order; own ones last, under "own"."""
    assets = list_assets()
    groups: dict[str, list[AssessedThreat]] = {asset: [] for asset in ASSETS}
    own: list[AssessedThreat] = []
    for row in assessment.threats:
        place = groups.setdefault(assets.get(row.threat_id, ""), []) if row.threat_id else own
        place.append(row)
    return {name: rows for name, rows in (*groups.items(), ("own", own)) if rows}


def list_measures(row: AssessedThreat) -> Sequence[tuple[int, str]]:
    """The measures to choose from, by name, with when and how they work and their effect.

    One that is chosen stays on offer when it is retired.
    """
    held = [one.measure_id for one in row.measures]
    query = (
        select(Measure.id, Measure.name, Measure.kind, Measure.nature, Measure.effect)
        .where(or_(Measure.is_retired.is_(False), Measure.id.in_(held)))
        .order_by(Measure.sort_key, Measure.id)
    )
    return [(row.id, _measure_words(row)) for row in db.session.execute(query)]


def _measure_words(row: Any) -> str:
    """ "Adgang efter rolle (forebyggende, teknisk). Få kan se hele sagen"."""
    works = ", ".join(
        _(words[code]).partition(":")[0].lower() for words, code in ((KINDS, row.kind), (NATURES, row.nature)) if code
    )
    named = f"{row.name} ({works})" if works else str(row.name)
    return f"{named}. {row.effect}" if row.effect else named


def list_suggested(row: AssessedThreat) -> Sequence[str]:
    """The measures that the catalogue suggests against a threat, in its words; none for an own one."""
    threat = db.session.get(Threat, row.threat_id) if row.threat_id else None
    return [str(suggestion["name"]) for suggestion in threat.suggested] if threat else []


@dataclass(frozen=True)
class DraftRow:
    """A draft in the list of those that can be gone through together."""

    id: int
    name: str
    unit: str
    by: str
    at: datetime
    undecided: int


def list_drafts(*, scope: Scope, limit: int = 100) -> Sequence[DraftRow]:
    """The drafts within the scope, the last saved first, with how many threats are undecided in each."""
    undecided = (
        select(func.count())
        .where(AssessedThreat.assessment_id == RiskAssessment.id, AssessedThreat.is_relevant.is_(None))
        .correlate(RiskAssessment)
        .scalar_subquery()
    )
    query = (
        join_subject(
            select(
                RiskAssessment.id, name_column().label("name"), Unit.name.label("unit"), Person.name.label("by"),
                RiskAssessment.at, undecided.label("undecided"),
            )
        )
        .outerjoin(Person, Person.id == RiskAssessment.by_id)
        .where(RiskAssessment.is_draft, scope.where(Unit.path))
        .order_by(RiskAssessment.at.desc(), RiskAssessment.id)
        .limit(limit)
    )  # fmt: skip
    return [
        DraftRow(row.id, row.name, row.unit or "", row.by or "", row.at, row.undecided)
        for row in db.session.execute(query)
    ]


def list_assets() -> Mapping[int, str]:
    """What each threat of the catalogue strikes, in the catalogue's order."""
    query = select(Threat.id, Threat.asset).order_by(Threat.position, Threat.sort_key, Threat.id)
    return dict(db.session.execute(query).all())
