"""Tables of what a processing activity holds several of, and of the records it points at."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, LongText, Model
from register.catalogue.model import CodeText


class _Row(Identified):
    """A row of a record, in the order its people gave it."""

    __abstract__ = True

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]


class ActivityJointController(_Row):
    """Somebody who decides purposes and means together with the municipality (Art. 26)."""

    __tablename__ = "activity_joint_controller"

    name: Mapped[LongText]
    contact: Mapped[LongText]
    arrangement: Mapped[LongText]
    statute: Mapped[LongText]


class ActivityServedController(_Row):
    """Somebody the municipality processes data for, and what is done for them (Art. 30(2))."""

    __tablename__ = "activity_served_controller"

    name: Mapped[LongText]
    contact: Mapped[LongText]
    dpo: Mapped[LongText]
    categories: Mapped[LongText]


class ActivityPurpose(_Row):
    """A purpose, with the bases that carry it: `art6`, `art9` and `dbl` are lists of codes (choices.py).

    `laws` are codes too; that each is a law of ours is promised by `ActivityLaw`.
    """

    __tablename__ = "activity_purpose"

    text: Mapped[LongText]
    is_statistical: Mapped[bool] = mapped_column(default=False)
    art6: Mapped[list[Any]]
    art9: Mapped[list[Any]]
    dbl: Mapped[list[Any]]
    laws: Mapped[list[Any]] = mapped_column(default=list)
    special_law: Mapped[LongText]


class ActivitySubject(_Row):
    """A category of data subjects."""

    __tablename__ = "activity_subject"
    __table_args__ = (UniqueConstraint("activity_id", "category", name="uq_activity_subject_category"),)

    category: Mapped[str] = mapped_column(String(40), index=True)


class ActivityDataLine(_Row):
    """A category of personal data, for one category of data subjects; `subject` empty: not coupled yet.

    `key` is what recipients and transfers of the same record name the line by.
    """

    __tablename__ = "activity_data_line"
    __table_args__ = (UniqueConstraint("activity_id", "key", name="uq_activity_data_line_key"),)

    key: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(40), default="")
    category: Mapped[str] = mapped_column(String(40), default="", index=True)
    text: Mapped[LongText]


class ActivityDisclosure(_Row):
    """A category of recipients; `country` where it is outside Denmark; `lines` are keys of data lines.

    `recipient` is a code; that it is a recipient of ours is promised by `ActivityRecipient`.
    """

    __tablename__ = "activity_disclosure"

    category: Mapped[str] = mapped_column(String(40), default="")
    recipient: Mapped[str] = mapped_column(CodeText, default="")
    name: Mapped[LongText]
    country: Mapped[str] = mapped_column(String(2), default="")
    lines: Mapped[list[Any]] = mapped_column(default=list)
    basis: Mapped[LongText]


class ActivityTransfer(_Row):
    """A transfer to a third country or international organisation, and its basis in chapter V."""

    __tablename__ = "activity_transfer"

    country: Mapped[str] = mapped_column(String(2), default="")
    processor: Mapped[str] = mapped_column(CodeText, default="")
    recipient: Mapped[LongText]
    lines: Mapped[list[Any]] = mapped_column(default=list)
    basis: Mapped[str] = mapped_column(String(20), default="")
    document: Mapped[LongText]
    assessment: Mapped[LongText]
    checked_on: Mapped[date | None]
    note: Mapped[LongText]


class ActivityRetention(_Row):
    """When data are erased: a period from an event, for one category of data or (empty) for all."""

    __tablename__ = "activity_retention"

    category: Mapped[str] = mapped_column(String(40), default="")
    period: Mapped[str] = mapped_column(String(20), default="")
    start_event: Mapped[str] = mapped_column(String(400), default="")
    note: Mapped[LongText]


class ActivityKle(_Row):
    """A KLE number as written; it need not be in the list we hold (new numbers come every year)."""

    __tablename__ = "activity_kle"
    __table_args__ = (UniqueConstraint("activity_id", "number", name="uq_activity_kle_number"),)

    number: Mapped[str] = mapped_column(String(20), index=True)


class ActivitySystem(Model):
    """Which systems a record is carried out in."""

    __tablename__ = "activity_system"

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id", ondelete="CASCADE"), primary_key=True)
    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), primary_key=True, index=True)


class ActivityProcessor(Model):
    """Which processors take part in an activity; those that data are transferred to are among them."""

    __tablename__ = "activity_processor"

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id", ondelete="CASCADE"), primary_key=True)
    processor_id: Mapped[int] = mapped_column(ForeignKey("processor.id"), primary_key=True, index=True)


class ActivityMeasure(Model):
    """Which measures protect the data of an activity (Art. 30(1)(g))."""

    __tablename__ = "activity_measure"

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id", ondelete="CASCADE"), primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), primary_key=True, index=True)


class ActivityLaw(Model):
    """Which laws the purposes of an activity rest on, whichever purpose it is."""

    __tablename__ = "activity_law"

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id", ondelete="CASCADE"), primary_key=True)
    law_id: Mapped[int] = mapped_column(ForeignKey("law.id"), primary_key=True, index=True)


class ActivityRecipient(Model):
    """Which recipients of ours an activity discloses data to."""

    __tablename__ = "activity_recipient"

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id", ondelete="CASCADE"), primary_key=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"), primary_key=True, index=True)
