"""The table of texts that the municipality has put in place of the product's own."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified
from app.organisation.model import Person


class MailText(Identified):
    """One text of a mail in the municipality's own words; `code` names the text (rules.TEXTS).

    No row, or an empty text: the product's own words. A text that was put back keeps its row, so that its version
    goes on and the page can say who put it back.
    """

    __tablename__ = "mail_text"
    __table_args__ = (UniqueConstraint("code", name="uq_mail_text_code"),)

    code: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    changed_by: Mapped[Person | None] = relationship()
