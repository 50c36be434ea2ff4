"""The table of comments."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified, LongText
from app.organisation.model import Person


class Comment(Identified):
    """What somebody has said about something (`kind`, `subject_id`), which gives it its access; never changed."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_subject", "kind", "subject_id"),)

    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    text: Mapped[LongText]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship()
