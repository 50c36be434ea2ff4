"""Parts of a row that say what they are: "hjemmel: Serviceloven § 112", and "#1, #3" for data lines. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from app.core.days import find_day, why_no_day
from app.core.text import N_
from register.activity.choices import RECIPIENTS, TRANSFER_BASES
from register.activity.content import EVERY_LINE, DataLine
from register.activity.countries import COUNTRIES
from register.importing.values import Words, find_code, find_country, fold, unknown_word

Parts = Sequence[str]
Refuse = Callable[[str], None]
"""Is told the sentence for a part that is on no list."""

LABELS: Mapping[str, Mapping[str, str]] = {
    "disclosures": {
        "category": N_("kategori"),
        "recipient": N_("kode"),
        "name": N_("navn"),
        "country": N_("land"),
        "lines": N_("oplysninger"),
        "basis": N_("hjemmel"),
    },
    "transfers": {
        "country": N_("land"),
        "processor": N_("databehandler"),
        "recipient": N_("modtager"),
        "lines": N_("oplysninger"),
        "basis": N_("grundlag"),
        "document": N_("dokument"),
        "assessment": N_("vurdering"),
        "checked_on": N_("tjekket"),
        "note": N_("bemærkning"),
    },
}
"""By the kind of row: what each part is called in a cell."""

_WORDS: Mapping[tuple[str, str], Words] = {
    ("disclosures", "category"): RECIPIENTS,
    ("disclosures", "country"): COUNTRIES,
    ("transfers", "country"): COUNTRIES,
    ("transfers", "basis"): TRANSFER_BASES,
}
_KEY = re.compile(r"#([1-9][0-9]{0,9})[.:)]?(?:\s+|\Z)(.*)", re.DOTALL)
_KEYS = re.compile(r"#[1-9][0-9]{0,9}(?:\s*(?:,|;|\bog\b|\s)\s*#[1-9][0-9]{0,9})*")
_EVERY = N_("alle")


def take_labelled(field: str, parts: Parts, refuse: Refuse) -> tuple[list[str], dict[str, Any]]:
    """The parts without a label in their order, and the values of those with one. Data lines may stand without."""
    names = {fold(label): name for name, label in LABELS[field].items()}
    rest: list[str] = []
    said: dict[str, Any] = {}
    for part in parts:
        label, colon, text = part.partition(":")
        name = names.get(fold(label)) if colon else None
        if name is None or name in said:
            rest.append(part)
        else:
            said[name] = _value(field, name, text.strip(), refuse)
    keys = line_keys(rest[-1]) if rest and (said or len(rest) > 1) and "lines" not in said else None
    if keys:
        rest.pop()
        said["lines"] = keys
    return rest, said


def labelled(field: str, row: Any, names: Iterable[str]) -> list[str]:
    """The parts of a row that say something, each with its label."""
    words = {name: _said(field, name, getattr(row, name)) for name in names}
    return [f"{LABELS[field][name]}: {text}" for name, text in words.items() if text]


def line_keys(text: str) -> tuple[str, ...] | None:
    """The data lines that "#1, #3" or "alle" names; None when the text names none."""
    if fold(text) == _EVERY:
        return (EVERY_LINE,)
    return tuple(dict.fromkeys(re.findall(r"[0-9]+", text))) if _KEYS.fullmatch(text.strip()) else None


def lines_in_words(keys: Sequence[str]) -> str:
    """The text that `line_keys` reads as these lines."""
    return _EVERY if EVERY_LINE in keys else ", ".join(f"#{key}" for key in keys)


def split_key(text: str) -> tuple[str, str]:
    """The key that a data line begins with ("#7 Børn"), "" when it begins with none, and the rest."""
    match = _KEY.fullmatch(text)
    return (match[1], match[2].strip()) if match else ("", text)


def said_of_line(line: DataLine, place: int, parts: Parts) -> Parts:
    """The parts of a data line, its key in front where it is not the number of its place."""
    if line.key in ("", str(place)):
        return parts
    return (f"#{line.key} {parts[0]}".strip(), *parts[1:])


def find_or_refuse(words: Words, text: str, refuse: Refuse) -> str:
    """The code of a word, "" for none; a word that is on no list is refused."""
    if not text:
        return ""
    code = find_country(text) if words is COUNTRIES else find_code(words, text)
    if code is None:
        refuse(unknown_word(words, text))
    return code or ""


def _value(field: str, name: str, text: str, refuse: Refuse) -> Any:
    if name == "lines":
        keys = line_keys(text) if text else ()
        if keys is None:
            refuse(N_("«%(text)s» nævner ingen linjer. Skriv #1, #3 eller alle.") % {"text": text[:80]})
        return keys or ()
    if name == "checked_on":
        day = find_day(text) if text else None
        if text and day is None:
            refuse(why_no_day(text))
        return day
    words = _WORDS.get((field, name))
    return text if words is None else find_or_refuse(words, text, refuse)


def _said(field: str, name: str, value: Any) -> str:
    if name == "lines":
        return lines_in_words(value)
    if isinstance(value, date):
        return value.isoformat()
    return _WORDS.get((field, name), {}).get(value, value or "")
