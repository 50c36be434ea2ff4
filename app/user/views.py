"""/admin/brugere: people, their roles, and whether they may come in."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.auth.rules import ROLES
from app.auth.store import find_account_of_person, list_live_sessions
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.slots import current_slots
from app.core.tables import Page, address, number_within
from app.core.web import answer_invalid, see_other
from app.leaving.store import count_left_hanging
from app.mail.store import find_last_mail
from app.organisation.model import Person
from app.organisation.rules import FUNCTIONS
from app.organisation.store import list_units
from app.second_factor.actions import reset
from app.second_factor.store import find_state
from app.token.actions import SUBJECT_KIND as LINK_KIND
from app.token.rules import GOOD_FOR, INVITATION
from app.token.store import find_last_link, find_open_invitations
from app.user.actions import (
    add_role,
    change_user,
    close_user,
    end_sessions,
    invite_user,
    open_user,
    remove_role,
    send_link,
)
from app.user.forms import ChangeUserForm, InviteUserForm, RoleForm
from app.user.store import (
    CLOSED,
    EVERYBODY,
    HANGING,
    UserFilter,
    count_users,
    find_with_account,
    get_user,
    list_functions_of,
    list_users,
)

blueprint = Blueprint("user", __name__)


@blueprint.get("/admin/brugere")
@signed_in
def index() -> Any:
    """The list of people."""
    viewer = get_viewer()
    viewer.must("read", "organisation")
    scope = viewer.scope("organisation", "read")
    wanted = UserFilter.of(request.args)
    total = count_users(wanted, scope=scope)
    number = number_within(request.args, total)
    page = Page(
        rows=list_users(wanted, scope=scope, number=number),
        number=number,
        total=total,
        path=request.path,
        args=request.args,
    )
    return render_template(
        "app/user/index.html",
        page=page,
        wanted=wanted,
        with_account=find_with_account([person.id for person in page.rows]),
        invited=find_open_invitations([person.id for person in page.rows], now=clock.now()),
        roles=[(code, _(word)) for code, word in ROLES.items()],
        role_words=ROLES,
        states=[(CLOSED, _("Lukkede")), (HANGING, _("Lukkede, ikke overdraget")), (EVERYBODY, _("Alle"))],
        left_hanging=count_left_hanging() if viewer.may("write", "handover") else 0,
        reset_url=address(request.path, {}),
        may_write=viewer.may("write", "organisation"),
    )


@blueprint.get("/admin/brugere/ny")
@signed_in
def new() -> Any:
    """The form for a new person."""
    return render_template("app/user/new.html", form=_invite_form(_writer()))


@blueprint.post("/admin/brugere/ny")
@signed_in
def invite() -> Any:
    """Make a person, and mail an invitation."""
    viewer = _writer()
    form = _invite_form(viewer)
    if form.validate():
        try:
            person = invite_user(form.to_command(), doing=doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            return _done(person, _was_sent(person, INVITATION))
    return answer_invalid("app/user/new.html", form=form)


@blueprint.get("/admin/brugere/<int:person_id>")
@signed_in
def show(person_id: int) -> Any:
    """A person: roles, functions and access."""
    viewer = get_viewer()
    viewer.must("read", "organisation")
    return render_template("app/user/show.html", **_show_context(viewer, _load(viewer, person_id), _role_form(viewer)))


@blueprint.get("/admin/brugere/<int:person_id>/ret")
@signed_in
def edit(person_id: int) -> Any:
    """The form for a person's name, address and home unit."""
    viewer = _writer()
    person = _load(viewer, person_id)
    data = {"name": person.name, "email": person.email, "unit": person.unit.code if person.unit else ""}
    return render_template("app/user/edit.html", form=_change_form(viewer, data), person=person)


@blueprint.post("/admin/brugere/<int:person_id>/ret")
@signed_in
def change(person_id: int) -> Any:
    """Change a person's name, address and home unit."""
    viewer = _writer()
    person = _load(viewer, person_id)
    form = _change_form(viewer)
    if form.validate():
        try:
            change_user(person, form.to_command(), doing=doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            return _done(person, _("%(name)s er gemt.", name=person.name))
    db.session.rollback()
    return answer_invalid("app/user/edit.html", form=form, person=_load(viewer, person_id))


@blueprint.post("/admin/brugere/<int:person_id>/roller")
@signed_in
def give_role(person_id: int) -> Any:
    """Give a role in a unit."""
    viewer = _writer()
    person = _load(viewer, person_id)
    form = _role_form(viewer)
    if form.validate():
        try:
            add_role(person, form.to_role(), doing=doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            return _done(person, _("Rollen er givet."))
    db.session.rollback()
    return answer_invalid("app/user/show.html", **_show_context(viewer, _load(viewer, person_id), form))


@blueprint.post("/admin/brugere/<int:person_id>/roller/<int:grant_id>/fjern")
@signed_in
def take_role(person_id: int, grant_id: int) -> Any:
    """Take a role away."""
    viewer = _writer()
    person = _load(viewer, person_id)
    remove_role(person, grant_id, doing=doing_of(viewer))
    return _done(person, _("Rollen er fjernet."))


@blueprint.post("/admin/brugere/<int:person_id>/luk")
@signed_in
def close(person_id: int) -> Any:
    """Keep a person out."""
    viewer = _writer()
    person = _load(viewer, person_id)
    close_user(person, doing=doing_of(viewer))
    return _done(person, _("Adgangen er lukket, og %(name)s er logget ud.", name=person.name))


@blueprint.post("/admin/brugere/<int:person_id>/aabn")
@signed_in
def reopen(person_id: int) -> Any:
    """Let a person in again."""
    viewer = _writer()
    person = _load(viewer, person_id)
    open_user(person, doing=doing_of(viewer))
    return _done(person, _("Adgangen er åben igen."))


@blueprint.post("/admin/brugere/<int:person_id>/link")
@signed_in
def send_link_now(person_id: int) -> Any:
    """Mail a link to choose a password by."""
    viewer = _writer()
    person = _load(viewer, person_id)
    return _done(person, _was_sent(person, send_link(person, doing=doing_of(viewer))))


@blueprint.post("/admin/brugere/<int:person_id>/log-ud")
@signed_in
def sign_out(person_id: int) -> Any:
    """Sign a person out everywhere."""
    viewer = _writer()
    person = _load(viewer, person_id)
    end_sessions(person, doing=doing_of(viewer))
    return _done(person, _("%(name)s er logget ud overalt.", name=person.name))


def _was_sent(person: Person, purpose: str) -> str:
    if purpose == INVITATION:
        return _(
            "Invitationen er på vej til %(email)s. Linket i den virker i %(days)d dage.",
            email=person.email, days=GOOD_FOR[INVITATION].days,
        )  # fmt: skip
    return _(
        "Et link til at vælge en ny adgangskode er på vej til %(email)s. Det virker i en time.", email=person.email
    )


@blueprint.post("/admin/brugere/<int:person_id>/totrin/nulstil")
@signed_in
def reset_second_factor(person_id: int) -> Any:
    """Take the second factor away from somebody who has lost the phone."""
    viewer = _writer()
    person = _load(viewer, person_id)
    reset(find_account_of_person(person.id), doing=doing_of(viewer))
    words = _("Totrinsbekræftelsen er nulstillet. %(name)s er logget ud og får en mail om det.", name=person.name)
    return _done(person, words)


def _writer() -> Viewer:
    viewer = get_viewer()
    viewer.must("write", "organisation")
    return viewer


def _load(viewer: Viewer, person_id: int) -> Person:
    return get_user(person_id, scope=viewer.scope("organisation", "read"))


def _done(person: Person, words: str) -> Any:
    flash(words, "success")
    return see_other(url_for("user.show", person_id=person.id))


def _show_context(viewer: Viewer, person: Person, form: RoleForm) -> dict[str, Any]:
    now = clock.now()
    account, link = find_account_of_person(person.id), find_last_link(person)
    return {
        "person": person,
        "form": form,
        "has_account": account is not None,
        "sessions": len(list_live_sessions(account.id, now=now)) if account else 0,
        "invitation": find_open_invitations([person.id], now=now).get(person.id),
        "link_mail": find_last_mail(LINK_KIND, link.id) if link else None,
        "functions": list_functions_of(person),
        "function_words": FUNCTIONS,
        "role_words": ROLES,
        "today": clock.day_of(now),
        "second_factor": find_state(account),
        "is_self": person.id == viewer.person_id,
        "panels": current_slots().panels_of("user", person.id, viewer),
        "may_write": viewer.may("write", "organisation"),
    }


def _invite_form(viewer: Viewer) -> InviteUserForm:
    form = InviteUserForm()
    form.offer(list_units(scope=viewer.scope("organisation", "write")))
    return form


def _role_form(viewer: Viewer) -> RoleForm:
    form = RoleForm()
    form.offer(list_units(scope=viewer.scope("organisation", "read")))
    return form


def _change_form(viewer: Viewer, data: dict[str, str] | None = None) -> ChangeUserForm:
    form = ChangeUserForm(data=data)
    form.offer_units(list_units(scope=viewer.scope("organisation", "write")))
    return form
