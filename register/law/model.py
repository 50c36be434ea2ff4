"""Table of special legislation."""

from datetime import date

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.search import searched
from register.catalogue.model import CatalogueRecord


class Law(CatalogueRecord):
    """A law or order that a task follows from (Art. 6(3)): `code` is its short name (SEL), `name` the title.

    `reference` is its number ("LBK nr. 1 af 2. januar 2026"), `url` where it is read. One that no longer applies has
    `ended_on`, and `replaced_by` names the code of what came instead.
    """

    __tablename__ = searched("law")
    __table_args__ = (UniqueConstraint("code", name="uq_law_code"),)
    SEARCHED = ("code", "name", "description", "reference")

    reference: Mapped[str] = mapped_column(String(400), default="")
    url: Mapped[str] = mapped_column(String(400), default="")
    ended_on: Mapped[date | None]
    replaced_by: Mapped[str] = mapped_column(String(80), default="")
