"""Two edits of one record, laid together field by field; and what changed between two versions.

Pure. A field is a field of ActivityContent, a list of rows as a whole.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from register.activity.content import ActivityContent, highest_key

FIELDS: tuple[str, ...] = tuple(f.name for f in fields(ActivityContent))


@dataclass(frozen=True)
class Conflict:
    """A field that both people changed, to different values."""

    field: str
    base: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True)
class Change:
    """A field that differs between two versions."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Merge:
    """Both edits in one content; `theirs_changed` are the fields the other person has changed since the base.

    A conflict stands as mine in `content` until somebody chooses.
    """

    content: ActivityContent
    conflicts: tuple[Conflict, ...]
    theirs_changed: tuple[str, ...]


def merge(base: ActivityContent, theirs: ActivityContent, mine: ActivityContent) -> Merge:
    """Lay two edits of the same base together.

    For each field: 1. unchanged by me: theirs stands; 2. unchanged by them, or changed to the same by both:
    mine stands; 3. changed by both to different values: a conflict, mine stands until chosen.
    """
    values: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for name in FIELDS:
        old, other, own = getattr(base, name), getattr(theirs, name), getattr(mine, name)
        values[name] = other if own == old else own
        if own not in (old, other) and other != old:
            conflicts.append(Conflict(name, old, other, own))
    theirs_changed = tuple(change.field for change in changes(base, theirs))
    return Merge(ActivityContent(**values), tuple(conflicts), theirs_changed)


def tell_lines_apart(base: ActivityContent, theirs: ActivityContent, mine: ActivityContent) -> ActivityContent:
    """Mine, where a data line I added under a key that they gave to another new line has the next free key.

    Done before the two are laid together, so that no recipient of the one comes to point at a line of the other.
    """
    known = {line.key for line in base.data_lines}
    taken = {line.key: line for line in theirs.data_lines if line.key not in known}
    highest = max(highest_key(content.data_lines) for content in (base, theirs, mine))
    moved: dict[str, str] = {}
    for line in mine.data_lines:
        if taken.get(line.key, line) != line:
            highest += 1
            moved[line.key] = str(highest)
    if not moved:
        return mine
    return replace(
        mine,
        data_lines=tuple(replace(line, key=moved.get(line.key, line.key)) for line in mine.data_lines),
        disclosures=tuple(_pointing(row, moved) for row in mine.disclosures),
        transfers=tuple(_pointing(row, moved) for row in mine.transfers),
    )


def forget_lines(content: ActivityContent, keys: Collection[str]) -> ActivityContent:
    """The content, where no recipient and no transfer points at these data lines.

    For lines that somebody has removed while it was written: their keys may name other lines by now.
    """
    if not keys:
        return content
    kept = {
        name: tuple(replace(row, lines=tuple(key for key in row.lines if key not in keys)) for row in rows)
        for name, rows in (("disclosures", content.disclosures), ("transfers", content.transfers))
    }
    return replace(content, **kept)  # type: ignore[arg-type]  # each gets rows of its own kind


def _pointing(row: Any, moved: Mapping[str, str]) -> Any:
    return replace(row, lines=tuple(moved.get(key, key) for key in row.lines))


def take_theirs(merged: Merge, names: Collection[str]) -> ActivityContent:
    """The merged content with the other person's value in those conflicting fields; mine in the rest.

    Raises ValueError for a field that is no conflict.
    """
    choices = {conflict.field: conflict.theirs for conflict in merged.conflicts}
    unknown = sorted(set(names) - set(choices))
    if unknown:
        raise ValueError(unknown[0])
    return replace(merged.content, **{name: choices[name] for name in names})


def changes(before: ActivityContent, after: ActivityContent) -> tuple[Change, ...]:
    """The fields that differ, in the order of the form."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in FIELDS)
    return tuple(Change(name, old, new) for name, old, new in pairs if old != new)
