"""Which saved mapping a file is read by."""

from dataclasses import replace

from app.core.errors import Refused
from app.core.uploads import Upload
from register.importing.looking import COLUMNS, Choice, Look
from register.importing.saved.model import ImportMapping
from register.importing.saved.rules import SavedMapping
from register.importing.saved.store import list_mappings
from register.importing.web import keep_words, look_of

MOST_TRIED = 3
"""Saved mappings with a sheet or rows of their own for which the file is looked at once more."""


def best_saved(kept: Upload, look: Look) -> tuple[ImportMapping, Choice] | None:
    """The saved mapping of which the file has all columns, the one with most of them, and its choice."""
    if look.guess.way != COLUMNS:
        return None
    found = []
    tries = MOST_TRIED
    for mapping in list_mappings():
        saved = SavedMapping.from_json(mapping.held)
        if not saved.fits(look.headings) and tries and (saved.rows or saved.sheet):
            tries -= 1
            choice = choice_by(kept, look, saved)
        else:
            choice = _choice(look, saved)
        if choice is not None:
            found.append((len(saved.columns), mapping, choice))
    if not found:
        return None
    _columns, mapping, choice = max(found, key=lambda one: one[0])
    return mapping, choice


def choice_by(kept: Upload, look: Look, saved: SavedMapping) -> Choice | None:
    """The choice of a saved mapping for this file, at its own sheet and rows; None where a column is missing."""
    try:
        seen = look_of(kept, Choice(COLUMNS, sheet=saved.sheet, rows=saved.rows))
    except Refused:
        seen = look
    return _choice(seen, saved) or _choice(look, saved)


def use_saved(kept: Upload, mapping: ImportMapping) -> None:
    """Let the file's words stand for what they stood for last time."""
    keep_words(kept, SavedMapping.from_json(mapping.held).words)


def _choice(look: Look, saved: SavedMapping) -> Choice | None:
    if not saved.fits(look.headings):
        return None
    return replace(saved.choice(look.headings), sheet=look.sheet, rows=look.guess.rows)
