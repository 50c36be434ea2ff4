"""How values look to people: pure functions, used as template filters."""

from collections.abc import Mapping
from datetime import date, datetime

MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
_GIGABYTE, _MEGABYTE = 1024**3, 1024**2


def long_day(day: date | None) -> str:
    """ "12. marts 2027"; a dash for none."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}" if day else "–"


def short_day(day: date | None) -> str:
    """ "12-03-2027", for tables; a dash for none."""
    return f"{day:%d-%m-%Y}" if day else "–"


def relative_day(day: date | None, today: date) -> str:
    """ "om 5 dage", "i dag", "for 7 dage siden"; empty for none."""
    if day is None:
        return ""
    days = (day - today).days
    if abs(days) > 60:
        if abs(days) > 700:
            years = round(abs(days) / 365.25)
            return f"om {years} år" if days > 0 else f"for {years} år siden"
        months = round(abs(days) / 30.44)
        return f"om {months} måneder" if days > 0 else f"for {months} måneder siden"
    words = {0: "i dag", 1: "i morgen", -1: "i går"}
    if days in words:
        return words[days]
    return f"om {days} dage" if days > 0 else f"for {-days} dage siden"


def overdue_words(due_on: date, today: date) -> str:
    """ "7 dage over fristen"; empty when the deadline has not passed."""
    days = (today - due_on).days
    if days <= 0:
        return ""
    return "1 dag over fristen" if days == 1 else f"{days} dage over fristen"


def ago_words(moment: datetime, now: datetime) -> str:
    """ "for 20 sekunder siden", "for 3 minutter siden", "for 2 dage siden"; what lies ahead by another clock is now."""
    seconds = max(0, round((now - moment).total_seconds()))
    for one, many, size in (("dag", "dage", 86_400), ("time", "timer", 3_600), ("minut", "minutter", 60)):
        if seconds >= size:
            count = seconds // size
            return f"for {count} {one if count == 1 else many} siden"
    return "for 1 sekund siden" if seconds == 1 else f"for {seconds} sekunder siden" if seconds else "lige nu"


def danish_number(value: float | int | None, decimals: int = 0) -> str:
    """ "1.234,5": Danish thousands and decimals; a dash for none."""
    if value is None:
        return "–"
    text = f"{value:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,"))


def size_words(size: int) -> str:
    """ "812 kB", "3,4 MB": how large a file or a memory is."""
    if size < _MEGABYTE:
        return f"{danish_number(max(1, round(size / 1024)))} kB"
    unit, word = (_GIGABYTE, "GB") if size >= _GIGABYTE else (_MEGABYTE, "MB")
    amount = round(size / unit, 1)
    return f"{danish_number(amount, 0 if amount == int(amount) else 1)} {word}"


def percent(part: int, whole: int) -> str:
    """ "83 %"; "intet grundlag" when there is nothing to count among."""
    return f"{100 * part / whole:.0f} %" if whole else "intet grundlag"


def word_of(code: str, words: Mapping[str, str]) -> str:
    """The word of a code; the code itself when it is not on the list, so that nothing is hidden."""
    return words.get(code, code)
