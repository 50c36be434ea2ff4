"""The cells of one row, read column by column into the fields of a content. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.core.days import find_day, why_no_day
from app.core.text import N_
from register.activity.choices import ART6, ART9, DBL
from register.activity.content import DATES, FLAGS, LISTS, DataLine, Purpose
from register.activity.tidy import CODES, is_blank, missing_lines
from register.importing import notation, rows
from register.importing.columns import BY_KEY, COLUMNS
from register.importing.problem import CellProblem
from register.importing.values import Words, find_code, find_flag, fold, no_flag, unknown_word

BASES: Mapping[str, Words] = {"art6": ART6, "art9": ART9, "dbl": DBL}
_KLE = re.compile(r"(\d\d(?:\.\d\d){0,2}(?:[ -]?[A-Z]\d\d)?)(?![\w.])")


class Cells:
    """One row of a sheet: `columns` is column key → heading. What fits nowhere becomes a problem."""

    def __init__(self, columns: Mapping[str, str], values: Mapping[str, str], row: int) -> None:
        self.columns, self.values, self.row = columns, values, row
        self.problems: list[CellProblem] = []

    def text(self, key: str) -> str:
        return self.values.get(self.columns.get(key, ""), "")

    def refuser(self, key: str) -> Callable[[str], None]:
        column = self.columns[key]
        return lambda sentence: self.problems.append(CellProblem(self.row, column, sentence))

    def fields(self) -> dict[str, Any]:
        """Field of the content → value, for the fields that the columns speak of."""
        found = {key: _READERS[key](self, key) for key in self.columns if key in _READERS}
        if any(BY_KEY[key].fills == "purposes" for key in self.columns):
            found["purposes"] = self._purposes()
        if found.get("disclosures") == () and self._says_none("disclosures"):
            found["not_disclosed"] = True
        if "data_lines" in found:
            self._refuse_missing_lines(found)
        self.problems[:] = dict.fromkeys(self.problems)
        return found

    def _scalar(self, key: str) -> str:
        return notation.scalar(self.text(key))

    def _names(self, key: str) -> tuple[str, ...]:
        return tuple(notation.parts(self.text(key)))

    def _choice(self, key: str) -> str:
        said = self._scalar(key)
        code = find_code(CODES["", key], said) if said else ""
        if code is None:
            self.refuser(key)(unknown_word(CODES["", key], said))
        return code or ""

    def _choices(self, key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._codes(key, CODES["", key], self.text(key))))

    def _rows(self, key: str) -> tuple[Any, ...]:
        if key in rows.MAY_BE_NONE and self._says_none(key):
            return ()
        refuse = self.refuser(key)
        lines = notation.split(self.text(key))
        found = (row for parts in lines for row in rows.READERS[key](parts, refuse))
        return tuple(row for row in found if not is_blank(row))

    def _data_lines(self, key: str) -> tuple[DataLine, ...]:
        """The lines; one without a key has the number of its place, as it is read in the cell."""
        lines = self._rows(key)
        taken = {line.key for line in lines}
        return tuple(
            line if line.key or str(place) in taken else replace(line, key=str(place))
            for place, line in enumerate(lines, start=1)
        )

    def _refuse_missing_lines(self, found: Mapping[str, Any]) -> None:
        for key, line in missing_lines(found):
            words = N_("der er ingen linje #%(key)s i «%(column)s».")
            self.refuser(key)(words % {"key": line, "column": self.columns["data_lines"]})

    def _says_none(self, key: str) -> bool:
        return fold(notation.scalar(self.text(key))) in rows.NONE_WORDS

    def _purposes(self) -> tuple[Purpose, ...]:
        texts = [part for line in notation.split(self.text("purposes")) for part in line]
        count = max(len(texts), 1)
        bases = {key: self._per_purpose(key, count) for key in BASES}
        laws = self._per_purpose("laws", count)
        special = self._per_purpose("special_law", count)
        flags = self._per_purpose("is_statistical", count)
        found = tuple(
            Purpose(
                text=texts[at] if texts else "",
                is_statistical=any(self._flag("is_statistical", said) for said in flags[at]),
                art6=self._bases("art6", bases["art6"][at]),
                art9=self._bases("art9", bases["art9"][at]),
                dbl=self._bases("dbl", bases["dbl"][at]),
                laws=tuple(dict.fromkeys(laws[at])),
                special_law="\n".join(special[at]),
            )
            for at in range(count)
        )
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

    def _kle_numbers(self, key: str) -> tuple[str, ...]:
        found = []
        for part in notation.parts(self.text(key)):
            for piece in filter(None, map(str.strip, re.split(r"[,;]", part))):
                match = _KLE.match(piece)
                if match:
                    found.append(match[1])
                else:
                    self.refuser(key)(
                        N_("«%(text)s» er ikke et KLE-nummer. Skriv to cifre i hver del, som 27.60, i en tekstkolonne.")
                        % {"text": piece[:80]}
                    )
        return tuple(dict.fromkeys(found))

    def _flag(self, key: str, said: str) -> bool:
        flag = find_flag(said)
        if flag is None:
            self.refuser(key)(no_flag(said))
        return bool(flag)

    def _day(self, key: str) -> date | None:
        said = notation.scalar(self.text(key))
        day = find_day(said)
        if said and day is None:
            self.refuser(key)(why_no_day(said))
        return day

    def _is_yes(self, key: str) -> bool:
        return self._flag(key, self._scalar(key))


def _reader(key: str) -> Callable[[Cells, str], Any]:
    """What reads the column of a field: told by the kind of field it is."""
    own = {"data_lines": Cells._data_lines, "kle_numbers": Cells._kle_numbers}
    if key in own:
        return own[key]
    if key in rows.READERS:
        return Cells._rows
    if ("", key) in CODES:
        return Cells._choices if key in LISTS else Cells._choice
    kinds = ((LISTS, Cells._names), (DATES, Cells._day), (FLAGS, Cells._is_yes))
    return next((reader for names, reader in kinds if key in names), Cells._scalar)


_READERS: Mapping[str, Callable[[Cells, str], Any]] = {
    column.key: _reader(column.key) for column in COLUMNS if column.fills == column.key and column.key != "purposes"
}
