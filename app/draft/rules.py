"""What of a form is kept in a draft, how long, and how its age is said. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core import clock
from app.core.cpr import looks_like_cpr
from app.core.filters import long_day
from app.core.text import N_

KEPT_FOR = timedelta(days=30)
"""Since it was last written in: a draft nobody comes back to is no place to keep what was written (Art. 5(1)(e))."""
MOST = 50
"""Drafts that one person can have."""
MOST_CHARACTERS = 1_000_000
KEY = "draft-key"
"""Name of the hidden field that carries the window's key."""
NOT_KEPT = frozenset({"csrf_token", "not-cpr", KEY})

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,99}\Z")
_IN_ROW = re.compile(r"-\d+(-|\Z)")
_KEY = re.compile(r"[0-9a-f]{32}\Z")


@dataclass(frozen=True)
class KeptForm:
    """The fields that are kept, and the names of those that are not because they look like a CPR number."""

    fields: Sequence[tuple[str, str]]
    left_out: Sequence[str]


def keep_form(posted: Iterable[tuple[str, str]]) -> KeptForm:
    """What a draft keeps of a form, in its order; of a field that looks like a CPR number nothing (DBL § 11).

    Gone on with, a field that is left out says what the stored row says. In a row of a list it is kept as empty: rows
    are told apart by their place, and another row's words must not come into this one.
    """
    fields = [
        (name, value)
        for name, value in posted
        if _NAME.match(name) and name not in NOT_KEPT and not looks_like_cpr(name)
    ]
    left_out = list(dict.fromkeys(name for name, value in fields if looks_like_cpr(value)))
    emptied = [(name, "") for name in left_out if _IN_ROW.search(name)]
    return KeptForm(fields=[*(f for f in fields if f[0] not in left_out), *emptied], left_out=left_out)


def is_key(text: str) -> bool:
    """Whether this can be a window's key."""
    return _KEY.match(text) is not None


def is_too_long(fields: Iterable[tuple[str, str]]) -> bool:
    """Whether it is more than a draft takes; the form itself may still be saved."""
    return sum(len(name) + len(value) for name, value in fields) > MOST_CHARACTERS


def clock_words(moment: datetime) -> str:
    """ "14.02", in Danish time."""
    return f"{moment.astimezone(clock.COPENHAGEN):%H.%M}"


def day_words(moment: datetime, now: datetime) -> str:
    """ "i dag", "i går", or the date."""
    days = (clock.day_of(now) - clock.day_of(moment)).days
    return {0: N_("i dag"), 1: N_("i går")}.get(days) or long_day(clock.day_of(moment))
