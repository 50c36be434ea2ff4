"""Tables of attachments."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified, Model
from app.organisation.model import Person


class Attachment(Identified):
    """A file that belongs to something (`kind`, `subject_id`) and takes its access from it.

    `size` is in bytes, `sha256` of its content. One that was removed keeps its row, so that the trail can be read, but
    its content is gone.
    """

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_subject", "kind", "subject_id"),)

    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(200))
    mimetype: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]

    by: Mapped[Person | None] = relationship()


class AttachmentContent(Model):
    """The file itself. In the database, as any machine may serve it; beside its row, so that a list never loads it."""

    __tablename__ = "attachment_content"

    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id", ondelete="CASCADE"), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
