"""/glemt-adgangskode and /ny-adgangskode/<token>: choosing a password by a link in a mail.

Opening the link changes nothing, because mail scanners open every link; the form that it shows uses it.
"""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from app.audit.actions import Doing
from app.auth.actions import set_password
from app.auth.store import find_account, get_account_of
from app.auth.web import find_current_viewer, let_in
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.web import answer_invalid, see_other
from app.organisation.store import find_person
from app.throttle.actions import claim_tries
from app.throttle.rules import ADDRESS, MAILED_LINK
from app.token.actions import mail_link_to, pretend_to_mail, use_link
from app.token.forms import AskForLinkForm, ChoosePasswordForm
from app.token.model import SingleUseToken
from app.token.rules import INVITATION, RESET, LinkState
from app.token.store import find_link, state_of, was_invited

blueprint = Blueprint("token", __name__)


@blueprint.get("/glemt-adgangskode")
def forgotten() -> Any:
    """The page to ask for a link on."""
    if find_current_viewer() is not None:
        return see_other(url_for("auth.password"))
    return render_template("app/token/forgotten.html", form=AskForLinkForm())


@blueprint.post("/glemt-adgangskode")
def ask_for_link() -> Any:
    """Mail a link, where the address is one that signs in with a password. The answer is the same for all."""
    form = AskForLinkForm()
    if not form.validate():
        return answer_invalid("app/token/forgotten.html", form=form)
    now, email = clock.now(), (form.email.data or "").lower()
    try:
        claim_tries((MAILED_LINK, email), (ADDRESS, request.remote_addr or ""), now=now)
    except Refused as refused:
        form.refuse(refused.message)
        return answer_invalid("app/token/forgotten.html", form=form)
    person = find_person(email)
    account = find_account(email)
    # Who signs in at the municipality's own provider gets no password beside it.
    is_ours = person is not None and person.is_active and (account.password_hash if account else was_invited(person))
    if person is not None and is_ours:
        mail_link_to(person, RESET, doing=Doing(at=now, person_id=person.id, via="link"))
    else:
        pretend_to_mail(email, RESET, now=now)
    return see_other(url_for("token.on_its_way"))


@blueprint.get("/glemt-adgangskode/sendt")
def on_its_way() -> Any:
    """What to do now; the page knows nothing about the address."""
    return render_template("app/token/on_its_way.html")


@blueprint.get("/ny-adgangskode/<token>")
def show(token: str) -> Any:
    """The form to choose a password in, or why the link does not open it."""
    link = find_link(token)
    if link is None or state_of(link, now=clock.now()) is not LinkState.OPEN:
        return _turned_away(link)
    return render_template("app/token/show.html", **_page(link, ChoosePasswordForm()))


@blueprint.post("/ny-adgangskode/<token>")
def choose(token: str) -> Any:
    """Set the password, end every session there is, and let the person in."""
    now = clock.now()
    link = find_link(token, to_use=True)
    if link is None or state_of(link, now=now) is not LinkState.OPEN:
        return _turned_away(link)
    form = ChoosePasswordForm()
    if form.validate():
        doing = Doing(at=now, person_id=link.person_id, via="link")
        try:
            use_link(link, now=now)
            set_password(link.person, form.password.data or "", doing=doing)
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            return let_in(get_account_of(link.person.email), target=url_for("home.show"))
    db.session.rollback()
    link = find_link(token)
    return answer_invalid("app/token/show.html", **_page(link, form)) if link else _turned_away(None)


def _page(link: SingleUseToken, form: ChoosePasswordForm) -> dict[str, Any]:
    return {"form": form, "person": link.person, "is_invitation": link.purpose == INVITATION}


def _turned_away(link: SingleUseToken | None) -> tuple[str, int]:
    """A page that says why the link does not open, and what to do."""
    state = state_of(link, now=clock.now())
    is_invitation = link is not None and link.purpose == INVITATION
    title, text, url, label = {
        LinkState.USED: (
            _("Linket er brugt"),
            _("Et link virker én gang. Log ind med den adgangskode, du valgte, eller få et nyt link."),
            url_for("auth.sign_in"), _("Log ind"),
        ),
        LinkState.EXPIRED: (
            _("Linket virker ikke længere"),
            _("Det er for gammelt, eller du har fået et nyere. Brug linket i den nyeste mail, eller få et nyt.")
            if not is_invitation
            else _(
                "Invitationen er for gammel, eller du har fået en nyere. Brug den nyeste mail, eller få et nyt link."
            ),
            url_for("token.forgotten"), _("Få et nyt link"),
        ),
        LinkState.UNKNOWN: (
            _("Linket virker ikke"),
            _("Måske kom hele linket ikke med. Åbn mailen igen, og tryk på knappen i den, eller få et nyt link."),
            url_for("token.forgotten"), _("Få et nyt link"),
        ),
    }[state]  # fmt: skip
    db.session.rollback()
    code = 404 if state is LinkState.UNKNOWN else 410
    return render_template(
        "errors/error.html", code=code, title=title, text=text, action_url=url, action_label=label
    ), code
