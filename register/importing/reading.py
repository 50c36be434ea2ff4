"""Reading a file of records: by a mapping, by chosen columns, or in the form of our own export. Pure."""

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from app.core.importing import Rejection, rejection_of
from app.core.sheets import Layout, Row, Sheet, SheetProblem, kind_of, read_json, read_rows
from app.core.text import N_
from register.activity.choices import STATUSES
from register.activity.content import ActivityContent
from register.activity.tidy import missing_lines
from register.exporting.document import RECORD_NAMES, VERSION
from register.importing.apply import apply
from register.importing.batch import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_RESTORED_BYTES,
    MAX_ROWS,
    Batch,
    Incoming,
    make_incoming,
)
from register.importing.columns import COLUMNS, HEADINGS, SOURCE_HEADING, fields_of, nearest_heading
from register.importing.flat import content_from_cells
from register.importing.foreign import in_our_words
from register.importing.mapping import SourceMapping, get_mapping, list_mappings

OWN_SOURCE = "own"
RECORDS = "activities"
"""The name of the list of records in our own json."""
CONTENT_FIELDS = frozenset(f.name for f in fields(ActivityContent))
OWN_NAMES = CONTENT_FIELDS | RECORD_NAMES
REQUIRED = ("number", "title")


@dataclass(frozen=True)
class Columns:
    """Which column of a sheet fills which of ours: key (columns.py) → heading.

    `source` is where the list comes from, when no column says so. `layout` is where in the file the table stands;
    None when it begins with the headings. `words` are the words of the file that stand for others: heading → word as
    it is compared (`fold`) → the code or text it is taken for, "" for none at all.
    """

    headings: Mapping[str, str]
    source: str = OWN_SOURCE
    layout: Layout | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


Reading = SourceMapping | Columns | None
"""How a file is read; None where it is in the form of our own export."""


def read_batch(name: str, data: bytes, reading: Reading, *, is_trusted: bool = False) -> Batch:
    """The records of a file, each with what does not fit in it. A file that cannot be read is one fault.

    `is_trusted`: whoever runs the installation reads its own json, which may be as large as a register gets.
    """
    try:
        if isinstance(reading, SourceMapping):
            return _read_mapped(name, data, reading)
        if isinstance(reading, Columns):
            return _read_columns(read_sheet(name, data, reading.layout), reading)
        if data.strip() and kind_of(data) == "json":
            return _read_own_json(_read_trusted(name, data) if is_trusted else read_document(name, data))
        return _read_own_sheet(read_sheet(name, data))
    except SheetProblem as problem:
        found = rejection_of(problem)
        return Batch(faults=[replace(found, column=found.column or "A")])


def read_sheet(name: str, data: bytes, layout: Layout | None = None) -> Sheet:
    """The rows of a csv, xlsx or json file. Raises SheetProblem."""
    return read_rows(name, data, max_bytes=MAX_BYTES, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS, layout=layout)


def read_document(name: str, data: bytes) -> Any:
    """A json file. Raises SheetProblem."""
    return read_json(name, data, max_bytes=MAX_BYTES)


def _read_trusted(name: str, data: bytes) -> Any:
    return read_json(name, data, max_bytes=MAX_RESTORED_BYTES, is_trusted=True)


def is_own_json(document: Any) -> bool:
    """Whether a json document is one that our own export has written."""
    return isinstance(document, dict) and isinstance(document.get(RECORDS), list)


def _read_mapped(name: str, data: bytes, mapping: SourceMapping) -> Batch:
    if mapping.format == "json":
        rows = [Row(row, record) for row, record in enumerate(_records(read_document(name, data)), start=1)]
        faults = [_missing_name(row.number, key) for row in rows for key in sorted(mapping.columns - set(row.values))]
    else:
        sheet = read_sheet(name, data)
        rows = sheet.rows
        faults = [_missing_column(sheet, key) for key in sorted(mapping.columns - set(sheet.headings))]
    if faults:
        return Batch(faults=faults)
    records = []
    for row in rows:
        content, problems = apply(mapping, row)
        records.append(make_incoming(row.number, mapping.source, content, said=mapping.fills, problems=problems))
    return Batch(records=records, columns={field: mapping.column_of(field) for field in mapping.fills})


def _read_columns(sheet: Sheet, columns: Columns) -> Batch:
    faults = [_missing_column(sheet, HEADINGS[key]) for key in REQUIRED if key not in columns.headings]
    faults += [_missing_column(sheet, head) for head in columns.headings.values() if head not in sheet.headings]
    if faults:
        return Batch(faults=faults)
    said = fields_of(columns.headings)
    records = []
    for row in sheet.rows:
        values = in_our_words(columns.headings, row.values, columns.words)
        content, problems = content_from_cells(columns.headings, values, row.number)
        source = row.values.get(SOURCE_HEADING, "").strip() or columns.source
        records.append(make_incoming(row.number, source, content, said=said, problems=problems))
    return Batch(records=records, columns=_field_headings(columns.headings))


def _read_own_sheet(sheet: Sheet) -> Batch:
    """A sheet under our own headings. A heading that is none of them is refused: it would be lost in silence."""
    keys = {heading.casefold(): key for key, heading in HEADINGS.items()}
    known = {keys[heading.casefold()]: heading for heading in sheet.headings if heading.casefold() in keys}
    faults = [
        _unknown_heading(sheet, heading)
        for heading in sheet.headings
        if heading not in known.values() and heading != SOURCE_HEADING
    ]
    faults += [_missing_column(sheet, HEADINGS[key]) for key in REQUIRED if key not in known]
    return Batch(faults=faults) if faults else _read_columns(sheet, Columns(known))


def _read_own_json(document: Any) -> Batch:
    """Our own json: the whole document, or a list of its records. A name that is none of ours is told once."""
    if is_own_json(document) and not _is_known_version(document.get("version", 1)):
        words = N_("filen er skrevet af en nyere udgave af programmet. Opdatér programmet, og læs den ind igen.")
        return Batch(faults=[Rejection(1, "version", words)])
    records = document[RECORDS] if is_own_json(document) else _records(document)
    others = {key: value for key, value in document.items() if key != RECORDS} if is_own_json(document) else {}
    unknown: dict[str, int] = {}
    for row, values in enumerate(records, start=1):
        for key in set(values if isinstance(values, dict) else ()) - OWN_NAMES - set(unknown):
            unknown[key] = row
    if unknown:
        faults = [_unknown_name(row, key) for key, row in sorted(unknown.items(), key=lambda item: (item[1], item[0]))]
        return Batch(faults=_known_list(unknown) or faults)
    return Batch(records=[_own_record(row, values) for row, values in enumerate(records, start=1)], others=others)


def _is_known_version(version: Any) -> bool:
    return isinstance(version, int) and 1 <= version <= VERSION


def _own_record(row: int, values: Any) -> Incoming:
    """A record of our own json; a key that is not there is a field that the file says nothing about."""
    if not isinstance(values, dict):
        refused = Rejection(row, RECORDS, N_("posten skal stå mellem { og }, med navn og værdi for hvert felt."))
        return make_incoming(row, OWN_SOURCE, ActivityContent(), said=(), problems=[refused])
    problems: list[Rejection] = []
    said = {key: value for key, value in values.items() if key in CONTENT_FIELDS}
    source, status = values.get("source") or OWN_SOURCE, values.get("status") or ""
    if not isinstance(source, str) or len(source) > 40:
        problems.append(Rejection(row, "source", N_("her skal stå et kort navn på højst 40 tegn.")))
        source = OWN_SOURCE
    if status not in ("", *STATUSES):
        problems.append(Rejection(row, "status", N_("her skal stå et af: %(known)s.") % {"known": ", ".join(STATUSES)}))
        status = ""
    try:
        content = ActivityContent.from_json(said)
    except ValueError as error:
        problems.append(Rejection(row, str(error), N_("her står noget andet, end feltet kan rumme.")))
        content = replace(ActivityContent(), number=str(said.get("number") or ""))
    if "data_lines" in said:
        words = N_("der er ingen linje i data_lines med key %(key)s.")
        problems += [Rejection(row, name, words % {"key": key}) for name, key in missing_lines(content)]
    history = {key: value for key, value in values.items() if key in RECORD_NAMES}
    return make_incoming(row, source.strip(), content, said=said, problems=problems, status=status, history=history)


def _records(document: Any) -> Sequence[Any]:
    if not isinstance(document, list):
        raise SheetProblem(N_("filen skal rumme en liste af poster: [{…}, {…}]."), 1)
    if len(document) > MAX_ROWS:
        raise SheetProblem(N_("filen har for mange poster; der kan læses højst %(most)s.") % {"most": MAX_ROWS}, 1)
    for row, record in enumerate(document, start=1):
        if not isinstance(record, dict):
            raise SheetProblem(N_("posten skal stå mellem { og }, med navn og værdi for hvert felt."), row)
    return document


def _field_headings(headings: Mapping[str, str]) -> dict[str, str]:
    """Field → heading: of the columns that fill one field, the first."""
    by_field: dict[str, str] = {}
    for column in COLUMNS:
        if column.key in headings:
            by_field.setdefault(column.fills, headings[column.key])
    return by_field


def _missing_column(sheet: Sheet, heading: str) -> Rejection:
    return Rejection(max(sheet.heading_row, 1), heading, N_("kolonnen mangler i filen."))


def _missing_name(row: int, key: str) -> Rejection:
    return Rejection(row, key, N_("feltet mangler i posten. Er der intet at sige, skal det stå med null."))


def _unknown_heading(sheet: Sheet, heading: str) -> Rejection:
    words = N_("overskriften kendes ikke. Er det «%(near)s», der menes?")
    return Rejection(max(sheet.heading_row, 1), heading[:80], words % {"near": nearest_heading(heading)})


def _known_list(names: Collection[str]) -> list[Rejection]:
    """The one sentence for a file that one of our mappings is made for."""
    fitting = [known for known in list_mappings() if get_mapping(known).columns - OWN_NAMES <= set(names)]
    words = N_("filen er ikke hentet her, men ligner den form, som kolonnevalget %(name)s er lavet til. Brug den.")
    return [Rejection(1, sorted(names)[0], words % {"name": name}) for name in fitting[:1]]


def _unknown_name(row: int, key: str) -> Rejection:
    near = difflib.get_close_matches(key, sorted(CONTENT_FIELDS), n=1, cutoff=0.0)
    return Rejection(row, key[:80], N_("feltet kendes ikke. Er det «%(near)s», der menes?") % {"near": near[0]})
