"""One form for one meaning: the content of a record, as it is kept.

Pure. What a browser, a file or another system sends is laid down the same way, so that nothing counts as changed
because it came by another door.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from register.activity.choices import (
    ART6,
    ART9,
    DATA_CATEGORIES,
    DBL,
    RECIPIENTS,
    RETENTION_STARTS,
    SUBJECTS,
    TRANSFER_BASES,
)
from register.activity.content import ROWS, ActivityContent
from register.activity.periods import find_period

ONE_LINE = frozenset({"number", "title", "unit", "owner", "case_ref", "start_event", "period"})
"""Texts that stand in a field of one line; a browser would take their line breaks away."""

_ORDER: Mapping[str, tuple[str, ...]] = {
    "subjects": tuple(SUBJECTS),
    "art6": tuple(ART6),
    "art9": tuple(ART9),
    "dbl": tuple(DBL),
}
_CODES: Mapping[tuple[str, str], Collection[str]] = {
    ("", "subjects"): SUBJECTS,
    ("purposes", "art6"): ART6,
    ("purposes", "art9"): ART9,
    ("purposes", "dbl"): DBL,
    ("data_lines", "subject"): SUBJECTS,
    ("data_lines", "category"): DATA_CATEGORIES,
    ("disclosures", "category"): RECIPIENTS,
    ("transfers", "basis"): TRANSFER_BASES,
    ("retention", "category"): DATA_CATEGORIES,
}
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
# Neither database keeps these, or they cannot be seen: NUL and other controls, halves of a character.
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_START_CODES = {word.casefold(): code for code, word in RETENTION_STARTS.items()}


def clean(text: str) -> str:
    """Text that both databases can keep: no control characters, line breaks as one newline, no stray blanks."""
    return _UNKEEPABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def tidy(content: ActivityContent) -> ActivityContent:
    """The content as it is kept. Tidying twice changes nothing more.

    1. Texts are cleaned; those of one line lose their line breaks.
    2. Codes stand once each, in the order of their list; systems by code; KLE numbers as given.
    3. A retention period or start event that words of ours name is kept as its code.
    4. Rows that say nothing fall away.
    """
    return replace(content, **{f.name: _tidied(f.name, getattr(content, f.name)) for f in fields(content)})


def unknown_codes(content: ActivityContent) -> Iterator[tuple[str, str]]:
    """The (field, value) of every code that is on no list of ours."""
    for (rows, name), known in _CODES.items():
        for holder in getattr(content, rows) if rows else (content,):
            value = getattr(holder, name)
            for code in value if isinstance(value, tuple) else (value,):
                if code and code not in known:
                    yield rows or name, code
    for rows in ("disclosures", "transfers"):
        for row in getattr(content, rows):
            if row.country and not _COUNTRY.match(row.country):
                yield rows, row.country


def _tidied(name: str, value: Any) -> Any:
    if name in ROWS:
        empty = ROWS[name]()
        return tuple(row for row in (_tidied_row(row) for row in value) if row != empty)
    if isinstance(value, tuple):
        return _tidied_list(name, value)
    if isinstance(value, str):
        return _tidied_text(name, value)
    return value


def _tidied_row(row: Any) -> Any:
    return replace(row, **{f.name: _tidied(f.name, getattr(row, f.name)) for f in fields(row)})


def _tidied_list(name: str, value: tuple[str, ...]) -> tuple[str, ...]:
    items = [item for item in dict.fromkeys(" ".join(clean(text).split()) for text in value) if item]
    if name == "systems":
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
