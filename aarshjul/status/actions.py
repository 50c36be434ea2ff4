"""Beginning a status report, its front, and freezing it."""

from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from aarshjul.meeting.model import AgendaItem, GoverningBody, Meeting
from aarshjul.status.history import keep_month
from aarshjul.status.kept import KIND, find_next_meeting, list_recommendations, load_report
from aarshjul.status.model import StatusComment, StatusReportRow
from aarshjul.status.settings import setting_of
from aarshjul.status.snapshot import canonical, hash_of
from aarshjul.status.store import get_body
from aarshjul.status.texts import CONFIDENTIALITY
from aarshjul.status.writing import take_draft
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db, insert_new, lock_row
from app.core.errors import Refused
from app.core.filters import long_day


@dataclass(frozen=True, kw_only=True)
class BeginReport:
    """A draft to a body. An empty title: the usual one."""

    body_code: str
    as_of: date
    since: date
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeHead:
    """The front as it is to be; without a meeting, none is named on it."""

    report_id: int
    title: str
    meeting_id: int | None
    confidentiality: str
    has_signatures: bool
    version: int


def begin_report(command: BeginReport, *, doing: Doing) -> StatusReportRow:
    """Begin a draft, to the body's next meeting where one is planned.

    Raises NotFound for an unknown body, Refused for a day to come or a period that ends before it begins.
    """
    body = lock_row(GoverningBody, get_body(command.body_code).id)
    if command.as_of > clock.day_of(doing.at):
        raise Refused(_("Dagen er ikke kommet endnu. Vælg i dag eller en tidligere dag."))
    if command.since > command.as_of:
        raise Refused(_("Perioden begynder efter den dag, tallene er fra. Vælg en tidligere dag."))
    meeting = find_next_meeting(body.id, clock.day_of(doing.at))
    last = select(func.max(StatusReportRow.edition)).where(
        StatusReportRow.body_id == body.id, StatusReportRow.as_of == command.as_of
    )
    row = StatusReportRow(
        body_id=body.id,
        meeting_id=meeting.id if meeting else None,
        title=command.title or _("Statusrapport til %(body)s", body=body.code),
        as_of=command.as_of,
        since=command.since,
        edition=(db.session.scalar(last) or 0) + 1,
        has_signatures=setting_of(body).has_signatures,
        made_at=doing.at,
        made_by_id=doing.person_id,
    )
    db.session.add(row)
    db.session.flush()
    record(doing, "status_report.begin", KIND, row.id, {"title": [None, row.title], "as_of": [None, row.as_of]})
    return row


def change_head(command: ChangeHead, *, doing: Doing) -> None:
    """Change what stands on the front. Raises Refused once the report is frozen, and for another body's meeting."""
    row = take_draft(command.report_id, command.version)
    meeting = db.session.get(Meeting, command.meeting_id) if command.meeting_id is not None else None
    if command.meeting_id is not None and (meeting is None or meeting.body_id != row.body_id):
        raise Refused(_("Vælg et af organets egne møder."), field="meeting")
    if command.confidentiality not in CONFIDENTIALITY:
        raise Refused(_("Vælg, hvor langt rapporten må vises."), field="confidentiality")
    told: dict[str, object] = {}
    for name in ("title", "meeting_id", "confidentiality", "has_signatures"):
        before, after = getattr(row, name), getattr(command, name)
        if before != after:
            told[name] = [before, after]
            setattr(row, name, after)
    if told:
        row.version += 1
        db.session.flush()
        db.session.expire(row, ["meeting"])
        record(doing, "status_report.change_head", KIND, row.id, told)


def freeze_report(report_id: int, version: int, *, doing: Doing) -> StatusReportRow:
    """Let a draft stand fast: figures and texts as they are now, under one hash that the trail is told too.

    The month's KPIs are kept anew on the way, when the report is of today, and the meeting it is for gets an item.
    Raises EditConflict when the head or the DPO's part has changed, Refused when it is frozen already.
    """
    row = take_draft(report_id, version)
    if row.as_of == clock.day_of(doing.at):
        keep_month(row.as_of)
    at = doing.at.replace(microsecond=0)
    row.snapshot = canonical(replace(load_report(row, now=at), frozen_at=at))
    row.sha256 = hash_of(row.snapshot)
    row.state, row.frozen_at, row.frozen_by_id = "frozen", at, doing.person_id
    row.version += 1
    db.session.flush()
    record(doing, "status_report.freeze", KIND, row.id, {"state": ["draft", "frozen"], "sha256": [None, row.sha256]})
    _put_on_agenda(row, doing)
    return row


def discard_report(report_id: int, *, doing: Doing) -> None:
    """Throw a draft away. Raises Refused for a frozen report: it is kept."""
    row = take_draft(report_id)
    record(doing, "status_report.discard", KIND, row.id, {"title": [row.title, None]})
    for one in list_recommendations(row.id):
        db.session.delete(one)
    for comment in db.session.scalars(select(StatusComment).where(StatusComment.report_id == row.id)):
        db.session.delete(comment)
    db.session.flush()
    db.session.delete(row)
    db.session.flush()


def _put_on_agenda(row: StatusReportRow, doing: Doing) -> None:
    """An item for the meeting that the report is for, last on its agenda; none where that has been held or cancelled.

    Its key names the report, so that it is made once.
    """
    meeting = db.session.get(Meeting, row.meeting_id) if row.meeting_id is not None else None
    if meeting is None or meeting.state not in ("planned", "called") or meeting.held_on < clock.day_of(doing.at):
        return
    last = select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id)
    asked = [f"{number}. {one.title}" for number, one in enumerate(list_recommendations(row.id), 1)]
    item_id = db.session.scalar(
        insert_new(AgendaItem)
        .values(
            key=f"report/{row.id}",
            body_id=row.body_id,
            meeting_id=meeting.id,
            position=(db.session.scalar(last) or 0) + 1,
            title=row.title,
            problem=_("Statusrapporten er opgjort %(day)s og låst.", day=long_day(row.as_of)),
            recommendation="\n".join(asked) or _("Tag statusrapporten til efterretning."),
            subject_kind=KIND,
            subject_id=row.id,
            state="open",
            made_at=doing.at,
        )
        .returning(AgendaItem.id)
    )
    if item_id is not None:
        record(doing, "agenda_item.draft", "agenda_item", item_id, {"title": [None, row.title]})
