"""Changing the same fields of many records: what becomes of each, and why some are left as they are. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.text import N_

MOST = 2000
"""Records that can be changed in one go; more are done a part at a time."""

OUTSIDE = N_("Ligger uden for det, du må rette i.")
RETIRED = N_("Er udgået.")
ALREADY = N_("Er sådan i forvejen.")
DPO_OWNS = N_(
    "Databeskyttelsesrådgiveren står som ansvarlig, men må ikke være det for behandlinger. Vælg også en ny ansvarlig."
)
TOO_EARLY = N_("Næste gennemgang ville ligge før den seneste.")
CHANGED = N_("Er rettet af en anden, siden du så den.")
GONE = N_("Findes ikke mere.")


@dataclass(frozen=True, kw_only=True)
class BulkChange:
    """The new values; None leaves a field as it is, "" empties it. Unit by code, owner by mail address."""

    owner: str | None = None
    unit: str | None = None
    next_review_on: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be changed."""
        return self.owner is None and self.unit is None and self.next_review_on is None


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What must be known of a record that somebody has chosen. `owner` is a mail address, `unit` a code."""

    id: int
    version: int
    number: str
    title: str
    unit: str
    owner: str
    last_review_on: date | None
    next_review_on: date | None
    is_in_reach: bool
    is_retired: bool
    is_owned_by_dpo: bool


def differing(row: Chosen, change: BulkChange) -> dict[str, tuple[str | date | None, str | date | None]]:
    """The fields that would change: from what, to what."""
    pairs: Mapping[str, tuple[str | date | None, str | date | None]] = {
        "owner": (row.owner, change.owner),
        "unit": (row.unit, change.unit),
        "next_review_on": (row.next_review_on, change.next_review_on),
    }
    return {name: (old, new) for name, (old, new) in pairs.items() if new is not None and new != old}


def why_left_out(row: Chosen, change: BulkChange) -> str | None:
    """Why a record is not changed; None when it is.

    1. Outside the part of the municipality in which one may write.
    2. Retired: it stands as it was.
    3. Nothing would change.
    4. The DPO owns it and would go on doing so (art. 38(6)): no save lets that through.
    5. The next review would not come after the last.
    """
    if not row.is_in_reach:
        return OUTSIDE
    if row.is_retired:
        return RETIRED
    if not differing(row, change):
        return ALREADY
    if row.is_owned_by_dpo and change.owner is None:
        return DPO_OWNS
    day, last = change.next_review_on, row.last_review_on
    if day is not None and last is not None and day <= last:
        return TOO_EARLY
    return None


@dataclass(frozen=True)
class Planned:
    """What a change would do to the chosen records."""

    changed: Sequence[Chosen]
    left: Sequence[tuple[Chosen, str]]

    @property
    def reasons(self) -> Mapping[str, int]:
        """How many are left out for each reason, the commonest first."""
        counts: dict[str, int] = {}
        for _row, reason in self.left:
            counts[reason] = counts.get(reason, 0) + 1
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def plan(rows: Collection[Chosen], change: BulkChange) -> Planned:
    """Each record to the one side or the other, in the order given."""
    judged = [(row, why_left_out(row, change)) for row in rows]
    return Planned([row for row, why in judged if why is None], [(row, why) for row, why in judged if why is not None])


def write_seen(rows: Collection[Chosen]) -> str:
    """Which records, in which version, were shown: "12.3 15.1". The page carries it to the save."""
    return " ".join(f"{row.id}.{row.version}" for row in rows)


def read_seen(text: str) -> dict[int, int]:
    """Row number → version, as `write_seen` gave them; what is no such pair, and what is beyond `MOST`, is left out."""
    pairs = (part.split(".") for part in text.split()[:MOST])
    numbers = (p for p in pairs if len(p) == 2 and all(n.isascii() and n.isdecimal() and len(n) < 10 for n in p))
    return {int(row_id): int(version) for row_id, version in numbers}
