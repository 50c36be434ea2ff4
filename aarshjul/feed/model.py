"""The table of calendar feeds."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified
from app.organisation.model import Person, Unit


class CalendarFeed(Identified):
    """An address under which a calendar program reads tasks for a person, until it is revoked.

    `covers`: the person's own tasks, those of an administration, or the whole municipality's; always within what the
    person may read on the day it is asked for. Only the token's hash is kept.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (
        UniqueConstraint("token_hash", name="uq_calendar_feed_token_hash"),
        CheckConstraint("covers IN ('mine', 'administration', 'all')", name="covers"),
        CheckConstraint("(covers = 'administration') = (unit_id IS NOT NULL)", name="unit"),
    )

    token_hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    covers: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    unit: Mapped[Unit | None] = relationship()
