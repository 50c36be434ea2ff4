"""The rows of many records at once, in a number of statements that does not hang on how many they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, insert

from app.core.db import db
from register.activity.content import ActivityContent
from register.activity.convert import ROW_MODELS, Refs, apply_columns
from register.activity.model import (
    ActivityFinding,
    ActivityKle,
    ActivitySubject,
    ActivitySystem,
    ActivityVersion,
    ProcessingActivity,
)
from register.activity.stored_findings import count_errors, finding_rows

Rows = dict[Any, list[dict[str, Any]]]
MODELS: Mapping[str, Any] = {
    **{name: model for name, (model, _row_type) in ROW_MODELS.items()},
    "subjects": ActivitySubject,
    "kle_numbers": ActivityKle,
    "systems": ActivitySystem,
}
"""The table that holds each list of a content."""


@dataclass(frozen=True)
class Written:
    """A record as it shall be, and the lists of it that differ from what is stored (all, for a new one)."""

    activity: ProcessingActivity
    content: ActivityContent
    lists: frozenset[str] = frozenset(MODELS)


def write_records(records: Sequence[Written], *, refs: Refs, reason: str) -> None:
    """Write these records whole: their own rows, lists, findings and a version each. `content` is tidy and checked.

    A new record is added to the session, its lists not loaded; who changed it and when stands on the record.
    """
    found = [finding_rows(r.content, is_imported_unedited=r.activity.is_imported_unedited) for r in records]
    for written, findings in zip(records, found, strict=True):
        apply_columns(written.activity, written.content, refs=refs)
        written.activity.error_count = count_errors(findings)
        db.session.add(written.activity)
    db.session.flush()
    _clear(records)
    rows: Rows = defaultdict(list)
    for written, findings in zip(records, found, strict=True):
        number = {"activity_id": written.activity.id}
        for name in written.lists:
            rows[MODELS[name]] += [number | row for row in _list_rows(name, written.content, refs)]
        rows[ActivityFinding] += [number | finding for finding in findings]
        rows[ActivityVersion].append(number | _version(written, reason))
    for model, values in rows.items():
        if values:
            db.session.execute(insert(model.__table__), values)


def _clear(records: Iterable[Written]) -> None:
    """Take away the rows that will be written anew."""
    ids: dict[Any, list[int]] = defaultdict(list)
    for written in records:
        if written.activity.version > 1:
            for model in (*(MODELS[name] for name in written.lists), ActivityFinding):
                ids[model].append(written.activity.id)
    for model, numbers in ids.items():
        table = model.__table__
        db.session.execute(delete(table).where(table.c.activity_id.in_(numbers)))


def _list_rows(name: str, content: ActivityContent, refs: Refs) -> Iterable[dict[str, Any]]:
    values = getattr(content, name)
    if name == "systems":
        return [{"system_id": refs.systems[code].id} for code in values]
    if name in ROW_MODELS:
        return [{"position": place} | _plain(asdict(row)) for place, row in enumerate(values)]
    column = {"subjects": "category", "kle_numbers": "number"}[name]
    return [{"position": place, column: value} for place, value in enumerate(values)]


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _version(written: Written, reason: str) -> dict[str, Any]:
    return {
        "version": written.activity.version,
        "at": written.activity.changed_at,
        "by_id": written.activity.changed_by_id,
        "reason": reason,
        "content": written.content.to_json(),
    }
