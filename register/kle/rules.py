"""A KLE list as rows, and what a new one changes. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.core.importing import Rejection
from app.core.text import N_

NUMBER = re.compile(r"\d\d(\.\d\d){0,2}\Z")
RETENTION = re.compile(r"P\d{1,5}D\Z")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("nummer", "number", "emnenummer", "kle-nummer", "kle"),
    "title": ("titel", "title", "emne", "emnetitel", "navn"),
    "retention": ("slettefrist", "kassationskode", "retention", "slettekode", "varighed"),
    "archive": ("bevaring", "bevaringskode", "archive", "bevaring/kassation"),
    "uuid": ("uuid",),
    "kind": ("type",),
}
"""Headings by what they hold; number and title must be there."""
FACETS = frozenset({"handlingsfacet", "handlingsfacetkategori"})
"""Rows that say what is done in a case, not what it is about: no number of a record."""

What = Literal["created", "renamed", "retention", "other", "removed", "returned"]
WORDS: Mapping[str, str] = {
    "renamed": N_("Omdøbt"),
    "retention": N_("Ny slettefrist"),
    "removed": N_("Fjernet"),
    "returned": N_("Tilbage på listen"),
}


@dataclass(frozen=True, kw_only=True)
class KleRow:
    """A number of a list: `retention` is an ISO 8601 duration in days, or empty."""

    number: str
    title: str
    retention: str = ""
    archive: str = ""
    uuid: str = ""

    @property
    def parent(self) -> str:
        """The number above: 27.60 of 27.60.08."""
        return self.number.rpartition(".")[0]


@dataclass(frozen=True)
class Change:
    """What becomes of one number, and what it was before and is after, in the file's words."""

    what: What
    number: str
    before: str = ""
    after: str = ""


def find_columns(headings: Sequence[str]) -> dict[str, str]:
    """Our names of the columns → the file's headings, as far as they are there."""
    by_plain = {" ".join(heading.split()).casefold(): heading for heading in reversed(headings)}
    return {
        name: next(by_plain[word] for word in words if word in by_plain)
        for name, words in COLUMNS.items()
        if any(word in by_plain for word in words)
    }


def read_row(columns: Mapping[str, str], values: Mapping[str, str], row: int) -> KleRow | Rejection | None:
    """A row of the file; None for one that is no number of ours (an action facet), a Rejection for a wrong one."""
    held = {name: " ".join(values.get(heading, "").split()) for name, heading in columns.items()}
    if held.get("kind", "").casefold() in FACETS:
        return None
    if not NUMBER.match(held["number"]):
        words = N_("«%(text)s» er ikke et KLE-nummer: to cifre i hver del, som 27.60.08.")
        return Rejection(row, columns["number"], words % {"text": held["number"][:40]})
    if not held["title"]:
        return Rejection(row, columns["title"], N_("titlen mangler."))
    if len(held["title"]) > 400 or len(held.get("archive", "")) > 200 or len(held.get("uuid", "")) > 40:
        return Rejection(row, columns["title"], N_("teksten er for lang."))
    retention = held.get("retention", "").upper()
    if retention and not RETENTION.match(retention):
        words = N_("«%(text)s» er ikke en slettefrist. Skriv P, antal dage og D: P1825D.")
        return Rejection(row, columns["retention"], words % {"text": held["retention"][:40]})
    return KleRow(
        number=held["number"],
        title=held["title"],
        retention=retention,
        archive=held.get("archive", ""),
        uuid=held.get("uuid", ""),
    )


def compare(
    known: Mapping[str, tuple[KleRow, bool]], rows: Sequence[KleRow], said: frozenset[str]
) -> tuple[list[Change], list[str]]:
    """What a list changes, and the numbers it leaves as they are.

    `known` is by number: what is held, and whether it is off the list now. `said` are the columns the file has: of the
    others nothing is changed. A number is removed when the file speaks of its main group and does not name it.
    """
    wanted = {row.number: row for row in rows}
    changes: list[Change] = []
    unchanged: list[str] = []
    for number, row in wanted.items():
        held, is_removed = known.get(number, (None, False))
        found = _changes_of(held, row, said, is_removed=is_removed)
        changes += found
        if not found:
            unchanged.append(number)
    groups = {number[:2] for number in wanted}
    for number, (held, is_removed) in known.items():
        if number not in wanted and number[:2] in groups and not is_removed:
            changes.append(Change("removed", number, held.title))
    return changes, unchanged


def _changes_of(held: KleRow | None, row: KleRow, said: frozenset[str], *, is_removed: bool) -> list[Change]:
    if held is None:
        return [Change("created", row.number, after=row.title)]
    found = [Change("returned", row.number, after=row.title)] if is_removed else []
    if held.title != row.title:
        found.append(Change("renamed", row.number, held.title, row.title))
    if "retention" in said and held.retention != row.retention:
        found.append(Change("retention", row.number, held.retention, row.retention))
    if any(name in said and getattr(held, name) != getattr(row, name) for name in ("archive", "uuid")):
        found.append(Change("other", row.number))
    return found
