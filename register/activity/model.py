"""Tables of the processing activity: one row a record, what the rules found in it, and its versions.

What a record holds several of stands in row_model.py. Such rows are replaced as a whole when the record is saved;
what it said before is kept whole in `ActivityVersion`. `ActivityContent` is the same record as plain values.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core.db import Identified, JSONType, LongText, Name, SortKey
from app.core.search import searched
from app.organisation.model import Person, Unit
from register.activity.row_model import (
    ActivityDataLine,
    ActivityDisclosure,
    ActivityJointController,
    ActivityKle,
    ActivityPurpose,
    ActivityRetention,
    ActivityServedController,
    ActivitySubject,
    ActivityTransfer,
)
from register.law.model import Law
from register.measure.model import Measure
from register.processor.model import Processor
from register.recipient.model import Recipient
from register.system.model import System


class ProcessingActivity(Identified):
    """One entry of the record of processing activities (fortegnelse, Art. 30(1)).

    `source` and `number` are the key by which an import finds it again. `version` counts its saves and guards
    against two people saving over each other. `imported_fields` holds the content the last import gave, so
    that the next one can tell what a person has changed since. `search` is what free text is looked up in.
    `review_round` counts the reviews done: each obliges to the next, and is an obligation of its own.
    `error_count` says how many errors stand open among `findings` (those set aside do not count), `is_art30_fulfilled`
    and `is_complete` whether Art. 30 misses nothing and nothing is missing at all, set aside or not; so that lists
    count without reading findings. `found_on` is the day that the rules were last asked: some answers change by the
    day alone. The approval that stands last is of `approved_version`.
    """

    __tablename__ = searched("processing_activity")
    __table_args__ = (
        UniqueConstraint("source", "number", name="uq_processing_activity_source_number"),
        CheckConstraint(
            "status IN ('draft', 'in_hearing', 'ready', 'approved', 'under_revision', 'retired')",
            name="status",
        ),
        Index("ix_processing_activity_list", "sort_key", "id", "unit_id", "status"),
        CheckConstraint("record_type IN ('controller', 'processor')", name="record_type"),
        Index("ix_processing_activity_errors", "unit_id", "error_count", "status"),
        Index("ix_processing_activity_status", "status"),
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
    record_type: Mapped[str] = mapped_column(String(20), default="controller")
    authority_task: Mapped[str] = mapped_column(String(20), default="")
    agreement_ref: Mapped[str] = mapped_column(String(400), default="")
    consent_procedure: Mapped[LongText]
    subject_count: Mapped[str] = mapped_column(String(20), default="")
    data_sources: Mapped[list[Any]] = mapped_column(default=list)
    info_duty: Mapped[str] = mapped_column(String(20), default="")
    info_basis: Mapped[LongText]
    info_ref: Mapped[str] = mapped_column(String(400), default="")
    not_disclosed: Mapped[bool] = mapped_column(default=False)
    retention_reason: Mapped[LongText]
    archive_rule: Mapped[str] = mapped_column(String(20), default="")
    deletion_procedure: Mapped[str] = mapped_column(String(20), default="")
    deletion_ref: Mapped[str] = mapped_column(String(400), default="")
    measures: Mapped[LongText]
    measures_reason: Mapped[LongText]
    access_groups: Mapped[list[Any]] = mapped_column(default=list)
    access_count: Mapped[str] = mapped_column(String(20), default="")
    automated_decision: Mapped[str] = mapped_column(String(20), default="")
    automated_basis: Mapped[list[Any]] = mapped_column(default=list)
    ai_used: Mapped[str] = mapped_column(String(20), default="")
    ai_class: Mapped[str] = mapped_column(String(20), default="")
    dpia_screening: Mapped[str] = mapped_column(String(20), default="")
    dpia_reason: Mapped[LongText]
    dpia_ref: Mapped[str] = mapped_column(String(400), default="")
    dpia_approved_on: Mapped[date | None]
    dpia_high_residual: Mapped[bool] = mapped_column(default=False)
    dpia_consulted_on: Mapped[date | None]
    criticality: Mapped[str] = mapped_column(String(20), default="")
    case_ref: Mapped[str] = mapped_column(String(400), default="")
    last_review_on: Mapped[date | None]
    review_round: Mapped[int] = mapped_column(default=0)
    next_review_on: Mapped[date | None] = mapped_column(index=True)
    imported_fields: Mapped[dict[str, Any] | None] = mapped_column(JSONType)
    is_imported_unedited: Mapped[bool] = mapped_column(default=False)
    error_count: Mapped[int] = mapped_column(default=0)
    is_art30_fulfilled: Mapped[bool] = mapped_column(default=False)
    is_complete: Mapped[bool] = mapped_column(default=False)
    found_on: Mapped[date | None] = mapped_column(index=True)
    approved_version: Mapped[int | None]
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(index=True)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    unit: Mapped[Unit | None] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    changed_by: Mapped[Person | None] = relationship(foreign_keys=[changed_by_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])
    systems: Mapped[list[System]] = relationship(secondary="activity_system", order_by=System.code)
    processors: Mapped[list[Processor]] = relationship(secondary="activity_processor", order_by=Processor.code)
    security_measures: Mapped[list[Measure]] = relationship(secondary="activity_measure", order_by=Measure.code)
    laws: Mapped[list[Law]] = relationship(secondary="activity_law", order_by=Law.code)
    recipients: Mapped[list[Recipient]] = relationship(secondary="activity_recipient", order_by=Recipient.code)
    joint_controllers: Mapped[list[ActivityJointController]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityJointController.position"
    )
    controllers_served: Mapped[list[ActivityServedController]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityServedController.position"
    )
    purposes: Mapped[list[ActivityPurpose]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityPurpose.position"
    )
    subjects: Mapped[list[ActivitySubject]] = relationship(
        cascade="all, delete-orphan", order_by="ActivitySubject.position"
    )
    data_lines: Mapped[list[ActivityDataLine]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityDataLine.position"
    )
    disclosures: Mapped[list[ActivityDisclosure]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityDisclosure.position"
    )
    transfers: Mapped[list[ActivityTransfer]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityTransfer.position"
    )
    retention: Mapped[list[ActivityRetention]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityRetention.position"
    )
    kle_numbers: Mapped[list[ActivityKle]] = relationship(cascade="all, delete-orphan", order_by="ActivityKle.position")
    findings: Mapped[list["ActivityFinding"]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityFinding.rule"
    )

    @validates("last_review_on")
    def _count_review(self, _key: str, day: date | None) -> date | None:
        """A later day of review, however it was written, is one more review done."""
        if day is not None and (self.last_review_on is None or day > self.last_review_on):
            self.review_round = (self.review_round or 0) + 1
        return day


def in_use() -> ColumnElement[bool]:
    """SQL: whether a record is not retired. One that is stands where it is asked for, and nobody mends it."""
    return ProcessingActivity.status != "retired"


class ActivityFinding(Identified):
    """What a rule found in the record when it was last saved, so that lists can count and filter in SQL.

    Only the record's own findings: R01 and R02 are the municipality's, and added where they are shown. `about` tells
    two findings of one rule apart; one that `is_set_aside` stands, but nobody is asked to mend it now.
    """

    __tablename__ = "activity_finding"
    __table_args__ = (
        UniqueConstraint("activity_id", "rule", "field", "position", name="uq_activity_finding"),
        Index("ix_activity_finding_rule", "rule", "severity", "activity_id", "is_set_aside"),
    )

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id", ondelete="CASCADE"))
    position: Mapped[int]
    rule: Mapped[str] = mapped_column(String(4))
    severity: Mapped[str] = mapped_column(String(10))
    is_legal: Mapped[bool]
    field: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(Text)
    about: Mapped[LongText]
    is_set_aside: Mapped[bool] = mapped_column(default=False)


class ActivitySetAside(Identified):
    """A finding that somebody has set aside until a day, with the reason. The day after it counts again.

    `about` is that of the finding. Taken back, it `is_over`; rows are never removed.
    """

    __tablename__ = "activity_set_aside"
    __table_args__ = (Index("ix_activity_set_aside_activity", "activity_id", "rule"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id", ondelete="CASCADE"))
    rule: Mapped[str] = mapped_column(String(4))
    about: Mapped[LongText]
    reason: Mapped[LongText]
    until_on: Mapped[date] = mapped_column(index=True)
    is_over: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship()


class ActivityVersion(Identified):
    """The record as it was after one save or one step of its life, whole, with who did it and why.

    `verb` is "save" or the step ("approve", "retire" …), `status` the one it then had.
    """

    __tablename__ = "activity_version"
    __table_args__ = (
        UniqueConstraint("activity_id", "version", name="uq_activity_version"),
        Index("ix_activity_version_at", "at", "activity_id"),
    )

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id", ondelete="CASCADE"))
    version: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verb: Mapped[str] = mapped_column(String(20), default="save")
    status: Mapped[str] = mapped_column(String(20), default="draft")
    reason: Mapped[LongText]
    content: Mapped[dict[str, Any]]

    by: Mapped[Person | None] = relationship()
