"""The time somebody has spent on a task, as people write it: "1:30", "1,5 t", "90 min", "2". Pure."""

import re
from decimal import ROUND_HALF_UP, Decimal

from app.core.text import N_

MOST_MINUTES = 60_000
"""A thousand hours: more than that at a time is a slip of the pen."""

_HOURS = r"(?:timer|time|t|h)\.?"
_MINUTES = r"(?:minutter|minut|min|m)\.?"
_WRITTEN = re.compile(
    rf"""(?: (?P<clock>\d{{1,4}}):(?P<past>[0-5]\d)
      | (?P<whole>\d{{1,4}})\s*{_HOURS}\s*(?:og\s+)?(?P<rest>\d{{1,3}})\s*{_MINUTES}
      | (?P<minutes>\d{{1,5}})\s*{_MINUTES}
      | (?P<hours>\d{{1,4}}(?:,\d{{1,2}})?)\s*(?:{_HOURS})? )""",
    re.VERBOSE | re.IGNORECASE,
)


def parse_spent(text: str) -> int:
    """Return the minutes that were written; a minus in front takes time away again.

    A number alone is hours, with a comma between it and its decimals; a full stop is refused, for "1.30" may mean
    either. Raises ValueError with a Danish sentence.
    """
    said = text.strip().replace("\N{MINUS SIGN}", "-")
    is_less = said.startswith("-")
    found = _WRITTEN.fullmatch(said.removeprefix("-").strip())
    if found is None:
        raise ValueError(N_("Skriv tiden som 1:30, 1,5 t eller 90 min. Et tal alene er timer."))
    minutes = _minutes(found)
    if minutes > MOST_MINUTES:
        raise ValueError(N_("Det er mere end 1.000 timer. Se efter, om du har skrevet minutter som timer."))
    return -minutes if is_less else minutes


def spent_words(minutes: int) -> str:
    """ "45 min", "2 t", "1 t 30 min": what `parse_spent` reads back."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} t {rest} min" if rest else f"{hours} t"


def _minutes(found: re.Match[str]) -> int:
    if found["clock"] is not None:
        return int(found["clock"]) * 60 + int(found["past"])
    if found["whole"] is not None:
        return int(found["whole"]) * 60 + int(found["rest"])
    if found["minutes"] is not None:
        return int(found["minutes"])
    hours = Decimal(found["hours"].replace(",", "."))
    return int((hours * 60).quantize(Decimal(1), rounding=ROUND_HALF_UP))
