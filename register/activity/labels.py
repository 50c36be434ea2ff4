"""The Danish label of every field of a processing activity, and its value as readable text.

Pure. For history, conflict and preview pages: anywhere a value is read and not edited.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from app.core.filters import short_day
from app.core.text import N_
from register.activity.choices import DATA_CATEGORIES, RETENTION_STARTS, SUBJECTS
from register.activity.content import (
    EVERY_LINE,
    ROWS,
    DataLine,
    Disclosure,
    JointController,
    Purpose,
    Retention,
    ServedController,
    Transfer,
)
from register.activity.countries import COUNTRIES
from register.activity.periods import period_words
from register.activity.tidy import CODES

FIELD_LABELS: Mapping[str, str] = {
    "record_type": N_("Fortegnelsestype"),
    "number": N_("Nummer"),
    "title": N_("Behandlingsaktivitet"),
    "description": N_("Beskrivelse"),
    "unit": N_("Enhed"),
    "owner": N_("Ansvarlig leder"),
    "authority_task": N_("Myndighedsopgave"),
    "joint_controllers": N_("Fælles dataansvarlige"),
    "controllers_served": N_("Dataansvarlige, kommunen behandler for"),
    "agreement_ref": N_("Databehandleraftale og instruks"),
    "purposes": N_("Formål og grundlag"),
    "consent_procedure": N_("Sådan gives og trækkes samtykke"),
    "subjects": N_("Kategorier af registrerede"),
    "subject_count": N_("Antal registrerede"),
    "data_lines": N_("Personoplysninger"),
    "data_sources": N_("Hvor oplysningerne kommer fra"),
    "info_duty": N_("Oplysningspligt opfyldt"),
    "info_basis": N_("Undtagelse fra oplysningspligten"),
    "info_ref": N_("Oplysningstekst"),
    "disclosures": N_("Modtagere"),
    "not_disclosed": N_("Oplysningerne videregives ikke"),
    "processors": N_("Databehandlere"),
    "transfers": N_("Overførsel til tredjelande og internationale organisationer"),
    "retention": N_("Slettefrister"),
    "retention_reason": N_("Hvorfor der ikke er en slettefrist"),
    "archive_rule": N_("Bevaring og kassation"),
    "deletion_procedure": N_("Sletteprocedure findes"),
    "deletion_ref": N_("Hvor sletteproceduren står"),
    "security_measures": N_("Foranstaltninger fra kataloget"),
    "measures": N_("Sikkerhedsforanstaltninger"),
    "measures_reason": N_("Hvorfor foranstaltningerne ikke er beskrevet"),
    "access_groups": N_("Hvem har adgang"),
    "access_count": N_("Hvor mange har adgang"),
    "automated_decision": N_("Automatiske afgørelser og profilering"),
    "automated_basis": N_("Undtagelse, art. 22, stk. 2"),
    "ai_used": N_("Kunstig intelligens bruges"),
    "ai_class": N_("Klasse efter AI-forordningen"),
    "dpia_screening": N_("Konsekvensanalyse nødvendig"),
    "dpia_reason": N_("Begrundelse for vurderingen"),
    "dpia_ref": N_("Hvor konsekvensanalysen ligger"),
    "dpia_approved_on": N_("Konsekvensanalyse godkendt"),
    "dpia_high_residual": N_("Høj risiko er tilbage efter konsekvensanalysen"),
    "dpia_consulted_on": N_("Datatilsynet hørt"),
    "criticality": N_("Kritikalitet"),
    "kle_numbers": N_("KLE-numre"),
    "systems": N_("It-systemer"),
    "case_ref": N_("Sag i ESDH"),
    "last_review_on": N_("Senest gennemgået"),
    "next_review_on": N_("Næste gennemgang"),
}

ROW_LABELS: Mapping[type, Mapping[str, str]] = {
    JointController: {
        "name": N_("Navn"),
        "contact": N_("Kontaktoplysninger"),
        "arrangement": N_("Hvor ordningen findes"),
        "statute": N_("Lov, der fordeler ansvaret"),
    },
    ServedController: {
        "name": N_("Navn"),
        "contact": N_("Kontaktoplysninger"),
        "dpo": N_("Databeskyttelsesrådgiver"),
        "categories": N_("Hvad kommunen gør for dem"),
    },
    Purpose: {
        "text": N_("Formål"),
        "is_statistical": N_("Statistik eller videnskab"),
        "art6": N_("Behandlingsgrundlag, art. 6, stk. 1"),
        "art9": N_("Undtagelse, art. 9, stk. 2"),
        "dbl": N_("Databeskyttelsesloven"),
        "laws": N_("Love"),
        "special_law": N_("Særlovgivning"),
    },
    DataLine: {
        "key": N_("Linje"),
        "subject": N_("Registrerede"),
        "category": N_("Kategori af oplysninger"),
        "text": N_("Hvilke oplysninger"),
    },
    Disclosure: {
        "category": N_("Modtagerkategori"),
        "recipient": N_("Modtager fra kataloget"),
        "name": N_("Modtager"),
        "country": N_("Land"),
        "lines": N_("Hvilke oplysninger"),
        "basis": N_("Hjemmel til at videregive"),
    },
    Transfer: {
        "country": N_("Land eller organisation"),
        "processor": N_("Databehandler"),
        "recipient": N_("Modtager"),
        "lines": N_("Hvilke oplysninger"),
        "basis": N_("Overførselsgrundlag"),
        "document": N_("Hvor grundlaget ligger"),
        "assessment": N_("Hvor vurderingen af overførslen (TIA) ligger"),
        "checked_on": N_("DPF-certificering kontrolleret"),
        "note": N_("Bemærkning"),
    },
    Retention: {
        "category": N_("Kategori af oplysninger"),
        "period": N_("Slettefrist"),
        "start_event": N_("Regnes fra"),
        "note": N_("Bemærkning"),
    },
}

NAMED: Mapping[tuple[str, str], str] = {
    ("", "systems"): "systems",
    ("", "processors"): "processors",
    ("", "security_measures"): "security_measures",
    ("purposes", "laws"): "laws",
    ("disclosures", "recipient"): "recipients",
    ("transfers", "processor"): "processors",
}
"""By (rows, field), as in CODES: the link (links.py) by whose records' codes the value stands."""

_WORDS: Mapping[tuple[str, str], Mapping[str, str]] = {
    **CODES,
    ("disclosures", "country"): COUNTRIES,
    ("transfers", "country"): COUNTRIES,
    ("retention", "start_event"): RETENTION_STARTS,
}
_ROWS_OF = {row_type: name for name, row_type in ROWS.items()}
_LABELLED = frozenset({
    "special_law", "arrangement", "statute", "dpo", "document", "assessment", "checked_on",
})  # fmt: skip
"""Parts of a row that their text does not explain."""
_SHORT = 80

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Known:
    """What a value may refer to: the names of other records by link and code, and the data lines of its own record."""

    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lines: tuple[DataLine, ...] = ()


NOTHING_KNOWN = Known()


def describe(name: str, value: Any, translate: Translate = N_, known: Known = NOTHING_KNOWN, *, rows: str = "") -> str:
    """A field's value as Danish text for reading; several values stand on a line each; nothing gives "".

    `translate` is given every word of ours; a page passes gettext. `rows` names the list when `name` is a row's part.
    """
    if isinstance(value, bool):
        return translate(N_("Ja")) if value else translate(N_("Nej"))
    if isinstance(value, tuple):
        return "\n".join(line for item in value if (line := describe(name, item, translate, known, rows=rows)))
    if isinstance(value, date):
        return short_day(value)
    if type(value) in ROW_LABELS:
        return _describe_row(value, translate, known)
    text = "" if value is None else str(value)
    if (rows, name) in NAMED:
        return known.names.get(NAMED[rows, name], {}).get(text, text)
    return _word(text, _WORDS.get((rows, name), {}), translate)


def line_words(line: DataLine, translate: Translate = N_) -> str:
    """A data line as recipients refer to it: "Børn – Følsomme: helbred (diagnose)"."""
    text = " ".join(line.text.split())
    if len(text) > _SHORT:
        text = text[:_SHORT].rstrip() + "…"
    kind = " – ".join(
        part
        for part in (_word(line.subject, SUBJECTS, translate), _word(line.category, DATA_CATEGORIES, translate))
        if part
    )
    if not kind:
        return text or translate(N_("Linje %(key)s")) % {"key": line.key}
    return f"{kind} ({text})" if text else kind


def lines_words(keys: tuple[str, ...], known: Known, translate: Translate = N_) -> str:
    """The data lines that a recipient gets: "Børn – Følsomme: helbred (diagnose); …", or all."""
    if EVERY_LINE in keys:
        return translate(N_("Alle oplysninger"))
    lines = {line.key: line for line in known.lines}
    return "; ".join(line_words(lines.get(key, DataLine(key=key)), translate) for key in keys)


def _word(code: str, words: Mapping[str, str], translate: Translate) -> str:
    return translate(words[code]) if code in words else code


def _describe_row(row: Any, translate: Translate, known: Known) -> str:
    """The row's parts in the order of the form; a part that its text does not explain carries its label."""
    rows = _ROWS_OF[type(row)]
    parts = (part_words(rows, f.name, getattr(row, f.name), translate, known) for f in fields(row))
    return " · ".join(words for words in parts if words)


def part_words(rows: str, name: str, value: Any, translate: Translate = N_, known: Known = NOTHING_KNOWN) -> str:
    """One part of a row, with its label where it needs one; nothing gives ""."""
    label = translate(ROW_LABELS[ROWS[rows]][name])
    if not value or name == "key":
        return ""
    if name in _SAID:
        return _SAID[name](label, value, translate, known)
    if isinstance(value, tuple):
        return f"{label}: " + ", ".join(describe(name, item, translate, known, rows=rows) for item in value)
    words = describe(name, value, translate, known, rows=rows)
    is_labelled = name in _LABELLED or (rows, name) in {("disclosures", "basis"), ("controllers_served", "categories")}
    return f"{label}: {words}" if is_labelled else words


def _start_words(_label: str, value: str, translate: Translate, _known: Known) -> str:
    start = describe("start_event", value, translate, rows="retention")
    return translate(N_("regnet fra %(start)s")) % {"start": start}


_SAID: Mapping[str, Callable[[str, Any, Translate, Known], str]] = {
    "is_statistical": lambda label, _value, _translate, _known: label,
    "period": lambda _label, value, translate, _known: translate(period_words(value)),
    "start_event": _start_words,
    "lines": lambda label, value, translate, known: f"{label}: {lines_words(value, known, translate)}",
}
"""Parts of rows that are said in a way of their own."""
