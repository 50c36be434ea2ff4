"""The table of versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified, LongText
from app.organisation.model import Person


class RecordVersion(Identified):
    """A record as it was after one save, whole, with who saved it and why: kind is "processor", "system", "law" …

    Activities have a table of their own, `ActivityVersion`.
    """

    __tablename__ = "record_version"
    __table_args__ = (UniqueConstraint("kind", "subject_id", "version", name="uq_record_version"),)

    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    version: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[LongText]
    content: Mapped[dict[str, Any]]

    by: Mapped[Person | None] = relationship()
