"""Retention periods: ISO 8601 durations of one unit (P5Y, P6M, P100D), and the words people write. Pure."""

import re

from app.core.text import N_
from register.activity.choices import RETENTION_PERIODS

_DURATION = re.compile(r"P(\d{1,5})([YMWD])\Z")
_SPOKEN = re.compile(r"(\d{1,5})\s*(år|måneder|måned|mdr\.?|md\.?|uger|uge|dage|dag)\Z", re.IGNORECASE)
_UNIT_OF = {"å": "Y", "m": "M", "u": "W", "d": "D"}
_ONE = {"Y": N_("%(n)s år"), "M": N_("%(n)s måned"), "W": N_("%(n)s uge"), "D": N_("%(n)s dag")}
_MANY = {"Y": N_("%(n)s år"), "M": N_("%(n)s måneder"), "W": N_("%(n)s uger"), "D": N_("%(n)s dage")}


def period_words(period: str) -> str:
    """ "5 år" of P5Y; the word of a code; any other text as it is, so that nothing is hidden."""
    if period in RETENTION_PERIODS:
        return RETENTION_PERIODS[period]
    match = _DURATION.match(period)
    if match is None:
        return period
    number, unit = int(match[1]), match[2]
    return (_ONE if number == 1 else _MANY)[unit] % {"n": number}


def find_period(text: str) -> str | None:
    """The period that a person's words name: "5 år" is P5Y, "Tidsubegrænset" unlimited; None when unknown."""
    wanted = " ".join(text.split()).casefold()
    for code, word in RETENTION_PERIODS.items():
        if wanted in (code.casefold(), word.casefold()):
            return code
    if _DURATION.match(wanted.upper()):
        return wanted.upper()
    match = _SPOKEN.match(wanted)
    return f"P{int(match[1])}{_UNIT_OF[match[2][0].lower()]}" if match else None


_DAYS_OF = {"Y": 365.0, "M": 365 / 12, "W": 7.0, "D": 1.0}


def period_days(period: str) -> int | None:
    """The days of a duration, so that P5Y and P1825D are the same; None of what is no duration."""
    match = _DURATION.match(period)
    return int(int(match[1]) * _DAYS_OF[match[2]]) if match else None
