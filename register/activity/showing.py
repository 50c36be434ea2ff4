"""What a record's reading pages show."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from flask import current_app, url_for
from flask_babel import gettext as _

from app.auth.rules import ACCESS
from app.auth.viewer import Viewer
from app.core.filters import overdue_words, relative_day
from app.core.slots import current_slots
from app.organisation.store import get_municipality
from register.activity import choices
from register.activity.completeness import check
from register.activity.convert import to_content
from register.activity.countries import COUNTRIES
from register.activity.labels import Known
from register.activity.links import LINKS
from register.activity.matrix import matrix_of
from register.activity.model import ProcessingActivity
from register.activity.periods import period_words
from register.activity.present import SECTIONS, STATUS_COLOURS, HistoryItem, history_of
from register.activity.reviews import review_state
from register.activity.store import list_versions, load_names
from register.activity.tidy import CODES

NEWEST = 3
SHORT = 120
HISTORY_PAGE = 20
KINDS: Mapping[str, str] = {
    "systems": "system",
    "processors": "processor",
    "security_measures": "measure",
    "laws": "law",
    "recipients": "recipient",
}
"""By link: the kind of record, which its page and its access are named by."""


class Linked(NamedTuple):
    """A record that this one points at; `url` is empty where there is no page to open."""

    name: str
    url: str


def show_page(activity: ProcessingActivity, viewer: Viewer, today: date) -> dict[str, Any]:
    """Everything `show.html` shows."""
    content = to_content(activity)
    municipality = get_municipality()
    known = Known({name: {row.code: row.name for row in getattr(activity, name)} for name in LINKS}, content.data_lines)
    missing = check(content, municipality, activity_id=activity.id, is_imported_unedited=activity.is_imported_unedited)
    state = review_state(activity.next_review_on, today)
    review_words = ""
    if activity.next_review_on:
        is_over = state == "overdue"
        review_words = (overdue_words if is_over else relative_day)(activity.next_review_on, today)
    may_write = viewer.may("write", "activity", activity.unit.path if activity.unit else "")
    return {
        "activity": activity,
        "content": content,
        "edit_url": url_for("activity.edit", activity_id=activity.id) if may_write else "",
        "municipality": municipality,
        "missing": missing,
        "sections": [section for section in SECTIONS if section.is_shown(content, missing.by_field)],
        "matrix": matrix_of(content, _, known),
        "linked": _linked(activity, viewer),
        "review_state": state,
        "review_words": review_words,
        "words": _words(),
        "period_words": period_words,
        "status_colours": STATUS_COLOURS,
        "history": [_shortened(item) for item in _history(activity, limit=NEWEST)[:NEWEST]],
        "panels": [p for p in current_slots().panels_of("activity", activity.id, viewer) if p],
        "may_write": may_write,
    }


def history_page(activity: ProcessingActivity, *, newest: int | None) -> dict[str, Any]:
    """Everything `history.html` shows: a page of saves, newest first, and the address of the older ones."""
    items = _history(activity, limit=HISTORY_PAGE, newest=newest)
    oldest = items[-1].version if items else 1
    older = url_for("activity.history", activity_id=activity.id, til=oldest - 1) if oldest > 1 else ""
    return {"activity": activity, "history": items, "older_url": older, "is_newest": newest is None}


def _history(activity: ProcessingActivity, *, limit: int, newest: int | None = None) -> list[HistoryItem]:
    versions = list_versions(activity.id, newest=newest, limit=limit + 1)
    names = load_names([version.content for version in versions])
    return list(history_of(versions, names, current_app.jinja_env.filters["moment"]))


def _shortened(item: HistoryItem) -> HistoryItem:
    """For the right column: long texts are only begun."""
    lines = [replace(c, before=_short(c.before), after=_short(c.after)) for c in item.changes]
    return replace(item, changes=lines)


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[:SHORT].rstrip() + "…"


def _linked(activity: ProcessingActivity, viewer: Viewer) -> Mapping[str, Mapping[str, Linked]]:
    """By link and code: the records that this one points at, by name; with the address of their page, where there
    is one that this person may open."""
    found: dict[str, Mapping[str, Linked]] = {}
    for name in LINKS:
        rows = sorted(getattr(activity, name), key=lambda row: (row.sort_key, row.id))
        found[name] = {row.code: Linked(row.name, _url_of(KINDS[name], row.id, viewer)) for row in rows}
    return found


def _url_of(kind: str, row_id: int, viewer: Viewer) -> str:
    endpoint = f"{kind}.show"
    if endpoint not in current_app.view_functions or not _may_open(kind, viewer):
        return ""
    rule = next(current_app.url_map.iter_rules(endpoint))
    place: dict[str, Any] = dict.fromkeys(rule.arguments, row_id)
    return url_for(endpoint, **place)


def _may_open(kind: str, viewer: Viewer) -> bool:
    """Measures, laws and recipients are read by all who read the register, as their pages have it."""
    return (kind, "read") not in ACCESS or viewer.scope(kind, "read").is_everything


def _words() -> dict[str, Mapping[str, str]]:
    """The code lists, in the reader's language."""
    lists = {
        **CODES,
        ("", "countries"): COUNTRIES,
        ("", "starts"): choices.RETENTION_STARTS,
        ("", "statuses"): choices.STATUSES,
    }
    named = {f"{rows}_{name}" if rows else name: words for (rows, name), words in lists.items()}
    return {name: {code: _(word) for code, word in words.items()} for name, words in named.items()}
