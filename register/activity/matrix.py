"""A record's matrix as a table: data lines down, grouped by data subject; recipients and transfers across.

Pure. Only recipients and transfers that say which lines they concern have a column: of the others it is not known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.text import N_
from register.activity.choices import DATA_CATEGORIES, RECIPIENTS, SUBJECTS
from register.activity.content import EVERY_LINE, ActivityContent, DataLine, Disclosure, Transfer
from register.activity.countries import COUNTRIES
from register.activity.labels import Known, Translate

RECIPIENT, TRANSFER = "recipient", "transfer"
_SHORT = 60


@dataclass(frozen=True)
class Column:
    """Somebody who gets data: what they are called, which kind of row they stem from, and of which lines."""

    kind: str
    name: str
    lines: tuple[str, ...]

    def holds(self, line: DataLine) -> bool:
        """Whether this line is among those they get."""
        return EVERY_LINE in self.lines or line.key in self.lines


@dataclass(frozen=True)
class MatrixLine:
    """A data line, and for each column whether it goes there."""

    category: str
    text: str
    marks: Sequence[bool]


@dataclass(frozen=True)
class Group:
    """The lines about one category of data subjects."""

    subject: str
    lines: Sequence[MatrixLine]


@dataclass(frozen=True)
class Matrix:
    """The whole table, in words."""

    columns: Sequence[Column]
    groups: Sequence[Group]


def matrix_of(content: ActivityContent, translate: Translate = N_, known: Known | None = None) -> Matrix:
    """The table of a record. Lines stand in the order written, those not coupled to a subject last.

    Subjects stand in the order of their first line; so do the columns, recipients before transfers.
    """
    known = known or Known()
    columns = [
        *(Column(RECIPIENT, _recipient(row, translate, known), row.lines) for row in content.disclosures if row.lines),
        *(Column(TRANSFER, _transfer(row, translate, known), row.lines) for row in content.transfers if row.lines),
    ]
    groups: dict[str, list[MatrixLine]] = {}
    for line in sorted(content.data_lines, key=lambda line: not line.subject):
        marks = [column.holds(line) for column in columns]
        category = _word(line.category, DATA_CATEGORIES, translate)
        groups.setdefault(line.subject, []).append(MatrixLine(category, line.text, marks))
    unnamed = translate(N_("Ikke koblet til en gruppe")) if content.subjects else translate(N_("Oplysninger"))
    return Matrix(
        columns,
        [Group(_word(subject, SUBJECTS, translate) or unnamed, lines) for subject, lines in groups.items()],
    )


def _recipient(row: Disclosure, translate: Translate, known: Known) -> str:
    name = row.name or known.names.get("recipients", {}).get(row.recipient, row.recipient)
    return _short(name or _word(row.category, RECIPIENTS, translate) or translate(N_("Modtager")))


def _transfer(row: Transfer, translate: Translate, known: Known) -> str:
    name = row.recipient or known.names.get("processors", {}).get(row.processor, row.processor)
    country = _word(row.country, COUNTRIES, translate)
    return _short(", ".join(part for part in (country, name) if part) or translate(N_("Overførsel")))


def _word(code: str, words: Mapping[str, str], translate: Translate) -> str:
    return translate(words[code]) if code in words else code


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHORT else text[:_SHORT].rstrip() + "…"
