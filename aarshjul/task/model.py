"""The table of tasks: one, for what the plan asks and for what records oblige to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aarshjul.plan.model import PlanItem
from app.core.db import Identified, LongText, Name
from app.organisation.model import Person, Unit

STATES = ("not_started", "started", "for_approval", "done", "postponed", "not_relevant", "withdrawn")
OPEN_STATES = ("not_started", "started", "for_approval", "postponed")
TO_DO_STATES = ("not_started", "started", "postponed")
"""Open, and somebody's to do: nobody is reminded of what waits for approval."""


class Task(Identified):
    """A dated task for one unit.

    `key` makes planning idempotent: source, subject, unit and period (or an obligation's own key). `planned_on`
    is the date the plan wants, `due_on` the working day it is due, `law_due_on` a statutory date that nothing
    moves. `function` says who does it in the unit; `person` is set only when somebody in particular was named.
    `is_touched`: a person has worked on it, so planning leaves it alone. `remind_on` is the day the next
    reminder falls due (none: no more to come), so that a tick reads only what is due. `handovers` counts how often it
    was given to somebody by name, who is to hear of it each time. `open_since` is the day it was opened again or got
    another date, if it was: nobody is reminded or reported for what lay before that. `asks_since` is the day somebody
    asked for the approval it waits for.

    `is_forecast`: it waits for the one before it to be done, and its day moves with it; nobody is reminded yet.
    `checklist` holds [sentence, is ticked] pairs (checklist.py), none before somebody begins. `result` says what a
    control found, `spent_minutes` what it took. While it waits for approval, `asks` says for what (complete, postpone,
    dismiss), with the day (it was done, it shall be due, it was asked), the note or reason, and who asked.
    """

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("key", name="uq_task_key"),
        CheckConstraint(
            "state IN ('not_started', 'started', 'for_approval', 'done', 'postponed', 'not_relevant', 'withdrawn')",
            name="state",
        ),
        CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="done_has_a_day"),
        CheckConstraint("result IN ('', 'no_errors', 'no_critical', 'critical')", name="result"),
        CheckConstraint("asks IN ('', 'complete', 'postpone', 'dismiss')", name="asks"),
        CheckConstraint("(state = 'for_approval') = (asks <> '')", name="asks_for_approval"),
        CheckConstraint("spent_minutes >= 0", name="spent_minutes"),
        Index("ix_task_list", "due_on", "id"),
        Index("ix_task_state", "state", "due_on"),
        Index("ix_task_unit", "unit_id", "due_on"),
        Index("ix_task_remind", "remind_on"),
        Index("ix_task_subject", "subject_kind", "subject_id"),
    )

    key: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[Name]
    plan_item_id: Mapped[int | None] = mapped_column(ForeignKey("plan_item.id"), index=True)
    plan_code: Mapped[str] = mapped_column(String(80), default="", index=True)
    subject_kind: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[int | None]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    function: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    period: Mapped[str] = mapped_column(String(20))
    planned_on: Mapped[date]
    due_on: Mapped[date]
    law_due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(20), default="not_started")
    hours: Mapped[float] = mapped_column(default=0.0)
    note: Mapped[LongText]
    result: Mapped[str] = mapped_column(String(20), default="")
    checklist: Mapped[list[Any]] = mapped_column(default=list)
    spent_minutes: Mapped[int] = mapped_column(default=0)
    asks: Mapped[str] = mapped_column(String(20), default="")
    asked_on: Mapped[date | None]
    asked_reason: Mapped[LongText]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_on: Mapped[date | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    is_touched: Mapped[bool] = mapped_column(default=False)
    is_forecast: Mapped[bool] = mapped_column(default=False)
    remind_on: Mapped[date | None]
    handovers: Mapped[int] = mapped_column(default=0)
    asks_since: Mapped[date | None]
    open_since: Mapped[date | None]
    created_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    done_by: Mapped[Person | None] = relationship(foreign_keys=[done_by_id])
    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id])
    plan_item: Mapped[PlanItem | None] = relationship()
