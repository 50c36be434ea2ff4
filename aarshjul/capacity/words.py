"""Hours as people write them."""

from flask_babel import ngettext

from app.core.filters import danish_number


def hours_text(hours: float | None) -> str:
    """ "1.200" or "6,5", as a field and a sentence have it; empty for none."""
    text = "" if hours is None else danish_number(hours, 2)
    return text.rstrip("0").rstrip(",") if "," in text else text


def hours_words(hours: float) -> str:
    """ "1 time" or "6,5 timer"."""
    text = hours_text(hours)
    return ngettext("%(hours)s time", "%(hours)s timer", 1 if text == "1" else 2, hours=text)
