"""Two edits of one record, laid together field by field; and what changed between two versions.

Pure. A field is a field of ActivityContent, a list of rows as a whole.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Any

from register.activity.content import ActivityContent

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
