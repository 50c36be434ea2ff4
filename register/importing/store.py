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
from register.importing.reading import CONTENT_FIELDS

IMPORTED = "register.import"
"""The verb of an import in the audit trail."""


@dataclass(frozen=True)
class Existing:
    """A record that is there: what it says, and what the last import gave it (None: it was written here)."""

    entry: Entry
    base: ActivityContent | None


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
    bases = _bases(sources)
    wanted = {record.key for record in records}
    found = {entry.key: Existing(entry, bases.get(entry.id)) for entry in entries if entry.key in wanted}
    for entry in entries:
        base = bases.get(entry.id)
        if base is not None and entry.key not in found:
            former = (entry.source, base.number)
            if former in wanted and former not in found:
                found[former] = Existing(entry, base)
    return found


def get_import(event_id: int, *, by_id: int) -> AuditEvent:
    """The trail's event of an import that this person made. Raises NotFound."""
    event = db.session.scalar(
        select(AuditEvent).where(AuditEvent.id == event_id, AuditEvent.verb == IMPORTED, AuditEvent.actor_id == by_id)
    )
    if event is None:
        raise NotFound
    return event


def find_newest_import(*, by_id: int) -> int | None:
    """The number of the trail's event of the last import that this person made."""
    query = select(func.max(AuditEvent.id)).where(AuditEvent.verb == IMPORTED, AuditEvent.actor_id == by_id)
    return db.session.scalar(query)


def _bases(sources: Collection[str]) -> Mapping[int, ActivityContent]:
    query = select(ProcessingActivity.id, ProcessingActivity.imported_fields).where(
        ProcessingActivity.source.in_(sources), ProcessingActivity.imported_fields.is_not(None)
    )
    return {row_id: _content(held) for row_id, held in db.session.execute(query) if held}


def _content(held: Mapping[str, Any]) -> ActivityContent:
    """A field that contents no longer have is left out: an old import must not stop a new one."""
    return ActivityContent.from_json({name: value for name, value in held.items() if name in CONTENT_FIELDS})
