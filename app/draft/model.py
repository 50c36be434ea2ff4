"""The table of drafts."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Name


class Draft(Identified):
    """What one person has written in one window's form and not saved. Nobody else sees it.

    `kind` and `subject_id` say which form (0 for a new row), `key` which window. `form` holds the fields as a browser
    posts them, [name, value] after one another. `read_version` is the version of the row that the form was opened on.
    """

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "subject_id", "key", name="uq_draft_person_id_kind_subject_id_key"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    key: Mapped[str] = mapped_column(String(32))
    title: Mapped[Name]
    form: Mapped[list[Any]]
    read_version: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(index=True)
