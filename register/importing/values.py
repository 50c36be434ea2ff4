"""Words of a foreign file as values of ours: codes, yes and no. Pure."""

import difflib
import re
from collections.abc import Mapping, Sequence

from app.core.text import N_
from register.activity.choices import (
    ACCESS_GROUPS,
    AI_CLASSES,
    ARCHIVE_RULES,
    ART6,
    ART9,
    ART22,
    AUTOMATED,
    DATA_CATEGORIES,
    DATA_SOURCES,
    DBL,
    DPIA_SCREENING,
    INFO_DUTY,
    RECIPIENTS,
    RECORD_TYPES,
    SUBJECTS,
    TRANSFER_BASES,
)
from register.activity.countries import COUNTRIES, EU_EEA

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
    (
        RECORD_TYPES,
        {"dataansvarlig": "controller", "databehandler": "processor", "art. 30, stk. 2": "processor"},
    ),
    (
        DATA_SOURCES,
        {"den registrerede": "subject", "borgeren": "subject", "myndigheder": "authorities", "registre": "registers"},
    ),
    (ACCESS_GROUPS, {"ansatte": "employees", "medarbejder": "employees", "leder": "managers"}),
    (AUTOMATED, {"ingen": "none", "profilering": "profiling", "ja": "decision", "automatisk afgørelse": "decision"}),
    (ARCHIVE_RULES, {"bevaring": "kept", "kassation": "discarded"}),
    (DPIA_SCREENING, {"nej": "no", "ja": "yes", "gennemført": "done", "er gennemført": "done"}),
    (INFO_DUTY, {"undtaget": "exempt"}),
    (AI_CLASSES, {"høj": "high", "begrænset": "limited", "minimal": "minimal"}),
)
"""Other words for a code, by the code list."""

_LETTER = re.compile(r"(?:.*(?:\blitra|\bstk\. ?\d,?|\(\d\)|\d\.\d\.?) ?)?\(?([a-j])\)?\.?")
_PARAGRAPH = re.compile(r"(?:dbl\.? ?|databeskyttelseslovens? ?)?§? ?(\d{1,2})(?:(?:, ?| |\.)(?:stk\.? ?)?(\d))?")
_YES = frozenset({"ja", "j", "x", "1", "true", "sand", "yes"})
_NO = frozenset({"", "nej", "n", "0", "false", "falsk", "no", "–", "-"})


MOST_COMPARED = 60
"""Characters of a word that are compared with ours: no word of ours is longer by much, and comparing takes time."""


def fold(text: str) -> str:
    """Text for comparing: case, doubled blanks and a final full stop aside."""
    return " ".join(text.split()).casefold().removesuffix(".")


def find_code(words: Words, text: str) -> str | None:
    """The code of a list that a person's words name: its code, its Danish word, or a form of either."""
    wanted = fold(text)
    has_letters = any(words is letters for letters in (ART6, ART9, ART22))
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


class UnknownWord(str):
    """The sentence for a word that is on no list; it knows the word and the list, so that another can be chosen."""

    __slots__ = ("text", "words")
    text: str
    words: Words


def unknown_word(words: Words, text: str) -> UnknownWord:
    """The sentence for a word that is on no list, with the three nearest words that are."""
    by_fold = {fold(word): word for word in words.values()}
    near = difflib.get_close_matches(fold(text)[:MOST_COMPARED], by_fold, n=3, cutoff=0.0)
    sentence = UnknownWord(
        N_("«%(text)s» står ikke på listen. Det nærmeste er %(near)s.")
        % {"text": text[:80], "near": " · ".join(f"«{by_fold[word]}»" for word in near)}
    )
    sentence.text, sentence.words = text, words
    return sentence


def find_flag(text: str) -> bool | None:
    """Yes or no; an empty cell is no; None when the word says neither."""
    word = fold(text)
    if word in _YES:
        return True
    return False if word in _NO else None


def no_flag(text: str) -> str:
    """The sentence for a word that is neither yes nor no."""
    return N_("«%(text)s» er hverken ja eller nej.") % {"text": text[:80]}


def _find_paragraph(wanted: str) -> str | None:
    match = _PARAGRAPH.fullmatch(wanted)
    if match is None:
        return None
    code = f"{match[1]}.{match[2]}" if match[2] else match[1]
    return code if code in DBL else None
