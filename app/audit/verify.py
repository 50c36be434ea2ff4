"""Going through the whole chain, in constant memory, without holding up anybody who writes."""

import json
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Text, func, select, type_coerce

from app.audit.head import UnreadableHead, find_head
from app.audit.model import AuditEvent
from app.audit.rules import Event, Finding, Head, Walk
from app.core.db import db

AT_A_TIME = 2000


@dataclass(frozen=True)
class Verdict:
    """What came of it: how many events the table holds, the chain's head, the head kept outside, the first fault."""

    events: int
    head: Head
    kept: Head | None
    broken: Finding | None


def verify(*, key: str, head_file: Path) -> Verdict:
    """Go along the chain to its first fault; a row that stands outside the chain is looked for last.

    The kept head is read first: what is added while we walk makes the database newer than the file, never older.
    """
    try:
        kept, unreadable = find_head(head_file), None
    except UnreadableHead:
        kept, unreadable = None, Finding("head_unreadable", None)
    walk = Walk(key, kept)
    with closing(_linked()) as events:
        broken = next(walk.findings(events), None)
    broken = broken or _find_unlinked() or unreadable
    count = db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0
    return Verdict(count, walk.head, kept, broken)


def _linked() -> Generator[Event, None, None]:
    """The events of the chain in its order, as they are stored: a value that no longer is what it should be stays."""
    columns = [
        type_coerce(column, Text) if column.key in ("at", "changes") else column
        for column in (getattr(AuditEvent, name) for name in Event._fields)
    ]
    query = select(*columns).where(AuditEvent.number.is_not(None)).order_by(AuditEvent.number, AuditEvent.id)
    rows = db.session.execute(query, execution_options={"yield_per": AT_A_TIME})
    try:
        for row in rows:
            event = Event(*row)
            yield event._replace(at=_moment(event.at), changes=_value(event.changes))
    finally:
        # PostgreSQL keeps a cursor open until it is told that nobody wants the rest.
        rows.close()


def _find_unlinked() -> Finding | None:
    row_id = db.session.scalar(select(func.min(AuditEvent.id)).where(AuditEvent.number.is_(None)))
    return None if row_id is None else Finding("unlinked", None, row_id)


def _moment(raw: Any) -> Any:
    """SQLite gives text without an offset, which is UTC; PostgreSQL a moment."""
    if not isinstance(raw, str):
        return raw
    try:
        at = datetime.fromisoformat(raw)
    except ValueError:
        return raw
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _value(raw: Any) -> Any:
    """SQLite gives JSON's text, PostgreSQL what it says."""
    if not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw)
    except ValueError:
        return raw
