"""The outbox."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified, LongText
from app.organisation.model import Person


class OutgoingMail(Identified):
    """One mail: its text is fixed when it is written, its state says how far it has come.

    waiting → claimed → sent | waiting (a later try) | failed; or cancelled before it was sent.
    `key` is what must not be mailed twice. `message_id` is the Message-ID header, the same at every try.
    `server_said` keeps the mail server's own words, or why the mail was cancelled. `is_doubtful`: a try ended with the
    text handed over and no answer, so the server may have it already. `thread` names the conversation the mail belongs
    to (none: it stands alone), `calendar` is an .ics file that goes with it (none: empty).
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        UniqueConstraint("key", name="uq_outgoing_mail_key"),
        CheckConstraint("state IN ('waiting', 'claimed', 'sent', 'failed', 'cancelled')", name="state"),
        Index("ix_outgoing_mail_due", "state", "try_at", "id"),
        Index("ix_outgoing_mail_subject", "subject_kind", "subject_id"),
    )

    key: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(400))
    body_text: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(index=True)
    try_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[str] = mapped_column(String(80), default="")
    sent_at: Mapped[datetime | None]
    server_said: Mapped[str] = mapped_column(Text, default="")
    is_doubtful: Mapped[bool] = mapped_column(default=False)
    thread: Mapped[str] = mapped_column(String(200), default="")
    calendar: Mapped[LongText]

    person: Mapped[Person | None] = relationship()
