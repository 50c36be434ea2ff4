"""The table from the provider's groups to our roles."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified
from app.organisation.model import Unit


class GroupRole(Identified):
    """Who is in this group at the provider holds this role in this unit, given and taken at each sign-in."""

    __tablename__ = "group_role"
    __table_args__ = (UniqueConstraint("group", "role", "unit_id", name="uq_group_role_group_role_unit"),)

    group: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)

    unit: Mapped[Unit] = relationship()
