"""Reading csv: separators ; , and tab, line breaks inside quotes, and where the file was cut. Pure."""

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from app.core.sheets.layout import LOOKED_AT, Grid, Layout, Table, find_table
from app.core.sheets.problem import SheetProblem
from app.core.sheets.text import MAX_CELL, Decoded, clean
from app.core.text import N_

SEPARATORS = ";,\t"
_CALCULATED = r"'*\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]"
"""How a text begins that a spreadsheet may calculate: blanks before it and the wide forms of the signs count too."""
_GUARDED = re.compile(f"'{_CALCULATED}")


def read_delimited(decoded: Decoded, layout: Layout | None = None) -> Table | None:
    """The table of a csv file; blank rows are counted and left out.

    Raises SheetProblem at an open quote, a quote out of place, or a row without all its cells.
    """
    text = _without_hint(decoded.text)
    headings: list[str] = []
    rows = _filled_rows(text, separator_of(text) if layout is None else _commonest_separator(text), headings, decoded)
    table = find_table(rows, layout)
    if table is None:
        return None
    headings[:] = _trimmed(table.cells)
    return replace(table, below=_of_full_width(table.below, headings))


def _filled_rows(text: str, separator: str, headings: list[str], decoded: Decoded) -> Grid:
    """The rows that hold anything. `headings` are named by what is raised: until they are found, the first row."""
    number = 0
    for number, found in _records(text, separator, headings):
        cells = [clean(unguarded(cell)) for cell in found]
        if not any(cell.strip() for cell in cells):
            continue
        if not headings:
            headings.extend(_trimmed(cells))
        yield number, cells
    # Where every cell is quoted, an empty one is too: a file that ends at a separator goes on somewhere else.
    is_open = text.startswith('"') and text.endswith(separator)
    if decoded.is_cut or is_open:
        raise SheetProblem(
            N_("filen slutter midt i en række. Den er nok klippet over undervejs. Hent den igen."),
            number or 1,
            headings[-1] if headings else "A",
        )


def _of_full_width(rows: Grid, headings: list[str]) -> Grid:
    for number, cells in rows:
        _check_width(number, cells, headings)
        yield number, cells


def separator_of(text: str) -> str:
    """The separator that stands most often outside quotes in the first row; semicolon when none does."""
    counts = next(_separators_in_rows(text), {})
    return max(SEPARATORS, key=lambda separator: counts.get(separator, 0))


def _commonest_separator(text: str) -> str:
    """The separator that stands equally often in most of the first rows: a title above the table holds none, or some
    comma. Rows are weighed by how many separators they agree on."""
    rows = list(itertools.islice(_separators_in_rows(text), LOOKED_AT))
    weights = dict.fromkeys(SEPARATORS, 0)
    for separator in SEPARATORS:
        times = Counter(row[separator] for row in rows if row[separator])
        weights[separator] = max((count * rows_alike for count, rows_alike in times.items()), default=0)
    return max(SEPARATORS, key=lambda separator: weights[separator])


def _separators_in_rows(text: str) -> Iterator[dict[str, int]]:
    """How often each separator stands outside quotes, row by row; rows without a sign are left out."""
    counts, is_quoted, is_blank = dict.fromkeys(SEPARATORS, 0), False, True
    for char in text[:MAX_CELL]:
        if char == '"':
            is_quoted = not is_quoted
        elif char in "\r\n" and not is_quoted:
            if not is_blank:
                yield counts
            counts, is_blank = dict.fromkeys(SEPARATORS, 0), True
            continue
        elif char in counts and not is_quoted:
            counts[char] += 1
        is_blank = False
    if not is_blank:
        yield counts


def unguarded(cell: str) -> str:
    """The cell without the ' that was put before = + - @ so that a spreadsheet takes it for text."""
    return cell[1:] if _GUARDED.match(cell) else cell


def guarded(cell: str) -> str:
    """The cell with a leading ' where a spreadsheet would otherwise calculate; `unguarded` takes it off again."""
    return f"'{cell}" if re.match(_CALCULATED, cell) else cell


def _without_hint(text: str) -> str:
    """Text without Excel's own first line "sep=;", which Excel does not count as a row."""
    return re.sub(r"\Asep=.\r?\n", "", text, flags=re.IGNORECASE)


class _Lines:
    """The lines of a text one by one, so that a large file is not held twice; `position` is where the next begins."""

    def __init__(self, text: str) -> None:
        self.position = 0
        self._found = re.finditer(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        match = next(self._found)
        self.position = match.end()
        return match[0]


def _records(text: str, separator: str, headings: list[str]) -> Grid:
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number = 0
    while True:
        start = lines.position
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            at = _open_cell(text[start:], separator)
            raise SheetProblem(_words(error), number, _name(headings, at)) from None
        yield number, cells


def _words(error: csv.Error) -> str:
    if "field limit" in str(error):
        return N_("cellen er for lang, eller et citationstegn er ikke lukket. Hent filen igen, eller del teksten.")
    if "unexpected end" in str(error):
        return N_("et citationstegn er ikke lukket, før filen slutter. Den er nok klippet over. Hent den igen.")
    return N_('et citationstegn står forkert. Skriv det som to ("") inde i en celle.')


def _open_cell(text: str, separator: str) -> int:
    """Index of the cell in which a record stops being readable: where its last opened quote stands."""
    index = opened = 0
    is_quoted = False
    for position, char in enumerate(text):
        if char == '"':
            is_quoted = not is_quoted
            opened = index
        elif not is_quoted and char == separator:
            index += 1
        elif not is_quoted and char == "\n":
            break
        if position > MAX_CELL * 2:
            break
    return opened


def _check_width(number: int, cells: list[str], headings: list[str]) -> None:
    if len(cells) < len(headings):
        raise SheetProblem(
            N_("rækken har %(has)s celler, men der er %(wants)s overskrifter. Filen er måske klippet over.")
            % {"has": len(cells), "wants": len(headings)},
            number,
            _name(headings, len(cells)),
        )
    if any(cell.strip() for cell in cells[len(headings) :]):
        raise SheetProblem(
            N_("rækken har flere celler, end der er overskrifter. Tekst med skilletegn skal stå i citationstegn."),
            number,
            _name(headings, len(headings) - 1),
        )


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _name(headings: list[str], index: int) -> str:
    return " ".join(headings[index].split()) if index < len(headings) else str(index + 1)
