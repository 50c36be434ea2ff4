"""Changing the working calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from aarshjul.calendar.model import WorkCalendar
from aarshjul.calendar.rules import names_on
from aarshjul.calendar.store import forget_calendar, get_closed_days, get_quiet_weeks
from app.audit.actions import Doing, record
from app.core.db import db, insert_new
from app.core.workdays import ClosedDays


@dataclass(frozen=True, kw_only=True)
class ChangeWorkCalendar:
    """The calendar as it shall be."""

    closed: ClosedDays
    quiet_weeks: frozenset[int]


def change_work_calendar(command: ChangeWorkCalendar, *, doing: Doing) -> bool:
    """Keep other days closed and other weeks quiet; whether anything changed. What stays the same leaves no trace.

    Tasks move when planning sees the event: none is moved here.
    """
    row = _locked_row()
    before = _told(get_closed_days(), get_quiet_weeks()) if row is None else _stored(row)
    after = _told(command.closed, command.quiet_weeks)
    changes = {name: [before[name], value] for name, value in after.items() if before[name] != value}
    if not changes:
        return False
    values = {**after, "changed_at": doing.at, "changed_by_id": doing.person_id}
    if row is None:
        # Two who save the first one at once: the second finds it there.
        db.session.execute(insert_new(WorkCalendar).values(id=1, **values))
        row = _locked_row()
        assert row is not None
    for name, value in values.items():
        setattr(row, name, value)
    db.session.flush()
    forget_calendar()
    record(doing, "work_calendar.change", "work_calendar", None, changes)
    return True


def _locked_row() -> WorkCalendar | None:
    query = select(WorkCalendar).where(WorkCalendar.id == 1).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


def _told(closed: ClosedDays, quiet_weeks: frozenset[int]) -> dict[str, list[Any]]:
    return {
        "closed": names_on(closed),
        "dates": [*map(date.isoformat, sorted(closed.dates))],
        "quiet_weeks": sorted(quiet_weeks),
    }


def _stored(row: WorkCalendar) -> Mapping[str, list[Any]]:
    return {"closed": row.closed, "dates": row.dates, "quiet_weeks": row.quiet_weeks}
