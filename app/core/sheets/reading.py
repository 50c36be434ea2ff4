"""Rows of a csv, xlsx or json file, whatever it is called. Pure."""

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from app.core.sheets.delimited import read_delimited
from app.core.sheets.problem import SheetProblem, letters, unreadable
from app.core.sheets.text import MAX_CELL, Decoded, clean, decode, refuse_foreign
from app.core.sheets.workbook import read_workbook
from app.core.text import N_

Kind = Literal["csv", "xlsx", "json"]

SNIFFED = 64 * 1024
"""Bytes that are looked at to tell the format."""
MAX_CELLS = 2_000_000
"""Cells of a file; more of them do not fit in the memory that an import may take."""


@dataclass(frozen=True)
class Row:
    """A row of cells by heading; `number` is the row as seen in the sheet (json counts records from 1)."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """A file's headings in their order, and its rows; a heading that comes again is called "Navn (2)".

    `heading_row` is the row the headings stand in; 0 in json, which has none.
    """

    kind: Kind
    headings: list[str]
    rows: list[Row]
    heading_row: int


def kind_of(data: bytes) -> Kind:
    """The format, told by the content. Raises SheetProblem for what is no sheet at all."""
    if data.startswith(b"PK\x03\x04"):
        return "xlsx"
    refuse_foreign(data)
    start = decode(data[:SNIFFED]).text.lstrip()[:1]
    return "json" if start in ("{", "[") else "csv"


def read_rows(name: str, data: bytes, *, max_bytes: int, max_rows: int, max_columns: int) -> Sheet:
    """The file as rows of text. In json it is a list of objects; lists inside them stand on lines of one cell.

    `name` is the file's name, for the message alone. Raises SheetProblem with a place when the file is empty,
    damaged, cut, too large or of another kind; nothing is given back then.
    """
    _check_size(name, data, max_bytes)
    kind = kind_of(data)
    if kind == "json":
        return _of_records(_parse(decode(data)), max_rows, max_columns)
    if kind == "xlsx":
        grid = read_workbook(data, max_rows=max_rows, max_columns=max_columns)
    else:
        grid = read_delimited(decode(data))
    return _of_grid(kind, grid, max_rows, max_columns)


def read_json(name: str, data: bytes, *, max_bytes: int) -> Any:
    """The json document, its texts without control characters. Raises SheetProblem naming the record it breaks in."""
    _check_size(name, data, max_bytes)
    refuse_foreign(data)
    return _parse(decode(data))


def _check_size(name: str, data: bytes, max_bytes: int) -> None:
    if not data.strip():
        raise unreadable(N_("filen %(name)s er tom. Vælg en fil med indhold.") % {"name": name})
    if len(data) > max_bytes:
        raise SheetProblem(
            N_("Filen %(name)s fylder %(has)s MB; der kan læses højst %(most)s MB. Del den i flere filer.")
            % {"name": name, "has": -(-len(data) // 2**20), "most": max_bytes // 2**20}
        )


def _of_grid(kind: Kind, grid: Iterator[tuple[int, list[str]]], max_rows: int, max_columns: int) -> Sheet:
    first = next(grid, None)
    if first is None:
        raise unreadable(N_("der er ingen overskrifter i filen. Den første række skal rumme dem."))
    below: deque[tuple[int, list[str]]] = deque()
    used: set[int] = set()
    cells_left = MAX_CELLS
    for number, cells in grid:
        cells_left -= len(cells)
        if len(below) >= max_rows or cells_left < 0:
            raise _too_many_rows(number, min(len(below), max_rows))
        used.update(at for at, cell in enumerate(cells) if cell.strip())
        below.append((number, cells))
    columns = _headings(first[1], used, max_columns)
    rows: list[Row] = []
    while below:
        number, cells = below.popleft()
        values = {heading: cells[at] if at < len(cells) else "" for at, heading in columns}
        _check_cells(number, values)
        rows.append(Row(number, values))
    return Sheet(kind, [heading for _, heading in columns], rows, heading_row=first[0])


def _headings(cells: list[str], used: set[int], max_columns: int) -> list[tuple[int, str]]:
    """Index and name of each column that has a name or a value.

    Blanks are squeezed, a repeated name is counted, a missing one is the column's letter ("Kolonne E").
    """
    named: dict[str, int] = {}
    for at in range(max(len(cells), max(used, default=0) + 1)):
        heading = " ".join(cells[at].split()) if at < len(cells) else ""
        if not heading and at not in used:
            continue
        wanted = heading or N_("Kolonne %(letter)s") % {"letter": letters(at + 1)}
        unique, again = wanted, 2
        while unique in named:
            unique, again = f"{wanted} ({again})", again + 1
        named[unique] = at
    if len(named) > max_columns:
        raise SheetProblem(
            N_("filen har %(has)s kolonner; der kan læses højst %(most)s. Slet dem, der ikke bruges.")
            % {"has": len(named), "most": max_columns},
            1,
            list(named)[max_columns][:80],
        )
    return [(at, heading) for heading, at in named.items()]


def _check_cells(number: int, values: dict[str, str]) -> None:
    for heading, value in values.items():
        if len(value) > MAX_CELL:
            raise SheetProblem(
                N_("cellen rummer mere end %(most)s tegn. Kort teksten af.") % {"most": MAX_CELL},
                number,
                heading,
            )


def _too_many_rows(number: int, max_rows: int) -> SheetProblem:
    return SheetProblem(
        N_("filen har for mange rækker; der kan læses højst %(most)s. Del den i flere filer.") % {"most": max_rows},
        number,
    )


def _of_records(document: Any, max_rows: int, max_columns: int) -> Sheet:
    if not isinstance(document, list):
        raise SheetProblem(N_("filen skal rumme en liste af poster: [{…}, {…}]."), 1)
    if len(document) > max_rows:
        raise _too_many_rows(max_rows + 1, max_rows)
    headings: dict[str, None] = {}
    for number, record in enumerate(document, start=1):
        if not isinstance(record, dict):
            raise SheetProblem(N_("posten skal stå mellem { og }, med navn og værdi for hvert felt."), number)
        headings.update(dict.fromkeys(record))
        if len(headings) > max_columns:
            raise SheetProblem(
                N_("filen har flere end %(most)s felter.") % {"most": max_columns}, number, list(record)[-1][:80]
            )
    rows = []
    for number, record in enumerate(document, start=1):
        values = {heading: _flat(record.get(heading)) for heading in headings}
        _check_cells(number, values)
        rows.append(Row(number, values))
    return Sheet("json", list(headings), rows, heading_row=0)


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return "\n".join(_flat(item) for item in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def _parse(decoded: Decoded) -> Any:
    text = decoded.text
    if text.count(",") > 2 * MAX_CELLS or text.count("[") + text.count("{") > MAX_CELLS:
        raise unreadable(N_("filen har for mange felter til at kunne læses på én gang. Del den i flere filer."))
    try:
        return _cleaned(json.loads(decoded.text, parse_constant=_refuse_constant))
    except RecursionError:
        raise unreadable(N_("filen har for mange lag inden i hinanden til at kunne læses.")) from None
    except ValueError as error:
        raise _broken_json(decoded.text, error) from None


def _refuse_constant(word: str) -> Any:
    raise ValueError(word)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): _cleaned(item) for key, item in value.items()}
    return value


def _broken_json(text: str, error: ValueError) -> SheetProblem:
    """Where the text stops being json: the record by count of those that end before, the last field named."""
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    records, position = 0, text.find("[") + 1
    while position:
        try:
            _, end = decoder.raw_decode(text, _past_blanks(text, position))
        except (ValueError, RecursionError):
            break
        records += 1
        position = _past_blanks(text, end)
        if text[position : position + 1] != ",":
            break
        position += 1
    at = error.pos if isinstance(error, json.JSONDecodeError) else position
    fields = re.findall(r'"([^"\\\n]{1,80})"\s*:', text[max(position, at - 5000) : at + 1])
    is_cut = at >= len(text.rstrip()) or str(error).startswith("Unterminated string")
    reason = (
        N_("filen slutter midt i en post. Den er nok klippet over undervejs. Hent den igen.")
        if is_cut
        else N_("her står noget, der ikke er json. Hent filen igen fra det system, den kommer fra.")
    )
    return SheetProblem(reason, records + 1, fields[-1] if fields else None)


def _past_blanks(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position
