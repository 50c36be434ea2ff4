"""Tables of the processing activity: one row a record, and a table for each thing it holds several of.

Rows that belong to a record are replaced as a whole when the record is saved; what a record said before is
kept whole in `ActivityVersion`. `ActivityContent` is the same record as plain values.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core.db import Identified, JSONType, LongText, Model, Name, SortKey
from app.organisation.model import Person, Unit
from register.system.model import System


class ProcessingActivity(Identified):
    """One entry of the record of processing activities (fortegnelse, Art. 30(1)).

    `source` and `number` are the key by which an import finds it again. `version` counts its saves and guards
    against two people saving over each other. `imported_fields` holds the content the last import gave, so
    that the next one can tell what a person has changed since. `search` is what free text is looked up in.
    `review_round` counts the reviews done: each obliges to the next, and is an obligation of its own.
    `error_count` says how many errors stand among `findings`, so that a list counts without reading them.
    """

    __tablename__ = "processing_activity"
    __table_args__ = (
        UniqueConstraint("source", "number", name="uq_processing_activity_source_number"),
        CheckConstraint(
            "status IN ('draft', 'in_hearing', 'ready', 'approved', 'under_revision', 'retired')",
            name="status",
        ),
        Index("ix_processing_activity_list", "sort_key", "id"),
        Index("ix_processing_activity_errors", "unit_id", "error_count"),
    )

    source: Mapped[str] = mapped_column(String(40), default="own")
    number: Mapped[str] = mapped_column(String(40))
    number_key: Mapped[SortKey]
    title: Mapped[Name]
    sort_key: Mapped[SortKey]
    description: Mapped[LongText]
    search: Mapped[LongText]
    status: Mapped[str] = mapped_column(String(20), default="draft")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    not_disclosed: Mapped[bool] = mapped_column(default=False)
    retention_reason: Mapped[LongText]
    measures: Mapped[LongText]
    measures_reason: Mapped[LongText]
    case_ref: Mapped[str] = mapped_column(String(400), default="")
    last_review_on: Mapped[date | None]
    review_round: Mapped[int] = mapped_column(default=0)
    next_review_on: Mapped[date | None] = mapped_column(index=True)
    imported_fields: Mapped[dict[str, Any] | None] = mapped_column(JSONType)
    is_imported_unedited: Mapped[bool] = mapped_column(default=False)
    error_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(index=True)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    unit: Mapped[Unit | None] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    changed_by: Mapped[Person | None] = relationship(foreign_keys=[changed_by_id])
    systems: Mapped[list[System]] = relationship(secondary="activity_system", order_by=System.code)
    purposes: Mapped[list["ActivityPurpose"]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityPurpose.position"
    )
    subjects: Mapped[list["ActivitySubject"]] = relationship(
        cascade="all, delete-orphan", order_by="ActivitySubject.position"
    )
    data_lines: Mapped[list["ActivityDataLine"]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityDataLine.position"
    )
    disclosures: Mapped[list["ActivityDisclosure"]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityDisclosure.position"
    )
    transfers: Mapped[list["ActivityTransfer"]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityTransfer.position"
    )
    retention: Mapped[list["ActivityRetention"]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityRetention.position"
    )
    kle_numbers: Mapped[list["ActivityKle"]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityKle.position"
    )
    findings: Mapped[list["ActivityFinding"]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityFinding.rule"
    )

    @validates("last_review_on")
    def _count_review(self, _key: str, day: date | None) -> date | None:
        """A later day of review, however it was written, is one more review done."""
        if day is not None and (self.last_review_on is None or day > self.last_review_on):
            self.review_round = (self.review_round or 0) + 1
        return day


class _Row(Identified):
    """A row of a record, in the order its people gave it."""

    __abstract__ = True

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]


class ActivityPurpose(_Row):
    """A purpose, with the bases that carry it: `art6`, `art9` and `dbl` are lists of codes (choices.py)."""

    __tablename__ = "activity_purpose"

    text: Mapped[LongText]
    is_statistical: Mapped[bool] = mapped_column(default=False)
    art6: Mapped[list[Any]]
    art9: Mapped[list[Any]]
    dbl: Mapped[list[Any]]
    special_law: Mapped[LongText]


class ActivitySubject(_Row):
    """A category of data subjects."""

    __tablename__ = "activity_subject"
    __table_args__ = (UniqueConstraint("activity_id", "category", name="uq_activity_subject_category"),)

    category: Mapped[str] = mapped_column(String(40), index=True)


class ActivityDataLine(_Row):
    """A category of personal data, for one category of data subjects; `subject` empty: not coupled yet."""

    __tablename__ = "activity_data_line"

    subject: Mapped[str] = mapped_column(String(40), default="")
    category: Mapped[str] = mapped_column(String(40), default="", index=True)
    text: Mapped[LongText]


class ActivityDisclosure(_Row):
    """A category of recipients; `country` where it is outside Denmark."""

    __tablename__ = "activity_disclosure"

    category: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[LongText]
    country: Mapped[str] = mapped_column(String(2), default="")


class ActivityTransfer(_Row):
    """A transfer to a third country or international organisation, and its basis in chapter V."""

    __tablename__ = "activity_transfer"

    country: Mapped[str] = mapped_column(String(2), default="")
    recipient: Mapped[LongText]
    basis: Mapped[str] = mapped_column(String(20), default="")
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


class ActivityFinding(Identified):
    """What a rule found in the record when it was last saved, so that lists can count and filter in SQL.

    Only the record's own findings: R01 and R02 are the municipality's, and added where they are shown.
    """

    __tablename__ = "activity_finding"
    __table_args__ = (
        UniqueConstraint("activity_id", "rule", "field", "position", name="uq_activity_finding"),
        Index("ix_activity_finding_rule", "rule", "severity", "activity_id"),
    )

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id", ondelete="CASCADE"))
    position: Mapped[int]
    rule: Mapped[str] = mapped_column(String(4))
    severity: Mapped[str] = mapped_column(String(10))
    is_legal: Mapped[bool]
    field: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(Text)


class ActivityVersion(Identified):
    """The record as it was after one save, whole, with who saved it and why."""

    __tablename__ = "activity_version"
    __table_args__ = (UniqueConstraint("activity_id", "version", name="uq_activity_version"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id", ondelete="CASCADE"))
    version: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[LongText]
    content: Mapped[dict[str, Any]]

    by: Mapped[Person | None] = relationship()
