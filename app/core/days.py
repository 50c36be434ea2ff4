"""A day as people write it, and why a text is none. Pure.

Read are: 2026-03-01 with or without an hour; day, month and year in this order with - . / or blanks between (1-3-2026,
01.03.26, 1/3-26, 1/3 2026); 01032026; "d. 1. marts 2026", "søndag den 1. mar. 26"; and the bare number by which Excel
counts days (46082), from 1954 to 2119, for that is what a cell holds that has lost its format. A year of two figures
lies between 1970 and 2069.

Refused with a reason: a month, week, quarter or year without the day, a day without a year, a day that is not in the
calendar, and a weekday that is not that day's.
"""

import re
from datetime import date, timedelta

from app.core.filters import MONTHS, long_day
from app.core.text import N_

_WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
_FIRST_OF_EXCEL = date(1899, 12, 30)
"""Day 0, as it counts after its 29 February 1900 that never was."""
_CLOCK = r"(?:[ t,]+(?:kl\.? ?)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[.,]\d+)?(?: ?z|[+-]\d\d:?\d\d)?)?"
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})" + _CLOCK)
_NUMERIC = re.compile(r"(\d{1,2})(?: ?[-./] ?| )(\d{1,2})(?:\.? ?[-./] ?|\.? )(\d{4}|\d{2})" + _CLOCK)
_SPOKEN = re.compile(r"(\d{1,2})\.? ?[-/]? ?([a-zæøå]+)\.?,? ?[-/]? ?(\d{4}|\d{2})" + _CLOCK)
_RUN = re.compile(r"\d{8}")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_WEEKDAY = re.compile(r"([a-zæøå]+)\.?,? (?=d\. ?\d|den \d|\d)(.+)")
_BEFORE = re.compile(r"(?:d\.|den|pr\.|dato:) ?(?=\d)")
_HALF_SAID = (
    (re.compile(r"(?:uge|u\.?) ?\d{1,2}\b.*|\d{4}-?w\d\d?"), N_("er en uge, og en uge har syv dage")),
    (re.compile(r"\d\.? ?(?:kvartal|kvt\.?|halvår)\b.*|q\d\b.*"), N_("er en del af et år, ikke en dag")),
    (re.compile(r"\d{4}"), N_("er et år, ikke en dag")),
    (re.compile(r"\d{1,2}[-./]\d{4}|\d{4}[-./]\d{1,2}"), N_("er en måned, ikke en dag")),
    (re.compile(r"\d{1,2}[-./ ]+\d{1,2}\.?-?"), N_("mangler året")),
)


def find_day(text: str) -> date | None:
    """The day a text tells; None when it tells none (`why_no_day` says why)."""
    found = _read(text)
    return found if isinstance(found, date) else None


def why_no_day(text: str) -> str:
    """The sentence for a text that is no day: what is wrong, and how to write it."""
    found = _read(text)
    reason = found if isinstance(found, str) else N_("er ikke en dato")
    return N_("«%(text)s» %(reason)s. Skriv dag, måned og år, som 31-12-2027.") % {"text": text[:80], "reason": reason}


def _read(text: str) -> date | str:
    """The day, or the reason why there is none."""
    words = re.sub(r"[\u2010-\u2015\u2212]", "-", " ".join(text.split())).casefold().removesuffix(".")
    weekday = _WEEKDAY.fullmatch(words)
    said = _weekday(weekday[1]) if weekday else None
    if weekday and said is not None:
        words = weekday[2]
    found = _plain(_BEFORE.sub("", words, count=1) if _BEFORE.match(words) else words)
    if said is not None and isinstance(found, date) and found.weekday() != said:
        return N_("passer ikke: %(day)s er en %(weekday)s") % {
            "day": long_day(found),
            "weekday": _WEEKDAYS[found.weekday()],
        }
    return found


def _plain(words: str) -> date | str:
    if match := _ISO.fullmatch(words):
        return _day(match[1], match[2], match[3])
    if match := _NUMERIC.fullmatch(words):
        return _day(match[3], match[2], match[1])
    if (match := _SPOKEN.fullmatch(words)) and (month := _month(match[2])):
        return _day(match[3], str(month), match[1])
    if _RUN.fullmatch(words):
        is_iso = words[:2] in ("19", "20") and "01" <= words[4:6] <= "12" and not "1900" <= words[4:] <= "2100"
        return _day(words[:4], words[4:6], words[6:]) if is_iso else _day(words[4:], words[2:4], words[:2])
    if (match := _SERIAL.fullmatch(words)) and 20_000 <= int(match[1]) < 80_500:
        return _FIRST_OF_EXCEL + timedelta(days=int(match[1]))
    return _half_said(words)


def _half_said(words: str) -> str:
    """The reason for a text that tells a time, but no day."""
    reason = next((reason for form, reason in _HALF_SAID if form.fullmatch(words)), "")
    if not reason and (match := re.fullmatch(r"([a-z]+)\.?,?(?: ?[-/]? ?(?:\d{4}|\d{2}))?", words)):
        reason = N_("er en måned, ikke en dag") if _month(match[1]) else ""
    if not reason and (match := re.fullmatch(r"\d{1,2}\.? ?([a-z]+)\.?", words)):
        reason = N_("mangler året") if _month(match[1]) else ""
    return reason or N_("er ikke en dato")


def _day(year: str, month: str, day: str) -> date | str:
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= 70 else 2000
    try:
        return date(number, int(month), int(day))
    except ValueError:
        if int(month) > 12 and int(day) <= 12:
            return N_("har måneden før dagen")
        return N_("findes ikke i kalenderen")


def _month(word: str) -> int | None:
    """1 to 12 by a month's name or the first letters of it, three at least."""
    if len(word) < 3:
        return None
    return next((at for at, name in enumerate(MONTHS, start=1) if name.startswith(word)), None)


def _weekday(word: str) -> int | None:
    """0 to 6 by a weekday's name or its first letters, two at least."""
    if len(word) < 2:
        return None
    return next((at for at, name in enumerate(_WEEKDAYS) if name.startswith(word)), None)
