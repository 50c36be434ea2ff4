"""Tables for signing in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified
from app.organisation.model import Person


class Account(Identified):
    """A person's way in. `stamp` is part of the session, so that a new password ends every session."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("person_id", name="uq_account_person_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    password_hash: Mapped[str] = mapped_column(String(200))
    stamp: Mapped[str] = mapped_column(String(40))
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_until_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
