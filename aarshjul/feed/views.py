"""/konto/kalender: one's own calendar feeds; /kalender/<token>.ics: a feed as a calendar program reads it.

Reading is by the address alone: no calendar program signs in. So the address is long, random and kept as a hash; it
reads and does nothing else; and it tells of no more than its person may read on the day it is asked.
"""

from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _

from aarshjul.feed.actions import make_feed, revoke_feed
from aarshjul.feed.events import MIMETYPE, digest, write_feed
from aarshjul.feed.forms import FeedForm
from aarshjul.feed.model import CalendarFeed
from aarshjul.feed.rules import FeedState, is_open, window
from aarshjul.feed.store import find_feed, get_feed, list_feed_tasks, list_feeds
from aarshjul.feed.telling import facts_of, name_of, words_of
from aarshjul.task.responsible import holders_now, what_falls_to
from app.auth.store import find_viewer_of, has_business
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.errors import Refused
from app.core.scope import Scope
from app.core.web import answer_invalid, see_other
from app.organisation.store import list_administrations
from app.user.store import get_user

blueprint = Blueprint("feed", __name__)


@blueprint.get("/konto/kalender")
@signed_in
def index() -> Any:
    """One's own feeds, and the form to make one."""
    viewer = get_viewer()
    form = _form(viewer)
    form.what.data = "mine"
    return render_template("aarshjul/feed/index.html", form=form, feeds=_lines(viewer))


@blueprint.post("/konto/kalender")
@signed_in
def create() -> Any:
    """Make a feed, and show its address this once."""
    viewer = get_viewer()
    form = _form(viewer)
    if form.validate():
        try:
            scope = viewer.scope("plan", "read")
            feed, token = make_feed(form.to_command(), viewer.person_id, scope=scope, doing=doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            address = url_for("feed.read", token=token, _external=True)
            return render_template("aarshjul/feed/made.html", address=address, words=words_of(feed))
    return answer_invalid("aarshjul/feed/index.html", form=form, feeds=_lines(viewer))


@blueprint.post("/konto/kalender/<int:feed_id>/traek-tilbage")
@signed_in
def revoke(feed_id: int) -> Any:
    """Revoke one's own feed."""
    viewer = get_viewer()
    revoke_feed(get_feed(feed_id, person_id=viewer.person_id), doing=doing_of(viewer))
    flash(_("Kalenderlinket er trukket tilbage. Kalendere, der bruger det, får ikke flere opgaver."), "success")
    return see_other(url_for("feed.index"))


@blueprint.post("/admin/brugere/<int:person_id>/kalenderlink/<int:feed_id>/traek-tilbage")
@signed_in
def revoke_of(person_id: int, feed_id: int) -> Any:
    """Revoke somebody else's feed, for instance a leaver's."""
    viewer = get_viewer()
    viewer.must("write", "organisation")
    person = get_user(person_id, scope=viewer.scope("organisation", "read"))
    revoke_feed(get_feed(feed_id, person_id=person.id), doing=doing_of(viewer))
    flash(_("Kalenderlinket er trukket tilbage."), "success")
    return see_other(url_for("user.show", person_id=person.id))


@blueprint.get("/kalender/<token>.ics")
def read(token: str) -> Any:
    """The feed, or 304 when the calendar program has it as it is; 404 for no feed's token, 410 for a closed one's."""
    now = clock.now()
    feed = find_feed(token)
    if feed is None:
        return _turned_away(404, _("Kalenderlinket findes ikke"), _("Måske kom hele adressen ikke med."))
    today = clock.day_of(now)
    viewer = find_viewer_of(feed.person_id, now=now)
    scope = viewer.scope("plan", "read") if viewer else Scope.nothing()
    state = FeedState(
        covers=feed.covers,
        is_revoked=feed.revoked_at is not None,
        is_active=viewer is not None and has_business(feed.person, today=today),
        path=feed.unit.path if feed.unit else "",
    )
    if viewer is None or not is_open(state, scope):
        return _turned_away(
            410,
            _("Kalenderlinket virker ikke længere"),
            _("Det er trukket tilbage, eller den, der lavede det, har ikke længere adgang til opgaverne."),
        )
    return _answer(feed, viewer, scope, window(today))


def _answer(feed: CalendarFeed, viewer: Viewer, scope: Scope, days: tuple[date, date]) -> Response:
    mine = what_falls_to(viewer.person_id, holders_now())
    tasks = list_feed_tasks(*days, covers=feed.covers, unit_id=feed.unit_id, scope=scope, mine=mine)
    host = request.host
    name, facts = name_of(feed), list(facts_of(tasks, may_open=viewer.scope("task", "read")))
    tag = digest(name, facts, host=host)
    is_known = request.if_none_match.contains_weak(tag)
    response = Response(status=304) if is_known else Response(write_feed(name, facts, host=host), mimetype=MIMETYPE)
    response.set_etag(tag)
    response.cache_control.private = True
    response.cache_control.no_cache = True
    # Told, but never asked for: a task that falls away leaves no later moment behind.
    response.last_modified = max((task.changed_at for task in tasks), default=feed.created_at)
    if not is_known:
        response.headers["Content-Disposition"] = 'inline; filename="aarshjul.ics"'
    return response


def _form(viewer: Viewer) -> FeedForm:
    scope = viewer.scope("plan", "read")
    form = FeedForm()
    form.offer(list_administrations(scope=scope), whole=scope.is_everything)
    return form


def _lines(viewer: Viewer) -> list[dict[str, Any]]:
    return [
        {"id": feed.id, "words": words_of(feed), "created_at": feed.created_at} for feed in list_feeds(viewer.person_id)
    ]


def _turned_away(code: int, title: str, text: str) -> tuple[str, int]:
    return render_template("errors/error.html", code=code, title=title, text=text), code
