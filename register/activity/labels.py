"""The Danish label of every field of a processing activity, and its value as readable text.

Pure. For history, conflict and preview pages: anywhere a value is read and not edited.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from app.core.filters import short_day
from app.core.text import N_
from register.activity.choices import (
    ART6,
    ART9,
    COUNTRIES,
    DATA_CATEGORIES,
    DBL,
    RECIPIENTS,
    RETENTION_STARTS,
    SUBJECTS,
    TRANSFER_BASES,
)
from register.activity.content import DataLine, Disclosure, Purpose, Retention, Transfer
from register.activity.periods import period_words

FIELD_LABELS: Mapping[str, str] = {
    "number": N_("Nummer"),
    "title": N_("Behandlingsaktivitet"),
    "description": N_("Beskrivelse"),
    "unit": N_("Enhed"),
    "owner": N_("Ansvarlig leder"),
    "purposes": N_("Formål og grundlag"),
    "subjects": N_("Kategorier af registrerede"),
    "data_lines": N_("Personoplysninger"),
    "disclosures": N_("Modtagere"),
    "not_disclosed": N_("Oplysningerne videregives ikke"),
    "transfers": N_("Overførsel til tredjelande og internationale organisationer"),
    "retention": N_("Slettefrister"),
    "retention_reason": N_("Hvorfor der ikke er en slettefrist"),
    "measures": N_("Sikkerhedsforanstaltninger"),
    "measures_reason": N_("Hvorfor foranstaltningerne ikke er beskrevet"),
    "kle_numbers": N_("KLE-numre"),
    "systems": N_("It-systemer"),
    "case_ref": N_("Sag i ESDH"),
    "last_review_on": N_("Senest gennemgået"),
    "next_review_on": N_("Næste gennemgang"),
}

ROW_LABELS: Mapping[type, Mapping[str, str]] = {
    Purpose: {
        "text": N_("Formål"),
        "is_statistical": N_("Statistik eller videnskab"),
        "art6": N_("Behandlingsgrundlag, art. 6, stk. 1"),
        "art9": N_("Undtagelse, art. 9, stk. 2"),
        "dbl": N_("Databeskyttelsesloven"),
        "special_law": N_("Særlovgivning"),
    },
    DataLine: {
        "subject": N_("Registrerede"),
        "category": N_("Kategori af oplysninger"),
        "text": N_("Hvilke oplysninger"),
    },
    Disclosure: {"category": N_("Modtagerkategori"), "name": N_("Modtager"), "country": N_("Land")},
    Transfer: {
        "country": N_("Land eller organisation"),
        "recipient": N_("Modtager"),
        "basis": N_("Overførselsgrundlag"),
        "note": N_("Bemærkning"),
    },
    Retention: {
        "category": N_("Kategori af oplysninger"),
        "period": N_("Slettefrist"),
        "start_event": N_("Regnes fra"),
        "note": N_("Bemærkning"),
    },
}

_WORDS: Mapping[str, Mapping[str, str]] = {
    "subjects": SUBJECTS,
    "art6": ART6,
    "art9": ART9,
    "dbl": DBL,
    "subject": SUBJECTS,
    "start_event": RETENTION_STARTS,
    "country": COUNTRIES,
    "basis": TRANSFER_BASES,
}
_CATEGORIES: Mapping[type, Mapping[str, str]] = {
    DataLine: DATA_CATEGORIES,
    Disclosure: RECIPIENTS,
    Retention: DATA_CATEGORIES,
}

Translate = Callable[[str], str]


def describe(field: str, value: Any, translate: Translate = N_) -> str:
    """A field's value as Danish text for reading; several values stand on a line each; nothing gives "".

    `translate` is given every word of ours; a page passes gettext.
    """
    if isinstance(value, bool):
        return translate(N_("Ja")) if value else translate(N_("Nej"))
    if isinstance(value, tuple):
        return "\n".join(line for item in value if (line := describe(field, item, translate)))
    if isinstance(value, date):
        return short_day(value)
    if type(value) in ROW_LABELS:
        return _describe_row(value, translate)
    text = "" if value is None else str(value)
    return _word(text, _WORDS.get(field, {}), translate)


def _word(code: str, words: Mapping[str, str], translate: Translate) -> str:
    """The word of a code; what people wrote is not ours to translate."""
    return translate(words[code]) if code in words else code


def _describe_row(row: Any, translate: Translate) -> str:
    """The row's parts in the order of the form; a part that its text does not explain carries its label."""
    parts = []
    for f in fields(row):
        value = getattr(row, f.name)
        words = _part(type(row), f.name, value, translate)
        if words:
            parts.append(words)
    return " · ".join(parts)


def _part(row_type: type, name: str, value: Any, translate: Translate) -> str:
    label = translate(ROW_LABELS[row_type][name])
    if name == "is_statistical":
        return label if value else ""
    if name == "period":
        return translate(period_words(value)) if value else ""
    if name == "category":
        return _word(value, _CATEGORIES[row_type], translate)
    if name == "start_event" and value:
        return translate(N_("regnet fra %(start)s")) % {"start": describe(name, value, translate)}
    if isinstance(value, tuple):
        words = ", ".join(describe(name, item, translate) for item in value)
        return f"{label}: {words}" if words else ""
    words = describe(name, value, translate)
    return f"{label}: {words}" if words and name == "special_law" else words
