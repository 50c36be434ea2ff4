"""The tables of hearings, of whom they ask, and of what is said."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.db import Identified, LongText, Name
from app.organisation.model import Person, Unit
from register.activity.model import ProcessingActivity
from register.template.model import ActivityTemplate

_RUNS = text("outcome = ''")


class Hearing(Identified):
    """People are asked about a record, a template, or a document that hangs on the hearing itself, until a day.

    `subject_version` is the version of the record or template they are asked about. written, or joint: they go through
    it together on `meets_on`. `moves_record`: the record is in hearing because of this, and leaves it when this ends.
    `outcome` is empty while it runs; `unit_id` says whose it is.
    """

    __tablename__ = "hearing"
    __table_args__ = (
        CheckConstraint(
            "(subject_kind = 'activity' AND activity_id IS NOT NULL AND template_id IS NULL)"
            " OR (subject_kind = 'template' AND template_id IS NOT NULL AND activity_id IS NULL)"
            " OR (subject_kind = 'document' AND activity_id IS NULL AND template_id IS NULL)",
            name="subject",
        ),
        CheckConstraint("(subject_version IS NULL) = (subject_kind = 'document')", name="subject_version"),
        CheckConstraint("mode IN ('written', 'joint')", name="mode"),
        CheckConstraint("(mode = 'joint') = (meets_on IS NOT NULL)", name="meeting"),
        CheckConstraint("outcome IN ('', 'accepted', 'changed', 'dropped', 'withdrawn')", name="outcome"),
        CheckConstraint("(outcome = '') = (ended_at IS NULL)", name="ended"),
        Index("uq_hearing_activity", "activity_id", unique=True, sqlite_where=_RUNS, postgresql_where=_RUNS),
        Index("uq_hearing_template", "template_id", unique=True, sqlite_where=_RUNS, postgresql_where=_RUNS),
        Index("ix_hearing_due", "outcome", "due_on"),
        Index("ix_hearing_activity_id", "activity_id"),
        Index("ix_hearing_template_id", "template_id"),
    )

    title: Mapped[Name]
    question: Mapped[LongText]
    subject_kind: Mapped[str] = mapped_column(String(20))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("processing_activity.id", ondelete="CASCADE"))
    template_id: Mapped[int | None] = mapped_column(ForeignKey("activity_template.id"))
    subject_version: Mapped[int | None]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    mode: Mapped[str] = mapped_column(String(10), default="written")
    meets_on: Mapped[date | None]
    begins: Mapped[str] = mapped_column(String(5), default="")
    place: Mapped[str] = mapped_column(String(400), default="")
    due_on: Mapped[date]
    moves_record: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str] = mapped_column(String(10), default="")
    summary: Mapped[LongText]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    activity: Mapped[ProcessingActivity | None] = relationship()
    template: Mapped[ActivityTemplate | None] = relationship()
    made_by: Mapped[Person | None] = relationship(foreign_keys=[made_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])

    @property
    def ended_on(self) -> date | None:
        """The day it ended; None while it runs."""
        return clock.day_of(self.ended_at) if self.ended_at else None


class HearingParticipant(Identified):
    """Somebody who is asked, for themselves or for a `party` (the MED committee, a body).

    `answer` is empty until they have answered. `remind_on` is the day they are reminded unless they have; None: never.
    """

    __tablename__ = "hearing_participant"
    __table_args__ = (
        UniqueConstraint("hearing_id", "person_id", name="uq_hearing_participant_person"),
        CheckConstraint("answer IN ('', 'comments', 'nothing')", name="answer"),
        CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answered_has_a_moment"),
        CheckConstraint("answer = '' OR remind_on IS NULL", name="answered_is_not_reminded"),
        Index("ix_hearing_participant_remind_on", "remind_on"),
    )

    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearing.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    party: Mapped[str] = mapped_column(String(400), default="")
    answer: Mapped[str] = mapped_column(String(10), default="")
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    remind_on: Mapped[date | None]

    hearing: Mapped[Hearing] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def answered_on(self) -> date | None:
        """The day they answered; None until they have."""
        return clock.day_of(self.answered_at) if self.answered_at else None


class HearingComment(Identified):
    """What somebody said about the whole or a `place` in it; of all together where no participant is named.

    `by_id` wrote it down. `verdict` and `reply` are the answer to it; the verdict is empty until it has one.
    """

    __tablename__ = "hearing_comment"
    __table_args__ = (
        CheckConstraint("verdict IN ('', 'taken', 'partly', 'not')", name="verdict"),
        CheckConstraint("(verdict = '') = (replied_at IS NULL)", name="replied_has_a_moment"),
        Index("ix_hearing_comment_hearing", "hearing_id", "id"),
    )

    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearing.id", ondelete="CASCADE"))
    participant_id: Mapped[int | None] = mapped_column(
        ForeignKey("hearing_participant.id", ondelete="CASCADE"), index=True
    )
    place: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[LongText]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verdict: Mapped[str] = mapped_column(String(10), default="")
    reply: Mapped[LongText]
    replied_at: Mapped[datetime | None]
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    hearing: Mapped[Hearing] = relationship()
    participant: Mapped[HearingParticipant | None] = relationship()
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])
