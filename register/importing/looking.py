"""What a file looks like before it is read as records: the ways it can be read, and the best guess. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from app.core.sheets import Layout, Sheet, kind_of, list_sheets
from app.core.text import N_
from register.importing.batch import MAX_COLUMNS, MAX_ROWS
from register.importing.columns import BY_KEY, SOURCE_HEADING, guess_columns, is_known_heading
from register.importing.mapping import SourceMapping, get_mapping, list_mappings
from register.importing.reading import (
    CONTENT_FIELDS,
    OWN_SOURCE,
    REQUIRED,
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
MOST_SHEETS_TRIED = 8
"""Sheets that are opened to find the one with the list."""
_ROWS = re.compile(r"\s*(\d{1,5})\s*(?:[-–]\s*(\d{1,5})\s*)?")


@dataclass(frozen=True)
class Choice:
    """How somebody wants a file read: `way` is COLUMNS, OWN or the name of a mapping.

    `keys` are the columns of ours that the file's columns become, in the file's order, "" for those not used.
    `sheet` is the worksheet, and `rows` the rows of its headings ("3" or "3-4"); both "" where they are found.
    """

    way: str
    keys: Sequence[str] = ()
    source: str = OWN_SOURCE
    unit: str = ""
    sheet: str = ""
    rows: str = ""

    @property
    def layout(self) -> Layout:
        """Where in the file the table stands."""
        return layout_of(self.sheet, self.rows)

    def to_args(self) -> dict[str, str]:
        """The choice as part of an address."""
        by_hand = {}
        if self.way == COLUMNS:
            by_hand = {"kolonner": ",".join(self.keys), "kilde": self.source}
            by_hand |= {"ark": self.sheet, "overskrift": self.rows}
        args = {"som": self.way, **by_hand, "enhed": self.unit}
        return {name: value for name, value in args.items() if value}

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "Choice":
        """The choice of an address; what is no column of ours is not used."""
        keys = [key if key in BY_KEY else "" for key in args.get("kolonner", "").split(",")]
        return cls(
            way=args.get("som", OWN),
            keys=keys,
            source=args.get("kilde", OWN_SOURCE),
            unit=args.get("enhed", ""),
            sheet=args.get("ark", ""),
            rows=args.get("overskrift", ""),
        )


@dataclass(frozen=True)
class Look:
    """A file's headings with an example of each, the ways it can be read, and what is guessed.

    `sheets` are the worksheets there are to choose between, `sheet` the one that was looked at; `rows` are the rows
    its headings stand in ("3-4").
    """

    ways: Sequence[str]
    guess: Choice
    headings: Sequence[str] = ()
    examples: Mapping[str, str] = field(default_factory=dict)
    sheets: Sequence[str] = ()
    sheet: str = ""
    rows: str = ""

    def reading(self, choice: Choice, words: Mapping[str, Mapping[str, str]] | None = None) -> Reading:
        """What the import needs to know to read the file that way; `words` are the file's own (`in_our_words`)."""
        if choice.way == COLUMNS:
            chosen = zip(self.headings, choice.keys, strict=False)
            columns = {key: heading for heading, key in chosen if key}
            return Columns(columns, choice.source, replace(choice, sheet=self.sheet).layout, words or {})
        return get_mapping(choice.way) if choice.way in list_mappings() else None


def layout_of(sheet: str, rows: str) -> Layout:
    """The layout that a sheet's name and "3" or "3-4" tell; what cannot be read is as if it were not said."""
    match = _ROWS.fullmatch(rows)
    first = int(match[1]) if match else 0
    return Layout(sheet, first, max(first, int(match[2] or 0)) if match else 0, is_known_heading)


def look_at(name: str, data: bytes, *, sheet: str = "", rows: str = "") -> Look:
    """Look at a file, at the sheet and rows that are said. Raises SheetProblem when it cannot be read at all."""
    kind = kind_of(data) if data.strip() else "csv"
    document = read_document(name, data) if kind == "json" else None
    if is_own_json(document):
        return Look([OWN], Choice(OWN))
    sheets = list_sheets(data, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS) if kind != "csv" else []
    sheet, seen = _choose_sheet(name, data, sheets, sheet, rows)
    mappings = {known: get_mapping(known) for known in list_mappings()}
    fitting = [
        known for known, mapping in mappings.items() if mapping.format == ("json" if kind == "json" else "sheet")
    ]
    guessed = guess_columns([heading for heading in seen.headings if heading != SOURCE_HEADING])
    by_heading = {heading: key for key, heading in guessed.items()}
    heading_rows = str(seen.first_heading_row)
    if seen.heading_row > seen.first_heading_row:
        heading_rows += f"-{seen.heading_row}"
    return Look(
        ways=[*([OWN] if kind == "json" else []), *fitting, COLUMNS],
        guess=Choice(
            way=_guess_way(seen, [(known, mappings[known]) for known in fitting], document),
            keys=[by_heading.get(heading, "") for heading in seen.headings],
            source=_guess_source(name, seen),
            sheet=sheet,
            rows=rows,
        ),
        headings=seen.headings,
        examples={heading: _example(seen, heading) for heading in seen.headings},
        sheets=sheets if len(sheets) > 1 else [],
        sheet=sheet,
        rows=heading_rows if seen.heading_row else "",
    )


def _choose_sheet(name: str, data: bytes, sheets: Sequence[str], wanted: str, rows: str) -> tuple[str, Sheet]:
    """The sheet that is said, else the first in which number and title are found, else the first there is."""
    if len(sheets) < 2 or wanted in sheets:
        wanted = wanted if wanted in sheets else ""
        return wanted, read_sheet(name, data, layout_of(wanted, rows))
    tried = []
    for sheet in sheets[:MOST_SHEETS_TRIED]:
        tried.append((sheet, read_sheet(name, data, layout_of(sheet, rows))))
        if {*REQUIRED} <= set(guess_columns(tried[-1][1].headings)):
            return tried[-1]
    return tried[0]


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
