"""Taking over records from a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.audit.actions import Doing, record
from app.core.db import db
from app.core.errors import Refused
from app.core.jobs import take_turns
from app.core.scope import Scope
from register.activity.bulk import Past, Written, write_records
from register.activity.content import ActivityContent
from register.activity.convert import Refs, load_refs
from register.activity.model import ProcessingActivity
from register.activity.states import state_after_change
from register.importing.batch import Key
from register.importing.history import is_register_empty, read_histories
from register.importing.kinds import load_known
from register.importing.outcome import RegisterImport
from register.importing.planning import Plan, Planned, make_plan
from register.importing.reading import Reading, read_batch
from register.importing.restoring import restore_others
from register.importing.store import IMPORTED, lock_records
from register.importing.unfit_row import UnfitRow

AT_A_TIME = 500
MOST_TOLD = 500
"""Fields that stayed, as the audit trail names them; the counts are of all."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class ImportRecords:
    """A file to take over.

    `unit` places records that name none. `scope` is the part of the municipality that may be written in.
    `restores`: whoever asks runs the whole installation, so what our own json carries beside the records (units,
    people, systems, processors …, each record's status) is taken over too, where it is missing. In an empty register
    the records come with their versions, moments and approvals, as they were.
    """

    name: str
    data: bytes
    reading: Reading = None
    unit: str = ""
    accept_partial: bool = False
    restores: bool = False
    scope: Scope = field(default_factory=Scope.everything)


def plan_import(command: ImportRecords) -> Plan:
    """What an import would do. Reads, and changes nothing. Raises Refused for a unit that is not there."""
    batch = read_batch(command.name, command.data, command.reading)
    return make_plan(batch, unit=command.unit, refs=load_refs(), scope=command.scope)


def import_records(command: ImportRecords, *, doing: Doing) -> RegisterImport:
    """Take over a file, whole or not at all unless part of it is accepted.

    1. Imports wait for each other, and people's edits of these records wait for the import: two at once end as one
       after the other.
    2. The file is laid over what is there (`make_plan`). Where something is rejected nothing is written.
    3. Records are made and changed in batches; each keeps a version, and what the rules find in it.
    4. An event in the audit trail says what came of it, and one for each record what became of that. A second import
       of the same file changes nothing.

    The caller commits, or rolls back where something was rejected or only a trial was wanted. Raises Refused for a
    unit that is not there, and when somebody makes a record with the same number in the meantime.
    """
    batch = read_batch(command.name, command.data, command.reading, is_trusted=command.restores)
    if batch.faults:
        return RegisterImport(read=len(batch.records), rejected=batch.faults)
    take_turns("register import")
    lock_records({incoming.source for incoming in batch.records})
    pasts: Mapping[Key, Past] = {}
    if command.restores:
        is_empty = is_register_empty()
        faults = restore_others(batch.others, is_empty=is_empty, doing=doing)
        if faults:
            return RegisterImport(read=len(batch.records), rejected=faults)
        try:
            pasts = read_histories(batch, load_known()) if is_empty else {}
        except UnfitRow as unfit:
            return RegisterImport(read=len(batch.records), rejected=[unfit.rejection])
    refs = load_refs()
    plan = make_plan(batch, unit=command.unit, refs=refs, scope=command.scope)
    result = plan.result(accept_partial=command.accept_partial)
    if result.is_refused:
        return result
    try:
        _write(plan, command, refs, pasts, doing)
    except IntegrityError:
        raise Refused(_("En anden har brugt et af numrene, mens filen blev læst ind. Prøv igen.")) from None
    _tell(command, result, doing)
    db.session.flush()
    return result


def _write(plan: Plan, command: ImportRecords, refs: Refs, pasts: Mapping[Key, Past], doing: Doing) -> None:
    by_verb = {verb: [step for step in plan.planned if step.verb == verb] for verb in ("created", "updated")}
    with db.session.no_autoflush:
        for steps in _batches(by_verb["created"]):
            _create(steps, command, refs, pasts, doing)
        for steps in _batches(by_verb["updated"]):
            _update(steps, refs, doing, _reason(command))
    _keep_bases([step for step in plan.planned if step.verb == "unchanged"], command.scope)


def _reason(command: ImportRecords) -> str:
    return _("Importeret fra %(file)s", file=command.name[-200:])


def _create(
    steps: Sequence[Planned], command: ImportRecords, refs: Refs, pasts: Mapping[Key, Past], doing: Doing
) -> None:
    written = [
        Written(
            ProcessingActivity(
                source=step.record.source,
                status=(step.record.status if command.restores else "") or "draft",
                version=1,
                is_imported_unedited=True,
                imported_fields=_plain(step.base),
                changed_at=doing.at,
                changed_by_id=doing.person_id,
            ),
            step.content,
            past=pasts.get(step.record.key),
        )
        for step in steps
    ]
    write_records(written, refs=refs, reason=_reason(command))
    for one in written:
        told = {"number": [None, one.content.number], "title": [None, one.content.title]}
        record(doing, "activity.import", "activity", one.activity.id, told)
    _let_go(written)


def _update(steps: Sequence[Planned], refs: Refs, doing: Doing, reason: str) -> None:
    by_id = {step.existing.entry.id: step for step in steps if step.existing}
    query = select(ProcessingActivity).where(ProcessingActivity.id.in_(by_id)).order_by(ProcessingActivity.id)
    written = []
    for activity in db.session.scalars(query.execution_options(populate_existing=True)):
        step = by_id[activity.id]
        changed = frozenset(change.field for change in step.changes)
        was_approved = activity.approved_version is not None
        activity.status = state_after_change(activity.status, changed, was_approved=was_approved)
        activity.imported_fields = _plain(step.base)
        activity.version += 1
        activity.changed_at, activity.changed_by_id = doing.at, doing.person_id
        written.append(Written(activity, step.content, changed))
    write_records(written, refs=refs, reason=reason)
    for activity_id, step in by_id.items():
        record(doing, "activity.import", "activity", activity_id, _told(step))
    _let_go(written)


def _told(step: Planned) -> dict[str, Any]:
    """From and to of each field, as the trail keeps them of any change."""
    before = step.existing.entry.content.to_json() if step.existing else {}
    after = step.content.to_json()
    return {change.field: [before.get(change.field), after[change.field]] for change in step.changes}


def _keep_bases(steps: Sequence[Planned], scope: Scope) -> None:
    """Records that stay as they are, but of which the file says something else than the last one did."""
    moved = [
        {"id": step.existing.entry.id, "imported_fields": _plain(step.base)}
        for step in steps
        if step.existing and step.base != step.existing.base and scope.holds(step.existing.entry.unit_path or None)
    ]
    if moved:
        db.session.execute(update(ProcessingActivity), moved)


def _plain(base: ActivityContent | None) -> dict[str, Any] | None:
    return base.to_json() if base else None


def _let_go(records: Sequence[Written]) -> None:
    """Forget the rows that are written: their lists are not what stands in the database."""
    for written in records:
        db.session.expunge(written.activity)


def _tell(command: ImportRecords, result: RegisterImport, doing: Doing) -> None:
    counts = {name: count for name, count in result.as_json().items() if isinstance(count, int)}
    kept = [{"number": kept.number, "row": kept.row, "field": kept.field} for kept in result.kept[:MOST_TOLD]]
    told = {"file": command.name[-200:], **counts, "rejected": len(result.rejected)}
    record(doing, IMPORTED, "register", None, told | {"kept": kept, "kept_in_all": len(result.kept)})


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), AT_A_TIME):
        yield items[start : start + AT_A_TIME]
