"""Reading the status reports that somebody has begun or frozen, and what is written in them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from aarshjul.meeting.model import GoverningBody, Meeting
from aarshjul.status.comparing import Before
from aarshjul.status.model import StatusComment, StatusRecommendation, StatusReportRow
from aarshjul.status.report import StatusReport, make_report
from aarshjul.status.snapshot import from_json, hash_of, values_of
from aarshjul.status.texts import DpoPart, Head, Recommended, Remark, Texts
from app.audit.model import AuditEvent
from app.core import clock
from app.core.cpr import cover_all
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.core.scope import Scope
from app.core.slots import Subject

KIND = "status_report"


def list_reports(*, with_drafts: bool) -> Sequence[StatusReportRow]:
    """The reports, newest first, without their snapshots; drafts for those who work on them."""
    query = (
        select(StatusReportRow)
        .options(joinedload(StatusReportRow.body), defer(StatusReportRow.snapshot))
        .order_by(StatusReportRow.as_of.desc(), StatusReportRow.id.desc())
        .limit(200)
    )
    return db.session.scalars(query if with_drafts else query.where(StatusReportRow.state == "frozen")).all()


def get_report(report_id: int, *, with_drafts: bool) -> StatusReportRow:
    """A report. Raises NotFound, also for a draft that is not to be seen."""
    row = db.session.get(StatusReportRow, report_id, options=[joinedload(StatusReportRow.body)])
    if row is None or (row.state == "draft" and not with_drafts):
        raise NotFound
    return row


def list_comments(report_id: int) -> Sequence[StatusComment]:
    """What is said of each administration, in the administrations' order."""
    query = select(StatusComment).where(StatusComment.report_id == report_id).options(joinedload(StatusComment.unit))
    return sorted(db.session.scalars(query), key=lambda comment: (comment.unit.sort_key, comment.unit_id))


def list_recommendations(report_id: int) -> Sequence[StatusRecommendation]:
    """The recommendations, in their order."""
    return db.session.scalars(
        select(StatusRecommendation)
        .where(StatusRecommendation.report_id == report_id)
        .order_by(StatusRecommendation.position, StatusRecommendation.id)
    ).all()


def load_report(row: StatusReportRow, *, now: datetime, compare_with: int | None = None) -> StatusReport:
    """The report as a value: a frozen one as it was frozen, a draft as things stand.

    `compare_with` is another earlier report than the one before. Raises Refused where what is stored was altered.
    """
    if row.state == "frozen" and compare_with is None:
        return read_snapshot(row)
    before = find_before(row, compare_with)
    if row.state == "frozen":
        return _compared(read_snapshot(row), before)
    return make_report(
        row.body.code,
        as_of=row.as_of,
        since=row.since,
        made_at=now,
        scope=Scope.everything(),
        title=row.title,
        head=head_of(row),
        texts=texts_of(row),
        before=before,
    )


def head_of(row: StatusReportRow) -> Head:
    """What stands on the front of a draft."""
    return Head(
        edition=row.edition,
        meeting_on=row.meeting.held_on if row.meeting else None,
        confidentiality=row.confidentiality,
        has_signatures=row.has_signatures,
    )


def texts_of(row: StatusReportRow) -> Texts:
    """What people wrote in a draft. The DPO's part counts when it is signed."""
    dpo = None
    if row.dpo_signed_at is not None:
        signed_by = row.dpo_signed_by.name if row.dpo_signed_by else ""
        dpo = DpoPart(row.dpo_text, signed_by, clock.day_of(row.dpo_signed_at))
    return Texts(
        remarks=tuple(Remark(c.unit.code, c.unit.name, c.text) for c in list_comments(row.id) if c.text),
        recommendations=tuple(
            Recommended(number, one.title, one.text) for number, one in enumerate(list_recommendations(row.id), 1)
        ),
        dpo=dpo,
    )


def list_earlier(row: StatusReportRow) -> Sequence[StatusReportRow]:
    """The frozen reports to the same body of an earlier day, newest first."""
    return db.session.scalars(
        select(StatusReportRow)
        .where(StatusReportRow.body_id == row.body_id, StatusReportRow.state == "frozen")
        .where(StatusReportRow.as_of < row.as_of, StatusReportRow.id != row.id)
        .options(defer(StatusReportRow.snapshot))
        .order_by(StatusReportRow.as_of.desc(), StatusReportRow.id.desc())
    ).all()


def find_before(row: StatusReportRow, report_id: int | None = None) -> Before | None:
    """The figures of an earlier report: the one with this number, else the newest. None where there is none."""
    earlier = [one for one in list_earlier(row) if report_id is None or one.id == report_id]
    if not earlier:
        return None
    report = read_snapshot(earlier[0])
    return Before(report_id=earlier[0].id, title=report.title, as_of=report.as_of, values=values_of(report))


def read_snapshot(row: StatusReportRow) -> StatusReport:
    """A frozen report from its snapshot. Raises Refused when the text is not the one that was frozen."""
    if why := why_altered(row):
        raise Refused(why)
    return from_json(json.loads(row.snapshot))


def why_altered(row: StatusReportRow) -> str | None:
    """What is wrong with a frozen report, in Danish; None when it stands as it was frozen.

    The snapshot is held against its hash, and the hash against the one that the audit trail was told, which is chained
    and so cannot be changed along with it.
    """
    if hash_of(row.snapshot) == row.sha256 and _is_as_told(row, "status_report.freeze", "sha256", row.sha256):
        return None
    return _(
        "Rapporten «%(title)s» er ændret i databasen, efter at den blev låst. Den vises ikke. Sig det til "
        "systemadministratoren, som kan hente den fra en sikkerhedskopi.",
        title=row.title,
    )


def why_paper_altered(row: StatusReportRow) -> str | None:
    """What is wrong with the PDF of a report as it was sent; None when it is the one that the trail was told of."""
    sha256 = hashlib.sha256(row.paper or b"").hexdigest()
    if row.paper is None or _is_as_told(row, "status_report.send", "paper", sha256):
        return None
    return _(
        "PDF'en af rapporten «%(title)s» er ændret i databasen, efter at den blev sendt. Den vises ikke. Sig det til "
        "systemadministratoren, som kan hente den fra en sikkerhedskopi.",
        title=row.title,
    )


def _is_as_told(row: StatusReportRow, verb: str, field: str, sha256: str) -> bool:
    told = db.session.scalar(
        select(AuditEvent.changes)
        .where(AuditEvent.subject_kind == KIND, AuditEvent.subject_id == row.id, AuditEvent.verb == verb)
        .order_by(AuditEvent.id)
        .limit(1)
    )
    # What looks like a CPR number in the hash is covered in the trail.
    return (told or {}).get(field) == cover_all({field: [None, sha256]})[field]


def list_altered() -> list[str]:
    """What is wrong with each frozen report that was altered; nothing when all stand."""
    rows = db.session.scalars(
        select(StatusReportRow).where(StatusReportRow.state == "frozen").order_by(StatusReportRow.id)
    )
    return [why for row in rows if (why := why_altered(row) or why_paper_altered(row))]


def subjects_of(ids: Sequence[int]) -> dict[int, Subject]:
    """What reports are called in the trail and on agendas, and where they are."""
    rows = db.session.execute(select(StatusReportRow.id, StatusReportRow.title).where(StatusReportRow.id.in_(ids)))
    return {row_id: Subject(KIND, row_id, title, f"/rapporter/{row_id}") for row_id, title in rows}


def list_bodies_to_report_to() -> Sequence[GoverningBody]:
    """The bodies that a report can be made to, by code."""
    query = select(GoverningBody).where(GoverningBody.is_retired.is_(False)).order_by(GoverningBody.code)
    return db.session.scalars(query).all()


def list_coming_meetings(body_id: int, day: date) -> Sequence[Meeting]:
    """The body's meetings from a day on that are planned or called, the next first."""
    return db.session.scalars(
        select(Meeting)
        .where(Meeting.body_id == body_id, Meeting.state.in_(("planned", "called")), Meeting.held_on >= day)
        .order_by(Meeting.held_on, Meeting.id)
    ).all()


def find_next_meeting(body_id: int, day: date) -> Meeting | None:
    """The next of them."""
    return next(iter(list_coming_meetings(body_id, day)), None)


def _compared(report: StatusReport, before: Before | None) -> StatusReport:
    return replace(report, before=before)
