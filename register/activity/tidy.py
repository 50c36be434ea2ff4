"""One form for one meaning: the content of a record, as it is kept.

Pure. What a browser, a file or another system sends is laid down the same way, so that nothing counts as changed
because it came by another door.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from register.activity.choices import (
    ACCESS_COUNTS,
    ACCESS_GROUPS,
    AI_CLASSES,
    AI_USED,
    ARCHIVE_RULES,
    ART6,
    ART9,
    ART22,
    AUTOMATED,
    CRITICALITY,
    DATA_CATEGORIES,
    DATA_SOURCES,
    DBL,
    DPIA_SCREENING,
    INFO_DUTY,
    RECIPIENTS,
    RECORD_TYPES,
    RETENTION_STARTS,
    SUBJECT_COUNTS,
    SUBJECTS,
    TRANSFER_BASES,
    YES_NO,
    YES_NO_UNKNOWN,
)
from register.activity.content import EVERY_LINE, ROWS, ActivityContent, DataLine, with_keys
from register.activity.periods import find_period

ONE_LINE = frozenset({
    "number", "title", "unit", "owner", "case_ref", "agreement_ref", "info_ref", "deletion_ref", "dpia_ref",
    "start_event", "period", "key", "processor",
})  # fmt: skip
"""Texts that stand in a field of one line; a browser would take their line breaks away."""

SORTED = frozenset({"systems", "processors", "security_measures", "laws"})
"""Lists of codes of other records: their order means nothing."""

CODES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("", "record_type"): RECORD_TYPES,
    ("", "authority_task"): YES_NO,
    ("", "subjects"): SUBJECTS,
    ("", "subject_count"): SUBJECT_COUNTS,
    ("", "data_sources"): DATA_SOURCES,
    ("", "info_duty"): INFO_DUTY,
    ("", "archive_rule"): ARCHIVE_RULES,
    ("", "deletion_procedure"): YES_NO_UNKNOWN,
    ("", "access_groups"): ACCESS_GROUPS,
    ("", "access_count"): ACCESS_COUNTS,
    ("", "automated_decision"): AUTOMATED,
    ("", "automated_basis"): ART22,
    ("", "ai_used"): AI_USED,
    ("", "ai_class"): AI_CLASSES,
    ("", "dpia_screening"): DPIA_SCREENING,
    ("", "criticality"): CRITICALITY,
    ("purposes", "art6"): ART6,
    ("purposes", "art9"): ART9,
    ("purposes", "dbl"): DBL,
    ("data_lines", "subject"): SUBJECTS,
    ("data_lines", "category"): DATA_CATEGORIES,
    ("disclosures", "category"): RECIPIENTS,
    ("transfers", "basis"): TRANSFER_BASES,
    ("retention", "category"): DATA_CATEGORIES,
}
"""The code list of every field (rows, name) that is chosen from one of ours; rows is "" for the record's own."""

_ORDER: Mapping[str, tuple[str, ...]] = {
    name: tuple(words)
    for (_rows, name), words in CODES.items()
    if name in {"subjects", "data_sources", "access_groups", "automated_basis", "art6", "art9", "dbl"}
}
POINTING = ("disclosures", "transfers")
"""Fields whose rows name data lines."""
_LINE_FIELDS = ("data_lines", *POINTING)
_NUMBER = re.compile(r"[1-9][0-9]{0,8}\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
# A database, a sheet or json does not keep these, or they cannot be seen: controls, halves of a character, none at all.
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_START_CODES = {word.casefold(): code for code, word in RETENTION_STARTS.items()}


def clean(text: str) -> str:
    """Text that both databases can keep: no control characters, line breaks as one newline, no stray blanks."""
    return _UNKEEPABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def tidy(content: ActivityContent, *, used_keys: int = 0, has_lines: bool = True) -> ActivityContent:
    """The content as it is kept. Tidying twice changes nothing more. `used_keys`: as `with_keys`.

    `has_lines` false: the data lines that it points at stand elsewhere, so what it points at is left as it is.

    1. Texts are cleaned; those of one line lose their line breaks.
    2. Codes stand once each, in the order of their list; systems by code; KLE numbers as given.
    3. A retention period or start event that words of ours name is kept as its code.
    4. Rows that say nothing fall away; every data line has a number of its own as its key, and is pointed at by it.
    5. Recipients and transfers name lines that are there, in their order; "all" stands alone.
    6. A processor that data are transferred to takes part in the activity.
    """
    content = replace(content, **{f.name: _tidied(f.name, getattr(content, f.name)) for f in fields(content)})
    lines = with_keys([_numbered(line) for line in content.data_lines], used=used_keys)
    # Of two lines with one key the first keeps it, and is the one that is meant.
    keys = {before.key: after.key for before, after in reversed(list(zip(content.data_lines, lines, strict=True)))}
    processors = {*content.processors, *(row.processor for row in content.transfers)} - {""}
    content = replace(
        content,
        record_type=content.record_type or "controller",
        data_lines=lines,
        processors=tuple(sorted(processors)),
    )
    if not has_lines:
        return content
    order = [line.key for line in lines]
    pointing: dict[str, Any] = {
        rows: tuple(_pointing(row, keys, order) for row in getattr(content, rows)) for rows in POINTING
    }
    return replace(content, **pointing)


def missing_lines(content: ActivityContent | Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The (field, key) of every data line that recipients and transfers name, and that is not there.

    A content, or the values of its fields as far as they are known.
    """
    found = content if isinstance(content, Mapping) else {name: getattr(content, name) for name in _LINE_FIELDS}
    known = {EVERY_LINE, *(line.key for line in found.get("data_lines", ()))}
    for rows in POINTING:
        keys = [key for row in found.get(rows, ()) for key in row.lines]
        yield from ((rows, key) for key in dict.fromkeys(keys) if key not in known)


def unknown_codes(content: ActivityContent) -> Iterator[tuple[str, str]]:
    """The (field, value) of every code that is on no list of ours."""
    for (rows, name), known in CODES.items():
        for holder in getattr(content, rows) if rows else (content,):
            value = getattr(holder, name)
            for code in value if isinstance(value, tuple) else (value,):
                if code and code not in known:
                    yield rows or name, code
    for rows in POINTING:
        for row in getattr(content, rows):
            if row.country and not _COUNTRY.match(row.country):
                yield rows, row.country


def _tidied(name: str, value: Any) -> Any:
    if name in ROWS:
        return tuple(row for row in (_tidied_row(row) for row in value) if not is_blank(row))
    if isinstance(value, tuple):
        return _tidied_list(name, value)
    if isinstance(value, str):
        return _tidied_text(name, value)
    return value


def is_blank(row: Any) -> bool:
    """Whether a row says nothing: a key alone, or lines pointed at by nobody, says nothing either."""
    silent = {name: getattr(type(row)(), name) for name in ("key", "lines") if hasattr(row, name)}
    return bool(replace(row, **silent) == type(row)())


def _numbered(line: DataLine) -> DataLine:
    return line if _NUMBER.match(line.key) else replace(line, key="")


def _pointing(row: Any, keys: Mapping[str, str], order: Sequence[str]) -> Any:
    wanted = {keys[key] for key in row.lines if key in keys}
    lines = (EVERY_LINE,) if EVERY_LINE in row.lines else tuple(key for key in order if key in wanted)
    return replace(row, lines=lines)


def _tidied_row(row: Any) -> Any:
    return replace(row, **{f.name: _tidied(f.name, getattr(row, f.name)) for f in fields(row)})


def _tidied_list(name: str, value: tuple[str, ...]) -> tuple[str, ...]:
    items = [item for item in dict.fromkeys(" ".join(clean(text).split()) for text in value) if item]
    if name in SORTED:
        return tuple(sorted(items))
    if name in _ORDER:
        order = {code: place for place, code in enumerate(_ORDER[name])}
        return tuple(sorted(items, key=lambda code: (order.get(code, len(order)), code)))
    return tuple(items)


def _tidied_text(name: str, value: str) -> str:
    text = clean(value)
    if name in ONE_LINE:
        text = " ".join(text.split())
    if name == "owner":
        return text.lower()
    if name == "period":
        return find_period(text) or text
    if name == "start_event":
        return _START_CODES.get(text.casefold(), text)
    return text
