"""What a saved mapping says, and whether it fits a file. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from app.core.cpr import looks_like_cpr
from register.importing.columns import BY_KEY
from register.importing.looking import COLUMNS, Choice, Look

Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class SavedMapping:
    """The file's columns, heading → column of ours, and what the choices on the page were.

    `words`: heading → word of the file → what it stands for.
    """

    columns: Mapping[str, str]
    source: str = ""
    unit: str = ""
    sheet: str = ""
    rows: str = ""
    words: Words = field(default_factory=dict)

    @classmethod
    def of(cls, look: Look, choice: Choice, words: Words) -> "SavedMapping":
        """What was chosen for a file. A word that looks like a CPR number is not kept."""
        chosen = {heading: key for heading, key in zip(look.headings, choice.keys, strict=False) if key}
        kept = {
            heading: {word: code for word, code in said.items() if not looks_like_cpr(word)}
            for heading, said in words.items()
            if heading in chosen
        }
        return cls(chosen, choice.source, choice.unit, choice.sheet, choice.rows, kept)

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> "SavedMapping":
        """As it was kept; columns that we no longer have are left out."""
        columns = {heading: key for heading, key in held["columns"].items() if key in BY_KEY}
        return cls(**{**held, "columns": columns})

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    def fits(self, headings: Sequence[str]) -> bool:
        """Whether a file has every column that this mapping uses."""
        return bool(self.columns) and set(self.columns) <= set(headings)

    def choice(self, headings: Sequence[str]) -> Choice:
        """The choice it makes for a file with these headings."""
        keys = [self.columns.get(heading, "") for heading in headings]
        return Choice(COLUMNS, keys, self.source, self.unit, self.sheet, self.rows)
