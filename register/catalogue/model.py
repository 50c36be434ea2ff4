"""What the tables of the records around an activity share."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship, validates

from app.core.db import Code, Identified, LongText, Name, SortKey
from app.core.text import search_text, sort_key
from app.organisation.model import Person


class CatalogueRecord(Identified):
    """A record that activities point at by its `code`, which is given once and stays: kept versions name it too.

    Nothing is deleted; what is no longer to be chosen `is_retired`. `version` counts its saves, each of which is kept
    whole in `RecordVersion`. `SEARCHED` names the columns that free text is looked up in.
    """

    __abstract__ = True
    SEARCHED: tuple[str, ...] = ("code", "name", "description")

    code: Mapped[Code]
    name: Mapped[Name]
    sort_key: Mapped[SortKey]
    search: Mapped[LongText]
    description: Mapped[LongText]
    is_retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @declared_attr
    @classmethod
    def changed_by(cls) -> Mapped[Person | None]:
        """Who saved it last."""
        return relationship(foreign_keys=f"{cls.__name__}.changed_by_id")

    @validates("code", "name", "description", "contact", "reference", "cvr", include_removes=False)
    def _keep_derived(self, key: str, value: Any) -> Any:
        texts = {name: getattr(self, name) or "" for name in self.SEARCHED}
        if key in texts:
            texts[key] = value or ""
        self.search = search_text(*texts.values())
        if key == "name":
            self.sort_key = sort_key(value or "")
        return value


CodeText = String(80)
"""The type of a column that holds the code of such a record."""
