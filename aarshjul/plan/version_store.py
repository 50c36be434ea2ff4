"""Reading the versions of the plan."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from aarshjul.plan.model import Plan, PlanItem, TaskTemplate
from aarshjul.plan.rules import PLAN_KIND
from aarshjul.plan.versioning import Progress
from aarshjul.task.model import OPEN_STATES, Task
from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import NotFound

AHEAD = ("draft", "submitted")
"""States of the version that is being worked on."""
EDITS = ("plan.begin", "plan.roll", "plan.move_item", "plan.change_item", "plan.add_item", "plan.remove_item")
"""What makes somebody an author of a version (R47: who wrote it does not approve it)."""


def list_versions() -> Sequence[Plan]:
    """Every version with who sent and who approved it, the newest first: a municipality makes one or two a year."""
    query = select(Plan).options(joinedload(Plan.submitted_by), joinedload(Plan.approved_by))
    return db.session.scalars(query.order_by(Plan.version.desc()).limit(200)).all()


def find_plan_ahead() -> Plan | None:
    """The draft, or the version that DDS has before it."""
    return db.session.scalar(select(Plan).where(Plan.state.in_(AHEAD)))


def get_plan(version: int) -> Plan:
    """The version with this number, and who sent and approved it. Raises NotFound."""
    query = select(Plan).options(joinedload(Plan.submitted_by), joinedload(Plan.approved_by))
    plan = db.session.scalar(query.where(Plan.version == version))
    if plan is None:
        raise NotFound
    return plan


def find_baseline(year: int) -> Plan | None:
    """The version that a year was planned by: the newest one that DDS approved and that had begun."""
    decided = Plan.state.in_(("approved", "superseded"))
    query = select(Plan).where(decided, Plan.first_year <= year).order_by(Plan.version.desc()).limit(1)
    return db.session.scalar(query)


def newest_version() -> int:
    """The number of the newest version; 0 before the first."""
    return db.session.scalar(select(func.max(Plan.version))) or 0


def first_year_of_all() -> int | None:
    """The year the first of all versions began."""
    return db.session.scalar(select(func.min(Plan.first_year)))


def list_editors(plan_id: int) -> frozenset[int]:
    """Who has begun, rolled or changed a version."""
    query = select(AuditEvent.actor_id).where(
        AuditEvent.subject_kind == "plan",
        AuditEvent.subject_id == plan_id,
        AuditEvent.verb.in_(EDITS),
        AuditEvent.actor_id.is_not(None),
    )
    return frozenset(person_id for person_id in db.session.scalars(query.distinct()) if person_id is not None)


def list_left_out(plan_id: int) -> Sequence[TaskTemplate]:
    """The entries of the catalogue in use that the version has no item for, by code."""
    taken = select(PlanItem.template_id).where(PlanItem.plan_id == plan_id)
    query = select(TaskTemplate).where(TaskTemplate.id.not_in(taken), TaskTemplate.is_retired.is_(False))
    return db.session.scalars(query.order_by(TaskTemplate.code)).all()


def read_progress(until_on: date) -> Mapping[str, Progress]:
    """By the code of each item: its tasks planned to this day that count, and how many of them are done."""
    rows = db.session.execute(
        select(Task.plan_code, func.count(), func.sum(case((Task.state == "done", 1), else_=0)))
        .where(Task.kind == PLAN_KIND, Task.planned_on <= until_on, Task.state.in_((*OPEN_STATES, "done")))
        .group_by(Task.plan_code)
        .order_by(Task.plan_code)
    )
    return {code: Progress(total, done) for code, total, done in rows}
