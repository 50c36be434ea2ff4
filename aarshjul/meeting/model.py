"""The tables of bodies and of what waits for their agendas."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Code, Identified, LongText, Name
from app.organisation.model import Unit


class GoverningBody(Identified):
    """A body that steers or decides (DDS, SKF, direktionen …); what its letters stand for is the municipality's."""

    __tablename__ = "governing_body"
    __table_args__ = (UniqueConstraint("code", name="uq_governing_body_code"),)

    code: Mapped[Code]
    name: Mapped[str] = mapped_column(String(400))
    purpose: Mapped[LongText]


class AgendaItem(Identified):
    """A point that waits for a body's agenda. `key` tells what drafted it, so that nothing is drafted twice.

    draft: somebody is to look at it before it is put on an agenda · dropped: it is not to be taken up. `subject_kind`
    and `subject_id` name what it is about (a task that is long overdue).
    """

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("key", name="uq_agenda_item_key"),
        CheckConstraint("state IN ('draft', 'dropped')", name="state"),
        Index("ix_agenda_item_state", "body_id", "state"),
        Index("ix_agenda_item_subject", "subject_kind", "subject_id"),
    )

    key: Mapped[str] = mapped_column(String(200))
    body_id: Mapped[int] = mapped_column(ForeignKey("governing_body.id"))
    title: Mapped[Name]
    problem: Mapped[LongText]
    recommendation: Mapped[LongText]
    subject_kind: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[int | None]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    body: Mapped[GoverningBody] = relationship()
    unit: Mapped[Unit | None] = relationship()
