"""The colours of risk as grounds of cells."""

from app.core.word import Cell, Painted
from register.risk.reports.book import Shade

GROUNDS = {"green": "CFE8CB", "light_green": "E4EFB8", "yellow": "FFE08A", "orange": "FFC08A", "red": "F7B3B3"}


def on_colour(text: str, colour: str) -> Painted:
    """A text on a colour of risk."""
    return Painted(text, GROUNDS[colour])


def painted(shade: Shade) -> Cell:
    """A risk as a cell: its word, and its place on the line below."""
    text = "\n".join(filter(None, (shade.word, shade.place)))
    return on_colour(text, shade.colour) if shade.colour else text
