"""What is wrong with a sheet, where, and what to do about it."""

from app.core.errors import Refused
from app.core.text import N_

MOST_OF_A_HEADING = 80


class SheetProblem(Refused):
    """A sheet that cannot be read as it is.

    `message` is the whole Danish sentence, place included; `reason` is the sentence without the place. `row` is the
    row as seen in the sheet (heading = 1; json counts records from 1), `column` the heading or the letter.
    """

    def __init__(self, reason: str, row: int | None = None, column: str | None = None) -> None:
        where = place(row, column)
        sentence = f"{where}: {reason}" if where else reason
        super().__init__(f"{sentence[:1].upper()}{sentence[1:]}")
        self.reason = reason
        self.row = row
        self.column = column


def place(row: int | None, column: str | None) -> str:
    """ "række 12, kolonne «Navn»", or as much of it as is known."""
    parts = []
    if row is not None:
        parts.append(N_("række %(row)s") % {"row": row})
    if column:
        parts.append(N_("kolonne «%(column)s»") % {"column": column[:MOST_OF_A_HEADING]})
    return ", ".join(parts)


def unreadable(reason: str) -> SheetProblem:
    """A file of which not even the first cell can be read."""
    return SheetProblem(reason, row=1, column="A")


def letters(column: int) -> str:
    """The letters a spreadsheet gives a column: A of 1, AA of 27."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
