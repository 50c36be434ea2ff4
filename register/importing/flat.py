"""A content as flat cells of a sheet, and back. Pure.

What a person reads in a cell: one value or row on each line (see notation). A record of several purposes has in
each column of bases one line for each purpose, in the same order.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from app.core.text import N_
from register.activity.choices import ART6, ART9, DBL, SUBJECTS
from register.activity.content import DATES, ActivityContent, Purpose
from register.importing import notation, rows
from register.importing.columns import BY_KEY, COLUMNS, HEADINGS
from register.importing.problem import CellProblem
from register.importing.values import Words, find_code, find_day, find_flag, fold, unknown_word

BASES: Mapping[str, Words] = {"art6": ART6, "art9": ART9, "dbl": DBL}
_KLE = re.compile(r"(\d\d(?:\.\d\d){0,2})(?![\d.])")


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
    cells = _Cells(columns, values, row)
    fields = {key: cells.value(key) for key in columns if BY_KEY[key].fills == key}
    if not {"purposes", *BASES, "special_law", "is_statistical"}.isdisjoint(columns):
        fields["purposes"] = cells.purposes()
    if fields.get("disclosures") == () and cells.says_none("disclosures"):
        fields["not_disclosed"] = True
    return ActivityContent(**fields), cells.problems


class _Cells:
    """One row of a sheet, read column by column."""

    def __init__(self, columns: Mapping[str, str], values: Mapping[str, str], row: int) -> None:
        self.columns, self.values, self.row = columns, values, row
        self.problems: list[CellProblem] = []

    def text(self, key: str) -> str:
        return self.values.get(self.columns.get(key, ""), "")

    def refuser(self, key: str) -> Callable[[str], None]:
        column = self.columns[key]
        return lambda sentence: self.problems.append(CellProblem(self.row, column, sentence))

    def value(self, key: str) -> Any:
        if key in rows.READERS:
            return self._rows(key)
        if key == "purposes":
            return ()
        if key == "subjects":
            return tuple(dict.fromkeys(self._codes(key, SUBJECTS, self.text(key))))
        if key == "kle_numbers":
            return self._kle_numbers()
        if key == "systems":
            return tuple(notation.parts(self.text(key)))
        if key == "not_disclosed":
            return self._flag(key, notation.scalar(self.text(key)))
        if key in DATES:
            return self._day(key)
        return notation.scalar(self.text(key))

    def says_none(self, key: str) -> bool:
        return fold(notation.scalar(self.text(key))) in rows.NONE_WORDS

    def purposes(self) -> tuple[Purpose, ...]:
        texts = [part for line in notation.split(self.text("purposes")) for part in line]
        count = max(len(texts), 1)
        bases = {key: self._per_purpose(key, count) for key in BASES}
        laws = self._per_purpose("special_law", count)
        flags = self._per_purpose("is_statistical", count)
        found = tuple(
            Purpose(
                text=texts[at] if texts else "",
                is_statistical=any(self._flag("is_statistical", said) for said in flags[at]),
                art6=self._bases("art6", bases["art6"][at]),
                art9=self._bases("art9", bases["art9"][at]),
                dbl=self._bases("dbl", bases["dbl"][at]),
                special_law="\n".join(laws[at]),
            )
            for at in range(count)
        )
        self.problems[:] = list(dict.fromkeys(self.problems))
        return found if texts else tuple(purpose for purpose in found if purpose != Purpose())

    def _per_purpose(self, key: str, count: int) -> list[list[str]]:
        """What each purpose gets: its own line where there is one for each, else all of it."""
        lines = [[part for part in line if part] for line in notation.split(self.text(key))]
        if count > 1 and len(lines) == count:
            return lines
        return [[part for line in lines for part in line]] * count

    def _bases(self, key: str, said: Sequence[str]) -> tuple[str, ...]:
        pieces = [piece for part in said for piece in part.split(";")]
        return tuple(dict.fromkeys(code for piece in pieces for code in self._codes(key, BASES[key], piece)))

    def _codes(self, key: str, words: Words, cell: str) -> list[str]:
        """Codes of a cell's parts; a part that is no word of the list is tried as several with commas between."""
        found: list[str] = []
        for part in notation.parts(cell):
            whole = find_code(words, part)
            pieces = [part] if whole else [p.strip() for p in re.split(r"[,;/]|\bog\b", part) if p.strip()]
            for piece in pieces:
                code = find_code(words, piece)
                if code is None:
                    self.refuser(key)(unknown_word(words, piece))
                else:
                    found.append(code)
        return found

    def _rows(self, key: str) -> tuple[Any, ...]:
        if key in ("disclosures", "transfers") and self.says_none(key):
            return ()
        refuse = self.refuser(key)
        return tuple(
            row
            for parts in notation.split(self.text(key))
            for row in rows.READERS[key](parts, refuse)
            if row != type(row)()
        )

    def _kle_numbers(self) -> tuple[str, ...]:
        found = []
        for part in notation.parts(self.text("kle_numbers")):
            for piece in filter(None, map(str.strip, re.split(r"[,;]", part))):
                match = _KLE.match(piece)
                if match:
                    found.append(match[1])
                else:
                    self.refuser("kle_numbers")(
                        N_("«%(text)s» er ikke et KLE-nummer. Skriv to cifre i hver del, som 27.60, i en tekstkolonne.")
                        % {"text": piece[:80]}
                    )
        return tuple(dict.fromkeys(found))

    def _flag(self, key: str, said: str) -> bool:
        flag = find_flag(said)
        if flag is None:
            self.refuser(key)(N_("«%(text)s» er hverken ja eller nej.") % {"text": said[:80]})
        return bool(flag)

    def _day(self, key: str) -> date | None:
        said = notation.scalar(self.text(key))
        day = find_day(said)
        if said and day is None:
            self.refuser(key)(N_("«%(text)s» er ikke en dato. Skriv den som 31-12-2027.") % {"text": said[:80]})
        return day


def _cell(key: str, content: ActivityContent) -> str:
    if BY_KEY[key].fills == "purposes":
        return _purpose_cell(key, content.purposes)
    value = getattr(content, key)
    if key in rows.FORMS:
        return _unless_none_word(key, notation.join(rows.shortest(key, row) for row in value))
    if key == "subjects":
        return notation.join((SUBJECTS.get(code, code),) for code in value)
    if isinstance(value, tuple):
        return notation.join((item,) for item in value)
    if isinstance(value, bool):
        return N_("ja") if value else ""
    if isinstance(value, date):
        return value.isoformat()
    return notation.as_scalar(value or "")


def _unless_none_word(key: str, cell: str) -> str:
    """A recipient may be called "Ingen": said in full it is not taken for the word that there are none."""
    is_name = key in ("disclosures", "transfers") and fold(notation.scalar(cell)) in rows.NONE_WORDS
    return notation.DASH + " | " + notation.DASH + " | " + cell if is_name else cell


def _purpose_cell(key: str, purposes: Sequence[Purpose]) -> str:
    if key == "purposes":
        return notation.join((purpose.text,) for purpose in purposes)
    said = [_said(key, purpose) for purpose in purposes]
    if not any(said):
        return ""
    return notation.join((text,) for text in said)


def _said(key: str, purpose: Purpose) -> str:
    if key == "special_law":
        return purpose.special_law
    if key == "is_statistical":
        return N_("ja") if purpose.is_statistical else ""
    codes: tuple[str, ...] = getattr(purpose, key)
    return "; ".join(_short(code) if key == "dbl" else code for code in codes)


def _short(code: str) -> str:
    paragraph, _, part = code.partition(".")
    return f"§ {paragraph}, stk. {part}" if part else f"§ {paragraph}"
