"""/log-ind and /log-ud."""

from typing import Any

from flask import Blueprint, flash, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from app.audit.actions import Doing
from app.auth.actions import change_own_password
from app.auth.actions import sign_in as sign_in_with
from app.auth.forms import NewPasswordForm, SignInForm
from app.auth.store import find_viewer
from app.auth.web import find_current_viewer, get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.web import answer_invalid, safe_next, see_other

blueprint = Blueprint("auth", __name__)


@blueprint.get("/log-ind")
def sign_in() -> Any:
    """The sign-in page."""
    if find_current_viewer() is not None:
        return see_other(safe_next("/"))
    return render_template("app/auth/sign_in.html", form=SignInForm(), next=safe_next("/"))


@blueprint.post("/log-ind")
def sign_in_now() -> Any:
    """Check the password and begin a session."""
    form = SignInForm()
    if form.validate():
        try:
            account = sign_in_with(form.email.data or "", form.password.data or "", now=clock.now())
        except Refused as refused:
            # The count of wrong tries and their trace stay, though the answer is a refusal.
            db.session.commit()
            form.refuse(refused.message)
        else:
            session.clear()
            login_user(find_viewer(f"{account.stamp}:{account.id}"))
            return see_other(safe_next("/"))
    return render_template("app/auth/sign_in.html", form=form, next=safe_next("/")), 422


@blueprint.get("/adgangskode")
@signed_in
def password() -> Any:
    """The page to change one's own password on."""
    return render_template("app/auth/password.html", form=NewPasswordForm())


@blueprint.post("/adgangskode")
@signed_in
def change_password() -> Any:
    """Change the password; this session goes on, all others end."""
    viewer = get_viewer()
    form = NewPasswordForm()
    if form.validate():
        doing = Doing(at=clock.now(), person_id=viewer.person_id)
        try:
            account = change_own_password(
                viewer.person_id, form.current.data or "", form.password.data or "", doing=doing
            )
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            login_user(find_viewer(f"{account.stamp}:{account.id}"))
            flash(_("Din adgangskode er skiftet."), "success")
            return see_other("/")
    return answer_invalid("app/auth/password.html", form=form)


@blueprint.post("/log-ud")
@signed_in
def sign_out() -> Any:
    """End the session."""
    logout_user()
    session.clear()
    return see_other(url_for("auth.sign_in"))
