"""Cells that look like a CPR number, so that a person can be warned before a file is taken over. Pure."""

from app.core.cpr import looks_like_cpr
from app.core.sheets.problem import place
from app.core.sheets.sheet import Sheet

MOST_PLACES = 10


def places_like_cpr(sheet: Sheet) -> list[str]:
    """Where in the sheet there is what may be a CPR number: "række 12, kolonne «Navn»"."""
    return [
        place(row.number, heading) for row in sheet.rows for heading, text in row.values.items() if looks_like_cpr(text)
    ]


def in_short(places: list[str]) -> str:
    """The first places in one line; the others are counted."""
    more = len(places) - MOST_PLACES
    return "; ".join(places[:MOST_PLACES]) + (f" … (+{more})" if more > 0 else "")
