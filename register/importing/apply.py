"""A mapping used on one record. Pure."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from app.core.days import find_day, why_no_day
from app.core.text import N_, squeeze
from register.activity.choices import (
    ART6,
    ART9,
    DATA_CATEGORIES,
    DBL,
    RECIPIENTS,
    SUBJECTS,
    TRANSFER_BASES,
)
from register.activity.content import DATES, FLAGS, LISTS, ROWS, ActivityContent
from register.importing import notation
from register.importing.mapping import SourceMapping, Spec, Template
from register.importing.problem import CellProblem
from register.importing.values import Words, find_code, find_country, find_flag, no_flag, unknown_word

_KLE = re.compile(r"\d\d(\.\d\d){0,2}\Z")
_WORDS: Mapping[tuple[str, str], Words] = {
    ("", "subjects"): SUBJECTS,
    ("purposes", "art6"): ART6,
    ("purposes", "art9"): ART9,
    ("purposes", "dbl"): DBL,
    ("data_lines", "subject"): SUBJECTS,
    ("data_lines", "category"): DATA_CATEGORIES,
    ("disclosures", "category"): RECIPIENTS,
    ("transfers", "basis"): TRANSFER_BASES,
    ("retention", "category"): DATA_CATEGORIES,
}


class Record(Protocol):
    """A row of a sheet, or a record of json with its lists as they are."""

    @property
    def number(self) -> int: ...

    @property
    def values(self) -> Mapping[str, Any]: ...


def apply(mapping: SourceMapping, record: Record) -> tuple[ActivityContent, list[CellProblem]]:
    """The content a mapping makes of a record, and a problem for every value that fits nowhere.

    A name the record does not have, and null, are empty.
    """
    reader = _Reader(mapping, record.number, record.values)
    found: dict[str, Any] = {name: reader.value("", name, spec) for name, spec in mapping.plain.items()}
    for name, templates in mapping.rows.items():
        found[name] = tuple(row for template in templates for row in reader.rows(name, template))
    return ActivityContent(**found), list(dict.fromkeys(reader.problems))


class _Reader:
    """One record; each value is asked for by the place it goes to."""

    def __init__(self, mapping: SourceMapping, number: int, values: Mapping[str, Any]) -> None:
        self.mapping, self.number, self.values = mapping, number, values
        self.problems: list[CellProblem] = []

    def rows(self, name: str, template: Template) -> list[Any]:
        """The rows a template makes: one, or one for each value of a list; none where nothing was found."""
        readers = [self]
        if template.each:
            readers = [self._with(template.each, item) for item in _items(self.values.get(template.each))]
        found = []
        for reader in readers:
            row = ROWS[name](**{part: reader.value(name, part, spec) for part, spec in template.parts.items()})
            if row != ROWS[name]():
                found.append(row)
        return found

    def value(self, rows: str, name: str, spec: Spec) -> Any:
        """The value of a field, or of a part of a row, in the type it has there."""
        texts = self._texts(spec, as_list=name in LISTS)
        if name == "kle_numbers":
            return self._kle_numbers(spec, texts)
        if (rows, name) in _WORDS:
            words = _WORDS[rows, name]
            texts = self._known(spec, texts, lambda text: find_code(words, text), words)
        elif name == "country":
            texts = self._known(spec, texts, find_country, None)
        if name in LISTS:
            return tuple(dict.fromkeys(texts))
        if name in DATES:
            return self._first(spec, texts, find_day, why_no_day)
        if name in FLAGS:
            return bool(self._first(spec, texts, find_flag, no_flag))
        return "\n".join(texts)

    def _with(self, column: str, item: str) -> "_Reader":
        other = _Reader(self.mapping, self.number, {**self.values, column: [item]})
        other.problems = self.problems
        return other

    def _refuse(self, column: str, sentence: str) -> None:
        self.problems.append(CellProblem(self.number, column, sentence))

    def _texts(self, spec: Spec, *, as_list: bool) -> list[str]:
        """The texts of a column: squeezed, matched, and looked up in the table of values."""
        raw = self.values.get(spec.column)
        if spec.constant:
            items = [spec.constant]
        elif isinstance(raw, dict) or (isinstance(raw, list) and any(isinstance(i, dict | list) for i in raw)):
            self._refuse(spec.column, N_("her står flere felter inden i hinanden; der ventes tekst eller en liste."))
            return []
        else:
            items = notation.parts(raw) if as_list and isinstance(raw, str) else _items(raw)
        texts = [squeeze(item) if spec.squeeze else item.strip() for item in items]
        matched = [self._match(spec, text) for text in texts if text]
        return [text for item in matched if (text := self._translated(spec, item))]

    def _match(self, spec: Spec, text: str) -> str:
        if spec.pattern is None or not text:
            return text
        match = spec.pattern.fullmatch(text)
        if match is None:
            said = spec.says or N_("teksten har ikke den form, som kolonnevalget kræver.")
            self._refuse(spec.column, f"«{text[:80]}»: {said}")
            return ""
        return (match[spec.group] or "").strip()

    def _translated(self, spec: Spec, text: str) -> str:
        if spec.values is None or not text:
            return text
        if text not in spec.values and text not in self.mapping.known_values(spec.column):
            self._refuse(spec.column, N_("«%(text)s» står ikke i kolonnevalget.") % {"text": text[:80]})
        return spec.values.get(text, "")

    def _known(self, spec: Spec, texts: list[str], find: Callable[[str], str | None], words: Words | None) -> list[str]:
        found = []
        for text in texts:
            code = find(text)
            if code is not None:
                found.append(code)
            elif words is not None:
                self._refuse(spec.column, unknown_word(words, text))
            else:
                self._refuse(spec.column, N_("«%(text)s» er ikke et land på listen.") % {"text": text[:80]})
        return found

    def _first(self, spec: Spec, texts: list[str], find: Callable[[str], Any], why: Callable[[str], str]) -> Any:
        if not texts:
            return None
        found = find(texts[0])
        if found is None:
            self._refuse(spec.column, why(texts[0]))
        return found

    def _kle_numbers(self, spec: Spec, texts: list[str]) -> tuple[str, ...]:
        """The numbers listed; a parent too where no number of it is. A parent in another form is passed over when
        numbers are listed, for then it says nothing they do not."""
        numbers = self._kle_shaped(spec.column, texts)
        parents = [item.strip() for item in _items(self.values.get(spec.parents))] if spec.parents else []
        if texts:
            parents = [parent for parent in parents if _KLE.match(parent)]
        listed = self._kle_shaped(spec.parents, parents)
        missing = [parent for parent in listed if not any(number.startswith(parent) for number in numbers)]
        return tuple(dict.fromkeys([*missing, *numbers]))

    def _kle_shaped(self, column: str, texts: list[str]) -> list[str]:
        for text in texts:
            if not _KLE.match(text):
                self._refuse(
                    column,
                    N_("«%(text)s» er ikke et KLE-nummer: to cifre i hver del, som 27.60.") % {"text": text[:80]},
                )
        return [text for text in texts if _KLE.match(text)]


def _items(value: Any) -> list[str]:
    """The texts of a value: null is none, a list its items."""
    if value is None:
        return []
    if isinstance(value, list):
        return [text for item in value for text in _items(item)]
    if isinstance(value, bool):
        return ["ja" if value else "nej"]
    return [str(value)]
