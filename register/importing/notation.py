"""Several values in one cell, readable and without loss. Pure.

One row on each line; the parts of a row stand between |; a dash is nothing. A part that would be misread (it
holds a line break or |, begins with a quote, has blanks at its ends, or is a dash) stands in quotes, with a quote
inside written twice, as in csv: Børn | Følsomme: helbred | "diagnose | behandling".
"""

import re
from collections.abc import Iterable, Sequence

DASH = "–"
_DASHES = frozenset({"–", "-"})
_QUOTED = re.compile(r'[^\S\n]*"((?:[^"]|"")*)"[^\S\n]*(?=\||\n|\Z)')
_PLAIN = re.compile(r"[^|\n]*")


def split(cell: str) -> list[list[str]]:
    """The rows of a cell, each as its parts; a dash is an empty part, a line without any sign is no row."""
    rows: list[list[str]] = []
    row: list[str] = []
    has_sign = False
    position = 0
    while True:
        match = _QUOTED.match(cell, position)
        if match:
            row.append(match[1].replace('""', '"'))
        else:
            match = _PLAIN.match(cell, position)
            assert match is not None, "no sign at all is a match too"
            text = match[0].strip()
            row.append("" if text in _DASHES else text)
        has_sign = has_sign or bool(match[0].strip())
        position = match.end()
        if position >= len(cell) or cell[position] == "\n":
            if has_sign:
                rows.append(row)
            if position >= len(cell):
                return rows
            row, has_sign = [], False
        position += 1


def parts(cell: str) -> list[str]:
    """Every part of a cell that is not empty, in one list, for a list of values."""
    return [part for row in split(cell) for part in row if part]


def join(rows: Iterable[Sequence[str]]) -> str:
    """The cell that `split` reads as these rows."""
    return "\n".join(" | ".join(_part(part) for part in row) for row in rows)


def scalar(cell: str) -> str:
    """The text of a cell that holds one value: in quotes, or as it stands without blanks at its ends."""
    match = re.fullmatch(r'\s*"((?:[^"]|"")*)"\s*', cell)
    return match[1].replace('""', '"') if match else cell.strip()


def as_scalar(text: str) -> str:
    """The cell that `scalar` reads as this text."""
    return text if scalar(text) == text else _in_quotes(text)


def _part(text: str) -> str:
    if not text:
        return DASH
    is_plain = text == text.strip() and not text.startswith('"') and text not in _DASHES
    return text if is_plain and "|" not in text and "\n" not in text else _in_quotes(text)


def _in_quotes(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
