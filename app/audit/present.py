"""Events in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from app.audit.model import AuditEvent
from app.audit.words import VIA
from app.auth.rules import ACCESS
from app.auth.viewer import Viewer
from app.core.filters import short_day
from app.core.slots import Subject, TrailWords, current_slots

LONGEST = 400
"""Characters of a value that the page shows; the file holds it whole."""

GUARD = {"person": "organisation", "unit": "organisation", "account": "organisation", "group_role": "group"}
"""The ground floor's own of what the parts say in `TrailWords.guards`."""

AT_THE_DOOR = frozenset({"web", "oidc", "link"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


@dataclass(frozen=True)
class Told:
    """A field before and after; `is_fact` where there is nothing to compare it with: `after` says it all."""

    label: str
    before: str
    after: str
    is_fact: bool = False


@dataclass(frozen=True)
class TrailLine:
    """An event as the page and the file show it. `is_covered`: the viewer may not read what it is about."""

    row_id: int
    number: int | None
    at: datetime
    who: str
    email: str
    via: str
    verb: str
    what: str
    kind: str
    subject_id: int | None
    subject: str
    subject_url: str
    told: Sequence[Told]
    is_covered: bool


def present(events: Sequence[AuditEvent], viewer: Viewer, *, longest: int | None = LONGEST) -> list[TrailLine]:
    """The events in words, in the order given: one statement for each kind of subject, however many there are.

    Who, when, what and on which row is shown to all who read the trail. What it says of a record is shown only to
    those who may read such records.
    """
    slots = current_slots()
    words = slots.trail
    readable = {kind: may_read(viewer, kind) for kind in {event.subject_kind for event in events}}
    pairs = [(e.subject_kind, e.subject_id) for e in events if e.subject_id is not None and readable[e.subject_kind]]
    subjects = slots.subjects_of(pairs)
    return [_line(event, words, subjects, readable[event.subject_kind], longest) for event in events]


def may_read(viewer: Viewer, kind: str) -> bool:
    """Whether the viewer may read rows of this kind; a kind that the table of access does not know is for all."""
    guard = GUARD.get(kind) or current_slots().trail.guards.get(kind, kind)
    return (guard, "read") not in ACCESS or viewer.may("read", guard)


def _line(
    event: AuditEvent,
    words: TrailWords,
    subjects: Mapping[tuple[str, int], Subject],
    is_readable: bool,
    longest: int | None,
) -> TrailLine:
    subject = subjects.get((event.subject_kind, event.subject_id or 0))
    is_open = is_readable or event.verb.startswith("access.")
    return TrailLine(
        row_id=event.id,
        number=event.number,
        at=event.at,
        who=_who(event),
        email=event.actor.email if event.actor else "",
        via=_(VIA.get(event.via, event.via)),
        verb=event.verb,
        what=_(words.verbs.get(event.verb, event.verb)),
        kind=event.subject_kind,
        subject_id=event.subject_id,
        subject=_subject_words(event, words, subject),
        subject_url=subject.url if subject else "",
        told=[_told(event.subject_kind, name, value, words, longest) for name, value in event.changes.items()]
        if is_open
        else [],
        is_covered=bool(event.changes) and not is_open,
    )


def _who(event: AuditEvent) -> str:
    """Who did it; at the door nobody is known yet, and what has no person elsewhere the program does by itself."""
    if event.actor:
        return event.actor.name
    return _("ukendt") if event.via in AT_THE_DOOR and event.verb.startswith("auth.") else _("programmet")


def _subject_words(event: AuditEvent, words: TrailWords, subject: Subject | None) -> str:
    kind = _(words.kinds.get(event.subject_kind, event.subject_kind))
    if subject:
        return f"{kind}: {subject.title}"
    if event.subject_id is None:
        return kind
    return _("%(kind)s nr. %(id)s", kind=kind, id=event.subject_id)


def _told(kind: str, name: str, value: Any, words: TrailWords, longest: int | None) -> Told:
    own, common = words.fields.get(kind, {}), words.fields.get("", {})
    label = _(own.get(name) or common.get(name) or name)
    if not _is_pair(value):
        return Told(label, "", _short(_text(kind, name, value, words), longest), is_fact=True)
    before, after = (_short(_text(kind, name, one, words), longest) for one in value)
    return Told(label, before, after)


def _is_pair(value: Any) -> bool:
    """[from, to]; a list of two rows is none."""
    return isinstance(value, list) and len(value) == 2 and not any(isinstance(inner, dict) for inner in value)


def _text(kind: str, name: str, value: Any, words: TrailWords) -> str:
    if value is None or value == "":
        return ""
    describe = words.describe.get(kind)
    if describe is not None:
        try:
            return describe(name, value)
        except (TypeError, ValueError, KeyError, AttributeError):
            pass  # told by an older version of the program: shown as it stands
    return _plain_text(value, words.values.get(name, {}))


def _plain_text(value: Any, codes: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    if isinstance(value, list):
        return ", ".join(_plain_text(inner, codes) for inner in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain_text(inner, codes)}" for key, inner in value.items())
    text = str(value)
    if _DAY.match(text):
        try:
            return short_day(date.fromisoformat(text))
        except ValueError:
            return text
    first, blank, rest = text.partition(" ")
    # "coordinator SOC": a code, and where.
    return f"{_(codes[first])}{blank}{rest}" if first in codes else text


def _short(text: str, longest: int | None) -> str:
    return text if longest is None or len(text) <= longest else text[:longest].rstrip() + "…"
