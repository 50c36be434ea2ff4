"""What the record's pages show: what is missing and where, and what has changed, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core.text import N_
from register.activity.labels import FIELD_LABELS, describe
from register.activity.merge import Change, changes
from register.activity.store import Names, Version

SECTIONS: Sequence[tuple[str, str, Sequence[str]]] = (
    ("behandlingen", N_("Behandlingen"), ("title", "number", "description", "unit", "owner")),
    ("formaal", N_("Formål og grundlag"), ("purposes",)),
    ("oplysninger", N_("Registrerede og oplysninger"), ("subjects", "data_lines")),
    ("modtagere", N_("Modtagere"), ("disclosures", "not_disclosed", "transfers")),
    ("sletning", N_("Sletning"), ("retention", "retention_reason")),
    ("sikkerhed", N_("Sikkerhed"), ("measures", "measures_reason")),
    ("opgaven", N_("Opgave, systemer og gennemgang"), (
        "kle_numbers", "systems", "case_ref", "last_review_on", "next_review_on",
    )),
)  # fmt: skip
"""Anchor, heading and fields of each section, the same on the page and in the form."""
STATUS_COLOURS: Mapping[str, str] = {
    "draft": "grey", "in_hearing": "blue", "ready": "blue", "approved": "green",
    "under_revision": "yellow", "retired": "grey",
}  # fmt: skip
RISK_LIGHTS: Mapping[str, str] = {"green": "green", "yellow": "yellow", "orange": "red", "red": "red"}
"""A risk's colour on the three-coloured light; its word says the rest."""


@dataclass(frozen=True)
class ChangeLine:
    """A field that changed, for reading: of a list only the rows that came or went."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryItem:
    """One save, as components/history.html shows it."""

    who: str
    when: str
    what: str
    reason: str
    version: int
    changes: Sequence[ChangeLine] = ()


def history_of(versions: Sequence[Version], names: Names, moment: Any) -> Sequence[HistoryItem]:
    """Saves, newest first, each with what it changed from the one before. `moment` writes a time in words.

    The last of `versions` is only compared with when there are older ones: it is shown when it is the first save.
    """
    items = []
    for place, version in enumerate(versions):
        older = versions[place + 1] if place + 1 < len(versions) else None
        if older is None and version.number > 1:
            break
        lines = [change_line(c, names) for c in changes(older.content, version.content)] if older else []
        items.append(
            HistoryItem(
                who=version.by or _("programmet"),
                when=moment(version.at),
                what=_("Ændret") if older else _("Oprettet"),
                reason=version.reason,
                version=version.number,
                changes=lines,
            )
        )
    return items


def change_line(change: Change, names: Names) -> ChangeLine:
    """A change in words. Of two lists only what differs is told; the order alone is said as such."""
    before, after = change.before, change.after
    if isinstance(before, tuple) and isinstance(after, tuple):
        gone = tuple(item for item in before if item not in after)
        come = tuple(item for item in after if item not in before)
        if gone or come:
            before, after = gone, come
        else:
            return ChangeLine(_(FIELD_LABELS[change.field]), _("samme rækker"), _("en anden rækkefølge"))
    return ChangeLine(
        _(FIELD_LABELS[change.field]), in_words(change.field, before, names), in_words(change.field, after, names)
    )


def in_words(name: str, value: Any, names: Names) -> str:
    """A field's value for reading; units, people and systems by their names."""
    if name == "unit":
        return names.units.get(value, value)
    if name == "owner":
        return names.people.get(value, value)
    if name in names.linked:
        return "\n".join(names.linked[name].get(code, code) for code in value)
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    return describe(name, value, _)
