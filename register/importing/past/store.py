"""Reading the imports that were made, and the records that one of them touched."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.tables import PAGE_SIZE, Page, number_within
from app.organisation.model import Person, Unit
from register.activity.content import ActivityContent
from register.activity.model import ActivityVersion, ProcessingActivity
from register.activity.tidy import tidy
from register.importing.past.model import ImportBatch, ImportRow
from register.importing.past.rules import Touched
from register.importing.reading import CONTENT_FIELDS

OF_ANYBODY: int | None = None
"""Instead of a person: whoever made them."""


@dataclass(frozen=True)
class PastImport:
    """An import as the list shows it."""

    event_id: int
    at: datetime
    by: str | None
    file: str
    counts: Mapping[str, Any]
    undone_at: datetime | None


@dataclass(frozen=True)
class Before:
    """What a record said before an import, and the state it had."""

    content: ActivityContent
    status: str


def list_imports(args: Mapping[str, str], path: str, *, by_id: int | None) -> Page[PastImport]:
    """A page of the imports that this person made, or anybody, the newest first."""
    mine = () if by_id is OF_ANYBODY else (ImportBatch.by_id == by_id,)
    total = db.session.scalar(select(func.count(ImportBatch.id)).where(*mine)) or 0
    number = number_within(args, total)
    query = (
        select(
            ImportBatch.event_id,
            ImportBatch.at,
            Person.name,
            ImportBatch.file,
            ImportBatch.counts,
            ImportBatch.undone_at,
        )
        .outerjoin(Person, Person.id == ImportBatch.by_id)
        .where(*mine)
        .order_by(ImportBatch.at.desc(), ImportBatch.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    rows = [PastImport(*row) for row in db.session.execute(query)]
    return Page(rows=rows, number=number, total=total, path=path, args=args)


def find_batch(event_id: int) -> ImportBatch | None:
    """The import that the trail's event tells of; none for one that was made before imports were kept."""
    return db.session.scalar(select(ImportBatch).where(ImportBatch.event_id == event_id))


def lock_batch(event_id: int) -> ImportBatch:
    """The import as it stands now, held until the transaction ends. Raises NotFound."""
    query = select(ImportBatch).where(ImportBatch.event_id == event_id).with_for_update(of=ImportBatch)
    batch = db.session.scalar(query.execution_options(populate_existing=True))
    if batch is None:
        raise NotFound
    return batch


def lock_touched(batch_id: int) -> None:
    """Let nobody change a record that this import touched until the transaction ends."""
    touched = select(ImportRow.activity_id).where(ImportRow.batch_id == batch_id)
    query = select(ProcessingActivity.id).where(ProcessingActivity.id.in_(touched)).order_by(ProcessingActivity.id)
    db.session.execute(query.with_for_update(of=ProcessingActivity)).all()


def has_rows(batch_id: int) -> bool:
    """Whether the import touched anything."""
    return bool(db.session.scalar(select(exists().where(ImportRow.batch_id == batch_id))))


def list_touched(batch_id: int, *, scope: Scope) -> Sequence[Touched]:
    """The records that an import touched, in the order of their numbers, in a constant number of statements."""
    later_row, later_batch = aliased(ImportRow), aliased(ImportBatch)
    later = (
        select(later_row.id)
        .join(later_batch, later_batch.id == later_row.batch_id)
        .where(
            later_row.activity_id == ImportRow.activity_id,
            later_row.batch_id > ImportRow.batch_id,
            later_batch.undone_at.is_(None),
        )
        .correlate(ImportRow)
        .exists()
    )
    query = (
        select(
            ImportRow.id,
            ImportRow.activity_id,
            ImportRow.was_created,
            ImportRow.version_before,
            ImportRow.version_after,
            ProcessingActivity.number,
            ProcessingActivity.title,
            ProcessingActivity.version,
            Unit.path,
            later.label("is_later"),
        )
        .join(ProcessingActivity, ProcessingActivity.id == ImportRow.activity_id)
        .outerjoin(ProcessingActivity.unit)
        .where(ImportRow.batch_id == batch_id)
        .order_by(ProcessingActivity.number_key, ProcessingActivity.id)
    )
    undone = _undone_since(batch_id)
    return [
        Touched(
            row_id=row.id,
            activity_id=row.activity_id,
            number=row.number,
            title=row.title,
            was_created=row.was_created,
            version=row.version,
            version_before=row.version_before,
            version_after=row.version_after,
            is_later=row.is_later,
            is_in_reach=scope.holds(row.path),
            undone=undone.get(row.activity_id, {}),
        )
        for row in db.session.execute(query)
    ]


def list_left(batch_id: int, *, limit: int) -> tuple[Sequence[tuple[int, str, str]], int]:
    """The records that the undoing of an import left as they were: row number, number and title; and how many."""
    where = (
        ImportRow.batch_id == batch_id,
        ImportRow.undone_version.is_(None),
        ImportRow.version_before.is_distinct_from(ImportRow.version_after),
    )
    query = (
        select(ProcessingActivity.id, ProcessingActivity.number, ProcessingActivity.title)
        .join(ImportRow, ImportRow.activity_id == ProcessingActivity.id)
        .where(*where)
        .order_by(ProcessingActivity.number_key, ProcessingActivity.id)
        .limit(limit)
    )
    found = [(row.id, row.number, row.title) for row in db.session.execute(query)]
    return found, db.session.scalar(select(func.count(ImportRow.id)).where(*where)) or 0


def find_befores(rows: Collection[Touched]) -> Mapping[int, Before | None]:
    """By the record's number: what it said before the import; None where that can no longer be read."""
    wanted = {row.activity_id: row.version_before for row in rows}
    query = (
        select(
            ActivityVersion.activity_id,
            ActivityVersion.status,
            ActivityVersion.content,
        )
        .join(ImportRow, ImportRow.activity_id == ActivityVersion.activity_id)
        .where(
            ImportRow.id.in_([row.row_id for row in rows]),
            ActivityVersion.version == ImportRow.version_before,
        )
    )
    found = {row.activity_id: _before(row.content, row.status) for row in db.session.execute(query)}
    return {activity_id: found.get(activity_id) for activity_id in wanted}


def find_bases(row_ids: Collection[int]) -> Mapping[int, dict[str, Any] | None]:
    """By the record's number: what the next import would have compared with, before this one."""
    query = select(ImportRow.activity_id, ImportRow.base_before).where(ImportRow.id.in_(row_ids))
    return {row.activity_id: row.base_before for row in db.session.execute(query)}


def _before(held: Mapping[str, Any], status: str) -> Before | None:
    try:
        content = ActivityContent.from_json({name: value for name, value in held.items() if name in CONTENT_FIELDS})
    except ValueError:
        return None
    return Before(tidy(content), status)


def _undone_since(batch_id: int) -> Mapping[int, Mapping[int, int]]:
    """By record: what undoings of later imports made of it → what it was before those imports."""
    touched = select(ImportRow.activity_id).where(ImportRow.batch_id == batch_id)
    query = select(ImportRow.activity_id, ImportRow.undone_version, ImportRow.version_before).where(
        ImportRow.batch_id > batch_id,
        ImportRow.activity_id.in_(touched),
        ImportRow.undone_version.is_not(None),
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for activity_id, made, before in db.session.execute(query):
        if made is not None and before is not None:
            found[activity_id][made] = before
    return found
