"""/log-ind and /log-ud."""

from typing import Any

from flask import Blueprint, render_template, session, url_for
from flask_login import login_user, logout_user

from app.auth.actions import sign_in as sign_in_with
from app.auth.forms import SignInForm
from app.auth.store import find_viewer
from app.auth.web import find_current_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.web import safe_next, see_other

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


@blueprint.post("/log-ud")
@signed_in
def sign_out() -> Any:
    """End the session."""
    logout_user()
    session.clear()
    return see_other(url_for("auth.sign_in"))
