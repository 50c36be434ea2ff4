"""The tables of status reports, of what is written in them and who gets them, and of the KPIs month by month."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aarshjul.meeting.model import GoverningBody, Meeting
from app.core.db import Identified, LongText, Name
from app.organisation.model import Person, Unit


class StatusReportRow(Identified):
    """A status report that somebody has begun (art. 24, art. 5(2)): a draft, and from its freezing on as it was.

    `snapshot` is the whole of it as canonical json, and `sha256` the hash of that text's bytes: every file is made
    again from it. `dpo_text` is the data protection officer's own part; it is in the report when it is signed.
    `edition` counts those of one body and day; `meeting_id` is the meeting that it is for, where one is planned.
    `sent_at`: when the body got it; `paper` is the PDF as it was sent then. `version` counts the changes of the head
    and of the DPO's part.
    """

    __tablename__ = "status_report"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'frozen')", name="state"),
        CheckConstraint("since <= as_of", name="period"),
        CheckConstraint("confidentiality IN ('open', 'internal', 'confidential')", name="confidentiality"),
        CheckConstraint("sent_at IS NULL OR state = 'frozen'", name="sent"),
        UniqueConstraint("body_id", "as_of", "edition", name="uq_status_report_edition"),
        CheckConstraint(
            "(state = 'frozen') = (frozen_at IS NOT NULL AND snapshot <> '' AND sha256 <> '')", name="frozen"
        ),
        CheckConstraint("dpo_signed_at IS NULL OR dpo_text <> ''", name="signed"),
        Index("ix_status_report_body", "body_id", "state", "as_of"),
    )

    body_id: Mapped[int] = mapped_column(ForeignKey("governing_body.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    title: Mapped[Name]
    as_of: Mapped[date]
    since: Mapped[date]
    edition: Mapped[int] = mapped_column(default=1)
    confidentiality: Mapped[str] = mapped_column(String(12), default="internal")
    has_signatures: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    dpo_text: Mapped[LongText]
    dpo_signed_at: Mapped[datetime | None]
    dpo_signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    frozen_at: Mapped[datetime | None]
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime | None]
    paper: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    snapshot: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column(default=1)

    body: Mapped[GoverningBody] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    dpo_signed_by: Mapped[Person | None] = relationship(foreign_keys=[dpo_signed_by_id])
    made_by: Mapped[Person | None] = relationship(foreign_keys=[made_by_id])
    frozen_by: Mapped[Person | None] = relationship(foreign_keys=[frozen_by_id])


class StatusComment(Identified):
    """What the coordinator of an administration says of its figures; written until the report is frozen."""

    __tablename__ = "status_comment"
    __table_args__ = (UniqueConstraint("report_id", "unit_id", name="uq_status_comment_unit"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("status_report.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    text: Mapped[LongText]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    by: Mapped[Person | None] = relationship()


class StatusRecommendation(Identified):
    """A recommendation of a report, for the body to decide; in the order of `position`."""

    __tablename__ = "status_recommendation"
    __table_args__ = (Index("ix_status_recommendation_order", "report_id", "position"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("status_report.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[Name]
    text: Mapped[LongText]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)


class ReportSetting(Identified):
    """How a body gets its reports; a body without a row has the usual (heading.py).

    `is_scheduled`: a draft is begun for each of its meetings, `days_before` the day its papers are due.
    `has_signatures`: its reports end with a place for the DPO and the director to sign.
    """

    __tablename__ = "report_setting"
    __table_args__ = (
        UniqueConstraint("body_id", name="uq_report_setting_body"),
        CheckConstraint("days_before BETWEEN 1 AND 60", name="days_before"),
    )

    body_id: Mapped[int] = mapped_column(ForeignKey("governing_body.id"))
    is_scheduled: Mapped[bool] = mapped_column(default=False)
    days_before: Mapped[int] = mapped_column(default=7)
    has_signatures: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class MeetingReport(Identified):
    """A meeting that a draft was begun for by itself: it is done once, also when somebody throws the draft away."""

    __tablename__ = "meeting_report"
    __table_args__ = (UniqueConstraint("meeting_id", name="uq_meeting_report"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    begun_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]


class KpiMonth(Identified):
    """A KPI of one administration in one month; without a unit: of the whole municipality.

    `month` is its first day, `taken_on` the day the figures are of: the first tick of the month, or the day a report
    was frozen in it. A plain number has no `whole`.
    """

    __tablename__ = "kpi_month"
    __table_args__ = (
        Index(
            "uq_kpi_month_unit", "unit_id", "code", "month", unique=True,
            sqlite_where=text("unit_id IS NOT NULL"), postgresql_where=text("unit_id IS NOT NULL"),
        ),
        Index(
            "uq_kpi_month_whole", "code", "month", unique=True,
            sqlite_where=text("unit_id IS NULL"), postgresql_where=text("unit_id IS NULL"),
        ),
        Index("ix_kpi_month_month", "month"),
    )  # fmt: skip

    month: Mapped[date]
    taken_on: Mapped[date]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str] = mapped_column(String(8))
    part: Mapped[int]
    whole: Mapped[int | None]
