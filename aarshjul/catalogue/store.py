"""Reading the catalogue, which is the same for all who read it, and where its tasks stand in the plan."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from aarshjul.catalogue.rules import Listed
from aarshjul.plan.model import Plan, PlanItem, PlanItemUnit, TaskTemplate
from aarshjul.task.model import OPEN_STATES, Task
from aarshjul.task.responsible import Named, Reach
from app.core.db import AnySelect, db
from app.core.errors import NotFound
from app.core.slots import Subject
from app.organisation.model import Unit

NEXT = 5
"""So many tasks to come are shown beside a task of the catalogue."""
_COLUMNS = (
    "code", "title", "purpose", "article", "months", "every_years", "day", "every_months", "function", "hours", "per",
    "about", "wave", "is_own", "is_retired",
)  # fmt: skip


class NextTask(NamedTuple):
    """A task to come."""

    id: int
    title: str
    unit: str
    due_on: date


class TaskCounts(NamedTuple):
    """How the tasks made from one of the catalogue stand."""

    open: int = 0
    overdue: int = 0
    done: int = 0


def list_catalogue() -> list[Listed]:
    """The whole catalogue, by code, in one statement: some hundred rows at most, so the page narrows them itself."""
    first_year = (
        select(func.min(PlanItem.first_year))
        .join(Plan, Plan.id == PlanItem.plan_id)
        .where(Plan.state == "approved", PlanItem.template_id == TaskTemplate.id)
        .correlate(TaskTemplate)
        .scalar_subquery()
    )
    query: AnySelect = select(*(getattr(TaskTemplate, name) for name in _COLUMNS), first_year.label("first_year"))
    return [Listed(**row._asdict()) for row in db.session.execute(query.order_by(TaskTemplate.code))]


def get_template(code: str) -> TaskTemplate:
    """A task of the catalogue by its code. Raises NotFound."""
    template = db.session.scalar(select(TaskTemplate).where(TaskTemplate.code == code))
    if template is None:
        raise NotFound
    return template


def list_codes() -> Sequence[str]:
    """Every code of the catalogue, the retired ones too."""
    return db.session.scalars(select(TaskTemplate.code).order_by(TaskTemplate.code)).all()


def list_plan_items(template_id: int) -> Sequence[PlanItem]:
    """Where the task stands in the approved version of the plan and in the one being worked on, the approved first."""
    query = (
        select(PlanItem)
        .join(Plan, Plan.id == PlanItem.plan_id)
        .where(PlanItem.template_id == template_id, Plan.state != "superseded")
        .options(joinedload(PlanItem.template), selectinload(PlanItem.units), selectinload(PlanItem.starts))
        .order_by(case((Plan.state == "approved", 0), else_=1), PlanItem.code)
    )
    return db.session.scalars(query).all()


def list_plans(ids: Sequence[int]) -> dict[int, Plan]:
    """These versions of the plan, by number."""
    return {plan.id: plan for plan in db.session.scalars(select(Plan).where(Plan.id.in_(ids)).order_by(Plan.id))}


def list_places(template_id: int) -> Sequence[str]:
    """The paths of the units in which a plan that stands does the task; done everywhere, it is the municipality's."""
    standing = (PlanItem.template_id == template_id, Plan.state != "superseded")
    everywhere = (
        select(PlanItem.id).join(Plan, Plan.id == PlanItem.plan_id).where(*standing, PlanItem.is_for_all.is_(True))
    )
    chosen = (
        select(PlanItemUnit.unit_id)
        .join(PlanItem, PlanItem.id == PlanItemUnit.plan_item_id)
        .join(Plan, Plan.id == PlanItem.plan_id)
        .where(*standing, PlanItem.is_for_all.is_(False))
    )
    query = select(Unit.path).where(or_(and_(Unit.kind == "municipality", everywhere.exists()), Unit.id.in_(chosen)))
    return db.session.scalars(query.order_by(Unit.path)).all()


def count_tasks(template_id: int, *, today: date, reach: Reach) -> TaskCounts:
    """How many of its tasks are open, over their date and done, among those the reader may see."""
    is_open = Task.state.in_(OPEN_STATES)
    counts = (is_open, and_(is_open, Task.due_on < today), Task.state == "done")
    query = _its_tasks(
        select(*(func.coalesce(func.sum(case((counted, 1), else_=0)), 0) for counted in counts)), template_id, reach
    )
    return TaskCounts(*db.session.execute(query).one())


def list_next_tasks(template_id: int, *, reach: Reach) -> Sequence[NextTask]:
    """The first of its tasks that are open, among those the reader may see."""
    query: AnySelect = select(Task.id, Task.title, Unit.name, Task.due_on)
    query = _its_tasks(query, template_id, reach).where(Task.state.in_(OPEN_STATES))
    rows = db.session.execute(query.order_by(Task.due_on, Unit.sort_key, Task.id).limit(NEXT))
    return [NextTask(*row) for row in rows]


def _its_tasks(query: AnySelect, template_id: int, reach: Reach) -> AnySelect:
    """Tasks hang on the item's code through all versions of the plan."""
    codes = select(PlanItem.code).where(PlanItem.template_id == template_id)
    return (
        query.select_from(Task)
        .join(Task.unit)
        .outerjoin(Named, Named.id == Task.person_id)
        .where(Task.plan_code.in_(codes), or_(reach.scope.where(Unit.path), reach.mine.where()))
    )


def subjects_of(ids: Sequence[int]) -> dict[int, Subject]:
    """What tasks of the catalogue are called, and where they are found."""
    rows: Any = db.session.execute(
        select(TaskTemplate.id, TaskTemplate.code, TaskTemplate.title).where(TaskTemplate.id.in_(ids))
    )
    return {
        row_id: Subject("task_template", row_id, f"{code} {title}", f"/opgavekatalog/{code}")
        for row_id, code, title in rows
    }
