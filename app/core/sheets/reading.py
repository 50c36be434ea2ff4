"""Rows of a csv, xlsx or json file, whatever it is called. Pure."""

from collections import deque
from typing import Any

from app.core.sheets.delimited import read_delimited
from app.core.sheets.document import list_in, names_of_lists, of_records, parse
from app.core.sheets.layout import Layout, Table
from app.core.sheets.problem import SheetProblem, letters, unreadable
from app.core.sheets.sheet import MAX_CELLS, Kind, Row, Sheet, check_cells, too_many_rows
from app.core.sheets.text import decode, refuse_foreign
from app.core.sheets.workbook import list_worksheets, read_workbook
from app.core.text import N_

SNIFFED = 64 * 1024
"""Bytes that are looked at to tell the format."""


def kind_of(data: bytes) -> Kind:
    """The format, told by the content. Raises SheetProblem for what is no sheet at all."""
    if data.startswith(b"PK\x03\x04"):
        return "xlsx"
    refuse_foreign(data)
    start = decode(data[:SNIFFED]).text.lstrip()[:1]
    return "json" if start in ("{", "[") else "csv"


def read_rows(
    name: str, data: bytes, *, max_bytes: int, max_rows: int, max_columns: int, layout: Layout | None = None
) -> Sheet:
    """The file as rows of text. In json it is a list of objects; lists inside them stand on lines of one cell.

    Without a layout the headings are the first row, and json is that list and no more; with one they stand where it
    says or are found (`find_table`). `name` is the file's name, for the message alone. Raises SheetProblem with a
    place when the file is empty, damaged, cut, too large or of another kind; nothing is given back then.
    """
    _check_size(name, data, max_bytes)
    kind = kind_of(data)
    if kind == "json":
        document = parse(decode(data))
        if layout:
            document = list_in(document, layout.sheet)
        return of_records(document, max_rows, max_columns, flattens=layout is not None)
    if kind == "xlsx":
        table = read_workbook(data, max_rows=max_rows, max_columns=max_columns, layout=layout)
    else:
        table = read_delimited(decode(data), layout)
    return _of_table(kind, table, max_rows, max_columns)


def list_sheets(data: bytes, *, max_rows: int, max_columns: int) -> list[str]:
    """The names of what can be chosen between: worksheets, or the lists of a json document. Raises SheetProblem."""
    kind = kind_of(data)
    if kind == "json":
        return names_of_lists(parse(decode(data)))
    return list_worksheets(data, max_rows=max_rows, max_columns=max_columns) if kind == "xlsx" else []


def read_json(name: str, data: bytes, *, max_bytes: int, is_trusted: bool = False) -> Any:
    """The json document, its texts without control characters. Raises SheetProblem naming the record it breaks in.

    `is_trusted`: whoever runs the installation reads its own file; how many values it has is not limited.
    """
    _check_size(name, data, max_bytes)
    refuse_foreign(data)
    return parse(decode(data), is_trusted=is_trusted)


def _check_size(name: str, data: bytes, max_bytes: int) -> None:
    if not data.strip():
        raise unreadable(N_("filen %(name)s er tom. Vælg en fil med indhold.") % {"name": name})
    if len(data) > max_bytes:
        raise SheetProblem(
            N_("Filen %(name)s fylder %(has)s MB; der kan læses højst %(most)s MB. Del den i flere filer.")
            % {"name": name, "has": -(-len(data) // 2**20), "most": max_bytes // 2**20}
        )


def _of_table(kind: Kind, table: Table | None, max_rows: int, max_columns: int) -> Sheet:
    if table is None:
        raise unreadable(N_("der er ingen overskrifter i filen. Den første række skal rumme dem."))
    below: deque[tuple[int, list[str]]] = deque()
    used: set[int] = set()
    cells_left = MAX_CELLS
    for number, cells in table.below:
        cells_left -= len(cells)
        if len(below) >= max_rows or cells_left < 0:
            raise too_many_rows(number, min(len(below), max_rows))
        used.update(at for at, cell in enumerate(cells) if cell.strip())
        below.append((number, cells))
    columns = _headings(table.cells, used, max_columns)
    rows: list[Row] = []
    while below:
        number, cells = below.popleft()
        values = {heading: cells[at] if at < len(cells) else "" for at, heading in columns}
        check_cells(number, values)
        rows.append(Row(number, values))
    return Sheet(kind, [heading for _, heading in columns], rows, heading_row=table.last, first_heading_row=table.first)


def _headings(cells: list[str], used: set[int], max_columns: int) -> list[tuple[int, str]]:
    """Index and name of each column that has a name or a value.

    Blanks are squeezed, a repeated name is counted, a missing one is the column's letter ("Kolonne E").
    """
    squeezed = [" ".join(cell.split()) for cell in cells]
    squeezed += [""] * (max(used, default=-1) + 1 - len(squeezed))
    kept = [(at, heading) for at, heading in enumerate(squeezed) if heading or at in used]
    # Before they are named: to tell sixty thousand alike apart takes hours.
    if len(kept) > max_columns:
        at, heading = kept[max_columns]
        raise SheetProblem(
            N_("filen har %(has)s kolonner; der kan læses højst %(most)s. Slet dem, der ikke bruges.")
            % {"has": len(kept), "most": max_columns},
            1,
            heading or letters(at + 1),
        )
    named: dict[str, int] = {}
    for at, heading in kept:
        wanted = heading or N_("Kolonne %(letter)s") % {"letter": letters(at + 1)}
        unique, again = wanted, 2
        while unique in named:
            unique, again = f"{wanted} ({again})", again + 1
        named[unique] = at
    return [(at, heading) for heading, at in named.items()]
