"""What an import would do, record by record. Reads, and changes nothing: a preview is this and no more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.errors import Refused
from app.core.importing import Rejection
from app.core.scope import Scope
from register.activity.content import ActivityContent
from register.activity.convert import Refs, check_content
from register.activity.merge import Change, changes
from register.activity.tidy import missing_lines, tidy
from register.dpia.governing import list_governed
from register.importing.batch import Batch, Incoming, Key, place_unplaced, twice_in_file
from register.importing.laying import EMPTY, lay_over, with_known_keys
from register.importing.outcome import Kept, RegisterImport
from register.importing.store import Existing, find_existing

MOST_SAID = 300
"""Characters of a sentence about a cell."""


@dataclass(frozen=True)
class Planned:
    """What becomes of one record: `verb` is created, updated, unchanged or retired, `content` what it then says.

    A record that is retired here stays as it is. One that was made by an import which was undone is created again: it
    has `existing`, and is taken into use with nothing left of what it said.
    `base` is what the next import compares with; `kept` are the fields that a person here has changed; `lost` are data
    lines, by the field that points at them, that the record has not.
    """

    record: Incoming
    verb: str
    content: ActivityContent
    base: ActivityContent | None
    existing: Existing | None = None
    changes: Sequence[Change] = ()
    kept: Sequence[Kept] = ()
    lost: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Plan:
    """The whole import as it would be."""

    read: int
    planned: Sequence[Planned] = ()
    rejected: Sequence[Rejection] = ()

    def result(self, *, accept_partial: bool = False) -> RegisterImport:
        """The counts. Where something is rejected nothing is taken, unless part of a file is accepted."""
        if self.rejected and not (accept_partial and self.planned):
            return RegisterImport(read=self.read, rejected=self.rejected)
        verbs = [planned.verb for planned in self.planned]
        return RegisterImport(
            read=self.read,
            created=verbs.count("created"),
            updated=verbs.count("updated"),
            unchanged=verbs.count("unchanged"),
            rejected=self.rejected,
            retired=verbs.count("retired"),
            kept=[kept for planned in self.planned for kept in planned.kept],
        )


def make_plan(batch: Batch, *, unit: str, refs: Refs, scope: Scope) -> Plan:
    """Lay the records of a file over what is there.

    1. Records that name no unit are placed in `unit`, where one is given. Raises Refused when there is no such unit.
    2. Each record is refused for what does not fit in its cells, for a number that is missing or stands twice in the
       file, and for what the register cannot hold.
    3. What a screening or an impact assessment here has decided stays.
    4. A record is made or changed only inside `scope`, where it is and where it goes.
    """
    if unit and unit not in refs.units:
        raise Refused(_("Der er ingen enhed med koden «%(code)s».", code=unit), field="unit")
    records = place_unplaced(batch.records, unit) if unit else batch.records
    twice = twice_in_file(records, batch.column_of("number"))
    existing, governed = find_existing(records), list_governed()
    planned, rejected = [], list(batch.faults)
    for record in records:
        faults = [*record.problems, *_key_faults(record, batch), *((twice[record.row],) if record.row in twice else ())]
        if not faults:
            step = _lay(record, existing, batch, governed)
            faults = list(_faults_of(step, batch, refs, scope))
            if not faults:
                planned.append(step)
        rejected += faults
    return Plan(read=len(records), planned=planned, rejected=sorted(rejected, key=lambda fault: fault.row))


def _lay(
    record: Incoming, existing: Mapping[Key, Existing], batch: Batch, governed_by_id: Mapping[int, frozenset[str]]
) -> Planned:
    """The record as it will be: whole, so that nothing in it points at a line that is gone."""
    found = existing.get(record.key)
    if found is None or found.is_undone:
        laid = lay_over(EMPTY, EMPTY, record.content, record.said)
        return Planned(record, "created", tidy(laid.content), laid.base, found, lost=_lost(record, laid.content))
    current, governed = found.entry.content, governed_by_id.get(found.entry.id, frozenset())
    laid = lay_over(current, found.base, with_known_keys(record.content, current), record.said, governed=governed)
    content = tidy(laid.content)
    changed = changes(current, content)
    if found.is_left and (changed or laid.kept):
        return Planned(record, "retired", current, found.base, found)
    kept = [Kept(record.row, record.content.number, name, batch.column_of(name)) for name in laid.kept]
    verb = "updated" if changed else "unchanged"
    return Planned(record, verb, content, laid.base, found, changed, kept, _lost(record, laid.content))


def _lost(record: Incoming, content: ActivityContent) -> Sequence[tuple[str, str]]:
    """The data lines that the file points at without saying them itself, and that the record has not."""
    if "data_lines" in record.said:
        return ()
    return [(name, key) for name, key in missing_lines(content) if name in record.said]


def _key_faults(record: Incoming, batch: Batch) -> Iterator[Rejection]:
    if not record.content.number and not record.problems:
        words = _("der står intet nummer. Uden det kan behandlingen ikke genkendes næste gang.")
        yield Rejection(record.row, batch.column_of("number"), words)
    if len(record.source) > 40:
        yield Rejection(record.row, batch.column_of("source"), _("kildens navn er for langt. Skriv højst 40 tegn."))


def _faults_of(step: Planned, batch: Batch, refs: Refs, scope: Scope) -> Iterator[Rejection]:
    record = step.record
    if step.verb == "retired":
        return
    if not step.content.title:
        yield Rejection(record.row, batch.column_of("title"), _("behandlingen har ingen titel."))
    for name, key in step.lost:
        words = _("behandlingen har ingen linje #%(key)s med oplysninger.", key=key)
        yield Rejection(record.row, batch.column_of(name), words)
    try:
        check_content(step.content, refs)
    except Refused as refused:
        words = _short(refused.message[:1].lower() + refused.message[1:])
        yield Rejection(record.row, batch.column_of(refused.field or ""), words)
        return
    if step.verb != "unchanged" and not _is_inside(step, refs, scope):
        unit = refs.units.get(step.content.unit)
        words = (
            _("enheden «%(code)s» ligger uden for dit område.", code=unit.code)
            if unit
            else _("skriv enheden, eller vælg en enhed til de behandlinger, der ingen har.")
        )
        yield Rejection(record.row, batch.column_of("unit"), words)


def _short(words: str) -> str:
    """A sentence that repeats a whole cell, with the middle left out."""
    return words if len(words) <= MOST_SAID else f"{words[: MOST_SAID - 60]} … {words[-50:]}"


def _is_inside(step: Planned, refs: Refs, scope: Scope) -> bool:
    unit = refs.units.get(step.content.unit)
    goes_inside = scope.holds(unit.path if unit else None)
    return goes_inside and (step.existing is None or scope.holds(step.existing.entry.unit_path or None))
