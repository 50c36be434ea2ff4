"""Calendar feeds on other pages: the way to them on one's account, and somebody's on their page."""

from flask import render_template
from markupsafe import Markup

from aarshjul.feed.store import list_feeds
from aarshjul.feed.telling import words_of
from app.auth.viewer import Viewer


def account_panel(_account_id: int, viewer: Viewer) -> Markup:
    """The way to one's own feeds."""
    count = len(list_feeds(viewer.person_id))
    html = render_template("aarshjul/feed/_on_account.html", count=count)
    return Markup(html)  # noqa: S704 - the template escapes what people wrote


def user_panel(person_id: int, viewer: Viewer) -> Markup:
    """Somebody's open feeds, to revoke; nothing where there are none."""
    feeds = list_feeds(person_id) if viewer.may("write", "organisation") else []
    if not feeds:
        return Markup("")
    lines = [{"id": feed.id, "words": words_of(feed), "created_at": feed.created_at} for feed in feeds]
    html = render_template("aarshjul/feed/_on_user.html", feeds=lines, person_id=person_id)
    return Markup(html)  # noqa: S704 - the template escapes what people wrote
