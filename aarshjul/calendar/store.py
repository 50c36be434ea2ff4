"""Reading the working calendar: once a request, or once a command."""

from datetime import date

from flask import g
from sqlalchemy import select

from aarshjul.calendar.model import WorkCalendar
from aarshjul.calendar.rules import closed_days
from aarshjul.plan.expansion import QUIET_WEEKS
from app.core.db import db
from app.core.workdays import ClosedDays


def get_closed_days() -> ClosedDays:
    """The days this municipality keeps closed besides the holidays; the usual ones until somebody has chosen."""
    return _calendar()[0]


def get_quiet_weeks() -> frozenset[int]:
    """The ISO weeks in which few are at work; the usual ones until somebody has chosen."""
    return _calendar()[1]


def forget_calendar() -> None:
    """Read it anew the next time: it has changed."""
    g.pop("work_calendar", None)


def _calendar() -> tuple[ClosedDays, frozenset[int]]:
    if "work_calendar" not in g:
        query = select(WorkCalendar.closed, WorkCalendar.dates, WorkCalendar.quiet_weeks).where(WorkCalendar.id == 1)
        row = db.session.execute(query).one_or_none()
        g.work_calendar = (
            (closed_days(row.closed, map(date.fromisoformat, row.dates)), frozenset(row.quiet_weeks))
            if row
            else (ClosedDays(), QUIET_WEEKS)
        )
    calendar: tuple[ClosedDays, frozenset[int]] = g.work_calendar
    return calendar
