"""Tables of processors, their agreements and sub-processors, and the supervision of them (Art. 28)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified, LongText, Name
from app.core.search import searched
from app.organisation.model import Person, Unit
from register.catalogue.model import CatalogueRecord


class Processor(CatalogueRecord):
    """Somebody who processes personal data for the municipality (Art. 4(8)); `owner` answers for the supervision.

    `country` is an ISO 3166 code, empty for Denmark. `dpf_checked_on`: when its certificate under the EU-US DPF was
    last looked up. The score of supervision rests on `person_band` and the three flags (see rules); `concept` (1 to 6)
    is what was chosen, with `concept_reason`. `supervision_round` counts the supervisions held: each obliges to the
    next, due on `next_supervision_on`.
    """

    __tablename__ = searched("processor")
    __table_args__ = (
        UniqueConstraint("code", name="uq_processor_code"),
        CheckConstraint("concept BETWEEN 1 AND 6", name="concept"),
        CheckConstraint("person_band IN ('', 'under_1000', 'under_10000', 'over_10000')", name="person_band"),
    )
    SEARCHED = ("code", "name", "description", "contact", "cvr")

    cvr: Mapped[str] = mapped_column(String(8), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    contact: Mapped[str] = mapped_column(String(400), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    dpf_checked_on: Mapped[date | None]
    person_band: Mapped[str] = mapped_column(String(20), default="")
    has_sensitive: Mapped[bool] = mapped_column(default=False)
    has_confidential: Mapped[bool] = mapped_column(default=False)
    has_special: Mapped[bool] = mapped_column(default=False)
    concept: Mapped[int | None]
    concept_reason: Mapped[LongText]
    next_supervision_on: Mapped[date | None] = mapped_column(index=True)
    supervision_round: Mapped[int] = mapped_column(default=0)

    unit: Mapped[Unit | None] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    agreements: Mapped[list["ProcessingAgreement"]] = relationship(
        cascade="all, delete-orphan", order_by="ProcessingAgreement.position"
    )
    sub_processors: Mapped[list["SubProcessor"]] = relationship(
        cascade="all, delete-orphan", order_by="SubProcessor.position"
    )


class ProcessingAgreement(Identified):
    """A data processing agreement (databehandleraftale, Art. 28(3)): in force from `signed_on` to `valid_until_on`.

    Without a last day it runs until it `is_ended`. `ref` says where it is found.
    """

    __tablename__ = "processing_agreement"
    __table_args__ = (
        CheckConstraint("valid_until_on IS NULL OR signed_on IS NULL OR signed_on <= valid_until_on", name="days"),
        Index("ix_processing_agreement_processor", "processor_id", "position"),
    )

    processor_id: Mapped[int] = mapped_column(ForeignKey("processor.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[Name] = mapped_column(default="")
    signed_on: Mapped[date | None]
    valid_until_on: Mapped[date | None] = mapped_column(index=True)
    is_ended: Mapped[bool] = mapped_column(default=False)
    ref: Mapped[str] = mapped_column(String(400), default="")
    note: Mapped[LongText]


class SubProcessor(Identified):
    """Somebody the processor has let do a part of it (Art. 28(2) and (4)); `country` is empty for Denmark."""

    __tablename__ = "sub_processor"
    __table_args__ = (Index("ix_sub_processor_processor", "processor_id", "position"),)

    processor_id: Mapped[int] = mapped_column(ForeignKey("processor.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[Name] = mapped_column(default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    task: Mapped[LongText]
    transfer_basis: Mapped[str] = mapped_column(String(20), default="")
    approved_on: Mapped[date | None]


class ProcessorSupervision(Identified):
    """A supervision (tilsyn, Art. 28(3)(h)) that was held: by which concept and means, and what came of it."""

    __tablename__ = "processor_supervision"
    __table_args__ = (
        CheckConstraint("concept BETWEEN 1 AND 6", name="concept"),
        CheckConstraint("result IN ('green', 'yellow', 'red')", name="result"),
        Index("ix_processor_supervision_newest", "processor_id", "held_on"),
    )

    processor_id: Mapped[int] = mapped_column(ForeignKey("processor.id"))
    held_on: Mapped[date]
    concept: Mapped[int]
    means: Mapped[str] = mapped_column(String(40), default="")
    result: Mapped[str] = mapped_column(String(10))
    conclusion: Mapped[LongText]
    ref: Mapped[str] = mapped_column(String(400), default="")
    next_on: Mapped[date | None]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship()
