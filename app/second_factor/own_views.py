"""/konto/totrin: a signed-in person's own second factor."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from app.audit.actions import Doing
from app.auth.actions import fits
from app.auth.model import Account
from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.web import see_other
from app.organisation.store import get_municipality
from app.second_factor.actions import claim_proof, make_recovery_codes, prove, set_up, turn_off
from app.second_factor.forms import OwnSetUpForm, ProofForm
from app.second_factor.rules import FEW_LEFT, RECOVERY_CODES, is_demanded
from app.second_factor.showing import find_pending, forget_pending, make_offer
from app.second_factor.store import find_account, find_state

blueprint = Blueprint("own_factor", __name__)


@blueprint.get("/konto/totrin")
@signed_in
def show() -> Any:
    """Whether it is on, how many recovery codes are left, and what can be done."""
    return render_template(
        "app/second_factor/show.html",
        state=find_state(_own()),
        few=FEW_LEFT,
        total=RECOVERY_CODES,
        is_demanded=_is_demanded(get_viewer()),
    )


@blueprint.get("/konto/totrin/app")
@signed_in
def connect() -> Any:
    """The page to turn it on, or to move it to another phone."""
    account = _own()
    if not (account.password_hash or account.has_second_factor):
        return see_other(url_for("own_factor.show"))
    return _connect_page(account, OwnSetUpForm())


@blueprint.post("/konto/totrin/app")
@signed_in
def turn_on() -> Any:
    """Turn it on or move it; shows the recovery codes this once."""
    viewer, account = get_viewer(), _own()
    form = OwnSetUpForm()

    def act(doing: Doing) -> Any:
        had_one = account.has_second_factor
        codes = set_up(
            account,
            find_pending(account),
            form.code.data or "",
            doing=doing,
            replacing=had_one,
            but_session=viewer.session_row_id,
        )
        forget_pending()
        return _codes_page(codes, is_first=not had_one)

    return _proved(account, form, act) or (_connect_page(account, form), 422)


@blueprint.get("/konto/totrin/fra")
@signed_in
def leave() -> Any:
    """The page to turn it off."""
    account = _own()
    if not account.has_second_factor or _is_demanded(get_viewer()):
        return see_other(url_for("own_factor.show"))
    return _proof_page("app/second_factor/turn_off.html", account, ProofForm())


@blueprint.post("/konto/totrin/fra")
@signed_in
def turn_off_now() -> Any:
    """Turn it off."""
    viewer, account = get_viewer(), _own()
    form = ProofForm()

    def act(doing: Doing) -> Any:
        turn_off(account, is_demanded=_is_demanded(viewer), doing=doing, but_session=viewer.session_row_id)
        flash(_("Totrinsbekræftelse er slået fra. Der er sendt en mail til dig om det."), "success")
        return see_other(url_for("own_factor.show"))

    return _proved(account, form, act) or (_proof_page("app/second_factor/turn_off.html", account, form), 422)


@blueprint.get("/konto/totrin/noedkoder")
@signed_in
def new_codes() -> Any:
    """The page to make new recovery codes."""
    account = _own()
    if not account.has_second_factor:
        return see_other(url_for("own_factor.show"))
    return _proof_page("app/second_factor/new_codes.html", account, ProofForm())


@blueprint.post("/konto/totrin/noedkoder")
@signed_in
def make_codes() -> Any:
    """Make new recovery codes, and show them this once."""
    account = _own()
    form = ProofForm()

    def act(doing: Doing) -> Any:
        return _codes_page(make_recovery_codes(account, doing=doing))

    return _proved(account, form, act) or (_proof_page("app/second_factor/new_codes.html", account, form), 422)


def _own() -> Account:
    account = find_account(get_viewer().account_id)
    assert account is not None, "somebody without an account is signed in"
    return account


def _is_demanded(viewer: Viewer) -> bool:
    return is_demanded(viewer.roles, frozenset(get_municipality().second_factor_roles))


def _proved(account: Account, form: ProofForm, act: Callable[[Doing], Any]) -> Any | None:
    """Do what is asked when the form is right and shows who sits there; None leaves the form with what is wrong.

    The try is counted, and its trace kept, whatever becomes of the rest.
    """
    if account.has_second_factor:
        form.take_codes()
    if not form.validate():
        return None
    now, proof = clock.now(), form.proof.data or ""
    try:
        locks = claim_proof(account, now=now)
        db.session.commit()
        kept, needs_code = account.password_hash, account.has_second_factor
        # On SQLite nobody else could write while a transaction waits for argon2.
        db.session.rollback()
        prove(account, proof, fits_password=not needs_code and fits(kept, proof), now=now, locks=locks)
        db.session.commit()
        return act(Doing(at=now, person_id=account.person_id))
    except Refused as refused:
        db.session.commit()
        form.refuse(refused.message, refused.field)
    return None


def _connect_page(account: Account, form: OwnSetUpForm) -> str:
    if account.has_second_factor and not form.is_submitted():
        form.take_codes()
    return render_template(
        "app/second_factor/connect.html", form=form, offer=make_offer(account), is_on=account.has_second_factor
    )


def _proof_page(template: str, account: Account, form: ProofForm) -> str:
    if not form.is_submitted():
        form.take_codes()
    return render_template(template, form=form, codes_left=find_state(account).codes_left)


def _codes_page(codes: Any, *, is_first: bool = False) -> str:
    return render_template(
        "app/second_factor/codes.html",
        codes=codes,
        next_url=url_for("own_factor.show"),
        next_label=_("Jeg har gemt dem"),
        is_first=is_first,
    )
