"""Tables of working meetings."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified, LongText, Name
from app.organisation.model import Person
from register.activity.model import ProcessingActivity


class WorkingMeeting(Identified):
    """A meeting at which chosen records are finished together. Closed, it is the minutes of what was finished."""

    __tablename__ = "working_meeting"
    __table_args__ = (Index("ix_working_meeting_list", "held_on", "id"),)

    title: Mapped[Name]
    held_on: Mapped[date]
    participants: Mapped[LongText]
    notes: Mapped[LongText]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]

    opened_by: Mapped[Person | None] = relationship()
    records: Mapped[list["WorkingMeetingRecord"]] = relationship(
        cascade="all, delete-orphan", order_by="WorkingMeetingRecord.position"
    )


class WorkingMeetingRecord(Identified):
    """A record on the agenda: the sentences of what was missing when the meeting began, and when it was closed."""

    __tablename__ = "working_meeting_record"
    __table_args__ = (UniqueConstraint("meeting_id", "activity_id", name="uq_working_meeting_record"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("working_meeting.id", ondelete="CASCADE"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id"), index=True)
    position: Mapped[int]
    missing_before: Mapped[list[Any]] = mapped_column(default=list)
    missing_after: Mapped[list[Any]] = mapped_column(default=list)

    activity: Mapped[ProcessingActivity] = relationship()
