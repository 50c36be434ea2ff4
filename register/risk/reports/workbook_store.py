"""Reading every assessment that holds, and its threats, one after the other: there may be tens of thousands."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from app.core.db import AnySelect, db
from app.core.scope import Scope
from app.organisation.model import Person, Unit
from register.measure.model import Measure
from register.risk.model import AssessedThreat, RiskAcceptance, RiskAction, RiskAssessment, ThreatMeasure
from register.risk.scale_model import RiskScale
from register.risk.store import RiskFilter, narrowed
from register.risk.subject import COLUMNS, name_column, sort_column

AT_A_TIME = 500
NAMED = tuple(COLUMNS.values())


def count_rows(filters: RiskFilter, *, scope: Scope) -> tuple[int, int]:
    """How many assessments there are, and how many threats in them; two statements."""
    assessments = narrowed(select(func.count(RiskAssessment.id)), filters, scope=scope)
    threats = narrowed(select(func.count(AssessedThreat.id)), filters, scope=scope)
    threats = threats.join(AssessedThreat, AssessedThreat.assessment_id == RiskAssessment.id)
    return db.session.scalar(assessments) or 0, db.session.scalar(threats) or 0


def stream_assessments(filters: RiskFilter, *, scope: Scope) -> Iterator[Row[Any]]:
    """The assessments by what they are about, with acceptance and counts; one statement, read as it is used."""
    by, accepted_by = aliased(Person), aliased(Person)
    above = aliased(Unit)
    root = func.coalesce(RiskAssessment.same_as_id, RiskAssessment.id)
    later = aliased(RiskAcceptance)
    newest = select(func.max(later.id)).where(later.assessment_id == root).correlate(RiskAssessment).scalar_subquery()
    query: AnySelect = narrowed(
        select(
            *NAMED,
            name_column().label("name"),
            above.name.label("administration"),
            Unit.name.label("unit"),
            Unit.path,
            RiskAssessment,
            RiskScale.name.label("scale"),
            RiskScale.version.label("scale_version"),
            by.name.label("assessed_by"),
            _count_threats(is_relevant=True).label("relevant"),
            _count_threats(is_relevant=False).label("not_relevant"),
            RiskAcceptance.colour.label("accepted_colour"),
            RiskAcceptance.accepted_on,
            RiskAcceptance.expires_on,
            RiskAcceptance.decision,
            RiskAcceptance.reason.label("accepted_reason"),
            accepted_by.name.label("accepted_by"),
        ),
        filters,
        scope=scope,
    )
    query = (
        query.outerjoin(above, above.id == Unit.administration_id)
        .join(RiskScale, RiskScale.id == RiskAssessment.scale_id)
        .outerjoin(by, by.id == RiskAssessment.by_id)
        .outerjoin(RiskAcceptance, RiskAcceptance.id == newest)
        .outerjoin(accepted_by, accepted_by.id == RiskAcceptance.by_id)
        .order_by(sort_column(), RiskAssessment.id)
    )
    yield from db.session.execute(query.execution_options(yield_per=AT_A_TIME))


def load_open_actions() -> Mapping[tuple[int | None, ...], tuple[int, Any]]:
    """By what is assessed: how many actions are open, and when the next is due; one statement.

    An action belongs to what is assessed: it may come from an assessment that has been replaced.
    """
    older = aliased(RiskAssessment)
    pairs = [getattr(older, column.name) for column in NAMED]
    grouped = (
        select(*pairs, func.count(RiskAction.id), func.min(RiskAction.due_on))
        .join(RiskAction, RiskAction.assessment_id == older.id)
        .where(RiskAction.state == "open")
        .group_by(*pairs)
    )
    return {tuple(row[: len(NAMED)]): (row[-2], row[-1]) for row in db.session.execute(grouped)}


def stream_threats(filters: RiskFilter, *, scope: Scope) -> Iterator[tuple[Row[Any], Mapping[bool, Sequence[str]]]]:
    """The threats, assessment for assessment, each with its measures: those in place (False) and the new ones (True).

    One statement that is read as it is used, and one for the measures of every AT_A_TIME threats.
    """
    query: AnySelect = narrowed(select(*NAMED, name_column().label("name"), AssessedThreat), filters, scope=scope).join(
        AssessedThreat, AssessedThreat.assessment_id == RiskAssessment.id
    )
    query = query.order_by(sort_column(), RiskAssessment.id, AssessedThreat.position, AssessedThreat.id)
    found = db.session.execute(query.execution_options(yield_per=AT_A_TIME))
    for rows in found.partitions():
        measures = _measures([row.AssessedThreat.id for row in rows])
        for row in rows:
            yield row, measures.get(row.AssessedThreat.id, {})


def _measures(ids: Sequence[int]) -> Mapping[int, Mapping[bool, Sequence[str]]]:
    query = (
        select(ThreatMeasure.assessed_threat_id, ThreatMeasure.is_new, Measure.name)
        .join(Measure, Measure.id == ThreatMeasure.measure_id)
        .where(ThreatMeasure.assessed_threat_id.in_(ids))
        .order_by(ThreatMeasure.id)
    )
    found: dict[int, dict[bool, list[str]]] = {}
    for threat_id, is_new, name in db.session.execute(query):
        found.setdefault(threat_id, {}).setdefault(is_new, []).append(name)
    return found


def _count_threats(*, is_relevant: bool) -> Any:
    return (
        select(func.count(AssessedThreat.id))
        .where(AssessedThreat.assessment_id == RiskAssessment.id, AssessedThreat.is_relevant.is_(is_relevant))
        .correlate(RiskAssessment)
        .scalar_subquery()
    )
