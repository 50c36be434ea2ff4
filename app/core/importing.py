"""What every import from a file answers with, on the command line and on a page. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core.sheets.problem import SheetProblem, place


@dataclass(frozen=True)
class Rejection:
    """Why a row cannot be taken.

    `row` is the row as seen in the sheet (heading = 1), `column` its heading, `message` the reason, after a colon.
    """

    row: int
    column: str
    message: str

    @property
    def sentence(self) -> str:
        """ "Række 12, kolonne «parent»: …", as a person reads it."""
        where = place(self.row or None, self.column)
        return f"{where[:1].upper()}{where[1:]}: {self.message}" if where else self.message


@dataclass(frozen=True)
class ImportResult:
    """How many rows were read, and what became of them."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: Sequence[Rejection] = ()

    def as_json(self) -> dict[str, Any]:
        """The document that `--json` prints."""
        return {
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [{"row": r.row, "column": r.column, "message": r.message} for r in self.rejected],
        }


def rejection_of(problem: SheetProblem) -> Rejection:
    """A file that cannot be read at all, as the one reason for refusing it."""
    return Rejection(problem.row or 1, problem.column or "", problem.reason)
