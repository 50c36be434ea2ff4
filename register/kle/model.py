"""Table of KLE numbers."""

from datetime import date, datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, LongText, Name
from app.core.search import searched


class KleNumber(Identified):
    """A number of the list the municipality has read in: main group (27), group (27.60) or topic (27.60.08).

    `retention_code` is KLE's recommendation as an ISO 8601 duration (P1825D). A number that a newer list no longer has
    is kept, with the day it went; records may hold numbers that are on no list of ours.
    """

    __tablename__ = searched("kle_number")
    __table_args__ = (UniqueConstraint("number", name="uq_kle_number_number"),)

    number: Mapped[str] = mapped_column(String(20))
    title: Mapped[Name]
    parent: Mapped[str] = mapped_column(String(20), default="", index=True)
    search: Mapped[LongText]
    retention_code: Mapped[str] = mapped_column(String(20), default="")
    archive: Mapped[str] = mapped_column(String(200), default="")
    uuid: Mapped[str] = mapped_column(String(40), default="")
    removed_on: Mapped[date | None]
    changed_at: Mapped[datetime]
