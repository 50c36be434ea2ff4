"""/admin/mails: every mail's recipient, state and the server's words; the text only for those who may read it."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.audit.actions import Doing
from app.audit.notes import note_opening
from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.slots import current_slots
from app.core.tables import Page, address, number_within
from app.core.web import see_other
from app.mail.actions import send_again
from app.mail.model import OutgoingMail
from app.mail.rules import SECRET_KINDS, STATES, cover_links
from app.mail.store import MailFilter, count_mails, count_states, get_mail, list_mails

blueprint = Blueprint("mail", __name__)


@blueprint.get("/admin/mails")
@signed_in
def index() -> Any:
    """The outbox, newest first; state, words and page stand in the address."""
    viewer = _guard()
    scope = viewer.scope("mail", "read")
    wanted = MailFilter.of(request.args)
    total = count_mails(wanted, scope=scope)
    number = number_within(request.args, total)
    page = Page(
        rows=list_mails(wanted, scope=scope, number=number),
        number=number,
        total=total,
        path=request.path,
        args=request.args,
    )
    return render_template(
        "app/mail/index.html",
        page=page,
        wanted=wanted,
        states=STATES,
        counts=count_states(scope=scope),
        chips=_chips(wanted),
        may_write=viewer.may("write", "mail"),
        panels=current_slots().panels_of("mails", 0, viewer),
    )


@blueprint.get("/admin/mails/<int:mail_id>")
@signed_in
def show(mail_id: int) -> Any:
    """One mail and how it went."""
    viewer = _guard()
    mail = get_mail(mail_id, scope=viewer.scope("mail", "read"))
    may_read_text = viewer.may("read_text", "mail") and mail.kind not in SECRET_KINDS
    if may_read_text:
        note_opening(viewer, "mail", mail.id)
    return render_template(
        "app/mail/show.html",
        mail=mail,
        states=STATES,
        may_read_text=may_read_text,
        # A link that answers for somebody is theirs alone: whoever reads along must not be able to use it.
        text=cover_links(mail.body_text) if may_read_text else "",
        is_secret=mail.kind in SECRET_KINDS,
        may_write=viewer.may("write", "mail", _place(mail)),
        panels=current_slots().panels_of("mail", mail.id, viewer),
    )


@blueprint.post("/admin/mails/<int:mail_id>/prov-igen")
@signed_in
def try_again(mail_id: int) -> Any:
    """Let a mail that waits or has failed go at the next minute."""
    viewer = _guard()
    mail = get_mail(mail_id, scope=viewer.scope("mail", "read"))
    viewer.must("write", "mail", _place(mail))
    send_again(mail, doing=Doing(at=clock.now(), person_id=viewer.person_id))
    flash(_("Mailen prøves igen inden for et minut."), "success")
    return see_other(url_for("mail.show", mail_id=mail.id))


def _place(mail: OutgoingMail) -> str:
    """The path of the recipient's unit; "" where there is none."""
    return mail.person.unit.path if mail.person is not None and mail.person.unit is not None else ""


def _guard() -> Viewer:
    viewer = get_viewer()
    viewer.must("read", "mail")
    return viewer


def _chips(wanted: MailFilter) -> list[dict[str, str]]:
    args = request.args
    chips = []
    if wanted.state:
        chips.append(
            {"label": _(STATES[wanted.state]), "remove_url": address(request.path, args, without=("tilstand", "side"))}
        )
    if wanted.words:
        chips.append({"label": f"«{wanted.words}»", "remove_url": address(request.path, args, without=("q", "side"))})
    return chips
