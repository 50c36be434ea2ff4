"""Cells that are merged into one: only the first of them holds the text. Pure."""

from collections import defaultdict
from collections.abc import Sequence

from app.core.sheets.layout import Grid, Spans
from app.core.sheets.problem import unreadable
from app.core.sheets.unpacking import MAX_SHARED, TOO_LARGE

Corner = tuple[int, int]
"""Row and column, both from 0."""
Merged = Sequence[tuple[Corner, Corner]]


def spans_of(merged: Merged) -> Spans:
    """By row, as seen in the sheet: the first column → the last one, of cells merged across columns."""
    spans: dict[int, dict[int, int]] = defaultdict(dict)
    for (top, left), (_bottom, right) in merged:
        if right > left:
            spans[top + 1][left] = right
    return spans


def filled_down(rows: Grid, merged: Merged) -> Grid:
    """The rows with the text of cells that are merged downwards in each of them.

    Cells that are merged across columns too are a remark, and are left. Raises SheetProblem when the texts then take
    more memory than an import may.
    """
    begins: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (top, left), (bottom, right) in merged:
        if left == right and bottom > top:
            begins[top + 1].append((left, bottom + 1))
    going_on: dict[int, tuple[int, str]] = {}
    characters = MAX_SHARED
    for number, cells in rows:
        for at, (last, text) in list(going_on.items()):
            if number > last:
                del going_on[at]
            elif at < len(cells) and not cells[at].strip():
                cells[at] = text
                characters -= len(text)
        if characters < 0:
            raise unreadable(TOO_LARGE)
        going_on.update({at: (last, cells[at]) for at, last in begins[number] if at < len(cells) and cells[at].strip()})
        yield number, cells
