"""What an import of records answers with. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core.importing import ImportResult
from app.core.sheets import place
from app.core.text import N_


@dataclass(frozen=True)
class Kept:
    """A field that a person here has changed since the last import: it stays, whatever the file says."""

    row: int
    number: str
    field: str
    column: str

    @property
    def sentence(self) -> str:
        """ "Række 12, kolonne «Titel»: …", as a person reads it."""
        where = place(self.row, self.column)
        words = N_("%(where)s: feltet er rettet her siden sidst og bliver stående (nummer %(number)s).")
        return words % {"where": where[:1].upper() + where[1:], "number": self.number}


@dataclass(frozen=True)
class RegisterImport(ImportResult):
    """The counts and rejections of every import, the fields that stayed, and how many records are retired here.

    In those the file would have changed something; nobody writes in a retired record.
    """

    kept: Sequence[Kept] = ()
    retired: int = 0

    def as_json(self) -> dict[str, Any]:
        """The document that `--json` prints."""
        kept = [{"row": k.row, "number": k.number, "field": k.field, "column": k.column} for k in self.kept]
        return super().as_json() | {"retired": self.retired, "kept": kept}

    @property
    def is_refused(self) -> bool:
        """Whether nothing of the file was taken because of what is wrong with it."""
        return bool(self.rejected) and not (self.created or self.updated or self.unchanged or self.retired)
