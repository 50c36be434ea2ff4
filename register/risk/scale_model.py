"""Tables of risk scales."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified, LongText


class RiskScale(Identified):
    """A version of a scale; an assessment keeps the one it was made on. New ones are made on the one in use.

    `is_own`: the municipality has made it. A change of an own scale is a new version, so that none ever changes.
    """

    __tablename__ = "risk_scale"
    __table_args__ = (UniqueConstraint("code", "version", name="uq_risk_scale_code_version"),)

    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    is_own: Mapped[bool] = mapped_column(default=False)
    is_in_use: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    cells: Mapped[list["RiskScaleCell"]] = relationship(
        cascade="all, delete-orphan", order_by="RiskScaleCell.consequence, RiskScaleCell.likelihood"
    )
    levels: Mapped[list["RiskScaleLevel"]] = relationship(
        cascade="all, delete-orphan", order_by="RiskScaleLevel.axis, RiskScaleLevel.grade"
    )


class RiskScaleLevel(Identified):
    """A step of one axis: its name, and the anchor that says when it fits."""

    __tablename__ = "risk_scale_level"
    __table_args__ = (
        UniqueConstraint("scale_id", "axis", "grade", name="uq_risk_scale_level"),
        CheckConstraint("axis IN ('consequence', 'likelihood')", name="axis"),
        CheckConstraint("grade BETWEEN 1 AND 5", name="grade"),
    )

    scale_id: Mapped[int] = mapped_column(ForeignKey("risk_scale.id", ondelete="CASCADE"))
    axis: Mapped[str] = mapped_column(String(20))
    grade: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    anchor: Mapped[LongText]


class RiskScaleCell(Identified):
    """One cell of the matrix, stored: the colour is looked up, never computed from a product."""

    __tablename__ = "risk_scale_cell"
    __table_args__ = (
        UniqueConstraint("scale_id", "consequence", "likelihood", name="uq_risk_scale_cell"),
        CheckConstraint("colour IN ('green', 'light_green', 'yellow', 'orange', 'red')", name="colour"),
    )

    scale_id: Mapped[int] = mapped_column(ForeignKey("risk_scale.id", ondelete="CASCADE"))
    consequence: Mapped[int]
    likelihood: Mapped[int]
    colour: Mapped[str] = mapped_column(String(12))
