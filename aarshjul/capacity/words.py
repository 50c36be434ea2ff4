"""Hours as people write them."""

from app.core.filters import danish_number


def hours_text(hours: float | None) -> str:
    """ "1.200" or "6,5", as a field and a sentence have it; empty for none."""
    text = "" if hours is None else danish_number(hours, 2)
    return text.rstrip("0").rstrip(",") if "," in text else text
