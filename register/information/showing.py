"""What the pages of information texts show, and the panel beside a record."""

from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy import select

from app.auth.viewer import Viewer
from app.core.db import db
from app.core.slots import Slots
from app.organisation.model import Unit
from register.activity.convert import to_content
from register.activity.merge import changes
from register.activity.model import ProcessingActivity
from register.activity.states import ADMINISTRATIVE
from register.activity.store import find_version
from register.information.model import InformationText
from register.information.rules import ARTICLES, Section, advised_articles
from register.information.store import list_states, list_versions


def sections_of(text: InformationText | None) -> list[Section]:
    """The sections of a stored text."""
    return [Section(row["heading"], row["text"]) for row in text.sections] if text else []


def text_page(
    activity: ProcessingActivity, article: str, text: InformationText | None, viewer: Viewer
) -> dict[str, Any]:
    """Everything `show.html` shows."""
    content = to_content(activity)
    versions = list_versions(activity.id, article)
    return {
        "activity": activity,
        "article": article,
        "article_words": ARTICLES[article],
        "other": next(other for other in ARTICLES if other != article),
        "text": text,
        "sections": sections_of(text),
        "versions": versions,
        "is_newest": text is None or text.version == versions[0].version,
        "is_outdated": text is not None and _has_changed(activity, text),
        "is_advised": article in advised_articles(content),
        "may_write": viewer.may("write", "activity", activity.unit.path if activity.unit else ""),
    }


def _has_changed(activity: ProcessingActivity, text: InformationText) -> bool:
    """Whether the substance of the activity is another than the text was made from."""
    if text.based_on == activity.version:
        return False
    then = find_version(activity.id, text.based_on)
    if then is None:
        return True
    return any(change.field not in ADMINISTRATIVE for change in changes(then.content, to_content(activity)))


def information_panel(activity_id: int, viewer: Viewer) -> Markup:
    """The texts of a record, and the way to write one."""
    query = (
        select(Unit.path).select_from(ProcessingActivity).outerjoin(Unit).where(ProcessingActivity.id == activity_id)
    )
    may_write = viewer.may("write", "activity", db.session.scalar(query) or "")
    states = {state.article: state for state in list_states(activity_id)}
    if not states and not may_write:
        return Markup("")
    page = render_template(
        "register/information/_panel.html",
        activity_id=activity_id,
        articles=ARTICLES,
        states=states,
        may_write=may_write,
    )
    return Markup(page)  # noqa: S704 - escaped there


def fill_slots(slots: Slots) -> None:
    """The panel on a record."""
    slots.panels.setdefault("activity", []).append(information_panel)
