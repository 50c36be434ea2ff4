"""Reading scenarios."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased, joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.slots import Subject
from app.core.tables import PAGE_SIZE, Page, number_within
from app.organisation.model import Unit
from register.activity.tidy import clean
from register.risk.matching import holds_words
from register.risk.model import RiskAssessment, RiskScenario

RETIRED = "udgaaet"


@dataclass(frozen=True)
class ScenarioFilter:
    """What the list is narrowed to, from the address."""

    q: str = ""
    is_retired: bool = False

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "ScenarioFilter":
        """The filter of an address such as `?q=strøm&status=udgaaet`."""
        return cls(q=clean(args.get("q", ""))[:200], is_retired=args.get("status") == RETIRED)

    def to_args(self) -> dict[str, str]:
        """The filter's part of an address."""
        said = {"q": self.q, "status": RETIRED if self.is_retired else ""}
        return {name: value for name, value in said.items() if value}


class ScenarioRow(NamedTuple):
    """A line of the list; no colour where it is not assessed. `is_begun`: an assessment of it is being written."""

    id: int
    title: str
    unit: str
    colour: str
    next_on: date | None
    is_begun: bool


def list_scenarios(wanted: ScenarioFilter, args: Mapping[str, str], path: str, *, scope: Scope) -> Page[ScenarioRow]:
    """The scenarios within the scope by title, in two statements. A page past the end is the last one."""
    where = and_(
        RiskScenario.is_retired.is_(wanted.is_retired),
        scope.where(Unit.path),
        holds_words(wanted.q, RiskScenario.title, RiskScenario.description),
    )
    total = db.session.scalar(select(func.count(RiskScenario.id)).outerjoin(RiskScenario.unit).where(where)) or 0
    number = number_within(args, total)
    current, draft = aliased(RiskAssessment), aliased(RiskAssessment)
    query = (
        select(RiskScenario.id, RiskScenario.title, Unit.name, current.colour, current.next_on, draft.id)
        .outerjoin(RiskScenario.unit)
        # The database keeps one of each: uq_risk_assessment_current_scenario, uq_risk_assessment_draft_scenario.
        .outerjoin(current, and_(current.scenario_id == RiskScenario.id, current.is_current))
        .outerjoin(draft, and_(draft.scenario_id == RiskScenario.id, draft.is_draft))
        .where(where)
        .order_by(RiskScenario.sort_key, RiskScenario.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    rows = [
        ScenarioRow(row_id, title, unit or "", colour or "", next_on, draft_id is not None)
        for row_id, title, unit, colour, next_on, draft_id in db.session.execute(query)
    ]
    return Page(rows=rows, number=number, total=total, path=path, args=wanted.to_args())


def get_scenario(scenario_id: int, *, scope: Scope) -> RiskScenario:
    """A scenario within the scope, with its unit. Raises NotFound."""
    scenario = db.session.scalar(
        select(RiskScenario)
        .outerjoin(RiskScenario.unit)
        .where(RiskScenario.id == scenario_id, scope.where(Unit.path))
        .options(joinedload(RiskScenario.unit))
    )
    if scenario is None:
        raise NotFound
    return scenario


def scenario_subjects(ids: Sequence[int]) -> dict[int, Subject]:
    """Title and address of these scenarios. Mails ask too, where there is no request to make addresses from."""
    query = select(RiskScenario.id, RiskScenario.title).where(RiskScenario.id.in_(ids))
    return {
        row_id: Subject("risk_scenario", row_id, title, f"/risiko/scenarier/{row_id}")
        for row_id, title in db.session.execute(query)
    }
