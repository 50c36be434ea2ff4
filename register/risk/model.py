"""Tables of risk scales and risk assessments."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified, LongText
from app.organisation.model import Person
from register.activity.model import ProcessingActivity


class RiskScale(Identified):
    """A version of a scale; an assessment keeps the one it was made on."""

    __tablename__ = "risk_scale"
    __table_args__ = (UniqueConstraint("code", "version", name="uq_risk_scale_code_version"),)

    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))

    cells: Mapped[list["RiskScaleCell"]] = relationship(
        cascade="all, delete-orphan", order_by="RiskScaleCell.consequence, RiskScaleCell.likelihood"
    )


class RiskScaleCell(Identified):
    """One cell of the matrix, stored: the colour is looked up, never computed from a product."""

    __tablename__ = "risk_scale_cell"
    __table_args__ = (
        UniqueConstraint("scale_id", "consequence", "likelihood", name="uq_risk_scale_cell"),
        CheckConstraint("colour IN ('green', 'yellow', 'orange', 'red')", name="colour"),
    )

    scale_id: Mapped[int] = mapped_column(ForeignKey("risk_scale.id", ondelete="CASCADE"))
    consequence: Mapped[int]
    likelihood: Mapped[int]
    colour: Mapped[str] = mapped_column(String(10))


class RiskAssessment(Identified):
    """The risk to the data subjects of one activity (Art. 32): the newest row is the one that holds.

    Consequence is given for confidentiality, integrity and availability, 1 to 4; the highest governs.
    """

    __tablename__ = "risk_assessment"
    __table_args__ = (
        CheckConstraint(
            "confidentiality BETWEEN 1 AND 5 AND integrity BETWEEN 1 AND 5"
            " AND availability BETWEEN 1 AND 5 AND likelihood BETWEEN 1 AND 5",
            name="grades",
        ),
        Index("ix_risk_assessment_newest", "activity_id", "is_current"),
    )

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id"))
    scale_id: Mapped[int] = mapped_column(ForeignKey("risk_scale.id"))
    confidentiality: Mapped[int]
    integrity: Mapped[int]
    availability: Mapped[int]
    likelihood: Mapped[int]
    consequence: Mapped[int]
    colour: Mapped[str] = mapped_column(String(10))
    reason: Mapped[LongText]
    assessed_on: Mapped[date]
    next_on: Mapped[date | None] = mapped_column(index=True)
    is_current: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    activity: Mapped[ProcessingActivity] = relationship()
    scale: Mapped[RiskScale] = relationship()
    by: Mapped[Person | None] = relationship()
