"""Reading what an import is laid over."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import NotFound
from register.activity.content import ActivityContent
from register.activity.contents import Entry, list_entries
from register.activity.model import ProcessingActivity
from register.importing.batch import Incoming, Key
from register.importing.past.model import ImportRow
from register.importing.reading import CONTENT_FIELDS

IMPORTED = "register.import"
"""The verb of an import in the audit trail."""


@dataclass(frozen=True)
class Existing:
    """A record that is there: what it says, and what the last import gave it (None: it was written here).

    `is_undone`: an import made it and was undone, and nobody has touched it since.
    """

    entry: Entry
    base: ActivityContent | None
    is_undone: bool = False

    @property
    def is_left(self) -> bool:
        """Whether people have retired it: then nobody writes in it before they take it into use again."""
        return self.entry.status == "retired" and not self.is_undone


def lock_records(sources: Collection[str]) -> None:
    """Let nobody change a record of these sources until the transaction ends."""
    query = select(ProcessingActivity.id).where(ProcessingActivity.source.in_(sources))
    db.session.execute(query.order_by(ProcessingActivity.id).with_for_update(of=ProcessingActivity)).all()


def find_existing(records: Sequence[Incoming]) -> Mapping[Key, Existing]:
    """By key: the record that each of these is laid over, in a constant number of statements.

    A record whose number a person has changed since is found by the number that the last import gave it, so that
    it is not made a second time.
    """
    sources = {record.source for record in records}
    entries = list_entries(select(ProcessingActivity.id).where(ProcessingActivity.source.in_(sources)))
    bases, undone = _bases(sources), _undone(sources)
    wanted = {record.key for record in records}
    found = {
        entry.key: Existing(entry, bases.get(entry.id), entry.id in undone) for entry in entries if entry.key in wanted
    }
    for entry in entries:
        base = bases.get(entry.id)
        if base is not None and entry.key not in found:
            former = (entry.source, base.number)
            if former in wanted and former not in found:
                found[former] = Existing(entry, base)
    return found


def get_import(event_id: int, *, by_id: int | None) -> AuditEvent:
    """The trail's event of an import that this person made; None: whoever made it. Raises NotFound."""
    query = select(AuditEvent).where(AuditEvent.id == event_id, AuditEvent.verb == IMPORTED)
    event = db.session.scalar(query if by_id is None else query.where(AuditEvent.actor_id == by_id))
    if event is None:
        raise NotFound
    return event


def get_newest_import(*, by_id: int | None) -> int:
    """The number of the trail's event of the last import that this person (None: the program) made. Raises NotFound."""
    query = select(func.max(AuditEvent.id)).where(AuditEvent.verb == IMPORTED, AuditEvent.actor_id == by_id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def _bases(sources: Collection[str]) -> Mapping[int, ActivityContent]:
    query = select(ProcessingActivity.id, ProcessingActivity.imported_fields).where(
        ProcessingActivity.source.in_(sources), ProcessingActivity.imported_fields.is_not(None)
    )
    return {row_id: _content(held) for row_id, held in db.session.execute(query) if held}


def _undone(sources: Collection[str]) -> Collection[int]:
    """The records that an import made which was undone, and that are as the undoing left them."""
    query = (
        select(ProcessingActivity.id)
        .join(ImportRow, ImportRow.activity_id == ProcessingActivity.id)
        .where(
            ProcessingActivity.source.in_(sources),
            ProcessingActivity.status == "retired",
            ImportRow.was_created,
            ImportRow.undone_version == ProcessingActivity.version,
        )
    )
    return frozenset(db.session.scalars(query))


def _content(held: Mapping[str, Any]) -> ActivityContent:
    """A field that contents no longer have is left out: an old import must not stop a new one."""
    return ActivityContent.from_json({name: value for name, value in held.items() if name in CONTENT_FIELDS})
