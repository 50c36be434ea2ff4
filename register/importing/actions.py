"""Taking over records from a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.audit.actions import Doing, record
from app.core.db import db
from app.core.errors import Refused
from app.core.jobs import take_turns
from app.core.scope import Scope
from register.activity.bulk import Past
from register.activity.convert import load_refs
from register.importing.batch import Key
from register.importing.history import is_register_empty, read_histories
from register.importing.kinds import load_known
from register.importing.outcome import RegisterImport
from register.importing.past.keeping import keep_import
from register.importing.planning import Plan, make_plan
from register.importing.reading import Reading, read_batch
from register.importing.restoring import restore_others
from register.importing.store import IMPORTED, get_newest_import, lock_records
from register.importing.unfit_row import UnfitRow
from register.importing.writing import Writing, write_plan

MOST_TOLD = 500
"""Fields that stayed, as the audit trail names them; the counts are of all."""


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
    5. What was done to each record is kept, so that the whole can be undone (register/importing/past).

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
        how = Writing(
            refs=refs,
            reason=_("Importeret fra %(file)s", file=command.name[-200:]),
            restores=command.restores,
            scope=command.scope,
            pasts=pasts,
            doing=doing,
        )
        rows = write_plan(plan, how)
    except IntegrityError:
        raise Refused(_("En anden har brugt et af numrene, mens filen blev læst ind. Prøv igen.")) from None
    _tell(command, result, doing)
    db.session.flush()
    # Imports wait for each other, so the newest event is the one just told.
    event_id = get_newest_import(by_id=doing.person_id)
    keep_import(command.name[-200:], _counts(result), rows, event_id=event_id, doing=doing)
    return result


def _counts(result: RegisterImport) -> dict[str, int]:
    return {name: count for name, count in result.as_json().items() if isinstance(count, int)}


def _tell(command: ImportRecords, result: RegisterImport, doing: Doing) -> None:
    kept = [{"number": kept.number, "row": kept.row, "field": kept.field} for kept in result.kept[:MOST_TOLD]]
    told = {"file": command.name[-200:], **_counts(result), "rejected": len(result.rejected)}
    record(doing, IMPORTED, "register", None, told | {"kept": kept, "kept_in_all": len(result.kept)})
