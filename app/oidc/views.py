"""/log-ind/kommune: off to the municipality's OpenID provider, and back."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, render_template, request, session, url_for
from flask_babel import gettext as _

from app.audit.actions import Doing, record
from app.auth.refusals import network_address
from app.auth.web import find_current_viewer, open_session
from app.core import clock
from app.core.db import begin_writing, db
from app.core.errors import NotFound
from app.core.kept import read_kept
from app.core.log import get_log
from app.core.web import afterwards, safe_next, see_other
from app.oidc.actions import admit
from app.oidc.provider import Attempt, NotLetIn, Provider, find_provider
from app.oidc.rules import REFUSALS, VALID_FOR, read_arrival

blueprint = Blueprint("oidc", __name__)

AWAY = "away"
"""Where the cookie keeps the attempts that have not come back."""

MOST_AWAY = 4
"""Attempts a browser can have going, in as many windows; the oldest is forgotten."""

LONGEST_TARGET = 400


@blueprint.get("/log-ind/kommune")
def begin() -> Any:
    """Send the browser to the provider."""
    provider = _get_provider()
    if find_current_viewer() is not None:
        return see_other(safe_next("/"))
    # The provider may take its time: no connection to the database is held meanwhile.
    db.session.rollback()
    try:
        # A cookie holds 4 kB, and four attempts.
        target = safe_next("/")
        url, attempt = provider.begin(target=target if len(target) <= LONGEST_TARGET else "/", now=clock.now())
    except NotLetIn as refused:
        return _turn_away(refused)
    newest = sorted([*_attempts().values(), attempt], key=lambda one: one.since)[-MOST_AWAY:]
    session[AWAY] = {one.state: asdict(one) for one in newest}
    return see_other(url)


@blueprint.get("/log-ind/kommune/svar")
def answer() -> Any:
    """The provider has sent the browser back: check its word, and begin the session."""
    provider = _get_provider()
    now = clock.now()
    db.session.rollback()
    try:
        # A no is told for what it is, also by a provider that forgets the state: nothing is given by it.
        _check_answer(provider)
        attempt = _take_attempt(now.timestamp())
        code = request.args.get("code", "")
        token, claims = provider.exchange(code, attempt, now=now)
        # The only GET that changes the municipality's own rows: the protocol lets the browser come back no other way.
        # It is committed here, because the edge rolls a GET back; what guards it is the state, which only this browser
        # has, and only once.
        begin_writing()
        admission = admit(read_arrival(claims, groups_claim=provider.settings.oidc_groups_claim), now=now)
    except NotLetIn as refused:
        return _turn_away(refused)
    if admission.account is None:
        # What the groups no longer give stays taken, though nobody is let in.
        db.session.commit()
        return _turn_away(NotLetIn(admission.reason))
    hint = token if provider.sign_out_url(token, now=now) else ""
    done = open_session(admission.account, via="oidc", target=attempt.target, idp_token=hint)
    db.session.commit()
    for note in admission.notes:
        flash(note, "warning")
    return done


def _get_provider() -> Provider:
    provider = find_provider()
    if provider is None:
        raise NotFound
    return provider


def _take_attempt(now: float) -> Attempt:
    """The attempt that this answer belongs to; it is given out once."""
    kept = _attempts()
    found = kept.pop(request.args.get("state", ""), None)
    session[AWAY] = {state: asdict(attempt) for state, attempt in kept.items()}
    if found is None or not 0 <= now - found.since <= VALID_FOR:
        raise NotLetIn("state")
    return found


def _attempts() -> dict[str, Attempt]:
    """The attempts in the cookie; one that an older version of the program kept there is none."""
    kept = session.get(AWAY)
    found = {state: read_kept(Attempt, one) for state, one in kept.items()} if isinstance(kept, dict) else {}
    return {state: attempt for state, attempt in found.items() if attempt is not None}


def _check_answer(provider: Provider) -> None:
    """Raises NotLetIn where the provider said no, or another one answered (RFC 9207)."""
    if request.args.get("iss", provider.settings.oidc_issuer) != provider.settings.oidc_issuer:
        raise NotLetIn("issuer")
    error = request.args.get("error")
    if error:
        known = error if error.isascii() and error.replace("_", "").isalpha() and len(error) <= 40 else "?"
        raise NotLetIn("denied" if error == "access_denied" else "provider", detail=known)


def _turn_away(refused: NotLetIn) -> Any:
    """The page that says what to do, and the trace of the refusal: its reason, nothing of what the provider told."""
    db.session.rollback()
    now, refusal, network = clock.now(), REFUSALS[refused.reason], network_address()
    get_log().warning("sign-in refused", via="oidc", reason=refused.reason, detail=refused.detail)
    afterwards(
        lambda: record(
            Doing(at=now, via="oidc"),
            "auth.refuse",
            "account",
            None,
            {"reason": [None, f"oidc {refused.reason}"], "network": network},
        )
    )
    text = _(refusal.text)
    page = render_template(
        "errors/error.html",
        code=f"{refusal.status} {refused.reason}",
        title=_(refusal.title),
        text=text,
        action_url=url_for("auth.sign_in") if refusal.again else "/",
        action_label=_("Log ind igen") if refusal.again else _("Til forsiden"),
    )
    return page, refusal.status
