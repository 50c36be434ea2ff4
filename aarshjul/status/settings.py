"""How a body gets its reports: by itself before each meeting or not, and with a place to sign or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from aarshjul.meeting.drafting import STEERING_GROUP
from aarshjul.meeting.model import GoverningBody
from aarshjul.status.model import ReportSetting
from app.audit.actions import Doing, record
from app.core.db import db, lock_row
from app.core.errors import EditConflict

KIND = "report_setting"
USUAL_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class ReportRhythm:
    """A body's choice. `version` is that of its row, 0 where it has none."""

    is_scheduled: bool
    days_before: int = USUAL_DAYS
    has_signatures: bool = False
    version: int = 0


def usual(body: GoverningBody) -> ReportRhythm:
    """Until somebody chooses: the steering group has a draft begun for each meeting, the other bodies none."""
    return ReportRhythm(is_scheduled=body.code == STEERING_GROUP)


def setting_of(body: GoverningBody) -> ReportRhythm:
    """The choice of one body."""
    return settings_of([body])[body.id]


def settings_of(bodies: Sequence[GoverningBody]) -> Mapping[int, ReportRhythm]:
    """The choices of these bodies by their number; one statement."""
    rows = db.session.scalars(select(ReportSetting).where(ReportSetting.body_id.in_([body.id for body in bodies])))
    chosen = {
        row.body_id: ReportRhythm(
            is_scheduled=row.is_scheduled,
            days_before=row.days_before,
            has_signatures=row.has_signatures,
            version=row.version,
        )
        for row in rows
    }
    return {body.id: chosen.get(body.id) or usual(body) for body in bodies}


def change_setting(body_id: int, wanted: ReportRhythm, *, doing: Doing) -> None:
    """Choose for a body; `wanted.version` is the one its reader saw. Raises NotFound, EditConflict."""
    body = lock_row(GoverningBody, body_id)
    before = setting_of(body)
    if before.version != wanted.version:
        raise EditConflict(_("En anden har rettet det, siden du åbnede siden. Se det igennem, og prøv igen."))
    names = ("is_scheduled", "days_before", "has_signatures")
    told = {
        name: [getattr(before, name), getattr(wanted, name)]
        for name in names
        if getattr(before, name) != getattr(wanted, name)
    }
    if not told:
        return
    row = db.session.scalar(select(ReportSetting).where(ReportSetting.body_id == body.id))
    if row is None:
        row = ReportSetting(body_id=body.id, version=0)
        db.session.add(row)
    for name in names:
        setattr(row, name, getattr(wanted, name))
    row.version += 1
    db.session.flush()
    record(doing, "report_setting.change", KIND, row.id, {"body": [None, body.code], **told})
