"""The audit trail's table."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified
from app.organisation.model import Person


class AuditEvent(Identified):
    """One thing that somebody, or the program itself, did. Rows are added, never changed or removed.

    `changes` maps a field to [from, to]. `via` says by which door: web, link, cli or job. `number` is the event's
    place in the chain, without holes, and `link` the keyed hash of the event and the link before it (app.audit.chain);
    both are given as the transaction ends.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("number", name="uq_audit_event_number"),
        Index("ix_audit_event_subject", "subject_kind", "subject_id", "id"),
    )

    number: Mapped[int | None]
    link: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    via: Mapped[str] = mapped_column(String(10))
    verb: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    changes: Mapped[dict[str, Any]]

    actor: Mapped[Person | None] = relationship()
