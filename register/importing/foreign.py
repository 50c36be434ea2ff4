"""Words of a file that somebody has said what stand for, put in their place before the cells are read. Pure.

One choice ("Borgerne" is «Borgere») mends every cell of a column that says so.
"""

import re
from collections.abc import Mapping

from register.importing import notation
from register.importing.values import fold

SCALARS = frozenset({"unit", "owner"})
"""Columns of ours whose cell holds one value."""
CODED: Mapping[str, tuple[int, ...]] = {"data_lines": (0, 1), "disclosures": (0, -1), "transfers": (0, 2)}
"""In columns of rows: the parts that are a choice; the others are free text, which stays as it is."""
_BETWEEN = re.compile(r"[,/]|\bog\b")

Words = Mapping[str, str]
"""A word as it is compared (`fold`) → what it stands for, "" for nothing."""


def in_our_words(
    columns: Mapping[str, str], values: Mapping[str, str], words: Mapping[str, Words]
) -> Mapping[str, str]:
    """The cells of a row with these words in their places. `columns` is column key → heading, `words` by heading."""
    if not words:
        return values
    changed = {
        heading: translated(key, values[heading], words[heading])
        for key, heading in columns.items()
        if heading in words and heading in values
    }
    return {**values, **changed}


def translated(key: str, cell: str, words: Words) -> str:
    """One cell of the column `key`; as it was when none of the words stands in it."""
    if key in SCALARS:
        wanted = fold(notation.scalar(cell))
        return notation.as_scalar(words[wanted]) if wanted in words else cell
    rows = notation.split(cell)
    if key in CODED:
        changed = [_coded(key, row, words) for row in rows]
    else:
        changed = [[piece for part in row for piece in _pieces(part, words)] for row in rows]
    return cell if changed == rows else notation.join(changed)


def _coded(key: str, row: list[str], words: Words) -> list[str]:
    found = list(row)
    for at in CODED[key]:
        if at < len(found) and fold(found[at]) in words:
            found[at] = words[fold(found[at])]
    return found


def _pieces(part: str, words: Words) -> list[str]:
    """A part as the reader takes it apart, as far as a word of ours stands for some of it."""
    if fold(part) in words:
        return [words[fold(part)]] if words[fold(part)] else []
    found: list[str] = []
    is_changed = False
    for piece in filter(None, map(str.strip, part.split(";"))):
        inner = [piece] if fold(piece) in words else [one.strip() for one in _BETWEEN.split(piece)]
        if any(fold(one) in words for one in inner):
            is_changed = True
            found += [said for one in inner if (said := words.get(fold(one), one))]
        else:
            found.append(piece)
    return found if is_changed else [part]
