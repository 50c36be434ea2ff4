"""A content as flat cells of a sheet, and back. Pure.

What a person reads in a cell: one value or row on each line (see notation). A record of several purposes has in
each column of bases one line for each purpose, in the same order.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.core.text import N_
from register.activity.content import ActivityContent, Purpose
from register.activity.tidy import CODES
from register.importing import notation, rows
from register.importing.cells import Cells
from register.importing.columns import BY_KEY, COLUMNS, HEADINGS
from register.importing.problem import CellProblem


def to_cells(content: ActivityContent) -> dict[str, str]:
    """Heading → cell, for every column; days are ISO text."""
    cells = {column.key: _cell(column.key, content) for column in COLUMNS}
    return {HEADINGS[key]: cell for key, cell in cells.items()}


def from_cells(values: Mapping[str, str], row: int = 1) -> tuple[ActivityContent, list[CellProblem]]:
    """The content of cells under our own headings; a heading that is not there is an empty field."""
    columns = {key: heading for key, heading in HEADINGS.items() if heading in values}
    return content_from_cells(columns, values, row)


def content_from_cells(
    columns: Mapping[str, str], values: Mapping[str, str], row: int = 1
) -> tuple[ActivityContent, list[CellProblem]]:
    """The content of a row, `columns` being column key → heading; and a problem for every word that fits nowhere.

    Choices are matched by code or Danish word. What has a problem is left out of the content.
    """
    cells = Cells(columns, values, row)
    return ActivityContent(**cells.fields()), cells.problems


def _cell(key: str, content: ActivityContent) -> str:
    if BY_KEY[key].fills == "purposes":
        return _purpose_cell(key, content.purposes)
    value = getattr(content, key)
    if isinstance(value, tuple):
        return notation.join(_parts(key, item, place) for place, item in enumerate(value, start=1))
    if isinstance(value, bool):
        return N_("ja") if value else ""
    return value.isoformat() if isinstance(value, date) else notation.as_scalar(_word(key, value or ""))


def _parts(key: str, item: Any, place: int) -> Sequence[str]:
    return rows.shortest(key, item, place) if key in rows.FORMS else (_word(key, item),)


def _word(key: str, value: str) -> str:
    return CODES.get(("", key), {}).get(value, value)


def _purpose_cell(key: str, purposes: Sequence[Purpose]) -> str:
    if key == "purposes":
        return notation.join((purpose.text,) for purpose in purposes)
    said = [_said(key, purpose) for purpose in purposes]
    return notation.join(said) if any(part for parts in said for part in parts) else ""


def _said(key: str, purpose: Purpose) -> Sequence[str]:
    """The parts of a purpose's line. The codes of laws are others' words: any of them may hold a semicolon."""
    if key == "laws":
        return purpose.laws or ("",)
    if key == "special_law":
        return (purpose.special_law,)
    if key == "is_statistical":
        return (N_("ja") if purpose.is_statistical else "",)
    codes: tuple[str, ...] = getattr(purpose, key)
    return ("; ".join(_short(code) if key == "dbl" else code for code in codes),)


def _short(code: str) -> str:
    paragraph, _, part = code.partition(".")
    return f"§ {paragraph}, stk. {part}" if part else f"§ {paragraph}"
