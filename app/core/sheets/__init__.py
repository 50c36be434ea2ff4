"""Sheets in and out: csv, xlsx and json as rows with positions. The format is told by the content, not the name."""

from app.core.sheets.layout import Layout
from app.core.sheets.problem import SheetProblem, place
from app.core.sheets.reading import kind_of, list_sheets, read_json, read_rows
from app.core.sheets.sheet import Kind, Row, Sheet
from app.core.sheets.warning import in_short, places_like_cpr
from app.core.sheets.writing import XLSX_MIME, Cell, OutSheet, write_csv, write_xlsx

__all__ = [
    "XLSX_MIME",
    "Cell",
    "Kind",
    "Layout",
    "OutSheet",
    "Row",
    "Sheet",
    "SheetProblem",
    "in_short",
    "kind_of",
    "list_sheets",
    "place",
    "places_like_cpr",
    "read_json",
    "read_rows",
    "write_csv",
    "write_xlsx",
]
