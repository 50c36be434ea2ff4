"""Where in a file the table stands: which sheet, and which rows are its headings. Pure.

A list that people have made begins with its title, the day it was drawn and a blank row; its headings then stand in
one row or in two or three, with a group written once over the columns it covers.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.core.sheets.problem import SheetProblem
from app.core.text import N_

LOOKED_AT = 30
"""Rows from the top among which the headings are looked for."""
MOST_HEADING_ROWS = 4
LONGEST_HEADING = 200
"""Characters; what is longer is no heading over or under others."""
JOINT = " – "
"""Stands between a group and the heading below it."""

Numbered = tuple[int, list[str]]
Grid = Iterator[Numbered]
"""Rows of a sheet with their numbers as seen in it; blank rows are left out."""
Spans = Mapping[int, Mapping[int, int]]
"""Row → first column (from 0) → last column of the cells that are merged across columns."""


def _knows_none(_heading: str) -> bool:
    return False


@dataclass(frozen=True)
class Layout:
    """Where the table is said to stand; what is not said is found.

    `sheet` is the worksheet's name, or the list's in a json document. `first` and `last` are the rows of the headings
    as seen in the sheet, 0 when they are to be found; `knows` tells whether a text is a heading that the reader has
    a use for.
    """

    sheet: str = ""
    first: int = 0
    last: int = 0
    knows: Callable[[str], bool] = field(default=_knows_none, compare=False)


@dataclass(frozen=True)
class Table:
    """The headings, one for each column, the rows they stand in, and the rows below."""

    first: int
    last: int
    cells: list[str]
    below: Grid


def find_table(grid: Grid, layout: Layout | None, spans: Spans | None = None) -> Table | None:
    """The table of a sheet; None when the sheet is blank. Without a layout the first row holds the headings.

    Raises SheetProblem when the layout names rows in which nothing stands.
    """
    if layout is None:
        row = next(grid, None)
        return Table(row[0], row[0], row[1], grid) if row else None
    top = list(itertools.islice(grid, max(LOOKED_AT, layout.last)))
    if not top:
        return None
    if layout.first:
        at = [index for index, (number, _cells) in enumerate(top) if layout.first <= number <= layout.last]
        if not at:
            raise SheetProblem(N_("her står ingen overskrifter. Skriv den række, de står i."), layout.first)
        start, end = at[0], at[-1]
    else:
        start, end = _find_rows(top, layout.knows, spans or {})
    cells = _joined(top[start : end + 1], spans or {})
    return Table(top[start][0], top[end][0], cells, itertools.chain(top[end + 1 :], grid))


def _find_rows(top: Sequence[Numbered], knows: Callable[[str], bool], spans: Spans) -> tuple[int, int]:
    """Index of the first and the last row of headings.

    1. The row that holds most headings we know, when there are two of them. 2. Else the first row that is no title:
    a title fills less than half of the columns that the widest row fills, and two at the most.
    3. Groups above it and headings below it go with it.
    """
    known = [sum(1 for cell in cells if cell.strip() and knows(cell)) for _number, cells in top]
    most = max(known)
    if most > 1:
        main = known.index(most)
    else:
        filled = [len(_used(cells)) for _number, cells in top]
        widest = max(filled)
        main = next((at for at, count in enumerate(filled) if count > 2 or count * 2 >= widest), 0)
    start = end = main
    while start > 0 and main - start < 2 and _is_group(top[start - 1], top[start], spans):
        start -= 1
    while end + 1 < len(top) and end - main < 2 and _is_below(top[end], top[end + 1]):
        end += 1
    return start, end


def _is_group(row: Numbered, below: Numbered, spans: Spans) -> bool:
    """Whether a row holds groups of the headings below it: some cover several of them, none stands over nothing."""
    number, cells = row
    used, under = _used(cells), set(_used(below[1]))
    if number != below[0] - 1 or not used or not all(map(_is_heading, (cells[at] for at in used))):
        return False
    across = spans.get(number, {})
    if across:
        width = max(under, default=0)
        return any(last > first for first, last in across.items()) and across.get(0, 0) < width
    is_title = used == [0] or len(used) >= len(under)
    ends = [*used[1:], max(under, default=0) + 1]
    covers = [len(under.intersection(range(first, end))) for first, end in zip(used, ends, strict=True)]
    return not is_title and all(covers) and any(count > 1 for count in covers)


def _is_below(row: Numbered, below: Numbered) -> bool:
    """Whether the row below holds the headings of a group in this row: it names columns that have no name yet, and
    nothing else but the first column of such a group."""
    used, under = set(_used(row[1])), _used(below[1])
    if below[0] != row[0] + 1 or not used or not under or under[0] <= min(used):
        return False
    if not all(map(_is_heading, (below[1][at] for at in under))):
        return False
    nameless = {at for at in under if at not in used}
    return bool(nameless) and all(at in nameless or at + 1 in nameless for at in under)


def _joined(rows: Sequence[Numbered], spans: Spans) -> list[str]:
    """One heading for each column: the groups over it and its own, each once."""
    width = max(len(cells) for _number, cells in rows)
    levels = [[*cells, *[""] * (width - len(cells))] for _number, cells in rows]
    for at, (number, _cells) in enumerate(rows[:-1]):
        levels[at] = _spread(levels[at], levels[at + 1 :], spans.get(number, {}))
    if len(levels) == 1:
        return levels[0]
    found = []
    for column in zip(*levels, strict=True):
        parts = [" ".join(part.split()) for part in column if part.strip()]
        found.append(JOINT.join(dict.fromkeys(parts)))
    return found


def _spread(cells: list[str], below: Sequence[list[str]], across: Mapping[int, int]) -> list[str]:
    """A row of groups with each group in every column it covers: as the cells are merged, else up to the next one."""
    spread = list(cells)
    if across:
        for first, last in across.items():
            for at in range(first, min(last + 1, len(cells))):
                spread[at] = cells[first]
        return spread
    has_name = [any(level[at].strip() for level in below) for at in range(len(cells))]
    group = ""
    for at, cell in enumerate(cells):
        if cell.strip():
            group = cell if has_name[at] else ""
        elif has_name[at]:
            spread[at] = group
    return spread


def _used(cells: Sequence[str]) -> list[int]:
    return [at for at, cell in enumerate(cells) if cell.strip()]


def _is_heading(cell: str) -> bool:
    """Whether a text may stand over or under other headings: words, no label of a title block and no day."""
    text = cell.strip()
    has_day = re.search(r"\d{4}|\d[-./]\d", text)
    return len(text) <= LONGEST_HEADING and not text.endswith(":") and not has_day and any(map(str.isalpha, text))
