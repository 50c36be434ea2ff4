"""Reading in a KLE list: what it changes, and the activities that are touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select

from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from app.core.importing import ImportResult, Rejection, rejection_of
from app.core.scope import Scope
from app.core.sheets import SheetProblem, read_rows
from app.core.text import search_text
from register.activity.model import ProcessingActivity
from register.activity.refreshing import refresh_records
from register.activity.row_model import ActivityKle
from register.kle.model import KleNumber
from register.kle.rules import WORDS, Change, KleRow, compare, find_columns, read_row
from register.kle.store import Touched, list_touched, load_known

MAX_BYTES = 16 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 60


@dataclass(frozen=True, kw_only=True)
class KleImport(ImportResult):
    """The counts of an import, what changed, and by number the activities that are touched by it."""

    changes: Sequence[Change] = ()
    touched: Mapping[str, Sequence[Touched]] = ()  # type: ignore[assignment] # an empty one

    def as_json(self) -> dict[str, Any]:
        """The document that `--json` prints."""
        touched = [
            {
                "what": change.what,
                "number": change.number,
                "before": change.before,
                "after": change.after,
                "activities": [{"id": a.id, "number": a.number, "title": a.title} for a in self.touched[change.number]],
            }
            for change in self.changes
            if change.number in self.touched
        ]
        return super().as_json() | {"touched": touched}


def import_kle(name: str, data: bytes, *, scope: Scope, doing: Doing) -> KleImport:
    """Take over a KLE list, whole or not at all.

    1. Rows at fault are all told, and nothing is changed. Action facets are passed over.
    2. New numbers are added, changed ones changed; a number whose main group the file speaks of without naming it is
       marked as removed, and kept: records may stand under it.
    3. The activities under a number that was renamed, removed or got another retention are found, and asked about anew.

    The caller commits, or rolls back where it only wanted to see.
    """
    try:
        sheet = read_rows(name, data, max_bytes=MAX_BYTES, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS)
    except SheetProblem as problem:
        return KleImport(rejected=[rejection_of(problem)])
    columns = find_columns(sheet.headings)
    if not {"number", "title"} <= set(columns):
        words = _("filen skal have kolonnerne «nummer» og «titel».")
        return KleImport(read=len(sheet.rows), rejected=[Rejection(1, ", ".join(sheet.headings)[:80], words)])
    read = [read_row(columns, row.values, row.number) for row in sheet.rows]
    rejected = [row for row in read if isinstance(row, Rejection)]
    rows = {row.number: row for row in read if isinstance(row, KleRow)}
    if rejected:
        return KleImport(read=len(read), rejected=rejected)
    changes, unchanged = compare(load_known(), list(rows.values()), frozenset(columns))
    _write(rows, changes, frozenset(columns), clock.day_of(doing.at), doing)
    told = [change for change in changes if change.what in WORDS]
    touched = list_touched({change.number for change in told}, scope=scope)
    created = [change.number for change in changes if change.what == "created"]
    changed = {change.number for change in changes} - set(created)
    if changes:
        counts = {"created": len(created), "updated": len(changed), "unchanged": len(unchanged)}
        record(doing, "kle.import", "kle", None, {"file": name[-200:], **counts})
        _refresh(changes)
    return KleImport(
        read=len(rows),
        created=len(created),
        updated=len(changed),
        unchanged=len(unchanged),
        changes=told,
        touched=touched,
    )


def _write(
    rows: Mapping[str, KleRow], changes: Sequence[Change], said: frozenset[str], today: date, doing: Doing
) -> None:
    """`said`: the columns the file has; of others it says nothing, so what is held stands."""
    new = [rows[change.number] for change in changes if change.what == "created"]
    if new:
        common = {"changed_at": doing.at}
        db.session.execute(insert(KleNumber), [_columns(row) | {"number": row.number} | common for row in new])
    touched = {change.number for change in changes if change.what != "created"}
    held = db.session.scalars(select(KleNumber).where(KleNumber.number.in_(touched))).all() if touched else ()
    for number in held:
        number.changed_at = doing.at
        if number.number not in rows:
            number.removed_on = today
            continue
        number.removed_on = None
        for name, value in _columns(rows[number.number]).items():
            if _COLUMN_OF.get(name, name) in said | {"parent", "search"}:
                setattr(number, name, value)
    db.session.flush()


_COLUMN_OF = {"retention_code": "retention"}
"""What a column of ours is called in a file, where that is not its own name."""


def _columns(row: KleRow) -> dict[str, Any]:
    return {
        "title": row.title,
        "parent": row.parent,
        "search": search_text(row.number, row.title),
        "retention_code": row.retention,
        "archive": row.archive,
        "uuid": row.uuid,
    }


def _refresh(changes: Sequence[Change]) -> None:
    """Ask the rules again about the activities whose recommended retention may be another now (R31)."""
    numbers = {change.number for change in changes if change.what in ("created", "retention")}
    query = select(ActivityKle.activity_id).where(ActivityKle.number.in_(numbers)).distinct()
    ids = sorted(set(db.session.scalars(query))) if numbers else []
    kept = select(ProcessingActivity.id).where(ProcessingActivity.id.in_(ids)).order_by(ProcessingActivity.id)
    # Held, so that nobody saves a record between its being read and its findings being written.
    kept = kept.with_for_update(of=ProcessingActivity)
    refresh_records(list(db.session.scalars(kept)) if ids else [], today=clock.today())
