"""Undoing a whole import."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import bindparam, update

from app.audit.actions import Doing, record
from app.core.db import db
from app.core.errors import Refused
from app.core.jobs import take_turns
from app.core.scope import Scope
from app.core.text import N_
from register.activity.bulk import AT_A_TIME, Written, contents_of, hold, write_records
from register.activity.convert import Refs, check_content, load_refs
from register.activity.merge import changes
from register.activity.model import ProcessingActivity
from register.importing.past.model import ImportBatch, ImportRow
from register.importing.past.rules import Touched, UndoPlan, sort_out, why_left
from register.importing.past.store import find_bases, find_befores, list_touched, lock_batch, lock_touched

UNDONE = "register.undo_import"
"""The verb of an undoing in the audit trail."""
MOST_TOLD = 500
"""Records that were left, as the audit trail names them; the count is of all."""
UNREADABLE = N_("Den tidligere udgave kan ikke læses.")

T = TypeVar("T")


def plan_undo(batch: ImportBatch, *, scope: Scope) -> UndoPlan:
    """What undoing an import would do; `scope` is where one may import. Reads, and changes nothing."""
    return _plan(batch, scope, load_refs())


def undo_import(event_id: int, *, scope: Scope, doing: Doing) -> UndoPlan:
    """Undo an import: everything, but the records that something has happened to since.

    1. Imports and undoings wait for each other; the records are locked. Raises Refused when the import is undone
       already, or nothing of it can be, and NotFound.
    2. A record that stands as the import left it says again what it said before, in the state it had then: an approval
       that the import took away is given back. A record that the import made is retired; nothing is removed.
    3. What the next import compares with is put back as well, so that it does as if this one had not been.
    4. Each record gets a version, with the reason, and its findings; the trail is told of each, and of the whole.

    Records changed since stay, and are reported, and so are those that can no longer hold what they said before.
    The round of reviews is not put back: an obligation that was met does not begin anew under the same name.
    """
    take_turns("register import")
    batch = lock_batch(event_id)
    if batch.undone_at is not None:
        raise Refused(_("Importen er allerede fortrudt."))
    lock_touched(batch.id)
    refs = load_refs()
    plan = _plan(batch, scope, refs)
    if plan.is_empty:
        raise Refused(_("Der er ikke noget at fortryde: ingen behandlinger står, som importen efterlod dem."))
    reason = _("Importen fra %(file)s er fortrudt", file=batch.file)
    with db.session.no_autoflush:
        for rows in _batches(plan.restored):
            _restore(rows, refs, reason, doing)
        for rows in _batches(plan.retired):
            _retire(rows, refs, reason, doing)
    for rows in _batches(plan.compared):
        bases = find_bases([row.row_id for row in rows])
        db.session.execute(update(ProcessingActivity), [{"id": key, "imported_fields": b} for key, b in bases.items()])
    batch.undone_at, batch.undone_by_id = doing.at, doing.person_id
    _tell(batch, plan, doing)
    db.session.flush()
    return plan


def _plan(batch: ImportBatch, scope: Scope, refs: Refs) -> UndoPlan:
    rows = list_touched(batch.id, scope=scope)
    back = [row for row in rows if not row.was_created and row.is_visible and why_left(row) is None]
    unfit: dict[int, str] = {}
    for some in _batches(back):
        for activity_id, before in find_befores(some).items():
            if before is None:
                unfit[activity_id] = UNREADABLE
                continue
            try:
                check_content(before.content, refs)
            except Refused as refused:
                unfit[activity_id] = refused.message
    return sort_out(rows, unfit)


def _restore(rows: Sequence[Touched], refs: Refs, reason: str, doing: Doing) -> None:
    held = hold([row.activity_id for row in rows])
    now, befores = contents_of(held), find_befores(rows)
    written, told = [], {}
    for activity_id, activity in held.items():
        before = befores[activity_id]
        if before is None:
            continue
        changed = changes(now[activity_id], before.content)
        was, becomes = now[activity_id].to_json(), before.content.to_json()
        told[activity_id] = {change.field: [was[change.field], becomes[change.field]] for change in changed}
        if activity.status != before.status:
            told[activity_id]["status"] = [activity.status, before.status]
        activity.status = before.status
        written.append(Written(activity, before.content, frozenset(change.field for change in changed)))
    _renew(rows, written, doing)
    write_records(written, refs=refs, reason=reason)
    _let_go(written, told, doing)


def _retire(rows: Sequence[Touched], refs: Refs, reason: str, doing: Doing) -> None:
    held = hold([row.activity_id for row in rows])
    now = contents_of(held)
    written, told = [], {}
    for activity_id, activity in held.items():
        told[activity_id] = {"status": [activity.status, "retired"]}
        activity.status = "retired"
        written.append(Written(activity, now[activity_id], frozenset(), verb="retire"))
    _renew(rows, written, doing)
    write_records(written, refs=refs, reason=reason)
    _let_go(written, told, doing)


def _renew(rows: Sequence[Touched], written: Sequence[Written], doing: Doing) -> None:
    """A new version of each, kept on its row too, and what the next import compares with."""
    bases = find_bases([row.row_id for row in rows])
    made = {}
    for one in written:
        activity = one.activity
        activity.imported_fields = bases[activity.id]
        activity.version += 1
        activity.changed_at, activity.changed_by_id = doing.at, doing.person_id
        made[activity.id] = activity.version
    table: Any = ImportRow.__table__
    db.session.execute(
        update(table).where(table.c.id == bindparam("key")).values(undone_version=bindparam("made")),
        [{"key": row.row_id, "made": made[row.activity_id]} for row in rows if row.activity_id in made],
    )


def _let_go(written: Sequence[Written], told: Mapping[int, Mapping[str, Any]], doing: Doing) -> None:
    """Tell of each, and forget the rows: their lists and findings are not what the session has read."""
    for one in written:
        record(doing, "activity.undo_import", "activity", one.activity.id, told[one.activity.id])
        db.session.expire(one.activity)


def _tell(batch: ImportBatch, plan: UndoPlan, doing: Doing) -> None:
    left = [{"number": row.number, "reason": why} for row, why in plan.left[:MOST_TOLD]]
    counts = {"restored": len(plan.restored), "retired": len(plan.retired), "left": len(plan.left)}
    record(doing, UNDONE, "register", None, {"file": batch.file, **counts, "left_as_is": left})


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), AT_A_TIME):
        yield items[start : start + AT_A_TIME]
