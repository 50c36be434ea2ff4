"""The table of answers given from mails."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aarshjul.task.model import Task
from app.core.db import Identified
from app.organisation.model import Person


class TaskAnswer(Identified):
    """What somebody answered by one link. A link answers once: only its hash is kept, and it is unique."""

    __tablename__ = "task_answer"
    __table_args__ = (
        UniqueConstraint("token_hash", name="uq_task_answer_token_hash"),
        CheckConstraint("answer IN ('done', 'no_changes', 'needs_change', 'not_mine', 'postpone')", name="answer"),
    )

    token_hash: Mapped[str] = mapped_column(String(64))
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    answer: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]

    task: Mapped[Task] = relationship()
    person: Mapped[Person] = relationship()
