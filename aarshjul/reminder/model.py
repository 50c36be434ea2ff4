"""The table of reminders: which step was reached for whom, and what became of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aarshjul.task.model import Task
from app.core.db import Identified
from app.mail.model import OutgoingMail
from app.organisation.model import Person


class Reminder(Identified):
    """One step (T-30, T-7, T0, U1 …) of one task for one person, counted from one due date.

    queued: a mail stands in the outbox · superseded: missed, a later step went instead. A task that is moved
    starts its steps anew, because `due_on` is part of what is unique. `person_id` is empty for a step that
    found nobody to remind.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("task_id", "due_on", "step", "person_id", name="uq_reminder_task_due_step_person"),
        CheckConstraint("state IN ('queued', 'superseded')", name="state"),
    )

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"))
    due_on: Mapped[date]
    step: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_mail.id"), index=True)
    at: Mapped[datetime]

    task: Mapped[Task] = relationship()
    person: Mapped[Person] = relationship()
    mail: Mapped[OutgoingMail | None] = relationship()
