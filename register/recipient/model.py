"""Table of recipients."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.search import searched
from register.catalogue.model import CatalogueRecord


class Recipient(CatalogueRecord):
    """Somebody to whom personal data are disclosed (Art. 4(9)); `category` is a code of choices.RECIPIENTS.

    `country` is an ISO 3166 code, empty for Denmark.
    """

    __tablename__ = searched("recipient")
    __table_args__ = (UniqueConstraint("code", name="uq_recipient_code"),)
    SEARCHED = ("code", "name", "description", "contact")

    category: Mapped[str] = mapped_column(String(40), default="", index=True)
    country: Mapped[str] = mapped_column(String(2), default="")
    contact: Mapped[str] = mapped_column(String(400), default="")
