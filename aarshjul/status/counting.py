"""Counting for the status report: a fixed number of statements, however many records and tasks there are."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select

from aarshjul.capacity.rules import COMMON, year_of
from aarshjul.capacity.store import load_overview
from aarshjul.status.decisions import count_decisions
from aarshjul.status.figures import Counts
from aarshjul.status.store import was_open
from aarshjul.task.model import OPEN_STATES, Task
from app.core.db import AnySelect, db
from app.core.scope import Scope
from app.organisation.model import Unit
from register.activity.model import ActivityFinding, ProcessingActivity, in_use
from register.dpia.model import Dpia, DpiaScreening
from register.processor.model import Processor, ProcessorSupervision
from register.processor.store import has_agreement
from register.risk.model import RiskAcceptance, RiskAssessment, RiskScenario
from register.system.model import System

LONG_OVERDUE = timedelta(days=30)
A_YEAR = timedelta(days=365)
AHEAD = timedelta(days=91)
"""Acceptances that run out and tasks that come are told this long before."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """`since` to `as_of`. `is_known`: the controller and the DPO are set, without which no record fulfils Art. 30.

    `body_id`: the body that the report is made to, whose open decisions are counted too.
    """

    since: date
    as_of: date
    is_known: bool = True
    body_id: int | None = None


def count_by_administration(period: Period, *, scope: Scope) -> Mapping[int | None, Counts]:
    """Counts per administration's number; None for what lies in no administration. Fourteen statements."""
    found: dict[int | None, dict[str, int]] = defaultdict(dict)
    queries = [
        _records(period),
        _assessed(period),
        _risks(period),
        _impact_assessments(period),
        _processors(period),
        _supervisions(period),
        _remarks(period),
        _tasks(period),
    ]
    if period.body_id is not None:
        queries.append(count_decisions(period.body_id, as_of=period.as_of))
    for query in queries:
        for row in db.session.execute(query.where(scope.where(Unit.path)).group_by(Unit.administration_id)):
            values = dict(row._mapping)
            found[values.pop("administration_id")].update({k: int(v or 0) for k, v in values.items()})
    for place, minutes in _hours(period, scope).items():
        found[place].update(minutes)
    return {key: Counts(**values) for key, values in found.items()}


def _records(period: Period) -> AnySelect:
    lacks = (
        select(ActivityFinding.id)
        .where(
            ActivityFinding.activity_id == ProcessingActivity.id,
            ActivityFinding.is_legal,
            ActivityFinding.severity == "error",
        )
        .exists()
    )
    return (
        select(
            Unit.administration_id,
            func.count(ProcessingActivity.id).label("records"),
            _sum(~lacks if period.is_known else literal(False)).label("art30_fulfilled"),
            _sum(ProcessingActivity.last_review_on >= period.as_of - A_YEAR).label("reviewed"),
            _sum(ProcessingActivity.next_review_on < period.as_of).label("reviews_overdue"),
        )
        .select_from(ProcessingActivity)
        .outerjoin(ProcessingActivity.unit)
        .where(in_use())
    )


def _assessed(period: Period) -> AnySelect:
    is_valid = and_(RiskAssessment.assessed_on <= period.as_of, RiskAssessment.next_on >= period.as_of)
    return (
        select(Unit.administration_id, _sum(is_valid).label("assessed"))
        .select_from(RiskAssessment)
        .join(RiskAssessment.activity)
        .outerjoin(ProcessingActivity.unit)
        .where(RiskAssessment.is_current, in_use())
    )


def _risks(period: Period) -> AnySelect:
    """What holds, of records, systems and scenarios in use; each in the administration that it lies in."""
    root_id = func.coalesce(RiskAssessment.same_as_id, RiskAssessment.id)
    of_it = and_(RiskAcceptance.assessment_id == root_id, RiskAcceptance.accepted_on <= period.as_of)
    still = RiskAcceptance.expires_on >= period.as_of
    # As is_accepted: what was given to a worse colour covers a better one.
    covers_red = exists().where(of_it, still, RiskAcceptance.colour == "red").correlate(RiskAssessment)
    covers_orange = exists().where(of_it, still, RiskAcceptance.colour.in_(("red", "orange"))).correlate(RiskAssessment)
    last_day = (
        select(func.max(RiskAcceptance.expires_on)).where(of_it, still).correlate(RiskAssessment).scalar_subquery()
    )
    is_red, is_orange = RiskAssessment.colour == "red", RiskAssessment.colour == "orange"
    return (
        select(
            Unit.administration_id,
            func.count(RiskAssessment.id).label("risks"),
            _sum(is_red).label("red"),
            _sum(and_(is_red, ~covers_red)).label("red_undecided"),
            _sum(is_orange).label("orange"),
            _sum(and_(is_orange, ~covers_orange)).label("orange_undecided"),
            _sum(last_day <= period.as_of + AHEAD).label("expiring"),
        )
        .select_from(RiskAssessment)
        .outerjoin(RiskAssessment.activity)
        .outerjoin(RiskAssessment.system)
        .outerjoin(RiskAssessment.scenario)
        .outerjoin(Unit, Unit.id == func.coalesce(ProcessingActivity.unit_id, System.unit_id, RiskScenario.unit_id))
        .where(
            RiskAssessment.is_current,
            or_(
                and_(RiskAssessment.activity_id.is_not(None), in_use()),
                System.is_retired.is_(False),
                RiskScenario.is_retired.is_(False),
            ),
        )
    )


def _impact_assessments(period: Period) -> AnySelect:
    approved = (
        exists()
        .where(Dpia.activity_id == DpiaScreening.activity_id, Dpia.state == "approved")
        .where(Dpia.approved_on <= period.as_of)
        .correlate(DpiaScreening)
    )
    return (
        select(
            Unit.administration_id,
            func.count(DpiaScreening.id).label("dpia_required"),
            _sum(approved).label("dpia_done"),
        )
        .select_from(DpiaScreening)
        .join(DpiaScreening.activity)
        .outerjoin(ProcessingActivity.unit)
        .where(DpiaScreening.is_current, DpiaScreening.outcome == "yes", DpiaScreening.way == "", in_use())
    )


def _processors(period: Period) -> AnySelect:
    return (
        select(
            Unit.administration_id,
            func.count(Processor.id).label("processors"),
            _sum(has_agreement(period.as_of)).label("with_agreement"),
        )
        .select_from(Processor)
        .outerjoin(Processor.unit)
        .where(Processor.is_retired.is_(False))
    )


def _supervisions(period: Period) -> AnySelect:
    """By the tasks that the register's supervisions are in the cycle: those say what was planned, and stay."""
    is_held = and_(Task.state == "done", Task.done_on <= period.as_of)
    was_lacking = or_(Task.due_on >= period.since, was_open(period.since - timedelta(days=1)))
    return (
        select(
            Unit.administration_id,
            func.count(Task.id).label("supervisions_planned"),
            _sum(is_held).label("supervisions_held"),
        )
        .select_from(Task)
        .join(Task.unit)
        .where(Task.kind == "supervision", Task.state.in_((*OPEN_STATES, "done")))
        .where(Task.due_on <= period.as_of, was_lacking)
    )


def _remarks(period: Period) -> AnySelect:
    return (
        select(Unit.administration_id, func.count(ProcessorSupervision.id).label("supervisions_remarked"))
        .select_from(ProcessorSupervision)
        .join(Processor, Processor.id == ProcessorSupervision.processor_id)
        .outerjoin(Processor.unit)
        .where(ProcessorSupervision.held_on.between(period.since, period.as_of))
        .where(ProcessorSupervision.result != "green")
    )


def _tasks(period: Period) -> AnySelect:
    as_of = period.as_of
    is_done = and_(Task.state == "done", Task.done_on <= as_of)
    stands = Task.state.in_((*OPEN_STATES, "done"))
    in_period = and_(Task.due_on.between(period.since, as_of), stands)
    is_overdue = and_(was_open(as_of), Task.due_on < as_of)
    in_year = and_(Task.due_on.between(date(as_of.year, 1, 1), date(as_of.year, 12, 31)), stands)
    ahead = and_(Task.due_on > as_of, Task.due_on <= as_of + AHEAD)
    return (
        select(
            Unit.administration_id,
            _sum(in_period).label("tasks_due"),
            _sum(and_(in_period, is_done, Task.done_on <= Task.due_on)).label("done_on_time"),
            _sum(and_(in_period, is_done, Task.done_on > Task.due_on)).label("done_late"),
            _sum(is_overdue).label("overdue"),
            _sum(and_(is_overdue, Task.due_on < as_of - LONG_OVERDUE)).label("overdue_long"),
            _sum(in_year).label("year_tasks"),
            _sum(and_(in_year, is_done)).label("year_done"),
            _sum(and_(in_year, Task.state == "postponed")).label("year_postponed"),
            _sum(and_(ahead, was_open(as_of))).label("next_quarter"),
        )
        .select_from(Task)
        .join(Task.unit)
    )


def _hours(period: Period, scope: Scope) -> Mapping[int | None, Mapping[str, int]]:
    """The year's minutes by administration; of those that lie wholly within the scope."""
    year = period.as_of.year
    loads = load_overview((year,), today=period.as_of).loads
    reached = set(db.session.scalars(select(Unit.id).where(Unit.id == Unit.administration_id, scope.where(Unit.path))))
    if scope.is_everything:
        reached.add(COMMON)
    found: dict[int | None, Mapping[str, int]] = {}
    for place, its_year in loads.places:
        whole = year_of(loads.of_places((place,), year))
        if its_year == year and place in reached and (whole.available is not None or whole.spent):
            found[None if place == COMMON else place] = {
                "at_hand": round(60 * (whole.available or 0)),
                "planned": round(60 * whole.planned),
                "spent": round(60 * whole.spent),
            }
    return found


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
