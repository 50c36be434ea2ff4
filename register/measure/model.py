"""Table of security measures."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.search import searched
from app.organisation.model import Person
from register.catalogue.model import CatalogueRecord


class Measure(CatalogueRecord):
    """A technical or organisational measure (Art. 32), in place or planned.

    `kind` says when it works (before, during, after), `nature` by what means, `group` where it belongs; `effect` and
    `hours` (a year) are the municipality's own estimates.
    """

    __tablename__ = searched("measure")
    __table_args__ = (
        UniqueConstraint("code", name="uq_measure_code"),
        CheckConstraint("kind IN ('', 'preventive', 'detective', 'corrective')", name="kind"),
        CheckConstraint("nature IN ('', 'design', 'technical', 'organisational', 'behavioural')", name="nature"),
        CheckConstraint("status IN ('planned', 'partly', 'in_place')", name="status"),
    )
    SEARCHED = ("code", "name", "description", "reference")

    kind: Mapped[str] = mapped_column(String(20), default="")
    nature: Mapped[str] = mapped_column(String(20), default="")
    group: Mapped[str] = mapped_column(String(20), default="", index=True)
    status: Mapped[str] = mapped_column(String(20), default="in_place")
    reference: Mapped[str] = mapped_column(String(400), default="")
    effect: Mapped[str] = mapped_column(String(400), default="")
    hours: Mapped[float | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
