"""Tables of the five-year plan.

The catalogue says what a task is; the plan says which of them are done, where, and from which year. A plan is
a version: the approved one makes tasks. An item keeps its `code` from version to version, and tasks hang on
that code, so that a new version moves tasks instead of making them again.

A version is a draft until it is submitted to DDS, and approved by DDS' decision; the one before is then superseded and
never changes again.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Code, Identified, LongText, Model, Name
from app.organisation.model import Person, Unit

_STANDS = text("state <> 'superseded'")


class TaskTemplate(Identified):
    """A task of the catalogue: what, why, by which law, how often, by whom, with what to show for it.

    It comes round in `months` of every `every_years` years on the day that `day` names (recurrence.parse_day), or,
    with `every_months`, so long after it was last done. With `about` it is one task for each record of that kind, as
    often as the record's risk asks for. `is_own`: the municipality has written it. A retired one is offered to no plan.
    """

    __tablename__ = "task_template"
    __table_args__ = (
        UniqueConstraint("code", name="uq_task_template_code"),
        CheckConstraint("every_months IS NULL OR every_months >= 1", name="every_months"),
        CheckConstraint("about IN ('', 'activity', 'system', 'processor')", name="about"),
    )

    code: Mapped[Code]
    title: Mapped[Name]
    purpose: Mapped[LongText]
    article: Mapped[str] = mapped_column(String(200), default="")
    months: Mapped[list[Any]]
    every_years: Mapped[int] = mapped_column(default=1)
    day: Mapped[str] = mapped_column(String(10), default="31")
    every_months: Mapped[int | None]
    about: Mapped[str] = mapped_column(String(20), default="")
    function: Mapped[str] = mapped_column(String(40))
    hours: Mapped[float] = mapped_column(default=0.0)
    per: Mapped[str] = mapped_column(String(20), default="administration")
    wave: Mapped[int] = mapped_column(default=1)
    evidence: Mapped[LongText]
    guide: Mapped[LongText]
    is_statutory: Mapped[bool] = mapped_column(default=False)
    checklist: Mapped[list[Any]] = mapped_column(default=list)
    """Sentences to tick off; a task takes a copy when it is begun."""
    needs_evidence: Mapped[bool] = mapped_column(default=False)
    """It is not done before a file is attached."""
    needs_approval: Mapped[bool] = mapped_column(default=False)
    """The leader approves that it is done, put off or not relevant."""
    is_own: Mapped[bool] = mapped_column(default=False)
    is_retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class TaskHandling(Identified):
    """Whether an administration does a task of the catalogue: the list of tasks that are not, and where a plan starts.

    `degree`: handled, partly, hardly, not. `risk` says what may go wrong for people meanwhile.
    """

    __tablename__ = "task_handling"
    __table_args__ = (
        UniqueConstraint("template_id", "unit_id", name="uq_task_handling"),
        CheckConstraint("degree IN ('handled', 'partly', 'hardly', 'not')", name="degree"),
        CheckConstraint("risk_level IN ('', 'low', 'medium', 'high')", name="risk_level"),
    )

    template_id: Mapped[int] = mapped_column(ForeignKey("task_template.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    degree: Mapped[str] = mapped_column(String(20))
    risk_level: Mapped[str] = mapped_column(String(10), default="")
    risk: Mapped[LongText]
    proposed_year: Mapped[int | None]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    template: Mapped[TaskTemplate] = relationship()
    unit: Mapped[Unit] = relationship()
    changed_by: Mapped[Person | None] = relationship()


class Plan(Identified):
    """A version of the five-year plan; at most one is approved at a time, and at most one is being worked on.

    `based_on` is the version it began as a copy of. `decision` is what DDS said, `note` what the version is about.
    `edition` counts its changes, so that two who work on it at once hear of each other.

    `planned_on` is the day tasks were last made from it, `planned_through` the last audit event that planning had
    seen: a tick plans once a day, and again when a record or the organisation has changed since.
    """

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("version", name="uq_plan_version"),
        CheckConstraint("state IN ('draft', 'submitted', 'approved', 'superseded')", name="state"),
        Index("uq_plan_state", "state", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
    )

    version: Mapped[int]
    first_year: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="draft")
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    note: Mapped[LongText]
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[LongText]
    edition: Mapped[int] = mapped_column(default=1)
    planned_on: Mapped[date | None]
    planned_through: Mapped[int] = mapped_column(default=0)

    items: Mapped[list["PlanItem"]] = relationship(cascade="all, delete-orphan", order_by="PlanItem.code")
    based_on: Mapped["Plan | None"] = relationship(remote_side="Plan.id")
    submitted_by: Mapped[Person | None] = relationship(foreign_keys=[submitted_by_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])


class PlanItem(Identified):
    """A task of the catalogue in the plan: from which year, and where.

    `is_for_all`: wherever the catalogue says (its `per`: each administration, each unit, the municipality), also in
    what the organisation gets later; else in `units` alone. `depends_on` are the codes of items that must come first.
    `asks_hours` and `asks_kroner` are what DDS is asked for, with the reason. `carried` counts how often the item was
    carried into the next plan unfinished, with the last reason.
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
    depends_on: Mapped[list[Any]] = mapped_column(default=list)
    asks_hours: Mapped[float] = mapped_column(default=0.0)
    asks_kroner: Mapped[int] = mapped_column(default=0)
    asks_reason: Mapped[LongText]
    carried: Mapped[int] = mapped_column(default=0)
    carry_reason: Mapped[LongText]
    baseline: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the catalogue said when DDS approved the version; what came of it is held against that."""

    template: Mapped[TaskTemplate] = relationship()
    units: Mapped[list[Unit]] = relationship(secondary="plan_item_unit", order_by=Unit.sort_key)
    starts: Mapped[list["PlanItemStart"]] = relationship(cascade="all, delete-orphan", order_by="PlanItemStart.unit_id")


class PlanItemUnit(Model):
    """The units that do an item of the plan."""

    __tablename__ = "plan_item_unit"

    plan_item_id: Mapped[int] = mapped_column(ForeignKey("plan_item.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)


class PlanItemStart(Model):
    """An administration that begins an item in another year than the plan does as a whole."""

    __tablename__ = "plan_item_start"

    plan_item_id: Mapped[int] = mapped_column(ForeignKey("plan_item.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)
    first_year: Mapped[int]
