"""The chain that binds the audit trail's events: what is signed of an event, and what a broken chain looks like. Pure.

The link of an event is HMAC-SHA256, under a key that the database does not hold, over the link before it and the
event's canonical bytes. Whoever can write in the database but has not the key can make no link that fits.
"""

import hmac
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from app.core.text import N_

NO_LINK = "0" * 64
"""What stands before the first event."""

MOST_INT = 2**63
_FORM = 1
"""The form of the canonical bytes; an event of another form would have another number here."""


class Event(NamedTuple):
    """A row of the trail as it is stored. A value that could not be read is left as it came; no link fits it then."""

    number: Any
    link: Any
    id: int
    at: Any
    actor_id: Any
    via: Any
    verb: Any
    subject_kind: Any
    subject_id: Any
    changes: Any


@dataclass(frozen=True)
class Head:
    """The newest link of a chain."""

    number: int
    link: str


NOTHING = Head(0, NO_LINK)


@dataclass(frozen=True)
class Finding:
    """A place where the chain does not hold: `what` is one of FAULTS, `number` the place, `id` the row (None: gone)."""

    what: str
    number: int | None
    id: int | None = None


FAULTS: Mapping[str, str] = {
    "altered": N_("Hændelse nr. %(number)s (række %(id)s) er ændret, indsat eller flyttet: dens led passer ikke."),
    "removed": N_("Hændelse nr. %(number)s er fjernet, eller dens nummer er ændret."),
    "unlinked": N_("Rækken %(id)s står uden for kæden: den er sat ind uden om programmet."),
    "other_key": N_(
        "Hverken det første led eller det næste passer. AUDIT_KEY er en anden end den, kæden er lavet med, "
        "eller rækkerne er lagt ind på ny."
    ),
    "cut": N_(
        "De seneste hændelser er fjernet: nr. %(number)s, som er gemt uden for databasen, er her ikke mere."
        " Er en ældre sikkerhedskopi lagt ind, så se docs/drift.md."
    ),
    "rewritten": N_("Hændelse nr. %(number)s er en anden end den, der er gemt uden for databasen."),
    "head_unreadable": N_(
        "Filen med det nyeste led (AUDIT_HEAD_FILE) kan ikke læses, så ingen ved, om noget er fjernet."
    ),
}


def plain(value: Any) -> Any:
    """The value as both databases give it back from JSON, bit for bit.

    A float becomes its words: PostgreSQL keeps another number than SQLite does. A NUL, and half of a surrogate pair,
    can be kept by neither and become U+FFFD. Days and moments become ISO 8601. Raises TypeError for anything else.
    """
    if isinstance(value, str):
        return _whole(str(value))
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(inner) for key, inner in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((plain(inner) for inner in value), key=str)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [plain(inner) for inner in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float | Decimal) and math.isfinite(value) and value == int(value):
        value = int(value)
    if isinstance(value, int):
        return int(value) if -MOST_INT <= value < MOST_INT else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be told in the audit trail")


def _whole(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "\ufffd")


def canonical(event: Event) -> bytes:
    """What is signed of an event: all of it but the link, the same bytes whichever database it was read from."""
    at = event.at
    if isinstance(at, datetime):
        at = at.astimezone(UTC).isoformat(timespec="microseconds")
    told = [
        _FORM, event.number, event.id, at, event.actor_id, event.via, event.verb,
        event.subject_kind, event.subject_id, event.changes,
    ]  # fmt: skip
    return json.dumps(told, sort_keys=True, separators=(",", ":"), default=repr).encode()


def link_of(key: str, before: str, event: Event) -> str:
    """The link that binds this event to the one before: 64 hexadecimal digits."""
    return hmac.new(key.encode(), f"{before}\n".encode() + canonical(event), sha256).hexdigest()


def bind(key: str, head: Head, events: Iterable[Event]) -> Iterator[Event]:
    """The events with the numbers and links that lengthen the chain from its head, in the order given."""
    number, before = head.number, head.link
    for event in events:
        number += 1
        numbered = event._replace(number=number)
        before = link_of(key, before, numbered)
        yield numbered._replace(link=before)


@dataclass
class Walk:
    """A way along a chain from its first event. What was passed stands here while `findings` goes on."""

    key: str
    kept: Head | None = None
    """The newest link as it is kept outside the database."""
    passed: int = 0
    head: Head = NOTHING
    kept_link: str = ""
    """The link of the event with the kept head's number, once it is passed."""

    def findings(self, events: Iterable[Event]) -> Iterator[Finding]:
        """Walk along the linked events, ordered by number, and give each place where the chain does not hold.

        1. Numbers run from 1 without holes; where one is missing, a row was removed.
        2. Each link fits the event and the link before it; else the row was altered, inserted or moved. From there
           the walk goes on with the link that stands, so that one altered row is one finding.
        3. When neither the first link nor the next fits, the key is another one.
        4. At the end the link that is kept outside must have been passed, as it is kept.
        """
        doubt: Finding | None = None
        for event in events:
            expected = self.head.number + 1
            is_next = event.number == expected
            fits = is_next and link_of(self.key, self.head.link, event) == event.link
            if doubt is not None:
                yield Finding("other_key", 1, doubt.id) if is_next and not fits else doubt
                doubt = None
            if isinstance(event.number, int) and event.number > expected:
                yield Finding("removed", expected)
            elif not fits and expected == 1:
                doubt = Finding("altered", 1, event.id)
            elif not fits:
                yield Finding("altered", expected, event.id)
            self.passed += 1
            self.head = Head(
                max(event.number, expected) if isinstance(event.number, int) else expected, str(event.link)
            )
            if self.kept and self.head.number == self.kept.number:
                self.kept_link = self.head.link
        if doubt is not None:
            yield doubt
        if self.kept and self.kept.number > 0 and not self.kept_link:
            yield Finding("cut", self.kept.number)
        elif self.kept and self.kept.number > 0 and self.kept_link != self.kept.link:
            yield Finding("rewritten", self.kept.number)
