"""The tables of bodies, their members and meetings, what waits for their agendas, and what was decided."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Code, Identified, LongText, Name
from app.organisation.model import Person, Unit

_OPEN = text("state = 'open'")
_STANDS = text("state <> 'cancelled'")


class GoverningBody(Identified):
    """A body that steers or decides (DDS, SKF, direktionen …); what its letters stand for is the municipality's.

    `mandate` is what it may decide, since `valid_from`. `paper_days`: so many days before a meeting its papers are due.
    """

    __tablename__ = "governing_body"
    __table_args__ = (
        UniqueConstraint("code", name="uq_governing_body_code"),
        CheckConstraint("paper_days BETWEEN 0 AND 60", name="paper_days"),
    )

    code: Mapped[Code]
    name: Mapped[str] = mapped_column(String(400))
    purpose: Mapped[LongText]
    mandate: Mapped[LongText]
    valid_from: Mapped[date | None]
    paper_days: Mapped[int] = mapped_column(default=8)
    is_retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class BodyMember(Identified):
    """Somebody sits in a body from a day, and until one. `unit_id`: the administration they speak for."""

    __tablename__ = "body_member"
    __table_args__ = (
        CheckConstraint("role IN ('chair', 'member', 'substitute', 'secretary')", name="role"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="period"),
    )

    body_id: Mapped[int] = mapped_column(ForeignKey("governing_body.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[str] = mapped_column(String(12), default="member")
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    body: Mapped[GoverningBody] = relationship()
    person: Mapped[Person] = relationship()
    unit: Mapped[Unit | None] = relationship()


class Meeting(Identified):
    """A meeting of a body. planned · called: agenda and papers are out · held · cancelled.

    `minutes`: "" until it is held, then a draft, then approved, at `approved_at_id` where that was a later meeting.
    `kept` is what approved minutes say, word for word, so that nothing that happens later changes them. `planned_on`:
    the day it was put in the calendar.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'called', 'held', 'cancelled')", name="state"),
        CheckConstraint("minutes IN ('', 'draft', 'approved')", name="minutes"),
        CheckConstraint("(minutes = '') = (state <> 'held')", name="minutes_of_held"),
        Index("ix_meeting_day", "body_id", "held_on"),
        Index("uq_meeting_day", "body_id", "held_on", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
    )

    body_id: Mapped[int] = mapped_column(ForeignKey("governing_body.id"))
    planned_on: Mapped[date]
    held_on: Mapped[date] = mapped_column(index=True)
    begins: Mapped[str] = mapped_column(String(5), default="")
    place: Mapped[str] = mapped_column(String(400), default="")
    state: Mapped[str] = mapped_column(String(12), default="planned")
    minutes: Mapped[str] = mapped_column(String(10), default="")
    approved_on: Mapped[date | None]
    approved_at_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    kept: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)

    body: Mapped[GoverningBody] = relationship()
    absences: Mapped[list["MeetingAbsence"]] = relationship(cascade="all, delete-orphan")


class MeetingAbsence(Identified):
    """A member who did not come (afbud)."""

    __tablename__ = "meeting_absence"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id", name="uq_meeting_absence"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    person: Mapped[Person] = relationship()


class AgendaItem(Identified):
    """A point for a body. `key` tells what drafted it, so that nothing is drafted twice.

    draft: somebody is to look at it before it is put on an agenda · open: it is to be taken up, at `meeting_id` where
    it is on an agenda already · waiting: another body is to speak first, about the item that names this one in
    `before_id` · closed · dropped: it is not to be taken up. `subject_kind` and `subject_id` name what it is about (a
    task that is long overdue). The fields are those of the field's own template (domain.md A09), and what it asks for:
    hours, kroner, and out of which funds (A37). `is_closed`: no export shows it. `position` is its place on the agenda.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("key", name="uq_agenda_item_key"),
        CheckConstraint("state IN ('draft', 'open', 'waiting', 'closed', 'dropped')", name="state"),
        CheckConstraint("minutes_long IS NULL OR minutes_long BETWEEN 1 AND 600", name="minutes_long"),
        CheckConstraint("hours_asked IS NULL OR hours_asked >= 0", name="hours_asked"),
        CheckConstraint("kroner_asked IS NULL OR kroner_asked >= 0", name="kroner_asked"),
        Index("ix_agenda_item_state", "body_id", "state"),
        Index("ix_agenda_item_subject", "subject_kind", "subject_id"),
    )

    key: Mapped[str] = mapped_column(String(200))
    body_id: Mapped[int] = mapped_column(ForeignKey("governing_body.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    before_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[Name]
    minutes_long: Mapped[int | None]
    presenter: Mapped[str] = mapped_column(String(400), default="")
    problem: Mapped[LongText]
    resources: Mapped[LongText]
    recommendation: Mapped[LongText]
    hours_asked: Mapped[int | None]
    kroner_asked: Mapped[int | None]
    funding: Mapped[str] = mapped_column(String(400), default="")
    case_ref: Mapped[str] = mapped_column(String(400), default="")
    is_closed: Mapped[bool] = mapped_column(default=False)
    subject_kind: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[int | None]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    body: Mapped[GoverningBody] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    decisions: Mapped[list["Decision"]] = relationship(order_by="Decision.id", back_populates="item")


class Decision(Identified):
    """What one meeting decided about an item; `conditions` is what was asked for besides (B04).

    `put` is the item as the meeting had it: it may be put otherwise to the next one, and the minutes stay as they were.
    `is_closed`: it was treated behind closed doors, whatever the item is now.
    """

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("item_id", "meeting_id", name="uq_decision_once"),
        CheckConstraint(
            "outcome IN ('approved', 'noted', 'postponed', 'again', 'referred', 'dropped', 'rejected')", name="outcome"
        ),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    put: Mapped[dict[str, Any]]
    is_closed: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str] = mapped_column(String(12), index=True)
    discussion: Mapped[LongText]
    text: Mapped[LongText]
    conditions: Mapped[LongText]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    item: Mapped[AgendaItem] = relationship(back_populates="decisions")
    meeting: Mapped[Meeting] = relationship()
    actions: Mapped[list["DecisionAction"]] = relationship(order_by="DecisionAction.id", back_populates="decision")


class DecisionAction(Identified):
    """Something somebody is to do because of a decision (A07): a task in the annual cycle until it is done or dropped.

    It falls to the named person, else to whoever holds the function in the unit.
    """

    __tablename__ = "decision_action"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'dropped')", name="state"),
        CheckConstraint("state <> 'done' OR done_on IS NOT NULL", name="done"),
        Index("ix_decision_action_open", "due_on", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    title: Mapped[Name]
    requester: Mapped[str] = mapped_column(String(400), default="")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    function: Mapped[str] = mapped_column(String(40), default="coordinator")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    case_ref: Mapped[str] = mapped_column(String(400), default="")
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="open")
    done_on: Mapped[date | None]
    done_note: Mapped[LongText]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    decision: Mapped[Decision] = relationship(back_populates="actions")
    unit: Mapped[Unit] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    done_by: Mapped[Person | None] = relationship(foreign_keys=[done_by_id])
