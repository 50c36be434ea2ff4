"""Tables of the five-year plan.

The catalogue says what a task is; the plan says which of them are done, where, and from which year. A plan is
a version: the approved one makes tasks. An item keeps its `code` from version to version, and tasks hang on
that code, so that a new version moves tasks instead of making them again.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Code, Identified, LongText, Model, Name
from app.organisation.model import Unit


class TaskTemplate(Identified):
    """A task of the catalogue: what, why, by which law, how often, by whom, with what to show for it."""

    __tablename__ = "task_template"
    __table_args__ = (UniqueConstraint("code", name="uq_task_template_code"),)

    code: Mapped[Code]
    title: Mapped[Name]
    purpose: Mapped[LongText]
    article: Mapped[str] = mapped_column(String(200), default="")
    months: Mapped[list[Any]]
    every_years: Mapped[int] = mapped_column(default=1)
    function: Mapped[str] = mapped_column(String(40))
    hours: Mapped[float] = mapped_column(default=0.0)
    per: Mapped[str] = mapped_column(String(20), default="administration")
    wave: Mapped[int] = mapped_column(default=1)
    evidence: Mapped[LongText]
    guide: Mapped[LongText]
    is_statutory: Mapped[bool] = mapped_column(default=False)


class Plan(Identified):
    """A version of the five-year plan; at most one is approved at a time.

    `planned_on` is the day tasks were last made from it, `planned_through` the last audit event that planning had
    seen: a tick plans once a day, and again when a record or the organisation has changed since.
    """

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("version", name="uq_plan_version"),
        CheckConstraint("state IN ('draft', 'submitted', 'approved', 'superseded')", name="state"),
    )

    version: Mapped[int]
    first_year: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="draft")
    approved_at: Mapped[datetime | None]
    planned_on: Mapped[date | None]
    planned_through: Mapped[int] = mapped_column(default=0)

    items: Mapped[list["PlanItem"]] = relationship(cascade="all, delete-orphan", order_by="PlanItem.code")


class PlanItem(Identified):
    """A task of the catalogue in the plan: from which year, and where.

    `is_for_all`: wherever the catalogue says (its `per`: each administration, each unit, the municipality), also in
    what the organisation gets later; else in `units` alone.
    """

    __tablename__ = "plan_item"
    __table_args__ = (
        UniqueConstraint("plan_id", "code", name="uq_plan_item_plan_code"),
        CheckConstraint("kind IN ('project', 'recurring')", name="kind"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    code: Mapped[Code]
    template_id: Mapped[int] = mapped_column(ForeignKey("task_template.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="recurring")
    first_year: Mapped[int]
    last_year: Mapped[int | None]
    is_for_all: Mapped[bool] = mapped_column(default=True)

    template: Mapped[TaskTemplate] = relationship()
    units: Mapped[list[Unit]] = relationship(secondary="plan_item_unit", order_by=Unit.sort_key)


class PlanItemUnit(Model):
    """The units that do an item of the plan."""

    __tablename__ = "plan_item_unit"

    plan_item_id: Mapped[int] = mapped_column(ForeignKey("plan_item.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)
