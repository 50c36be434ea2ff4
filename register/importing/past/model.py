"""Tables of the imports that were made, and of what each did to every record."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified
from app.organisation.model import Person

NullableJSON = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class ImportBatch(Identified):
    """One import of records: the file, who and when, and what came of it. `event_id` is the trail's event of it.

    `counts` are those of the result. Undone, it says when and by whom; an import is undone once.
    """

    __tablename__ = "import_batch"
    __table_args__ = (
        UniqueConstraint("event_id", name="uq_import_batch_event"),
        Index("ix_import_batch_by", "by_id", "at", "id"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    file: Mapped[str] = mapped_column(String(200))
    counts: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])
    undone_by: Mapped[Person | None] = relationship(foreign_keys=[undone_by_id])


class ImportRow(Identified):
    """What one import did to one record.

    `version_before` is the record's version before it, none where the import made it; `version_after` the one after.
    Both are the same where the record stayed as it was and only what the next import compares with was moved.
    `base_before` is `ProcessingActivity.imported_fields` as it was before. `undone_version` is the version that undoing
    the import made of the record; none where it is not undone, or was left as it was.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        UniqueConstraint("batch_id", "activity_id", name="uq_import_row"),
        Index("ix_import_row_activity", "activity_id", "batch_id"),
    )

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id", ondelete="CASCADE"))
    was_created: Mapped[bool]
    version_before: Mapped[int | None]
    version_after: Mapped[int]
    base_before: Mapped[dict[str, Any] | None] = mapped_column(NullableJSON)
    undone_version: Mapped[int | None]
