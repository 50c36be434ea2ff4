"""Sheets in and out: csv, xlsx and json as rows with positions. The format is told by the content, not the name."""

from app.core.sheets.problem import SheetProblem, place
from app.core.sheets.reading import Kind, Row, Sheet, kind_of, read_json, read_rows
from app.core.sheets.warning import in_short, places_like_cpr
from app.core.sheets.writing import Cell, OutSheet, write_csv, write_xlsx

__all__ = [
    "Cell",
    "Kind",
    "OutSheet",
    "Row",
    "Sheet",
    "SheetProblem",
    "in_short",
    "kind_of",
    "place",
    "places_like_cpr",
    "read_json",
    "read_rows",
    "write_csv",
    "write_xlsx",
]
