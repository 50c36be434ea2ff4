"""/konto: one's own account, and where it is signed in."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from app.account.actions import choose_shortcuts, sign_out_elsewhere, sign_out_there
from app.account.forms import KeysForm
from app.account.rules import ON_DEVICE, UNKNOWN, browser_of
from app.audit.actions import Doing
from app.auth.model import Account
from app.auth.rules import ROLES
from app.auth.store import list_live_sessions
from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.slots import current_slots
from app.core.web import see_other

blueprint = Blueprint("account", __name__)


@blueprint.get("/konto")
@signed_in
def show() -> Any:
    """What one is signed in as, by what, and where."""
    viewer = get_viewer()
    account = db.session.get_one(Account, viewer.account_id)
    return render_template(
        "app/account/show.html",
        person=account.person,
        role_words=ROLES,
        keys_form=KeysForm(obj=account),
        has_password=bool(account.password_hash),
        panels=current_slots().panels_of("account", viewer.account_id, viewer),
        sessions=[
            {
                "id": row.id,
                "browser": _browser_words(row.agent),
                "is_this": row.id == viewer.session_row_id,
                "started_at": row.started_at,
                "seen_at": row.seen_at,
                "address": row.address,
                "via": _("Kommunens login") if row.via == "oidc" else _("Adgangskode"),
            }
            for row in list_live_sessions(account.id, now=clock.now())
        ],
    )


@blueprint.post("/konto/tastatur")
@signed_in
def change_keys() -> Any:
    """Single keys on or off."""
    form = KeysForm()
    if form.validate():
        choose_shortcuts(get_viewer().account_id, wanted=form.has_shortcuts.data)
        flash(
            _("Genveje på én tast er slået til.") if form.has_shortcuts.data else _("Genveje på én tast er slået fra."),
            "success",
        )
    return see_other(url_for("account.show"))


@blueprint.post("/konto/logget-ind/<int:session_id>/log-ud")
@signed_in
def sign_out_one(session_id: int) -> Any:
    """Sign out in another browser."""
    viewer = get_viewer()
    sign_out_there(viewer.account_id, session_id, doing=_doing(viewer))
    flash(_("Du er logget ud dér."), "success")
    return see_other(url_for("account.show"))


@blueprint.post("/konto/logget-ind/log-ud")
@signed_in
def sign_out_others() -> Any:
    """Sign out in all other browsers."""
    viewer = get_viewer()
    sign_out_elsewhere(viewer.account_id, but=viewer.session_row_id, doing=_doing(viewer))
    flash(_("Du er kun logget ind i denne browser."), "success")
    return see_other(url_for("account.show"))


def _browser_words(agent: str) -> str:
    browser, device = browser_of(agent)
    if browser and device:
        return _(ON_DEVICE, browser=browser, device=device)
    return browser or device or _(UNKNOWN)


def _doing(viewer: Viewer) -> Doing:
    return Doing(at=clock.now(), person_id=viewer.person_id)
