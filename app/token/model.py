"""The table of links that open once."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified
from app.organisation.model import Person


class SingleUseToken(Identified):
    """A link that speaks for a person once, for one purpose ("invitation", "reset"). Only its hash is kept."""

    __tablename__ = "single_use_token"
    __table_args__ = (UniqueConstraint("token_hash", name="uq_single_use_token_token_hash"),)

    purpose: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
