"""The table of capacity."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified, LongText
from app.organisation.model import Person


class Capacity(Identified):
    """The hours a year that somebody has for GDPR work."""

    __tablename__ = "capacity"
    __table_args__ = (
        UniqueConstraint("person_id", "year", name="uq_capacity_person_year"),
        CheckConstraint("hours >= 0", name="hours"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    year: Mapped[int]
    hours: Mapped[float]
    note: Mapped[LongText]

    person: Mapped[Person] = relationship()
