"""Tables of how people look at lists."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified
from app.listing.rules import TITLE_LENGTH
from app.organisation.model import Person


class SavedView(Identified):
    """A list's filter and sorting under a name: one person's own, or shared with all who see the list.

    `args` are the arguments of its address. `person` has made it; a shared one stays when they leave.
    """

    __tablename__ = "saved_view"
    __table_args__ = (Index("ix_saved_view_list", "list_name", "person_id"),)

    list_name: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    args: Mapped[dict[str, Any]]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    is_shared: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]

    person: Mapped[Person] = relationship()


class ListColumns(Identified):
    """The columns that a person wants to see of a list, in their order, by key."""

    __tablename__ = "list_columns"
    __table_args__ = (UniqueConstraint("person_id", "list_name", name="uq_list_columns_person_list"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    list_name: Mapped[str] = mapped_column(String(40))
    keys: Mapped[list[Any]]
