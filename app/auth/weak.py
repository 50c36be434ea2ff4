"""How easily a password is guessed, by someone who knows the person, the municipality and what people usually choose.

Pure. Length over composition: no kind of character is demanded, and a common word does no harm among others that have
nothing to do with it. What counts is how much is left when everything a guesser would try first is taken away.

The password is cut into pieces in the way that suits the guesser best. A piece costs what guessing it is worth:

1. a word about the person or the municipality, a season, month or weekday, a year: 1
2. a word that many use in passwords: 2
3. keys beside each other, the alphabet, one character three times or more: 1
4. digits: 1 for each three
5. what has stood before, three characters or more, or two right before: 0; so is a sign that has stood before
6. any other character: 1

Letters are compared without case, with æ, ø and å as ae, oe and aa, and with 4, 3, 0, @ … read as letters too.
"""

import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from app.core.text import N_

WANTED = 8
"""What a password must cost: four words that many use, or three short ones that nobody would think of."""

OWN, CALENDAR, COMMON, KEYS, DIGITS, REPEATED = "own", "calendar", "common", "keys", "digits", "repeated"
WORDS: Mapping[str, str] = {
    OWN: N_("dit navn eller navne fra kommunen"),
    CALENDAR: N_("årstider, måneder, ugedage eller årstal"),
    COMMON: N_("ord, som mange bruger i adgangskoder"),
    KEYS: N_("tegn, der følger efter hinanden"),
    DIGITS: N_("tal"),
    REPEATED: N_("det samme igen og igen"),
}
"""What a weak password is made of, as the refusal says it."""

SEASONS = (
    "forår", "sommer", "efterår", "vinter", "jul", "påske", "pinse", "januar", "februar", "marts", "april", "maj",
    "juni", "juli", "august", "september", "oktober", "november", "december", "mandag", "tirsdag", "onsdag",
    "torsdag", "fredag", "lørdag", "søndag", "spring", "summer", "autumn", "winter", "january", "february",
    "march", "may", "june", "july", "october", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    "sunday",
)  # fmt: skip
ROWS = (
    "1234567890", "qwertyuiopå", "asdfghjklæø", "zxcvbnm", "qwertzuiop", "azertyuiop", "abcdefghijklmnopqrstuvwxyzæøå",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "q1w2e3r4t5y6u7i8o9p0", "a1b2c3d4e5f6g7h8i9",
    "!\"#¤%&/()=", "!@#$%^&*()", "qazwsxedcrfvtgbyhnujmikolp",
)  # fmt: skip
FILE = Path(__file__).parent / "common_passwords.txt"

_LEET = (
    str.maketrans("0134578@$!€+", "oieastbasiet"),
    str.maketrans("01345789@$!€|", "oleastbgaslel"),
)
_TWO_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe"})
_SHORTEST, _LONGEST = 3, 30
_YEAR = re.compile(r"(19|20)\d\d")
_COSTS = {OWN: 1, CALENDAR: 1, COMMON: 2}


def fold(text: str) -> str:
    """Letters without case, and æ, ø and å as two letters, as they stand in mail addresses."""
    return text.casefold().translate(_TWO_LETTERS)


def words_in(*texts: str) -> frozenset[str]:
    """The words of three letters or more in names and addresses, and each text as one word."""
    words = {word for text in texts for word in re.split(r"[\W\d_]+", text.casefold())}
    whole = {re.sub(r"[\W_]+", "", text.casefold()) for text in texts}
    return frozenset(word for word in words | whole if len(word) >= _SHORTEST)


def find_weakness(password: str, *, own_words: Iterable[str]) -> tuple[str, ...]:
    """What the password is made of when it is easily guessed (keys of WORDS); empty when it is good enough.

    `own_words` are those about the person and the municipality.
    """
    cost, kinds = cut(password, own_words=own_words)
    return kinds if cost < WANTED else ()


def cut(password: str, *, own_words: Iterable[str]) -> tuple[int, tuple[str, ...]]:
    """What the password costs a guesser at the least, and the kinds of pieces that makes it so cheap."""
    text = fold(password)
    readings = (text, *(text.translate(table) for table in _LEET))
    known = ChainMap({form: OWN for word in own_words for form in _forms(word)}, _common_words())
    # best[i]: the cheapest way to guess the first i characters. With equal cost the fewer pieces tell more.
    best: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, ())]
    for end in range(1, len(text) + 1):
        cost, count, kinds = best[end - 1]
        ways = [(cost + _cost_of_one(text, end - 1), count + 1, kinds)]
        for start, worth, kind in _pieces(readings, end, known):
            cost, count, kinds = best[start]
            ways.append((cost + worth, count + 1, kinds if kind in kinds else (*kinds, kind)))
        best.append(min(ways, key=lambda way: way[:2]))
    cost, _count, kinds = best[-1]
    return cost, kinds


def _cost_of_one(text: str, at: int) -> int:
    """A character nobody could foresee; a sign that stood before is only a mark between words."""
    return 0 if not text[at].isalnum() and text[at] in text[:at] else 1


def _pieces(readings: Sequence[str], end: int, known: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Everything a guesser would try that ends here: where it begins, what it costs, and its kind.

    The first reading is the text itself, the others take its digits and signs for letters.
    """
    text = readings[0]
    for start in range(max(0, end - _LONGEST), end - _SHORTEST + 1):
        kind = next((known[r[start:end]] for r in readings if r[start:end] in known), None)
        if kind is not None:
            yield start, _COSTS[kind], kind
        piece = text[start:end]
        if _YEAR.fullmatch(piece):
            yield start, 1, CALENDAR
        if piece == piece[0] * len(piece):
            yield start, 1, REPEATED
        if piece in _runs():
            yield start, 1, KEYS
        if piece in text[:start]:
            yield start, 0, REPEATED
    if end >= 4 and text[end - 4 : end - 2] == text[end - 2 : end]:
        yield end - 2, 0, REPEATED
    for start in range(end - 1, max(0, end - _LONGEST) - 1, -1):
        if not text[start].isdecimal():
            break
        yield start, -(-(end - start) // 3), DIGITS


def _forms(word: str) -> set[str]:
    """A word as people type it: with æ, ø and å as two letters, or as one with the dots left out."""
    bare = word.casefold().translate(str.maketrans("æøåäö", "aoaao"))
    return {form for form in (fold(word), fold(bare)) if _SHORTEST <= len(form) <= _LONGEST}


@cache
def _common_words() -> dict[str, str]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    common = [word for line in lines if not line.startswith("#") for word in line.split()]
    words = {form: COMMON for word in common for form in _forms(word)}
    return words | {form: CALENDAR for word in SEASONS for form in _forms(word)}


@cache
def _runs() -> frozenset[str]:
    """Every piece of four characters or more of the rows of keys, there and back; a row goes round, as in 9012."""
    rows = [fold(row) for row in ROWS]
    runs = [run for row in rows for run in (row + row, (row + row)[::-1])]
    return frozenset(
        run[start:end]
        for run in runs
        for start in range(len(run))
        for end in range(start + _SHORTEST + 1, min(len(run), start + _LONGEST) + 1)
    )
