"""What a changed template means for a record that follows it: yours, ours, new. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from register.activity.content import EVERY_LINE, ActivityContent
from register.activity.merge import FIELDS
from register.activity.states import ADMINISTRATIVE

FOLLOWED: tuple[str, ...] = tuple(name for name in FIELDS if name not in ADMINISTRATIVE | {"title"})
"""The fields that a template speaks of: what is processed, not who does it, when, or what it is called here."""


@dataclass(frozen=True)
class Proposal:
    """A field that the template has changed: what it said, what the record says, what it says now.

    `is_own`: the record has words of its own there, so that nobody but its people can tell which is right.
    """

    field: str
    before: Any
    mine: Any
    new: Any
    is_own: bool


def as_template(content: ActivityContent) -> ActivityContent:
    """What of a record a template keeps."""
    empty = ActivityContent()
    return replace(content, **{name: getattr(empty, name) for name in ADMINISTRATIVE})


def proposals(before: ActivityContent, new: ActivityContent, mine: ActivityContent) -> Sequence[Proposal]:
    """The fields in which the template has changed and the record does not yet say the same, in the form's order."""
    return [
        Proposal(name, old, own, wanted, is_own=own != old)
        for name in FOLLOWED
        for old, wanted, own in [(getattr(before, name), getattr(new, name), getattr(mine, name))]
        if wanted not in (old, own)
    ]


def follow(mine: ActivityContent, found: Sequence[Proposal], taken: Collection[str]) -> ActivityContent:
    """The record with the template's new words in the fields that were taken. Raises ValueError for another field."""
    by_field = {proposal.field: proposal.new for proposal in found}
    unknown = sorted(set(taken) - set(by_field))
    if unknown:
        raise ValueError(unknown[0])
    return replace(mine, **{name: by_field[name] for name in taken})


def point_right(
    wanted: ActivityContent,
    taken: Collection[str],
    *,
    mine: ActivityContent,
    before: ActivityContent,
    new: ActivityContent,
) -> ActivityContent:
    """The record where nobody is said to get data that neither of the two said they get.

    When recipients are of the one and data lines of the other, a key may name different lines: a recipient then keeps
    only lines that are the template's in both. What is lost is asked for as missing.
    """
    old, now = ({line.key: replace(line, key="") for line in content.data_lines} for content in (before, new))
    own = {line.key: replace(line, key="") for line in mine.data_lines}
    shared = {EVERY_LINE, *(key for key, line in own.items() if line in (old.get(key), now.get(key)))}
    crossed = [name for name in ("disclosures", "transfers") if (name in taken) != ("data_lines" in taken)]
    values: dict[str, Any] = {
        name: tuple(
            replace(row, lines=tuple(key for key in row.lines if key in shared)) for row in getattr(wanted, name)
        )
        for name in crossed
    }
    return replace(wanted, **values)
