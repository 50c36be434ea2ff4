"""Keeping what an import did, in its own transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert

from app.audit.actions import Doing
from app.core.db import db
from register.importing.past.model import ImportBatch, ImportRow

Row = Mapping[str, Any]
AT_A_TIME = 1000


def row_of(
    activity_id: int,
    *,
    was_created: bool = False,
    version_before: int | None,
    version_after: int,
    base_before: Mapping[str, Any] | None,
) -> Row:
    """What the import did to one record."""
    return {
        "activity_id": activity_id,
        "was_created": was_created,
        "version_before": version_before,
        "version_after": version_after,
        "base_before": base_before,
    }


def keep_import(file: str, counts: Mapping[str, int], rows: Sequence[Row], *, event_id: int, doing: Doing) -> None:
    """Keep an import and its rows, some statements in all."""
    batch = ImportBatch(event_id=event_id, at=doing.at, by_id=doing.person_id, file=file, counts=dict(counts))
    db.session.add(batch)
    db.session.flush()
    for start in range(0, len(rows), AT_A_TIME):
        held = [{"batch_id": batch.id, **row} for row in rows[start : start + AT_A_TIME]]
        db.session.execute(insert(ImportRow), held)
