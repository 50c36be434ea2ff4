"""Reading xlsx, once its zip has been looked through (`unpacking`). Pure."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.core.sheets.layout import Grid, Layout, Table, find_table
from app.core.sheets.merging import filled_down, spans_of
from app.core.sheets.problem import SheetProblem, unreadable
from app.core.sheets.text import clean
from app.core.sheets.unpacking import BROKEN, repacked
from app.core.text import N_

Value = int | float | str | bool | date | datetime | time | timedelta


def read_workbook(data: bytes, *, max_rows: int, max_columns: int, layout: Layout | None = None) -> Table | None:
    """The table of a worksheet: the first visible one with anything in it, unless the layout names another.

    With a layout, a text in cells that are merged downwards stands in each of their rows. Raises SheetProblem when
    it is no workbook, is damaged, locked or too large.
    """
    packed = repacked(data, max_rows, max_columns)
    with _own_words(), CalamineWorkbook.from_filelike(packed) as book:
        sheet, values = _wanted(book, layout.sheet if layout else "")
        merged = sheet.merged_cell_ranges or [] if layout else []
    table = find_table(_grid(values), layout, spans_of(merged))
    return replace(table, below=filled_down(table.below, merged)) if table else None


def list_worksheets(data: bytes, *, max_rows: int, max_columns: int) -> list[str]:
    """The names of the visible worksheets that anything stands in, in their order. Raises SheetProblem."""
    packed = repacked(data, max_rows, max_columns)
    with _own_words(), CalamineWorkbook.from_filelike(packed) as book:
        return [clean(sheet.name) for sheet in _visible(book) if sheet.height]


@contextlib.contextmanager
def _own_words() -> Iterator[None]:
    try:
        yield
    except SheetProblem:
        raise
    except Exception:  # the reader has many ways to say that a file is damaged
        raise unreadable(BROKEN) from None
    except BaseException as crash:
        # A panic of the Rust library is no Exception; whatever else comes this way is none of ours.
        if type(crash).__module__ != "pyo3_runtime":
            raise
        raise unreadable(BROKEN) from None


def _wanted(book: CalamineWorkbook, name: str) -> tuple[CalamineSheet, list[list[Value]]]:
    for sheet in _visible(book):
        if name and clean(sheet.name) != name:
            continue
        rows: list[list[Value]] = sheet.to_python(skip_empty_area=False)
        if any(value != "" for row in rows for value in row):
            return sheet, rows
    if name:
        raise SheetProblem(N_("der står ikke noget i arket «%(name)s».") % {"name": name[:80]}, 1, "A")
    raise SheetProblem(N_("der står ikke noget i regnearkets synlige ark."), 1, "A")


def _visible(book: CalamineWorkbook) -> Iterator[CalamineSheet]:
    for index, about in enumerate(book.sheets_metadata):
        if about.typ is SheetTypeEnum.WorkSheet and about.visible is SheetVisibleEnum.Visible:
            yield book.get_sheet_by_index(index)


def _grid(rows: list[list[Value]]) -> Grid:
    for number, row in enumerate(rows, start=1):
        cells = [clean(_text(value)) for value in row]
        if any(cell.strip() for cell in cells):
            yield number, cells


def _text(value: Value) -> str:
    """A cell as text: whole numbers without decimals, days in ISO form, yes and no in Danish."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value)
