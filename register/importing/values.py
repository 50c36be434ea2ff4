"""Words of a foreign file as values of ours: codes, days, yes and no. Pure."""

import difflib
import re
from collections.abc import Mapping, Sequence
from datetime import date

from app.core.filters import MONTHS
from app.core.text import N_
from register.activity.choices import (
    ART6,
    ART9,
    COUNTRIES,
    DATA_CATEGORIES,
    DBL,
    EU_EEA,
    RECIPIENTS,
    SUBJECTS,
    TRANSFER_BASES,
)

Words = Mapping[str, str]

SYNONYMS: Sequence[tuple[Words, Words]] = (
    (
        SUBJECTS,
        {
            "medarbejdere": "employees",
            "personale": "employees",
            "pårørende": "relatives",
            "værger": "relatives",
            "leverandører": "suppliers",
            "samarbejdspartnere": "suppliers",
            "vælgere": "voters",
            "byrådsmedlemmer": "council_members",
            "skoleelever": "pupils",
        },
    ),
    (
        DATA_CATEGORIES,
        {
            "almindelige": "ordinary",
            "almindelige personoplysninger": "ordinary",
            "fortrolige": "confidential",
            "fortrolige oplysninger": "confidential",
            "personnummer": "cpr",
            "helbredsoplysninger": "health",
            "fagforeningsforhold": "union",
        },
    ),
    (RECIPIENTS, {"myndigheder": "authorities", "borgeren": "citizen", "borger": "citizen"}),
    (
        TRANSFER_BASES,
        {
            "tilstrækkelighed": "45",
            "dpf": "45_dpf",
            "scc": "46_2_c",
            "standardkontrakt": "46_2_c",
            "bcr": "47",
        },
    ),
)
"""Other words for a code, by the code list."""

_LETTER = re.compile(r"(?:.*(?:\blitra|\bstk\. ?\d,?|\(\d\)|\d\.\d\.?) ?)?\(?([a-j])\)?\.?")
_PARAGRAPH = re.compile(r"(?:dbl\.? ?|databeskyttelseslovens? ?)?§? ?(\d{1,2})(?:(?:, ?| |\.)(?:stk\.? ?)?(\d))?")
_YES = frozenset({"ja", "j", "x", "1", "true", "sand", "yes"})
_NO = frozenset({"", "nej", "n", "0", "false", "falsk", "no", "–", "-"})
_NUMERIC_DAY = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4}|\d{2})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d\d:\d\d.*)?")
_SPOKEN_DAY = re.compile(r"(\d{1,2})\.? ([a-z]+)\.? (\d{4})")


def fold(text: str) -> str:
    """Text for comparing: case, doubled blanks and a final full stop aside."""
    return " ".join(text.split()).casefold().removesuffix(".")


def find_code(words: Words, text: str) -> str | None:
    """The code of a list that a person's words name: its code, its Danish word, or a form of either."""
    wanted = fold(text)
    has_letters = words is ART6 or words is ART9
    for code, word in words.items():
        short = word.partition(") " if has_letters else ": ")[2]
        if wanted in (fold(code), fold(word)) or (short and wanted == fold(short)):
            return code
    if has_letters:
        match = _LETTER.fullmatch(wanted)
        return match[1] if match and match[1] in words else None
    if words is DBL:
        return _find_paragraph(wanted)
    return next((other.get(wanted) for known, other in SYNONYMS if known is words), None)


def find_country(text: str) -> str | None:
    """The ISO 3166 code of a country: its code, or its Danish name on our list."""
    code = text.strip().upper()
    return code if code in EU_EEA or code in COUNTRIES else find_code(COUNTRIES, text)


def unknown_word(words: Words, text: str) -> str:
    """The sentence for a word that is on no list, with the three nearest words that are."""
    by_fold = {fold(word): word for word in words.values()}
    near = difflib.get_close_matches(fold(text)[:200], by_fold, n=3, cutoff=0.0)
    return N_("«%(text)s» står ikke på listen. Det nærmeste er %(near)s.") % {
        "text": text[:80],
        "near": " · ".join(f"«{by_fold[word]}»" for word in near),
    }


def find_flag(text: str) -> bool | None:
    """Yes or no; an empty cell is no; None when the word says neither."""
    word = fold(text)
    if word in _YES:
        return True
    return False if word in _NO else None


def find_day(text: str) -> date | None:
    """A day as people write it: 2026-03-01, 1-3-2026, 01.03.26, 1. marts 2026; None when it is none."""
    words = fold(text)
    if match := _ISO_DAY.fullmatch(words.upper()):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC_DAY.fullmatch(words):
        year = int(match[3])
        return _day(year + 2000 if year < 100 else year, int(match[2]), int(match[1]))
    if match := _SPOKEN_DAY.fullmatch(words):
        names = [name for name in MONTHS if len(match[2]) > 2 and name.startswith(match[2])]
        return _day(int(match[3]), MONTHS.index(names[0]) + 1, int(match[1])) if names else None
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _find_paragraph(wanted: str) -> str | None:
    match = _PARAGRAPH.fullmatch(wanted)
    if match is None:
        return None
    code = f"{match[1]}.{match[2]}" if match[2] else match[1]
    return code if code in DBL else None
