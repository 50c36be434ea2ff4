"""What a record's reading pages show."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.core.filters import overdue_words, relative_day
from app.core.slots import current_slots
from app.organisation.store import get_municipality
from register.activity import choices
from register.activity.completeness import check
from register.activity.content import DataLine
from register.activity.convert import to_content
from register.activity.model import ProcessingActivity
from register.activity.periods import period_words
from register.activity.present import SECTIONS, STATUS_COLOURS, HistoryItem, history_of
from register.activity.reviews import review_state
from register.activity.store import list_versions, load_names

NEWEST = 3
SHORT = 120
HISTORY_PAGE = 20


def show_page(activity: ProcessingActivity, viewer: Viewer, today: date) -> dict[str, Any]:
    """Everything `show.html` shows."""
    content = to_content(activity)
    municipality = get_municipality()
    missing = check(content, municipality, activity_id=activity.id, is_imported_unedited=activity.is_imported_unedited)
    state = review_state(activity.next_review_on, today)
    review_words = ""
    if activity.next_review_on:
        is_over = state == "overdue"
        review_words = (overdue_words if is_over else relative_day)(activity.next_review_on, today)
    return {
        "activity": activity,
        "content": content,
        "municipality": municipality,
        "missing": missing,
        "sections": SECTIONS,
        "data_by_subject": _by_subject(content.data_lines),
        "review_state": state,
        "review_words": review_words,
        "words": _words(),
        "period_words": period_words,
        "status_colours": STATUS_COLOURS,
        "history": [_shortened(item) for item in _history(activity, limit=NEWEST)[:NEWEST]],
        "panels": [p for p in current_slots().panels_of("activity", activity.id, viewer) if p],
        "may_write": viewer.may("write", "activity", activity.unit.path if activity.unit else ""),
        "may_open_systems": viewer.scope("system", "read").is_everything,
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


def _by_subject(lines: tuple[DataLine, ...]) -> Mapping[str, list[DataLine]]:
    """Lines of data under the data subjects they concern, in the order written; uncoupled ones last."""
    groups: dict[str, list[DataLine]] = {}
    for line in sorted(lines, key=lambda line: not line.subject):
        groups.setdefault(line.subject, []).append(line)
    return groups


def _words() -> dict[str, Mapping[str, str]]:
    """The code lists, in the reader's language."""
    lists = {
        "art6": choices.ART6,
        "art9": choices.ART9,
        "dbl": choices.DBL,
        "subjects": choices.SUBJECTS,
        "data": choices.DATA_CATEGORIES,
        "recipients": choices.RECIPIENTS,
        "countries": choices.COUNTRIES,
        "transfer_bases": choices.TRANSFER_BASES,
        "starts": choices.RETENTION_STARTS,
        "statuses": choices.STATUSES,
    }
    return {name: {code: _(word) for code, word in words.items()} for name, words in lists.items()}
