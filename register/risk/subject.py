"""What an assessment is about: an activity, a system or a scenario, as one plain value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.text import N_
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity
from register.risk.model import RiskAssessment, RiskScenario
from register.system.model import System

KINDS: Mapping[str, str] = {
    "activity": N_("Behandling"),
    "system": N_("System"),
    "scenario": N_("Scenarie"),
}
COLUMNS: Mapping[str, ColumnElement[int | None]] = {
    "activity": RiskAssessment.__table__.c.activity_id,
    "system": RiskAssessment.__table__.c.system_id,
    "scenario": RiskAssessment.__table__.c.scenario_id,
}
MODELS: Mapping[str, Any] = {"activity": ProcessingActivity, "system": System, "scenario": RiskScenario}
TRAIL_KINDS: Mapping[str, str] = {"activity": "activity", "system": "system", "scenario": "risk_scenario"}
"""The kind under which the trail tells of each."""
_ADDRESSES = {"activity": "/fortegnelse", "system": "/systemer", "scenario": "/risiko/scenarier"}


@dataclass(frozen=True)
class RiskSubject:
    """A thing whose risk is assessed. `path` is its unit's in the tree, "" where it lies in none."""

    kind: str
    id: int
    name: str
    unit_id: int | None
    unit_name: str
    path: str
    is_retired: bool

    @property
    def field(self) -> str:
        """Name of the column of an assessment that points at it."""
        return f"{self.kind}_id"

    def is_of(self) -> ColumnElement[bool]:
        """SQL: whether an assessment is about it."""
        return COLUMNS[self.kind] == self.id

    @property
    def url(self) -> str:
        """Where it is shown."""
        return f"{_ADDRESSES[self.kind]}/{self.id}"

    @property
    def risk_url(self) -> str:
        """Where its assessments are listed; a scenario's own page does that."""
        return self.url if self.kind == "scenario" else f"{self.url}/risiko"

    @property
    def trail_kind(self) -> str:
        """The kind under which the trail tells of it."""
        return TRAIL_KINDS[self.kind]


def name_column() -> ColumnElement[str]:
    """SQL: what an assessment is about, by name; the query has joined its subject."""
    return func.coalesce(ProcessingActivity.title, System.name, RiskScenario.title)


def sort_column() -> ColumnElement[str]:
    """SQL: the order of `name_column`."""
    return func.coalesce(ProcessingActivity.sort_key, System.sort_key, RiskScenario.sort_key)


def join_subject(query: Any) -> Any:
    """A query on assessments, with what each is about and that one's unit beside it."""
    unit_id = func.coalesce(ProcessingActivity.unit_id, System.unit_id, RiskScenario.unit_id)
    return (
        query.outerjoin(ProcessingActivity, ProcessingActivity.id == RiskAssessment.activity_id)
        .outerjoin(System, System.id == RiskAssessment.system_id)
        .outerjoin(RiskScenario, RiskScenario.id == RiskAssessment.scenario_id)
        .outerjoin(Unit, Unit.id == unit_id)
    )


def is_used() -> ColumnElement[bool]:
    """SQL: whether what an assessment is about is not retired; the query has joined its subject."""
    return or_(
        and_(RiskAssessment.activity_id.is_not(None), ProcessingActivity.status != "retired"),
        and_(RiskAssessment.system_id.is_not(None), System.is_retired == false()),
        and_(RiskAssessment.scenario_id.is_not(None), RiskScenario.is_retired == false()),
    )


def get_subject(kind: str, subject_id: int, *, scope: Scope) -> RiskSubject:
    """The subject, where it lies within the scope. Raises NotFound."""
    model = MODELS[kind]
    name = model.name if kind == "system" else model.title
    retired = (model.status == "retired") if kind == "activity" else model.is_retired
    row = db.session.execute(
        select(model.id, name, model.unit_id, Unit.name, Unit.path, retired)
        .outerjoin(Unit, Unit.id == model.unit_id)
        .where(model.id == subject_id, scope.where(Unit.path))
    ).one_or_none()
    if row is None:
        raise NotFound
    return RiskSubject(kind, row[0], row[1], row[2], row[3] or "", row[4] or "", bool(row[5]))


def kind_of(assessment: RiskAssessment) -> tuple[str, int]:
    """Kind and number of what an assessment is about."""
    for kind in COLUMNS:
        number: int | None = getattr(assessment, f"{kind}_id")
        if number is not None:
            return kind, number
    raise AssertionError("an assessment is about something")  # the database keeps the promise: ck "subject"
