"""The tables of attestation campaigns."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified, LongText, Name
from app.organisation.model import Person, Unit
from register.activity.model import ProcessingActivity


class AttestationCampaign(Identified):
    """One round in which leaders confirm that the records of their units are right, from a day to a day."""

    __tablename__ = "attestation_campaign"
    __table_args__ = (CheckConstraint("due_on > opens_on", name="days"),)

    title: Mapped[Name]
    note: Mapped[LongText]
    opens_on: Mapped[date]
    due_on: Mapped[date]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    made_by: Mapped[Person | None] = relationship()


class AttestationLine(Identified):
    """One record in a campaign, as it was asked of the unit it belonged to when the campaign began.

    waiting → confirmed (it is right as it stands) | needs_change (with words on what) | left_out (the record ended).
    """

    __tablename__ = "attestation_line"
    __table_args__ = (
        UniqueConstraint("campaign_id", "activity_id", name="uq_attestation_line_campaign_activity"),
        CheckConstraint("state IN ('waiting', 'confirmed', 'needs_change', 'left_out')", name="state"),
        CheckConstraint("(state = 'waiting') = (answered_at IS NULL)", name="answered_has_a_moment"),
        Index("ix_attestation_line_unit", "campaign_id", "unit_id"),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("attestation_campaign.id", ondelete="CASCADE"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id", ondelete="CASCADE"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    note: Mapped[LongText]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    campaign: Mapped[AttestationCampaign] = relationship()
    activity: Mapped[ProcessingActivity] = relationship()
    unit: Mapped[Unit] = relationship()
    answered_by: Mapped[Person | None] = relationship()
