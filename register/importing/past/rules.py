"""What undoing an import does to each record that the import touched, and why some are left as they are. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.text import N_

OUTSIDE = N_("Ligger uden for det, du må rette i.")
LATER = N_("En senere import har også rettet den. Fortryd den import først.")
CHANGED = N_("Er rettet siden.")


@dataclass(frozen=True, kw_only=True)
class Touched:
    """A record that an import touched, as it stands now.

    `undone` holds what later imports, undone since, did to it: the version their undoing made → the one before them.
    `is_later`: a later import that still stands has touched it.
    """

    row_id: int
    activity_id: int
    number: str
    title: str
    was_created: bool
    version: int
    version_before: int | None
    version_after: int
    is_later: bool = False
    is_in_reach: bool = True
    undone: Mapping[int, int] = field(default_factory=dict)

    @property
    def is_visible(self) -> bool:
        """Whether the import changed what the record says; else only what the next import compares with."""
        return self.version_before != self.version_after


def standing_version(version: int, undone: Mapping[int, int]) -> int:
    """The version that a record stands at, when imports that were undone count as if they had not been.

    `undone`: the version that an undoing made → the version before the import that it undid, which is lower.
    """
    while version in undone and undone[version] < version:
        version = undone[version]
    return version


def why_left(row: Touched) -> str | None:
    """Why undoing leaves a record as it is; None when it does not.

    1. Outside the part of the municipality in which one may import.
    2. A later import has touched it: that one is to be undone first.
    3. Somebody has changed it, or taken a step of its life, since the import.
    """
    if not row.is_in_reach:
        return OUTSIDE
    if row.is_later:
        return LATER
    if standing_version(row.version, row.undone) != row.version_after:
        return CHANGED
    return None


@dataclass(frozen=True)
class UndoPlan:
    """What undoing an import would do: records that say again what they said, those that go, those that are left.

    `compared` are records that say the same as ever; only what the next import compares with is put back.
    """

    restored: Sequence[Touched] = ()
    retired: Sequence[Touched] = ()
    compared: Sequence[Touched] = ()
    left: Sequence[tuple[Touched, str]] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be changed."""
        return not (self.restored or self.retired or self.compared)


def sort_out(rows: Sequence[Touched], unfit: Mapping[int, str]) -> UndoPlan:
    """Each record to where it belongs, in the order given. `unfit` says of some, by their row, why they must stay."""
    restored, retired, compared, left = [], [], [], []
    for row in rows:
        why = why_left(row) or unfit.get(row.activity_id)
        if why is not None:
            if row.is_visible:
                left.append((row, why))
        elif row.was_created:
            retired.append(row)
        elif row.is_visible:
            restored.append(row)
        else:
            compared.append(row)
    return UndoPlan(restored, retired, compared, left)
