"""What does not fit in a cell of an imported file."""

from dataclasses import dataclass

from app.core.sheets import place


@dataclass(frozen=True)
class CellProblem:
    """A cell that cannot be taken over. `message` stands without the place, for a table with columns of its own."""

    row: int
    column: str
    message: str

    @property
    def sentence(self) -> str:
        """The message with its place: "Række 12, kolonne «Art. 6»: …"."""
        where = place(self.row, self.column)
        return f"{where[0].upper()}{where[1:]}: {self.message}"
