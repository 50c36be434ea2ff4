"""What a file looks like before it is read as records: the ways it can be read, and the best guess. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from app.core.sheets import Sheet, kind_of
from app.core.text import N_
from register.importing.columns import BY_KEY, SOURCE_HEADING, guess_columns
from register.importing.mapping import SourceMapping, get_mapping, list_mappings
from register.importing.reading import (
    CONTENT_FIELDS,
    OWN_SOURCE,
    Columns,
    Reading,
    is_own_json,
    read_document,
    read_sheet,
)

COLUMNS, OWN = "columns", "own"
WAY_WORDS: Mapping[str, str] = {
    OWN: N_("Som en fil, der er hentet her fra fortegnelsen"),
    COLUMNS: N_("Vælg selv, hvad hver kolonne er"),
    "kl-article30": N_("KL's liste (art. 30)"),
}
"""Ways to read a file; a mapping that is not here is called by its name."""
_EXAMPLE = 80


@dataclass(frozen=True)
class Choice:
    """How somebody wants a file read: `way` is COLUMNS, OWN or the name of a mapping.

    `keys` are the columns of ours that the file's columns become, in the file's order, "" for those not used.
    """

    way: str
    keys: Sequence[str] = ()
    source: str = OWN_SOURCE
    unit: str = ""

    def to_args(self) -> dict[str, str]:
        """The choice as part of an address."""
        by_hand = {"kolonner": ",".join(self.keys), "kilde": self.source} if self.way == COLUMNS else {}
        args = {"som": self.way, **by_hand, "enhed": self.unit}
        return {name: value for name, value in args.items() if value}

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "Choice":
        """The choice of an address; what is no column of ours is not used."""
        keys = [key if key in BY_KEY else "" for key in args.get("kolonner", "").split(",")]
        return cls(
            way=args.get("som", OWN), keys=keys, source=args.get("kilde", OWN_SOURCE), unit=args.get("enhed", "")
        )


@dataclass(frozen=True)
class Look:
    """A file's headings with an example of each, the ways it can be read, and what is guessed."""

    ways: Sequence[str]
    guess: Choice
    headings: Sequence[str] = ()
    examples: Mapping[str, str] = field(default_factory=dict)

    def reading(self, choice: Choice) -> Reading:
        """What the import needs to know to read the file that way."""
        if choice.way == COLUMNS:
            chosen = zip(self.headings, choice.keys, strict=False)
            return Columns({key: heading for heading, key in chosen if key}, choice.source)
        return get_mapping(choice.way) if choice.way in list_mappings() else None


def look_at(name: str, data: bytes) -> Look:
    """Look at a file. Raises SheetProblem when it cannot be read at all."""
    is_json = bool(data.strip()) and kind_of(data) == "json"
    document = read_document(name, data) if is_json else None
    if is_own_json(document):
        return Look([OWN], Choice(OWN))
    sheet = read_sheet(name, data)
    mappings = {known: get_mapping(known) for known in list_mappings()}
    fitting = [known for known, mapping in mappings.items() if mapping.format == ("json" if is_json else "sheet")]
    guessed = guess_columns([heading for heading in sheet.headings if heading != SOURCE_HEADING])
    by_heading = {heading: key for key, heading in guessed.items()}
    return Look(
        ways=[*([OWN] if is_json else []), *fitting, COLUMNS],
        guess=Choice(
            way=_guess_way(sheet, [(known, mappings[known]) for known in fitting], document),
            keys=[by_heading.get(heading, "") for heading in sheet.headings],
            source=_guess_source(name, sheet),
        ),
        headings=sheet.headings,
        examples={heading: _example(sheet, heading) for heading in sheet.headings},
    )


def _guess_way(sheet: Sheet, mappings: Sequence[tuple[str, SourceMapping]], document: Any) -> str:
    headings = set(sheet.headings)
    for known, mapping in mappings:
        if mapping.columns <= headings:
            return known
    is_own = isinstance(document, list) and {"number", "title"} <= headings <= CONTENT_FIELDS | {"source", "status"}
    return OWN if is_own else COLUMNS


def _guess_source(name: str, sheet: Sheet) -> str:
    """The file's name without figures, so that next year's list is known again. Our own export says its sources."""
    if SOURCE_HEADING in sheet.headings:
        return OWN_SOURCE
    words = re.findall(r"[^\W\d_]+", PurePath(name).stem)
    return "-".join(words).casefold()[:40] or OWN_SOURCE


def _example(sheet: Sheet, heading: str) -> str:
    """The first thing that stands in the column, shortened."""
    text = next((" ".join(row.values[heading].split()) for row in sheet.rows if row.values[heading].strip()), "")
    return text if len(text) <= _EXAMPLE else text[:_EXAMPLE].rsplit(" ", 1)[0] + " …"
