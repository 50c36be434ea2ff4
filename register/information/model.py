"""Table of information texts."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified
from app.organisation.model import Person


class InformationText(Identified):
    """A version of the text that data subjects get about an activity: Art. 13 (from themselves), 14 (from others).

    `sections` is a list of heading and text. The newest version may be a draft, which is written in place; published,
    it never changes. `based_on` is the version of the activity that the text was made from or last held against.
    """

    __tablename__ = "information_text"
    __table_args__ = (
        UniqueConstraint("activity_id", "article", "version", name="uq_information_text_version"),
        CheckConstraint("article IN ('13', '14')", name="article"),
    )

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id"))
    article: Mapped[str] = mapped_column(String(2))
    version: Mapped[int]
    is_published: Mapped[bool] = mapped_column(default=False)
    sections: Mapped[list[Any]] = mapped_column(default=list)
    based_on: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship()
