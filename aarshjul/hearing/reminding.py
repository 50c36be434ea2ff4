"""A tick's step: who has not answered shortly before the deadline is reminded, once."""

from datetime import datetime

from aarshjul.hearing.letters import list_due, write_reminder
from app.core import clock
from app.core.db import db

AT_ONCE = 50
"""So many are reminded in one transaction."""


def remind_due(now: datetime) -> dict[str, int]:
    """Done in batches until nothing is left; nothing due costs one small read.

    One whose day passed while no process ran is reminded late, but not after the deadline.
    """
    today = clock.day_of(now)
    rows = list_due(today, limit=AT_ONCE)
    for row in rows:
        if not row.answer and not row.hearing.outcome and row.hearing.due_on >= today:
            write_reminder(row, at=now)
        row.remind_on = None
    db.session.flush()
    return {"hearings": len(rows)} if rows else {}
