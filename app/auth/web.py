"""Signing in on the web: the current viewer, the guard that every page but a few stands behind, and the way in.

The way in has two steps. `let_in` is told who has shown a password or come from the OpenID provider. Where a second
factor is due it remembers so in the cookie (`Waiting`) and leads to its page; else, and from there, `open_session`
begins the session.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, cast

from flask import Flask, flash, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import LoginManager, current_user, login_user

from app.audit.actions import Doing, record
from app.auth.model import Account
from app.auth.refusals import network_address
from app.auth.rules import second_step
from app.auth.sessions import SEEN_EVERY, begin_session, end_session, hash_token, note_seen
from app.auth.store import find_viewer, has_business
from app.auth.viewer import Viewer
from app.core import clock
from app.core.kept import read_kept
from app.core.limits import guarded as marked_guarded
from app.core.web import afterwards, see_other, take_apart
from app.leaving.store import falls_to
from app.organisation.store import get_municipality

WAITING = "waiting"
WAITS_FOR = timedelta(minutes=10)

login_manager = LoginManager()


@dataclass(frozen=True)
class Waiting:
    """Somebody who has shown the password and is asked for the second factor; kept in the signed cookie."""

    account_id: int
    step: str
    target: str
    since: float
    shown: str
    """Which password was shown, as a hash of its hash: a new password ends the waiting."""


def init_auth(app: Flask) -> None:
    """Hang Flask-Login on the app."""
    # Templates get the viewer with the frame, and a page that does without the frame must not ask for one.
    login_manager.init_app(app, add_context_processor=False)
    login_manager.user_loader(_load_viewer)
    login_manager.session_protection = None
    login_manager.unauthorized_handler(ask_to_sign_in)


def _load_viewer(token: str) -> Viewer | None:
    now = clock.now()
    viewer = find_viewer(token, now=now)
    if viewer is not None and not viewer.grants and not falls_to(viewer.person_id):
        # The last role ended after the sign-in.
        return None
    if viewer is not None and now - viewer.seen_at >= SEEN_EVERY:
        row_id = viewer.session_row_id
        afterwards(lambda: note_seen(row_id, now=now))
    return viewer


def find_current_viewer() -> Viewer | None:
    """Who is signed in, if anybody."""
    return cast(Viewer, current_user._get_current_object()) if current_user.is_authenticated else None


def get_viewer() -> Viewer:
    """Who is signed in; only behind `signed_in`."""
    viewer = find_current_viewer()
    assert viewer is not None, "the view is not behind signed_in"
    return viewer


def doing_of(viewer: Viewer) -> Doing:
    """What this request does: in the viewer's name, on the web, now."""
    return Doing(at=clock.now(), person_id=viewer.person_id, via="web")


def signed_in(view: Callable[..., Any]) -> Callable[..., Any]:
    """Guard of a view: nobody signed in is sent to the sign-in page and back again afterwards."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if find_current_viewer() is None:
            return ask_to_sign_in()
        return view(*args, **kwargs)

    return marked_guarded(guarded)


def let_in(account: Account, *, target: str) -> Any:
    """Who has shown the password: begin the session, or ask for the second factor first.

    The OpenID provider asks for its own second factor; who comes from there goes straight to `open_session`.
    """
    today = clock.today()
    if not has_business(account.person, today=today):
        return _turn_away(account)
    step = second_step(
        has_factor=account.has_second_factor,
        roles=frozenset(grant.role for grant in account.person.grants if grant.counts_on(today)),
        demanding=frozenset(get_municipality().second_factor_roles),
    )
    if step is None:
        return open_session(account, via="password", target=target)
    _end_present_session(clock.now())
    session.clear()
    session[WAITING] = asdict(Waiting(account.id, step, target, clock.now().timestamp(), mark_of(account)))
    return see_other(url_for(f"second_factor.{step}"))


def _turn_away(account: Account) -> Any:
    """The page for who has shown the password but has nothing to do here any more, and the trace of it."""
    doing, account_id = Doing(at=clock.now(), person_id=account.person_id), account.id
    told = {"reason": [None, "no_access"], "network": network_address()}
    afterwards(lambda: record(doing, "auth.refuse", "account", account_id, told))
    page = render_template(
        "errors/error.html",
        code=403,
        title=_("Din adgang er slut"),
        text=_(
            "Adgangskoden er rigtig, men ingen af dine roller gælder i dag. Spørg din GDPR-koordinator eller "
            "systemadministratoren, hvis du skal have adgang igen."
        ),
    )
    return page, 403


def _end_present_session(now: datetime) -> None:
    """End the session this browser may have: its cookie is about to go, and nobody could sign it out any more."""
    before = find_current_viewer()
    if before is not None:
        end_session(before.session_row_id, now=now)
        record(Doing(at=now, person_id=before.person_id), "auth.sign_out", "account", before.account_id)


def mark_of(account: Account) -> str:
    """What the cookie remembers of the password that was shown."""
    return hash_token(account.password_hash)


def find_waiting(step: str) -> Waiting | None:
    """Who waits for this step ("ask" or "set_up") in this browser; None when it took too long."""
    waiting = read_kept(Waiting, session.get(WAITING))
    if waiting is None or waiting.step != step or clock.now().timestamp() - waiting.since > WAITS_FOR.total_seconds():
        return None
    return waiting


def open_session(account: Account, *, via: str, target: str, idp_token: str = "") -> Any:
    """Begin a session with a cookie of its own, and go on to where the person was going."""
    now = clock.now()
    _end_present_session(now)
    token = begin_session(account, via=via, now=now, idp_token=idp_token)
    record(Doing(at=now, person_id=account.person_id), "auth.sign_in", "account", account.id, {"via": [None, via]})
    # What a stranger may have put into the cookie before sign-in does not live on in the session.
    session.clear()
    login_user(find_viewer(token, now=now))
    return see_other(target)


def ask_to_sign_in() -> Any:
    """To the sign-in page, and back to this one afterwards; to the page with the form where one was sent in vain."""
    if request.method == "GET":
        target = request.full_path.rstrip("?")
    elif request.endpoint == "auth.sign_out":
        target = "/"
    else:
        target = _page_before()
        flash(_("Du var ikke logget ind mere, og det, du sendte, er ikke gemt. Log ind, og send det igen."), "warning")
    return see_other(url_for("auth.sign_in", next=target if target != "/" else None))


def _page_before() -> str:
    """The page on this site that the request came from, as the browser says."""
    parts = take_apart(request.referrer or "")
    if parts.netloc != request.host:
        return "/"
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
