"""What the record's pages show: what is missing and where, and what has changed, in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core.text import N_
from register.activity.content import ActivityContent, DataLine
from register.activity.labels import FIELD_LABELS, Known, describe
from register.activity.merge import Change, changes
from register.activity.store import Names, Version


@dataclass(frozen=True)
class Section:
    """A part of the record, the same on the page and in the form. `record_type`: of records of that type alone."""

    anchor: str
    label: str
    fields: Sequence[str]
    record_type: str = ""

    def is_shown(self, content: ActivityContent, found: Collection[str] = ()) -> bool:
        """Whether it has a place on the record's page: it is of its type, says something, or misses something."""
        is_of_type = self.record_type in {"", content.record_type}
        return is_of_type or says(content, *self.fields) or bool(set(found) & set(self.fields))


SECTIONS: Sequence[Section] = (
    Section("behandlingen", N_("Behandlingen"), (
        "record_type", "number", "title", "description", "unit", "owner", "authority_task",
    )),
    Section("dataansvar", N_("Dataansvar"), ("joint_controllers", "controllers_served", "agreement_ref")),
    Section("formaal", N_("Formål og grundlag"), ("purposes", "consent_procedure"), "controller"),
    Section("oplysninger", N_("Registrerede og oplysninger"), (
        "subjects", "subject_count", "data_lines", "data_sources",
    )),
    Section("oplysningspligt", N_("Oplysningspligt"), ("info_duty", "info_basis", "info_ref"), "controller"),
    Section("modtagere", N_("Modtagere og overførsler"), ("disclosures", "not_disclosed", "processors", "transfers")),
    Section("sletning", N_("Sletning"), (
        "retention", "retention_reason", "archive_rule", "deletion_procedure", "deletion_ref",
    )),
    Section("sikkerhed", N_("Sikkerhed"), (
        "security_measures", "measures", "measures_reason", "access_groups", "access_count",
    )),
    Section("automatik", N_("Automatik og kunstig intelligens"), (
        "automated_decision", "automated_basis", "ai_used", "ai_class",
    )),
    Section("konsekvensanalyse", N_("Konsekvensanalyse"), (
        "dpia_screening", "dpia_reason", "dpia_ref", "dpia_approved_on", "dpia_high_residual", "dpia_consulted_on",
    ), "controller"),
    Section("opgaven", N_("Opgave, systemer og gennemgang"), (
        "criticality", "kle_numbers", "systems", "case_ref", "last_review_on", "next_review_on",
    )),
)  # fmt: skip
"""In the order of the content."""
_EMPTY = ActivityContent()


def says(content: ActivityContent, *names: str) -> bool:
    """Whether any of these fields says something."""
    return any(getattr(content, name) != getattr(_EMPTY, name) for name in names)


STATUS_COLOURS: Mapping[str, str] = {
    "draft": "grey", "in_hearing": "blue", "ready": "blue", "approved": "green",
    "under_revision": "yellow", "retired": "grey",
}  # fmt: skip


@dataclass(frozen=True)
class ChangeLine:
    """A field that changed, for reading: of a list only the rows that came or went."""

    label: str
    before: str
    after: str


SAID_OF: Mapping[str, str] = {
    "submit": N_("Sendt til godkendelse"),
    "send_to_hearing": N_("Sendt i høring"),
    "end_hearing": N_("Høring afsluttet"),
    "withdraw": N_("Trukket tilbage fra godkendelse"),
    "revise": N_("Taget under revision"),
    "retire": N_("Markeret som udgået"),
    "reopen": N_("Taget i brug igen"),
    "approve": N_("Godkendt"),
    "send_back": N_("Sendt tilbage"),
    "review": N_("Gennemgået"),
    "dpia": N_("Konsekvensanalysen er ført ind"),
}
"""What was done, by the step of the record's life that a version was kept for."""


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
        lines = change_lines(older.content, version.content, names) if older else []
        items.append(
            HistoryItem(
                who=version.by or _("programmet"),
                when=moment(version.at),
                what=_(SAID_OF.get(version.verb, N_("Ændret"))) if older else _("Oprettet"),
                reason=version.reason,
                version=version.number,
                changes=lines,
            )
        )
    return items


def change_lines(before: ActivityContent, after: ActivityContent, names: Names) -> list[ChangeLine]:
    """Everything that differs between two versions, in words; each side speaks of its own data lines."""
    sides = (before.data_lines, after.data_lines)
    return [change_line(change, names, sides) for change in changes(before, after)]


def change_line(change: Change, names: Names, lines: Sequence[tuple[DataLine, ...]] = ((), ())) -> ChangeLine:
    """A change in words. Of two lists only what differs is told; the order alone is said as such.

    `lines` are the data lines before and after, which recipients and transfers refer to.
    """
    before, after = change.before, change.after
    if isinstance(before, tuple) and isinstance(after, tuple):
        gone = tuple(item for item in before if item not in after)
        come = tuple(item for item in after if item not in before)
        if gone or come:
            before, after = gone, come
        else:
            return ChangeLine(_(FIELD_LABELS[change.field]), _("samme rækker"), _("en anden rækkefølge"))
    old, new = lines
    return ChangeLine(
        _(FIELD_LABELS[change.field]),
        in_words(change.field, before, names, old),
        in_words(change.field, after, names, new),
    )


def in_words(name: str, value: Any, names: Names, lines: tuple[DataLine, ...] = ()) -> str:
    """A field's value for reading; units, people and other records by their names, data lines by their words."""
    if name == "unit":
        return names.units.get(value, value)
    if name == "owner":
        return names.people.get(value, value)
    return describe(name, value, _, Known(names.linked, lines))
