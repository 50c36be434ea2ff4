"""Reading risk assessments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, case, func, select, true
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.tables import PAGE_SIZE, Page, number_within
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity, in_use
from register.risk.model import RiskAssessment, RiskScale
from register.risk.scale import SEVERITY, STANDARD

SelectT = TypeVar("SelectT", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True)
class RiskFilter:
    """What /risiko is narrowed to: the cell of the matrix and the administration, from the address."""

    consequence: int | None = None
    likelihood: int | None = None
    colour: str = ""
    administration: str = ""


def get_current_scale() -> RiskScale:
    """The scale new assessments are made on. Raises NotFound before `flask init` has run."""
    scale = db.session.scalar(
        select(RiskScale).where(RiskScale.code == STANDARD.code).order_by(RiskScale.version.desc()).limit(1)
    )
    if scale is None:
        raise NotFound
    return scale


def find_current(activity_id: int) -> RiskAssessment | None:
    """The assessment that holds for an activity. The caller has shown that the activity may be seen."""
    return db.session.scalar(
        select(RiskAssessment)
        .where(RiskAssessment.activity_id == activity_id, RiskAssessment.is_current)
        .options(joinedload(RiskAssessment.scale), joinedload(RiskAssessment.by))
    )


def list_of_activity(activity_id: int, *, limit: int = 20) -> Sequence[RiskAssessment]:
    """An activity's assessments, newest first."""
    return db.session.scalars(
        select(RiskAssessment)
        .where(RiskAssessment.activity_id == activity_id)
        .options(joinedload(RiskAssessment.scale), joinedload(RiskAssessment.by))
        .order_by(RiskAssessment.id.desc())
        .limit(limit)
    ).all()


def count_cells(*, scope: Scope, administration: str = "") -> Mapping[tuple[int, int], int]:
    """How many current assessments stand in each cell (consequence, likelihood)."""
    query = (
        _current(select(RiskAssessment.consequence, RiskAssessment.likelihood, func.count()), scope)
        .where(_in_administration(administration))
        .group_by(RiskAssessment.consequence, RiskAssessment.likelihood)
    )
    return {(consequence, likelihood): count for consequence, likelihood, count in db.session.execute(query)}


def count_not_assessed(*, scope: Scope, administration: str = "") -> int:
    """How many activities have no assessment at all."""
    has_one = select(RiskAssessment.id).where(
        RiskAssessment.activity_id == ProcessingActivity.id, RiskAssessment.is_current
    )
    query = (
        select(func.count())
        .select_from(ProcessingActivity)
        .outerjoin(ProcessingActivity.unit)
        .where(scope.where(Unit.path), _in_administration(administration), ~has_one.exists())
        .where(in_use())
    )
    return db.session.scalar(query) or 0


def list_current(filters: RiskFilter, *, path: str, args: Mapping[str, str], scope: Scope) -> Page[RiskAssessment]:
    """Current assessments, the worst first, then those to be renewed first. A page past the end is the last one."""
    query = _current(select(RiskAssessment), scope).where(_in_administration(filters.administration))
    for column, value in (
        (RiskAssessment.consequence, filters.consequence),
        (RiskAssessment.likelihood, filters.likelihood),
        (RiskAssessment.colour, filters.colour or None),
    ):
        if value is not None:
            query = query.where(column == value)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    number = number_within(args, total)
    rows = db.session.scalars(
        query.options(
            joinedload(RiskAssessment.activity).joinedload(ProcessingActivity.unit).joinedload(Unit.administration)
        )
        .order_by(
            case({name: rank for rank, name in enumerate(reversed(SEVERITY))}, value=RiskAssessment.colour),
            RiskAssessment.consequence.desc(),
            RiskAssessment.likelihood.desc(),
            func.coalesce(RiskAssessment.next_on, date.max),
            RiskAssessment.id,
        )
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    return Page(rows=rows, number=number, total=total, path=path, args=args)


def _current(query: SelectT, scope: Scope) -> SelectT:
    return (
        query.join(RiskAssessment.activity)
        .outerjoin(ProcessingActivity.unit)
        .where(RiskAssessment.is_current, in_use(), scope.where(Unit.path))
    )


def _in_administration(code: str) -> ColumnElement[bool]:
    if not code:
        return true()
    administration = select(Unit.id).where(Unit.code == code, Unit.kind == "administration").scalar_subquery()
    return Unit.administration_id == administration
