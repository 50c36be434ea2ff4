"""Table of the mappings that people have saved."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, SortKeyType


class ImportMapping(Identified):
    """How one list is read: its columns by their headings, and what its words stand for. `held` is a `SavedMapping`."""

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("sort_key", name="uq_import_mapping_sort_key"),)

    name: Mapped[str] = mapped_column(String(80))
    sort_key: Mapped[str] = mapped_column(SortKeyType)
    held: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
