"""/log-ind and /log-ud."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import logout_user

from app.audit.actions import Doing, record
from app.auth.actions import change_own_password, claim_password_change, claim_sign_in, fits
from app.auth.actions import sign_in as sign_in_with
from app.auth.forms import NewPasswordForm, SignInForm
from app.auth.model import Account, UserSession
from app.auth.sessions import end_session
from app.auth.store import find_password_hash
from app.auth.viewer import Viewer
from app.auth.web import find_current_viewer, get_viewer, let_in, signed_in
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.web import answer_invalid, safe_next, see_other
from app.oidc.provider import find_provider

blueprint = Blueprint("auth", __name__)


@blueprint.get("/log-ind")
def sign_in() -> Any:
    """The sign-in page."""
    if find_current_viewer() is not None:
        return see_other(safe_next("/"))
    return _sign_in_page(SignInForm())


@blueprint.post("/log-ind")
def sign_in_now() -> Any:
    """Check the password and begin a session, or ask for the second factor."""
    form = SignInForm()
    if form.validate():
        now, email, password = clock.now(), form.email.data or "", form.password.data or ""
        address = request.remote_addr or ""
        try:
            locks = claim_sign_in(email, address=address, now=now)
            # The try is counted before the password is looked at, whatever comes of it.
            db.session.commit()
            kept = find_password_hash(email)
            # On SQLite nobody else could write while a transaction waits for argon2.
            db.session.rollback()
            fitted = kept if fits(kept, password) else ""
            account = sign_in_with(email, password, fitted=fitted, address=address, now=now, locks=locks)
        except Refused as refused:
            # The trace of the wrong try stays, though the answer is a refusal.
            db.session.commit()
            form.refuse(refused.message)
        else:
            return let_in(account, target=safe_next("/"))
    return _sign_in_page(form), 422


def _sign_in_page(form: SignInForm) -> str:
    has_oidc = find_provider() is not None
    return render_template("app/auth/sign_in.html", form=form, next=safe_next("/"), has_oidc=has_oidc)


@blueprint.get("/adgangskode")
@signed_in
def password() -> Any:
    """The page to change one's own password on."""
    return render_template("app/auth/password.html", form=_password_form(get_viewer()))


@blueprint.post("/adgangskode")
@signed_in
def change_password() -> Any:
    """Change the password; this session goes on, all others end."""
    viewer = get_viewer()
    form = _password_form(viewer)
    if form.validate():
        doing, command = Doing(at=clock.now(), person_id=viewer.person_id), form.to_command()
        try:
            locks = claim_password_change(viewer.account_id, command, now=doing.at)
            # As at sign-in: whoever sits here may have found the browser open, or stolen its cookie.
            db.session.commit()
            kept = find_password_hash(viewer.email)
            db.session.rollback()
            fitted = kept if fits(kept, command.present) else ""
            change_own_password(
                viewer.account_id,
                command,
                fitted=fitted,
                locks=locks,
                doing=doing,
                session_row_id=viewer.session_row_id,
            )
        except Refused as refused:
            db.session.commit()
            form.refuse(refused.message, refused.field)
        else:
            flash(_("Din adgangskode er skiftet, og du er logget ud alle andre steder."), "success")
            return see_other(url_for("account.show"))
    return answer_invalid("app/auth/password.html", form=form)


def _password_form(viewer: Viewer) -> NewPasswordForm:
    account = db.session.get_one(Account, viewer.account_id)
    form = NewPasswordForm()
    form.ask_for_code(account.has_second_factor)
    return form


@blueprint.post("/log-ud")
@signed_in
def sign_out() -> Any:
    """End the session, here and for whoever copied the cookie."""
    viewer = get_viewer()
    now = clock.now()
    onward = _sign_out_url(viewer.session_row_id, now)
    end_session(viewer.session_row_id, now=now)
    record(Doing(at=now, person_id=viewer.person_id), "auth.sign_out", "account", viewer.account_id)
    logout_user()
    session.clear()
    return render_template("app/oidc/goodbye.html", url=onward) if onward else see_other(url_for("auth.sign_in"))


def _sign_out_url(session_row_id: int, now: datetime) -> str:
    """Where the session also ends at the OpenID provider it came from; "" where it came by a password."""
    row = db.session.get_one(UserSession, session_row_id)
    via, token, provider = row.via, row.idp_token, find_provider()
    # The provider may have to be asked for its address; nobody else waits for our transaction meanwhile.
    db.session.rollback()
    return provider.sign_out_url(token, now=now) if provider is not None and via == "oidc" else ""
