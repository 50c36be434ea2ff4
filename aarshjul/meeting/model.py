"""The table of bodies."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Code, Identified, LongText


class GoverningBody(Identified):
    """A body that steers or decides (DDS, SKF, direktionen …); what its letters stand for is the municipality's."""

    __tablename__ = "governing_body"
    __table_args__ = (UniqueConstraint("code", name="uq_governing_body_code"),)

    code: Mapped[Code]
    name: Mapped[str] = mapped_column(String(400))
    purpose: Mapped[LongText]
