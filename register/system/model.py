"""Table of it systems."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core.db import Code, Identified, LongText, Name, SortKey
from app.core.search import searched
from app.core.text import search_text, sort_key
from app.organisation.model import Person, Unit
from register.catalogue.model import CodeText

_SEARCHED = ("name", "code", "supplier", "description")


class System(Identified):
    """An it system in which personal data are processed. `owner` is the system owner (systemejer).

    `code` is what files of other systems know it by; `search` is what free text is looked up in. `processor` is the
    code of the supplier where that is a processor; `version` counts the saves, each kept whole in `RecordVersion`.
    """

    __tablename__ = searched("system")
    __table_args__ = (
        UniqueConstraint("code", name="uq_system_code"),
        CheckConstraint("hosting IN ('', 'own', 'supplier', 'cloud', 'shared')", name="hosting"),
        CheckConstraint("ai_class IN ('', 'none', 'prohibited', 'high', 'limited', 'minimal')", name="ai_class"),
        CheckConstraint("archive_duty IN ('', 'preserve', 'discard')", name="archive_duty"),
    )

    code: Mapped[Code]
    name: Mapped[Name]
    sort_key: Mapped[SortKey]
    search: Mapped[LongText]
    supplier: Mapped[Name] = mapped_column(default="")
    supplier_key: Mapped[SortKey] = mapped_column(default="")
    description: Mapped[LongText]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    is_critical: Mapped[bool] = mapped_column(default=False)
    processor: Mapped[str] = mapped_column(CodeText, default="", index=True)
    hosting: Mapped[str] = mapped_column(String(20), default="")
    ai_class: Mapped[str] = mapped_column(String(20), default="")
    archive_duty: Mapped[str] = mapped_column(String(20), default="")
    is_retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit | None] = relationship()
    owner: Mapped[Person | None] = relationship()

    @validates(*_SEARCHED)
    def _keep_derived(self, key: str, value: Any) -> Any:
        texts = {name: getattr(self, name) or "" for name in _SEARCHED} | {key: value or ""}
        self.search = search_text(*texts.values())
        self.sort_key, self.supplier_key = sort_key(texts["name"]), sort_key(texts["supplier"])
        return value
