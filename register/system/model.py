"""Table of it systems."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core.db import Code, Identified, LongText, Name, SortKey
from app.core.text import sort_key
from app.organisation.model import Person, Unit


class System(Identified):
    """An it system in which personal data are processed. `owner` is the system owner (systemejer)."""

    __tablename__ = "system"
    __table_args__ = (UniqueConstraint("code", name="uq_system_code"),)

    code: Mapped[Code]
    name: Mapped[Name]
    sort_key: Mapped[SortKey]
    supplier: Mapped[Name] = mapped_column(default="")
    description: Mapped[LongText]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    is_critical: Mapped[bool] = mapped_column(default=False)

    unit: Mapped[Unit | None] = relationship()
    owner: Mapped[Person | None] = relationship()

    @validates("name")
    def _keep_sort_key(self, _key: str, name: str) -> str:
        self.sort_key = sort_key(name)
        return name
