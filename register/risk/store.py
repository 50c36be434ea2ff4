"""Reading risk assessments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.tables import PAGE_SIZE, Page, number_within
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity, in_use
from register.risk.model import AssessedThreat, RiskAcceptance, RiskAssessment, RiskEditor, ThreatMeasure
from register.risk.scale_model import RiskScale
from register.risk.subject import RiskSubject, is_used, join_subject, name_column, sort_column

OWN_THREATS = 0


@dataclass(frozen=True)
class RiskFilter:
    """What /risiko is narrowed to, from the address: a cell of the matrix, a colour, a place, a kind, a threat.

    `is_before`: cell and colour are those of today, before treatment. `scale_id`: the scale that the cell is of.
    `threat` is one of the catalogue that is relevant; `OWN_THREATS` is any that was written for the assessment alone.
    """

    consequence: int | None = None
    likelihood: int | None = None
    colour: str = ""
    administration: str = ""
    kind: str = ""
    threat: int | None = None
    scale_id: int | None = None
    is_before: bool = False


@dataclass(frozen=True)
class AssessedRow:
    """One line of the list of assessments that hold."""

    id: int
    kind: str
    subject_id: int
    name: str
    administration: str
    colour: str
    inherent_colour: str
    consequence: int
    likelihood: int
    next_on: date | None
    path: str


def find_current(subject: RiskSubject | None = None, *, activity_id: int | None = None) -> RiskAssessment | None:
    """The assessment that holds for a subject. The caller has shown that the subject may be seen."""
    of = subject.is_of() if subject else RiskAssessment.activity_id == activity_id
    return db.session.scalar(
        select(RiskAssessment)
        .where(of, RiskAssessment.is_current)
        .options(joinedload(RiskAssessment.scale), joinedload(RiskAssessment.by))
    )


def find_draft(subject: RiskSubject) -> RiskAssessment | None:
    """The assessment of a subject that is being written."""
    return db.session.scalar(
        select(RiskAssessment).where(subject.is_of(), RiskAssessment.is_draft).options(joinedload(RiskAssessment.by))
    )


def get_assessment(assessment_id: int, *, scope: Scope) -> RiskAssessment:
    """An assessment with its scale, threats and measures, where its subject lies within the scope. Raises NotFound."""
    query = join_subject(select(RiskAssessment)).where(RiskAssessment.id == assessment_id, scope.where(Unit.path))
    found: RiskAssessment | None = db.session.scalar(
        query.options(
            joinedload(RiskAssessment.by),
            joinedload(RiskAssessment.scale).options(selectinload(RiskScale.cells), selectinload(RiskScale.levels)),
            selectinload(RiskAssessment.threats)
            .selectinload(AssessedThreat.measures)
            .joinedload(ThreatMeasure.measure),
        )
    )
    if found is None:
        raise NotFound
    return found


def list_of_subject(subject: RiskSubject, *, limit: int = 20) -> Sequence[RiskAssessment]:
    """A subject's finished assessments, newest first."""
    return db.session.scalars(
        select(RiskAssessment)
        .where(subject.is_of(), RiskAssessment.is_draft.is_(False))
        .options(joinedload(RiskAssessment.by))
        .order_by(RiskAssessment.id.desc())
        .limit(limit)
    ).all()


def find_acceptance(assessment: RiskAssessment) -> RiskAcceptance | None:
    """The newest acceptance of what an assessment says, whether or not it has expired."""
    return db.session.scalar(
        select(RiskAcceptance)
        .where(RiskAcceptance.assessment_id == assessment.root_id)
        .options(joinedload(RiskAcceptance.by))
        .order_by(RiskAcceptance.id.desc())
        .limit(1)
    )


def count_not_assessed(*, scope: Scope, administration: str = "") -> int:
    """How many activities have no assessment at all."""
    has_one = select(RiskAssessment.id).where(
        RiskAssessment.activity_id == ProcessingActivity.id, RiskAssessment.is_current
    )
    query = (
        select(func.count())
        .select_from(ProcessingActivity)
        .outerjoin(ProcessingActivity.unit)
        .where(scope.where(Unit.path), in_administration(administration), ~has_one.exists())
        .where(in_use())
    )
    return db.session.scalar(query) or 0


def list_current(filters: RiskFilter, *, path: str, args: Mapping[str, str], scope: Scope) -> Page[AssessedRow]:
    """Assessments that hold, the worst first, then those to be renewed first. A page past the end is the last one."""
    query = narrowed(select(RiskAssessment.id), filters, scope=scope)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    number = number_within(args, total)
    return Page(
        rows=list_rows(filters, scope=scope, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE),
        number=number,
        total=total,
        path=path,
        args=args,
    )


def list_rows(filters: RiskFilter, *, scope: Scope, limit: int, offset: int = 0) -> Sequence[AssessedRow]:
    """The lines of the list, in its order."""
    administration = _administrations()
    query = (
        narrowed(
            select(
                RiskAssessment.id,
                RiskAssessment.activity_id,
                RiskAssessment.system_id,
                RiskAssessment.scenario_id,
                name_column().label("name"),
                administration.c.name.label("administration"),
                RiskAssessment.colour,
                RiskAssessment.inherent_colour,
                RiskAssessment.consequence,
                RiskAssessment.likelihood,
                RiskAssessment.next_on,
                Unit.path,
            ),
            filters,
            scope=scope,
        )
        .outerjoin(administration, administration.c.id == Unit.administration_id)
        .order_by(
            RiskAssessment.severity.desc(),
            RiskAssessment.consequence.desc(),
            RiskAssessment.likelihood.desc(),
            func.coalesce(RiskAssessment.next_on, date.max),
            sort_column(),
            RiskAssessment.id,
        )
        .limit(limit)
        .offset(offset)
    )
    return [_row(row) for row in db.session.execute(query)]


def narrowed(query: Any, filters: RiskFilter, *, scope: Scope) -> Any:
    """A query on the assessments that hold of what is in use, within the scope and the filter."""
    query = (
        join_subject(query.select_from(RiskAssessment))
        .where(RiskAssessment.is_current, is_used(), scope.where(Unit.path))
        .where(in_administration(filters.administration))
    )
    if filters.kind:
        query = query.where(getattr(RiskAssessment, f"{filters.kind}_id").is_not(None))
    if filters.threat is not None:
        query = query.where(has_threat(filters.threat))
    consequence, likelihood, colour = (
        (RiskAssessment.inherent_consequence, RiskAssessment.inherent_likelihood, RiskAssessment.inherent_colour)
        if filters.is_before
        else (RiskAssessment.consequence, RiskAssessment.likelihood, RiskAssessment.colour)
    )
    is_of_cell = filters.consequence is not None or filters.likelihood is not None
    for column, value in (
        (consequence, filters.consequence),
        (likelihood, filters.likelihood),
        (colour, filters.colour or None),
        (RiskAssessment.scale_id, filters.scale_id if is_of_cell else None),
    ):
        if value is not None:
            query = query.where(column == value)
    return query


def has_threat(threat: int) -> ColumnElement[bool]:
    """SQL: whether this threat of the catalogue, or any own one for `OWN_THREATS`, is relevant in an assessment."""
    which = AssessedThreat.threat_id.is_(None) if threat == OWN_THREATS else AssessedThreat.threat_id == threat
    found = select(AssessedThreat.id).where(
        AssessedThreat.assessment_id == RiskAssessment.id, AssessedThreat.is_relevant.is_(True), which
    )
    return found.correlate(RiskAssessment).exists()


def in_administration(code: str) -> ColumnElement[bool]:
    """SQL: whether the joined unit belongs to this administration; no code is any.

    The municipality's own code finds what lies in no administration.
    """
    if not code:
        return true()
    place = aliased(Unit)
    found = select(place.id).where(place.code == code)
    return or_(
        Unit.administration_id == found.where(place.kind == "administration").scalar_subquery(),
        and_(Unit.administration_id.is_(None), found.where(place.kind == "municipality").exists()),
    )


def _administrations() -> Any:
    return select(Unit.id, Unit.name).where(Unit.kind == "administration").subquery("administration")


def _row(row: Any) -> AssessedRow:
    kind = next(kind for kind in ("activity", "system", "scenario") if getattr(row, f"{kind}_id") is not None)
    return AssessedRow(
        id=row.id,
        kind=kind,
        subject_id=getattr(row, f"{kind}_id"),
        name=row.name,
        administration=row.administration or "",
        colour=row.colour,
        inherent_colour=row.inherent_colour,
        consequence=row.consequence,
        likelihood=row.likelihood,
        next_on=row.next_on,
        path=row.path or "",
    )


def list_editors(assessment: RiskAssessment) -> Sequence[int]:
    """Who has written in an assessment, or in the one that it only confirmed."""
    query = select(RiskEditor.person_id).where(RiskEditor.assessment_id.in_({assessment.id, assessment.root_id}))
    return db.session.scalars(query.distinct()).all()
