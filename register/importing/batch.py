"""A file as records to take over, whatever form it has. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.importing import Rejection
from app.core.text import N_
from register.activity.content import ActivityContent
from register.activity.tidy import tidy
from register.importing.problem import CellProblem

MAX_BYTES = 64 * 1024 * 1024
MAX_RESTORED_BYTES = 1024 * 1024 * 1024
"""Of our own json, when whoever runs the installation reads it in: a large register with all its versions."""
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MOST_NAMED = 5
"""Rows that a sentence names."""

Key = tuple[str, str]


@dataclass(frozen=True)
class Incoming:
    """A record as a file has it, and where. `said` are the fields that the file says something about.

    `status` and `history`, what the record was before, are told by our own json alone.
    """

    row: int
    source: str
    content: ActivityContent
    said: frozenset[str]
    status: str = ""
    history: Mapping[str, Any] = field(default_factory=dict)
    problems: Sequence[Rejection] = ()

    @property
    def key(self) -> Key:
        """What the record is found again by."""
        return self.source, self.content.number


@dataclass(frozen=True)
class Batch:
    """What a file brings. `faults` are what is wrong with the file as a whole: then there are no records.

    `columns` says what the file calls a field; `others` is what our own json carries beside the records.
    """

    records: Sequence[Incoming] = ()
    faults: Sequence[Rejection] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, Any] = field(default_factory=dict)

    def column_of(self, name: str) -> str:
        """The file's word for a field."""
        return self.columns.get(name, name)


def make_incoming(
    row: int,
    source: str,
    content: ActivityContent,
    *,
    said: Iterable[str],
    problems: Iterable[CellProblem | Rejection] = (),
    status: str = "",
    history: Mapping[str, Any] | None = None,
) -> Incoming:
    """A record in the form contents are kept in. A unit that is not named is not said: it moves no record."""
    said = frozenset(said)
    content = tidy(content, has_lines="data_lines" in said)
    fields = said - (frozenset() if content.unit else {"unit"})
    told = tuple(Rejection(problem.row, problem.column, problem.message) for problem in problems)
    return Incoming(
        row=row, source=source, content=content, said=fields, status=status, history=history or {}, problems=told
    )


def place_unplaced(records: Iterable[Incoming], unit: str) -> list[Incoming]:
    """The records with this unit where they name none."""
    return [
        record
        if record.content.unit
        else replace(record, content=replace(record.content, unit=unit), said=record.said | {"unit"})
        for record in records
    ]


def _in_short(rows: Sequence[int], count: int) -> str:
    """The first of these rows; the others are counted, for a file may hold one number in each of its rows."""
    named = ", ".join(map(str, rows[:MOST_NAMED]))
    return named if count <= MOST_NAMED else N_("%(rows)s og %(n)s til") % {"rows": named, "n": count - MOST_NAMED}


def twice_in_file(records: Sequence[Incoming], column: str) -> dict[int, Rejection]:
    """By row: why a record cannot be told from another of the same file. Both are refused, each naming the other."""
    rows: dict[Key, list[int]] = defaultdict(list)
    for record in records:
        if record.content.number:
            rows[record.key].append(record.row)
    found = {}
    for (_source, number), same in rows.items():
        for row in same if len(same) > 1 else ():
            others = _in_short([other for other in same[: MOST_NAMED + 1] if other != row], len(same) - 1)
            words = N_("nummer %(number)s står også i række %(rows)s. Hver behandling skal have sit eget nummer.")
            found[row] = Rejection(row, column, words % {"number": number, "rows": others})
    return found
