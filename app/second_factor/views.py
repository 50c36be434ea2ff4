"""/log-ind/kode and /log-ind/totrin: what comes between the password and the session.

Nobody is signed in here. Who it is stands in the signed cookie (app.auth.web.Waiting), for ten minutes.
"""

from typing import Any

from flask import Blueprint, flash, render_template, request, session, url_for
from flask_babel import gettext as _

from app.audit.actions import Doing
from app.auth.model import Account
from app.auth.web import WAITING, Waiting, find_waiting, mark_of, open_session
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.kept import read_kept
from app.core.web import answer_invalid, see_other
from app.second_factor.actions import Opened, claim_code, open_with, unreadable_words
from app.second_factor.actions import set_up as set_up_with
from app.second_factor.forms import CodeForm, SetUpForm
from app.second_factor.rules import FEW_LEFT
from app.second_factor.showing import find_pending, make_offer
from app.second_factor.store import can_read, find_account

blueprint = Blueprint("second_factor", __name__)


@blueprint.get("/log-ind/kode")
def ask() -> Any:
    """Ask for a code."""
    found = _find("ask")
    return _ask_page(found[1], CodeForm()) if found else _too_late()


@blueprint.post("/log-ind/kode")
def check() -> Any:
    """Use a code, and begin the session."""
    found = _find("ask")
    if found is None:
        return _too_late()
    waiting, account = found
    form = CodeForm()
    if form.validate():
        now = clock.now()
        try:
            locks = claim_code(account.id, now=now)
            # The try is counted before the code is looked at, whatever comes of it.
            db.session.commit()
            opened = open_with(account, form.code.data or "", now=now, locks=locks)
        except Refused as refused:
            # The trace of the wrong try stays, though the answer is a refusal.
            db.session.commit()
            form.refuse(refused.message, refused.field)
        else:
            answer = open_session(account, via="password", target=waiting.target)
            _say_what_is_left(opened, is_readable=can_read(account))
            return answer
    return _ask_page(account, form), 422


@blueprint.get("/log-ind/totrin")
def set_up() -> Any:
    """Ask who must have a second factor to set it up."""
    found = _find("set_up")
    return _set_up_page(found[1], SetUpForm()) if found else _too_late()


@blueprint.post("/log-ind/totrin")
def confirm_set_up() -> Any:
    """Let the second factor count, begin the session, and show the recovery codes before anything else."""
    found = _find("set_up")
    if found is None:
        return _too_late()
    waiting, account = found
    form = SetUpForm()
    if form.validate():
        doing = Doing(at=clock.now(), person_id=account.person_id)
        try:
            codes = set_up_with(account, find_pending(account), form.code.data or "", doing=doing, replacing=False)
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            # Drawn while nobody is signed in: without the menu, there is one way on.
            page = render_template(
                "app/second_factor/codes.html",
                codes=codes,
                next_url=waiting.target,
                next_label=_("Jeg har gemt dem. Videre"),
                is_first=True,
            )
            open_session(account, via="password", target=waiting.target)
            return page
    db.session.rollback()
    again = find_account(waiting.account_id)
    return answer_invalid("app/second_factor/set_up.html", form=form, offer=make_offer(again)) if again else _too_late()


def _find(step: str) -> tuple[Waiting, Account] | None:
    """Who waits for this step here, when they may still come in."""
    waiting = find_waiting(step)
    account = find_account(waiting.account_id) if waiting else None
    return (waiting, account) if waiting and account and waiting.shown == mark_of(account) else None


def _too_late() -> Any:
    """Back to the beginning, with a word to who had begun."""
    kept = read_kept(Waiting, session.pop(WAITING, None))
    if kept:
        flash(_("Der gik for lang tid. Log ind igen."), "warning")
    target = kept.target if kept and kept.target != "/" else None
    return see_other(url_for("auth.sign_in", next=target))


def _ask_page(account: Account, form: CodeForm) -> str:
    on_paper = "noedkode" in request.args
    if on_paper:
        form.ask_for_paper()
    return render_template(
        "app/second_factor/ask.html",
        form=form,
        on_paper=on_paper,
        trouble="" if can_read(account) else unreadable_words(),
    )


def _set_up_page(account: Account, form: SetUpForm) -> str:
    return render_template("app/second_factor/set_up.html", form=form, offer=make_offer(account))


def _say_what_is_left(opened: Opened, *, is_readable: bool) -> None:
    """A word after sign-in to who used a recovery code."""
    left = opened.codes_left
    if left is None:
        return
    words = [_("Du brugte en nødkode.")]
    if left > 1:
        words.append(_("Du har %(n)s tilbage.", n=left))
    else:
        words.append(_("Du har 1 tilbage.") if left else _("Det var den sidste."))
    if not is_readable:
        words.append(_("Flyt din totrinsbekræftelse til appen igen på din konto, så du kan bruge telefonen."))
    elif not left:
        # New ones are made by showing a code, which only the phone has now.
        words.append(
            _("Lav nye på din konto med en kode fra telefonen. Er den væk, så bed en administrator om at nulstille.")
        )
    elif left <= FEW_LEFT:
        words.append(_("Lav nye på din konto."))
    flash(" ".join(words), "warning")
