"""The table of the working calendar."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified


class WorkCalendar(Identified):
    """When people are not at work besides the holidays: days kept closed, and ISO weeks in which few are. One row.

    `closed` holds the names of ClosedDays' settings that are on, `dates` single days as ISO text.
    """

    __tablename__ = "work_calendar"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    closed: Mapped[list[Any]]
    dates: Mapped[list[Any]]
    quiet_weeks: Mapped[list[Any]]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
