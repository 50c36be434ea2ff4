"""The table of absences."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified
from app.organisation.model import Person


class Absence(Identified):
    """Somebody is away from the first day to the last, both included; the deputy gets tasks and mails meanwhile.

    Without a deputy what falls to the person climbs the tree as if nobody held the function.
    """

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("from_on <= to_on", name="from_on_is_before_to_on"),
        CheckConstraint("deputy_id <> person_id", name="deputy_is_somebody_else"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    deputy: Mapped[Person | None] = relationship(foreign_keys=[deputy_id])
