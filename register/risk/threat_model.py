"""Table of the threat catalogue."""

from typing import Any

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.core.db import Code, Identified, LongText, Name, SortKey
from app.core.text import sort_key


class Threat(Identified):
    """Something that may go wrong for data subjects, offered in each new assessment until it is retired.

    `hits_*` are the aspects it concerns, `asset` what it strikes, `cause` who or what brings it about, `source` where
    it is known from. `suggested` are measures against it, as the catalogue words them. `is_own`: the municipality's.
    """

    __tablename__ = "threat"
    __table_args__ = (
        UniqueConstraint("code", name="uq_threat_code"),
        CheckConstraint("hits_confidentiality OR hits_integrity OR hits_availability", name="hits"),
    )

    code: Mapped[Code]
    name: Mapped[Name]
    sort_key: Mapped[SortKey]
    description: Mapped[LongText]
    hits_confidentiality: Mapped[bool] = mapped_column(default=False)
    hits_integrity: Mapped[bool] = mapped_column(default=False)
    hits_availability: Mapped[bool] = mapped_column(default=False)
    asset: Mapped[str] = mapped_column(String(20), default="", index=True)
    cause: Mapped[str] = mapped_column(String(20), default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    suggested: Mapped[list[Any]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)
    is_own: Mapped[bool] = mapped_column(default=False)
    is_retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    @validates("name")
    def _keep_sort_key(self, _key: str, value: str) -> str:
        self.sort_key = sort_key(value)
        return value
