"""The tables of reminders: the steps and what became of them, and what the municipality and each person have chosen."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aarshjul.task.model import Task
from app.core.db import Identified, LongText
from app.mail.model import OutgoingMail
from app.organisation.model import Person


class Reminder(Identified):
    """One step (T-30, T0, U1, G0, E7 …; rules.py) of one task for one person, counted from one due date.

    wanted: waits to be gathered into the person's mail · queued: stands in that mail (`mail_id`) · superseded: a later
    step took its place · dropped: what it would have told is no longer so. A task that is moved starts its steps anew,
    because `due_on` is part of what is unique. `came_on` is the day the step was for, `at` when it was decided.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("task_id", "due_on", "step", "person_id", name="uq_reminder_task_due_step_person"),
        CheckConstraint("state IN ('wanted', 'queued', 'superseded', 'dropped')", name="state"),
        Index("ix_reminder_state", "state", "person_id"),
    )

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"))
    due_on: Mapped[date]
    step: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_mail.id"), index=True)
    came_on: Mapped[date]
    at: Mapped[datetime]

    task: Mapped[Task] = relationship()
    person: Mapped[Person] = relationship()
    mail: Mapped[OutgoingMail | None] = relationship()


class ReminderSettings(Identified):
    """How the municipality reminds. One row.

    `days_before` are the days before the date on which a mail goes, `overdue_every` the days between those after it.
    `escalate_after` are the days over the date at which leader, leader's leader and director hear of it, and an item
    for the steering group is drafted; none: nobody does. What was late before `begun_on` counts from that day.
    `chases_in_quiet_weeks`: whether what is late is asked about in the weeks few are at work.
    """

    __tablename__ = "reminder_settings"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("overdue_every BETWEEN 3 AND 14", name="overdue_every"),
    )

    days_before: Mapped[list[Any]]
    overdue_every: Mapped[int] = mapped_column(default=7)
    escalate_after: Mapped[list[Any]]
    chases_in_quiet_weeks: Mapped[bool] = mapped_column(default=False)
    begun_on: Mapped[date | None]
    paused_at: Mapped[datetime | None]
    paused_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    pause_reason: Mapped[LongText]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    paused_by: Mapped[Person | None] = relationship(foreign_keys=[paused_by_id])
    changed_by: Mapped[Person | None] = relationship(foreign_keys=[changed_by_id])


class ReminderChoice(Identified):
    """How often one person wants mail: each day there is something, or gathered on Mondays. No row: each day."""

    __tablename__ = "reminder_choice"
    __table_args__ = (
        UniqueConstraint("person_id", name="uq_reminder_choice_person_id"),
        CheckConstraint("rhythm IN ('daily', 'weekly')", name="rhythm"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    rhythm: Mapped[str] = mapped_column(String(10))
    changed_at: Mapped[datetime]
