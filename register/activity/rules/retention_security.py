"""R30-R33, R44, R45: erasure, security, the task and the systems (Art. 5, 30(1)(f)-(g), 32)."""

from collections.abc import Iterator

from app.core.text import N_
from register.activity.choices import DATA_CATEGORIES
from register.activity.content import ActivityContent
from register.activity.periods import period_days
from register.activity.rules.known import Context
from register.activity.rules.rule import BOTH, Hit, Rule, when

OPEN_ENDED = frozenset({"unlimited", "undecided"})
KLE_UNLIMITED = "P18250D"
"""KLE's code for "tidsubegrænset"."""
KLE_ELSEWHERE = "P100D"
"""KLE's code for "se særlig tekst": nothing to compare with."""
KLE_DOUBTFUL = "P10950D"
"""KLE's code says 30 years, its text 10: either is taken."""


def _r30(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """Time limits for erasure, or why they cannot be given: Art. 30(1)(f)."""
    is_limited = any(row.period or row.note.strip() for row in content.retention)
    yield from when(not is_limited and not content.retention_reason.strip())


def _r31(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """What KLE recommends for the task is followed or departed from with a reason: Art. 5(1)(e).

    A record with several numbers may follow any of them. A note on the row, or a reason, is the reason.
    """
    held = context.facts.kle_retention
    codes = dict.fromkeys(held[number] for number in content.kle_numbers if held.get(number))
    if not codes or KLE_ELSEWHERE in codes or content.retention_reason.strip():
        return
    days = {day for code in codes for day in _recommended(code)}
    for row in content.retention:
        is_unlimited = row.period == "unlimited"
        own = period_days(KLE_UNLIMITED) if is_unlimited else period_days(row.period)
        if own is not None and days and own not in days and not row.note.strip():
            category = DATA_CATEGORIES.get(row.category, row.category)
            yield Hit(row.category, {"code": ", ".join(codes)}, category if len(content.retention) > 1 else "")


def _recommended(code: str) -> Iterator[int]:
    for duration in (code, "P10Y") if code == KLE_DOUBTFUL else (code,):
        days = period_days(duration)
        if days is not None:
            yield days


def _r32(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """Data are not kept for ever without anybody having decided it: Art. 5(1)(e)."""
    yield from when(any(row.period in OPEN_ENDED for row in content.retention))


def _r33(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """A general description of the security measures, or why there is none: Art. 30(1)(g), Art. 32(1)."""
    said = content.security_measures or content.measures.strip() or content.measures_reason.strip()
    yield from when(not said)


def _r44(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """The number that ties the record to its task, its law and its time limit: Art. 5(2), municipal practice."""
    yield from when(not any(number.strip() for number in content.kle_numbers))


def _r45(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """Somebody answers for every system: Art. 24, Art. 32, municipal practice."""
    for code in content.systems:
        system = context.facts.systems.get(code)
        if system is None or not system.has_owner:
            yield Hit(code, {"system": (system.name if system else "") or code})


R30 = Rule(
    "R30", "error", True, "retention",
    N_("art. 30, stk. 1, litra f"), N_("mangler slettefrist"),
    N_("Angiv slettefrist pr. kategori eller begrund, hvorfor det ikke er muligt (litra f)."), _r30,
)  # fmt: skip
R31 = Rule(
    "R31", "warning", False, "retention",
    N_("art. 5, stk. 1, litra e"), N_("anden slettefrist end KLE's"),
    N_("Slettefristen afviger fra KLE-anbefalingen (%(code)s). Begrund."), _r31,
)  # fmt: skip
R32 = Rule(
    "R32", "warning", False, "retention",
    N_("art. 5, stk. 1, litra e"), N_("mangler stillingtagen til sletning"),
    N_("Der er ikke taget stilling til sletning."), _r32,
)  # fmt: skip
R33 = Rule(
    "R33", "error", True, "measures",
    N_("art. 30, stk. 1, litra g"), N_("mangler foranstaltninger"),
    N_("Beskriv sikkerhedsforanstaltninger overordnet (litra g)."), _r33, BOTH,
)  # fmt: skip
R44 = Rule(
    "R44", "warning", False, "kle_numbers",
    N_("art. 5, stk. 2"), N_("mangler KLE-emnenummer"),
    N_("KLE-emnenummer mangler."), _r44, BOTH,
)  # fmt: skip
R45 = Rule(
    "R45", "warning", False, "systems",
    N_("art. 24 og 32"), N_("mangler systemejer"),
    N_("Systemet %(system)s har ingen systemejer."), _r45, BOTH,
)  # fmt: skip
