"""The table of wrong tries."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified


class Throttle(Identified):
    """Wrong tries under one key since the last right one, and until when the next must wait.

    `key` is a keyed hash of what is guarded ("account anna@…", "address 192.0.2.7"), also of accounts that do not
    exist: the table says nothing about who has one.
    """

    __tablename__ = "throttle"
    __table_args__ = (UniqueConstraint("key", name="uq_throttle_key"),)

    key: Mapped[str] = mapped_column(String(80))
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_until_at: Mapped[datetime | None]
    last_at: Mapped[datetime] = mapped_column(index=True)
