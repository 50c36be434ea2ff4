"""Writing in the draft of a status report: comments, recommendations, the DPO's part."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from aarshjul.status.kept import KIND, list_recommendations
from aarshjul.status.model import StatusComment, StatusRecommendation, StatusReportRow
from app.audit.actions import Doing, record
from app.core.db import db, lock_row
from app.core.errors import EditConflict, NotFound, Refused
from app.organisation.model import Unit


@dataclass(frozen=True, kw_only=True)
class WriteComment:
    """What an administration says of its figures. `version` is the one its writer saw, 0 for none."""

    report_id: int
    unit_id: int
    text: str
    version: int


@dataclass(frozen=True, kw_only=True)
class PutRecommendation:
    """A recommendation as it is to be; without a number it is a new one, at the end."""

    report_id: int
    recommendation_id: int | None
    title: str
    text: str
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class WriteDpoPart:
    """The DPO's own part; signed, it is in the report."""

    report_id: int
    text: str
    is_signed: bool
    version: int


def write_comment(command: WriteComment, *, doing: Doing) -> None:
    """Write, change or (empty) take back what an administration says. Raises Refused once the report is frozen."""
    row = take_draft(command.report_id)
    unit = db.session.get(Unit, command.unit_id)
    if unit is None or unit.administration_id != unit.id:
        raise NotFound
    comment = db.session.scalar(
        select(StatusComment).where(StatusComment.report_id == row.id, StatusComment.unit_id == unit.id)
    )
    if (comment.version if comment else 0) != command.version:
        raise EditConflict(_("En anden har skrevet her, siden du åbnede siden. Se det igennem, og prøv igen."))
    before = comment.text if comment else ""
    if before == command.text:
        return
    if comment is None:
        comment = StatusComment(report_id=row.id, unit_id=unit.id, version=0)
        db.session.add(comment)
    comment.text, comment.at, comment.by_id = command.text, doing.at, doing.person_id
    comment.version += 1
    db.session.flush()
    told = {"unit": [None, unit.code], "comment": [before or None, command.text or None]}
    record(doing, "status_report.comment", KIND, row.id, told)


def put_recommendation(command: PutRecommendation, *, doing: Doing) -> None:
    """Add a recommendation or write it in other words. Raises Refused once the report is frozen."""
    row = take_draft(command.report_id)
    if command.recommendation_id is None:
        last = db.session.scalar(
            select(func.max(StatusRecommendation.position)).where(StatusRecommendation.report_id == row.id)
        )
        one = StatusRecommendation(report_id=row.id, position=(last or 0) + 1, title="", text="", version=0)
        db.session.add(one)
    else:
        one = _take_recommendation(row, command.recommendation_id)
        if one.version != command.version:
            raise EditConflict(
                _("En anden har rettet indstillingen, siden du åbnede siden. Se den igennem, og prøv igen.")
            )
    told = {"recommendation": [one.title or None, command.title], "text": [one.text or None, command.text or None]}
    one.title, one.text, one.at, one.by_id = command.title, command.text, doing.at, doing.person_id
    one.version += 1
    db.session.flush()
    record(doing, "status_report.recommend", KIND, row.id, told)


def remove_recommendation(report_id: int, recommendation_id: int, *, doing: Doing) -> None:
    """Take a recommendation out. Raises Refused once the report is frozen."""
    row = take_draft(report_id)
    one = _take_recommendation(row, recommendation_id)
    title = one.title
    db.session.delete(one)
    db.session.flush()
    for position, left in enumerate(list_recommendations(row.id), 1):
        left.position = position
    record(doing, "status_report.unrecommend", KIND, row.id, {"recommendation": [title, None]})
    db.session.flush()


def write_dpo_part(command: WriteDpoPart, *, doing: Doing) -> None:
    """The DPO's own words (Art. 38(3), 39(1)(b)); signing puts them in the report, and writing takes the name off.

    Whoever calls has shown that it is the DPO: nobody else may write here. The trail is told that it was written and
    signed; the words are the DPO's until then. Raises Refused once the report is frozen, or for signing nothing.
    """
    row = take_draft(command.report_id, command.version)
    if command.is_signed and not command.text:
        raise Refused(_("Skriv noget, før du skriver under."))
    row.dpo_text = command.text
    row.dpo_signed_at = doing.at if command.is_signed else None
    row.dpo_signed_by_id = doing.person_id if command.is_signed else None
    row.version += 1
    told: Mapping[str, object] = {"text": [None, command.text]} if command.is_signed else {}
    verb = "status_report.sign_dpo_part" if command.is_signed else "status_report.write_dpo_part"
    record(doing, verb, KIND, row.id, told)
    db.session.flush()


def take_draft(report_id: int, version: int | None = None) -> StatusReportRow:
    """The draft, held until the transaction ends. Raises NotFound, EditConflict, Refused once it is frozen."""
    row = lock_row(StatusReportRow, report_id)
    if row.state != "draft":
        raise Refused(_("Rapporten er låst og kan ikke ændres. Lav en ny."))
    if version is not None and row.version != version:
        raise EditConflict(_("Rapporten er ændret, siden du åbnede siden. Se den igennem, og prøv igen."))
    return row


def _take_recommendation(row: StatusReportRow, recommendation_id: int) -> StatusRecommendation:
    one = db.session.get(StatusRecommendation, recommendation_id)
    if one is None or one.report_id != row.id:
        raise NotFound
    return one
