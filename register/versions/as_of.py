"""The register as it stood at the end of a day: of each record the newest version of that day or before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, Subquery, func, select

from app.core import clock
from app.core.db import AnySelect, db
from app.core.scope import Scope
from app.organisation.model import Unit
from register.activity.content import ActivityContent
from register.activity.contents import Entry, Ids
from register.activity.model import ActivityVersion, ProcessingActivity


@dataclass(frozen=True)
class AsOf:
    """A record as it was: which version of it that is, and since when."""

    entry: Entry
    version: int
    at: datetime
    is_approved: bool


def end_of(day: date) -> datetime:
    """The moment a Danish calendar day is over; the last day of all ends as late as a moment can."""
    return clock.start_of(day + timedelta(days=1)) if day < date.max else clock.start_of(day)


def count_as_of(day: date, *, scope: Scope) -> int:
    """How many records there were, those that had been retired left out."""
    newest = _newest(day, select(ProcessingActivity.id))
    query = _joined(select(func.count()), newest).where(ActivityVersion.status != "retired", scope.where(Unit.path))
    return db.session.scalar(query) or 0


def list_as_of(day: date, *, scope: Scope, limit: int | None = None, offset: int = 0) -> Sequence[AsOf]:
    """The records there were inside the scope, in today's Danish order of their titles, in one statement.

    Whether one may see a record is told by where it lies now.
    """
    newest = _newest(day, select(ProcessingActivity.id))
    query = (
        _joined(_columns(), newest)
        .where(ActivityVersion.status != "retired", scope.where(Unit.path))
        .order_by(ProcessingActivity.sort_key, ProcessingActivity.id)
        .limit(limit)
        .offset(offset)
    )
    return [_as_of(row) for row in db.session.execute(query)]


def list_entries_as_of(day: date, ids: Ids) -> Sequence[Entry]:
    """These records as they stood, in the order of the numbers they have now; those there were not yet are left out."""
    query = _joined(_columns(), _newest(day, ids)).where(ActivityVersion.status != "retired")
    found = [(row.number_key, row.id, _as_of(row).entry) for row in db.session.execute(query)]
    # Sorted here: the two databases disagree on the order of texts.
    return [entry for _key, _id, entry in sorted(found, key=lambda item: item[:2])]


def _newest(day: date, ids: Select[int]) -> Subquery:
    """(record, version): the newest version of each of these records at the end of the day."""
    return (
        select(ActivityVersion.activity_id, func.max(ActivityVersion.version).label("version"))
        .where(ActivityVersion.at < end_of(day), ActivityVersion.activity_id.in_(ids))
        .group_by(ActivityVersion.activity_id)
        .subquery()
    )


def _columns() -> AnySelect:
    return select(
        ProcessingActivity.id,
        ProcessingActivity.source,
        ProcessingActivity.is_imported_unedited,
        ProcessingActivity.number_key,
        Unit.path,
        Unit.administration_id,
        ActivityVersion.version,
        ActivityVersion.at,
        ActivityVersion.status,
        ActivityVersion.content,
    )


def _joined(query: AnySelect, newest: Subquery) -> AnySelect:
    return (
        query.select_from(ActivityVersion)
        .join(
            newest,
            (newest.c.activity_id == ActivityVersion.activity_id) & (newest.c.version == ActivityVersion.version),
        )
        .join(ProcessingActivity, ProcessingActivity.id == ActivityVersion.activity_id)
        .outerjoin(Unit, Unit.id == ProcessingActivity.unit_id)
    )


def _as_of(row: Any) -> AsOf:
    entry = Entry(
        id=row.id,
        source=row.source,
        status=row.status,
        is_imported_unedited=row.is_imported_unedited,
        administration_id=row.administration_id,
        unit_path=row.path or "",
        content=ActivityContent.from_json(row.content),
    )
    return AsOf(entry, row.version, row.at, row.status == "approved")
