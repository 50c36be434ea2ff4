"""What an import writes over what is there, field by field, so that what people have changed here stays. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from register.activity.content import EVERY_LINE, ActivityContent, DataLine, highest_key

EMPTY = ActivityContent()


@dataclass(frozen=True)
class Laid:
    """A record after an import: what it says, what the next import compares with, and the fields that stayed.

    `kept` are fields where a person, or a decision elsewhere in the register, says something else than the file.
    """

    content: ActivityContent
    base: ActivityContent | None
    kept: tuple[str, ...]


def lay_over(
    current: ActivityContent,
    base: ActivityContent | None,
    incoming: ActivityContent,
    said: Collection[str],
    *,
    governed: Collection[str] = (),
) -> Laid:
    """Lay what a file says over a record.

    `base` is what the last import gave; None where the record was written here. `said` are the fields that the file
    says something about; the others are left as they are. `governed` are those that say what was decided elsewhere in
    the register. For each field said:

    1. The record says the same as the file: nothing to do. Whose words they were before, they stay.
    2. It is governed: it stays, and is reported.
    3. It still says what the last import gave (a record written here: nothing): the file is followed.
    4. A person has changed it since, to another value or to nothing: it stays, and is reported.
    """
    given = base or EMPTY
    taken: dict[str, Any] = {}
    kept: list[str] = []
    for name in sorted(said):
        now, new = getattr(current, name), getattr(incoming, name)
        if now == new:
            continue
        if name not in governed and now == getattr(given, name):
            taken[name] = new
        else:
            kept.append(name)
    differing = {name: getattr(incoming, name) for name in (*taken, *kept)}
    return Laid(
        content=replace(current, **taken),
        base=replace(given, **differing) if differing else base,
        kept=tuple(kept),
    )


def with_known_keys(incoming: ActivityContent, current: ActivityContent) -> ActivityContent:
    """What a file says, its data lines under the keys that the record knows them by.

    A file that points at no lines has only numbered them by their places, while recipients here may point at them: a
    line that is here keeps its key, wherever the file has it. One that is changed keeps the key of its place, when no
    other line has it; a new one gets a number that was not used.
    """
    pointed = {key for rows in (incoming.disclosures, incoming.transfers) for row in rows for key in row.lines}
    if pointed - {EVERY_LINE}:
        return incoming
    keys: dict[DataLine, list[str]] = {}
    for line in current.data_lines:
        keys.setdefault(replace(line, key=""), []).append(line.key)
    known = [_taken(keys.get(replace(line, key=""), [])) for line in incoming.data_lines]
    taken = set(known) - {""}
    highest = max(highest_key(current.data_lines), highest_key(incoming.data_lines))
    lines = []
    for line, key in zip(incoming.data_lines, known, strict=True):
        new = key or line.key
        if not key and new in taken:
            highest += 1
            new = str(highest)
        lines.append(replace(line, key=new))
    return replace(incoming, data_lines=tuple(lines))


def _taken(keys: list[str]) -> str:
    return keys.pop(0) if keys else ""
