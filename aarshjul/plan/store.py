"""Reading the plan, and the tasks as planning sees them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from aarshjul.plan.expansion import ItemFacts
from aarshjul.plan.model import Plan, PlanItem, TaskTemplate
from aarshjul.plan.rules import PLAN_KIND, Known, Shape
from aarshjul.task.model import Task
from aarshjul.task.rules import OBLIGATIONS
from app.audit.model import AuditEvent
from app.core.db import AnySelect, db
from app.core.scope import Scope
from app.core.workdays import ClosedDays
from app.organisation.model import Unit
from app.organisation.store import list_administrations

PLACES = {"administration": "administration", "unit": "unit", "central": "municipality"}
"""The catalogue's `per` as the kind of unit that does the task."""

KEYS_AT_A_TIME = 500


def get_closed_days() -> ClosedDays:
    """The days this municipality keeps closed besides the holidays."""
    return ClosedDays()


def find_approved_plan(*, refresh: bool = False) -> Plan | None:
    """The version that makes tasks; `refresh`: as the database has it now, though it was read before."""
    query = select(Plan).where(Plan.state == "approved").order_by(Plan.version.desc()).limit(1)
    return db.session.scalar(query.execution_options(populate_existing=refresh))


def list_items(plan_id: int) -> Sequence[PlanItem]:
    """The items of a version with their catalogue entries and units, by code."""
    return db.session.scalars(
        select(PlanItem)
        .where(PlanItem.plan_id == plan_id)
        .options(joinedload(PlanItem.template), selectinload(PlanItem.units))
        .order_by(PlanItem.code)
    ).all()


def list_templates() -> Sequence[TaskTemplate]:
    """The catalogue, by code."""
    return db.session.scalars(select(TaskTemplate).order_by(TaskTemplate.code)).all()


def list_places() -> Mapping[str, tuple[int, ...]]:
    """The open units of each kind, by number."""
    places: dict[str, list[int]] = defaultdict(list)
    for unit_id, kind in db.session.execute(select(Unit.id, Unit.kind).where(~Unit.is_closed).order_by(Unit.id)):
        places[kind].append(unit_id)
    return {kind: tuple(ids) for kind, ids in places.items()}


def list_rings(*, scope: Scope) -> Sequence[Unit]:
    """The administrations in the scope and, for who sees everything, the municipality for what all of it shares."""
    places = list(list_administrations(scope=scope))
    if scope.is_everything:
        places += db.session.scalars(select(Unit).where(Unit.kind == "municipality"))
    return places


def facts_of(item: PlanItem, places: Mapping[str, tuple[int, ...]]) -> ItemFacts:
    """An item as the pure expansion wants it."""
    template = item.template
    chosen = tuple(unit.id for unit in item.units if not unit.is_closed)
    return ItemFacts(
        code=item.code,
        title=template.title,
        months=tuple(template.months),
        first_year=item.first_year,
        last_year=item.last_year,
        every_years=template.every_years,
        is_once=item.kind == "project",
        function=template.function,
        unit_ids=places.get(PLACES[template.per], ()) if item.is_for_all else chosen,
        hours=template.hours,
        is_statutory=template.is_statutory,
    )


def list_known() -> dict[str, Known]:
    """The tasks that planning makes, by key, as columns only: there may be hundreds of thousands."""
    query: AnySelect = select(
        Task.id,
        Task.key,
        Task.kind,
        Task.state,
        Task.is_touched,
        Task.version,
        Task.title,
        Task.unit_id,
        Task.function,
        Task.person_id,
        Task.period,
        Task.planned_on,
        Task.due_on,
        Task.law_due_on,
        Task.hours,
    ).where(Task.kind.in_((PLAN_KIND, *OBLIGATIONS)))
    return {row[1]: Known._make((*row[:6], Shape._make(row[6:]))) for row in db.session.execute(query)}


def newest_event() -> int:
    """The number of the newest audit event; 0 before the first."""
    return db.session.scalar(select(func.max(AuditEvent.id))) or 0


def news_since(event_id: int, kinds: Sequence[str]) -> frozenset[str]:
    """Which of these kinds of subject something has happened to since the event; reads only the events after it."""
    return frozenset(
        db.session.scalars(
            select(AuditEvent.subject_kind)
            .where(AuditEvent.id > event_id, AuditEvent.subject_kind.in_(kinds))
            .distinct()
        )
    )


def digest_of(keys: Sequence[str]) -> str:
    """SHA-256 over the tasks with these keys as they stand, a line each: key, day, state, unit. In the keys' order.

    It tells later whether a copy of the tasks is what planning made. It is read back, because a task that somebody
    else touched meanwhile is not as planning wanted it.
    """
    digest = sha256()
    wanted = sorted(keys)
    for start in range(0, len(wanted), KEYS_AT_A_TIME):
        some = wanted[start : start + KEYS_AT_A_TIME]
        query = select(Task.key, Task.due_on, Task.state, Task.unit_id).where(Task.key.in_(some))
        for key, due_on, state, unit_id in sorted(db.session.execute(query), key=lambda row: row.key):
            digest.update(f"{key} {due_on.isoformat()} {state} {unit_id}\n".encode())
    return digest.hexdigest()
