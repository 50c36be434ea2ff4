"""What is wrong with a row that our own json carries beside the records."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.core.importing import Rejection
from app.core.text import N_


class UnfitRow(Exception):
    """A row that cannot be taken over; `column` is the list's name and the value's: "systems.name"."""

    def __init__(self, row: int, column: str, message: str) -> None:
        super().__init__(message)
        self.rejection = Rejection(row, column, message)


def rows_of(others: Mapping[str, Any], key: str) -> list[tuple[int, Any]]:
    """The list of this name with its rows counted from 1; none where the file has no such list."""
    rows = others.get(key, [])
    if not isinstance(rows, list):
        raise UnfitRow(1, key, N_("her skal stå en liste."))
    return list(enumerate(rows, start=1))


@dataclass(frozen=True)
class Place:
    """Where in the file something stands: the row of its list, and the path to it in words of the document."""

    row: int
    path: str

    def below(self, name: str) -> "Place":
        """A value or list of what stands here."""
        return replace(self, path=f"{self.path}.{name}")

    def unfit(self, message: str) -> UnfitRow:
        """What stands here cannot be taken over."""
        return UnfitRow(self.row, self.path, message)
