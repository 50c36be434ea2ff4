"""Writing xlsx and csv so that nothing in them is ever calculated. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from app.core.sheets.delimited import guarded
from app.core.sheets.problem import place
from app.core.sheets.text import clean
from app.core.text import N_

XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""What a file of `write_xlsx` is called on the wire."""
MAX_XLSX_CELL = 32_767
"""Characters Excel keeps in one cell."""

Cell = str | int | float | date | None
"""What a cell may hold; a bool is written ja or nej, a moment as text in the time zone it comes in."""

_A4 = 9
_LAST_CHOICE = 20_000
"""The last row with drop-downs, counted from 0."""
_FIRST_EXCEL_DAY = date(1900, 3, 1)


WIDEST = 60
"""Characters of the widest column that is measured."""
LINE = 15.0
"""Points of a line."""


@dataclass(frozen=True)
class OutSheet:
    """A worksheet to be written. `widths` are characters by heading; the rest is measured on the cells.

    `is_form`: people go on writing in it, so what they type stays text as typed, days in the columns `days` aside.
    `choices` are the words that a cell under a heading is chosen from; others may be written all the same. `totals` is
    a last row in bold, outside the filter. `is_read`: it holds texts of several lines to be read, so its rows are made
    as high as they need; LibreOffice does not do that by itself.
    """

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Mapping[str, int] = field(default_factory=dict)
    is_form: bool = False
    days: frozenset[str] = frozenset()
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    totals: Sequence[Cell] = ()
    is_read: bool = False


def write_xlsx(target: str | Path | BinaryIO, sheets: Sequence[OutSheet], *, is_large: bool = False) -> tuple[str, ...]:
    """Write worksheets with a bold, frozen heading and a filter on every column, that print on A4 across.

    `is_large`: rows go to the disk as they come, so that memory does not grow with them; such sheets have no choices.

    Text is always written as text, days as days, numbers as numbers. Lists of choices stand in a hidden worksheet, the
    last one: a drop-down cannot hold a long list itself. Gives the places ("række 2, kolonne «Formål»") whose text was
    longer than a cell of Excel holds and is cut there.
    """
    cut: list[str] = []
    with xlsxwriter.Workbook(target, {"constant_memory": True} if is_large else {"in_memory": True}) as book:
        looks = {
            "heading": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "form": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
            "day": book.add_format({"num_format": "dd-mm-yyyy", "valign": "top", "align": "left"}),
            "number": book.add_format({"valign": "top"}),
            "total": book.add_format({"bold": True, "top": 1, "valign": "top"}),
        }
        taken: set[str] = set()
        pages = [(book.add_worksheet(_sheet_name(sheet.name, taken)), sheet) for sheet in sheets]
        for page, sheet in pages:
            cut.extend(_write_sheet(page, sheet, looks | {"text": looks["form"]} if sheet.is_form else looks))
        if any(sheet.choices for sheet in sheets):
            lists = book.add_worksheet(_sheet_name(N_("Lister"), taken))
            lists.hide()
            _write_choices(pages, lists)
    return tuple(cut)


def write_csv(target: BinaryIO, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write csv as a Danish Excel opens it: UTF-8 with BOM, semicolons, every cell in quotes.

    A text that a spreadsheet would calculate gets a leading ', which `read_rows` takes off again. Every row is
    as wide as the headings, so that a file that was cut is found out.
    """
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    out = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    out.writerow([guarded(clean(heading)) for heading in headings])
    for row in rows:
        cells = [guarded(clean(_words(cell))) if isinstance(cell, str) else _words(cell) for cell in row]
        out.writerow(cells + [""] * (len(headings) - len(cells)))
    text.detach()


def _lines(cell: Cell) -> int:
    """How many lines a text takes in the widest column; a word that does not fit goes to the next, so some to spare."""
    if not isinstance(cell, str):
        return 1
    return sum(max(1, -(-len(line) // (WIDEST - 12))) for line in cell.split("\n"))


def _write_sheet(page: Any, sheet: OutSheet, looks: Mapping[str, Any]) -> list[str]:
    cut: list[str] = []
    widths = [len(heading) + 4 for heading in sheet.headings]
    for column, heading in enumerate(sheet.headings):
        page.write_string(0, column, clean(heading)[:MAX_XLSX_CELL], looks["heading"])
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        if sheet.is_read:
            page.set_row(last, LINE * max(map(_lines, row), default=1))
        for column, cell in enumerate(row):
            widths[column] = max(widths[column], _width(cell))
            if _write_cell(page, last, column, cell, looks):
                cut.append(place(last + 1, sheet.headings[column]))
    totals = dict.fromkeys(("text", "number", "day"), looks["total"])
    for column, cell in enumerate(sheet.totals):
        _write_cell(page, last + 1, column, cell, totals)
    for column, heading in enumerate(sheet.headings):
        look = None
        if sheet.is_form:
            look = looks["day" if heading in sheet.days else "text"]
        page.set_column(column, column, sheet.widths.get(heading, min(max(widths[column], 10), WIDEST)), look)
    page.freeze_panes(1, 0)
    if sheet.headings:
        page.autofilter(0, 0, last, len(sheet.headings) - 1)
    _set_up_print(page)
    return cut


def _set_up_print(page: Any) -> None:
    """A4 across, all columns on one page's width, the heading on every page, and which page it is."""
    page.set_paper(_A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer(f"&L&A&R{N_('Side')} &P {N_('af')} &N")


def _write_choices(pages: Sequence[tuple[Any, OutSheet]], lists: Any) -> None:
    """A column of the hidden worksheet for each list, and a drop-down on every cell that is chosen from it."""
    found: dict[tuple[str, ...], int] = {}
    for page, sheet in pages:
        for heading, words in sheet.choices.items():
            if not words:
                continue
            known = tuple(words)
            column = found.setdefault(known, len(found))
            for row, word in enumerate(known):
                lists.write_string(row, column, clean(word)[:MAX_XLSX_CELL])
            letter = xl_col_to_name(column, col_abs=True)
            at = sheet.headings.index(heading)
            page.data_validation(1, at, _LAST_CHOICE, at, {
                "validate": "list",
                "source": f"='{lists.get_name()}'!{letter}$1:{letter}${len(known)}",
                "error_type": "warning",
                "error_title": N_("Ikke på listen"),
                "error_message": N_("Ordet står ikke på listen. Vil du bruge det alligevel?"),
            })  # fmt: skip


def _write_cell(page: Any, row: int, column: int, cell: Cell, looks: Mapping[str, Any]) -> bool:
    """Write one cell; whether its text had to be cut."""
    if isinstance(cell, date) and not isinstance(cell, datetime) and cell >= _FIRST_EXCEL_DAY:
        page.write_datetime(row, column, cell, looks["day"])
        return False
    if isinstance(cell, int | float) and not isinstance(cell, bool) and _is_writable(cell):
        page.write_number(row, column, cell, looks["number"])
        return False
    text = clean(_words(cell))
    if text:
        # Characters beyond U+FFFF count twice in Excel.
        kept = text.encode("utf-16-le")[: MAX_XLSX_CELL * 2].decode("utf-16-le", "ignore")
        page.write_string(row, column, kept, looks["text"])
        return kept != text
    return False


def _is_writable(number: float) -> bool:
    """Whether Excel keeps the number whole: a finite one of at most fifteen digits."""
    return abs(number) < 10**15


def _words(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).replace(".", ",") if isinstance(cell, float) else str(cell)


def _width(cell: Cell) -> int:
    if isinstance(cell, str):
        return max((len(line) for line in cell[:2000].split("\n")), default=0) + 2
    return 12


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name Excel accepts: no []:*?/\\, no ' at its ends, at most 31 characters, not used before."""
    base = re.sub(r"[\[\]:*?/\\]", " ", clean(name)).strip("' \n\t")[:31] or N_("Ark")
    unique, again = base, 2
    while unique.casefold() in taken or unique.casefold() == "history":
        unique, again = f"{base[:27]} {again}", again + 1
    taken.add(unique.casefold())
    return unique
