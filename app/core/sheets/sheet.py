"""A file as rows of text, whatever form it came in. Pure."""

from dataclasses import dataclass
from typing import Literal

from app.core.sheets.problem import SheetProblem
from app.core.sheets.text import MAX_CELL
from app.core.text import N_

Kind = Literal["csv", "xlsx", "json"]

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

    `heading_row` is the row the headings stand in, the last of them where they stand in several; 0 in json, which
    has none. `first_heading_row` is the first.
    """

    kind: Kind
    headings: list[str]
    rows: list[Row]
    heading_row: int
    first_heading_row: int = 0


def check_cells(number: int, values: dict[str, str]) -> None:
    """Raises SheetProblem for a cell of too many characters."""
    for heading, value in values.items():
        if len(value) > MAX_CELL:
            raise SheetProblem(
                N_("cellen rummer mere end %(most)s tegn. Kort teksten af.") % {"most": MAX_CELL},
                number,
                heading,
            )


def too_many_rows(number: int, max_rows: int) -> SheetProblem:
    """The refusal of a file with more rows than are read."""
    return SheetProblem(
        N_("filen har for mange rækker; der kan læses højst %(most)s. Del den i flere filer.") % {"most": max_rows},
        number,
    )
