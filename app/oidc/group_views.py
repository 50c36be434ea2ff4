"""/admin/grupper: the municipality's sign-in, and which role each group there gives."""

from typing import Any

from flask import Blueprint, current_app, flash, render_template, url_for
from flask_babel import gettext as _

from app.auth.rules import ROLES
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.db import db
from app.core.errors import Refused
from app.core.scope import Scope
from app.core.web import answer_invalid, see_other
from app.oidc.actions import add_group_role, remove_group_role, trust_mail
from app.oidc.actions import unlink as unlink_person
from app.oidc.forms import GroupRoleForm, TrustForm, UnlinkForm
from app.oidc.store import list_group_roles
from app.organisation.store import get_municipality, list_units

blueprint = Blueprint("group", __name__)


@blueprint.get("/admin/grupper")
@signed_in
def index() -> Any:
    """The table of groups, and how the sign-in is set up."""
    viewer = get_viewer()
    viewer.must("read", "group")
    return render_template("app/oidc/index.html", **_context(viewer))


@blueprint.post("/admin/grupper")
@signed_in
def add() -> Any:
    """Let a group give a role."""
    viewer = _writer()
    form = _form()
    if form.validate():
        try:
            add_group_role(form.to_command(), doing=doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("Gruppen giver nu rollen. Den enkelte får den, næste gang vedkommende logger ind."), "success")
            return see_other(url_for("group.index"))
    db.session.rollback()
    return answer_invalid("app/oidc/index.html", **_context(viewer, form=form))


@blueprint.post("/admin/grupper/<int:group_role_id>/fjern")
@signed_in
def remove(group_role_id: int) -> Any:
    """Let a group give a role no more."""
    viewer = _writer()
    lost = remove_group_role(group_role_id, doing=doing_of(viewer))
    flash(
        _(
            "Gruppen giver ikke længere rollen. %(n)s har mistet den.",
            n=_("1 person") if lost == 1 else _("%(n)s personer", n=lost),
        )
        if lost
        else _("Gruppen giver ikke længere rollen."),
        "success",
    )
    return see_other(url_for("group.index"))


@blueprint.post("/admin/grupper/mailadresser")
@signed_in
def trust() -> Any:
    """Say whether the provider's addresses are believed."""
    viewer = _writer()
    trust_mail(bool(TrustForm().trusts_mail.data), doing=doing_of(viewer))
    flash(_("Valget er gemt."), "success")
    return see_other(url_for("group.index"))


@blueprint.post("/admin/grupper/kobling")
@signed_in
def unlink() -> Any:
    """Forget which user of the provider a person is."""
    viewer = _writer()
    form = UnlinkForm()
    if form.validate():
        try:
            person = unlink_person(form.email.data or "", doing=doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("Koblingen er fjernet. %(name)s kobles igen ved næste login.", name=person.name), "success")
            return see_other(url_for("group.index"))
    db.session.rollback()
    return answer_invalid("app/oidc/index.html", **_context(viewer, unlink_form=form))


def _writer() -> Viewer:
    viewer = get_viewer()
    viewer.must("write", "group")
    return viewer


def _form() -> GroupRoleForm:
    form = GroupRoleForm()
    form.offer(list_units(scope=Scope.everything()))
    return form


def _context(
    viewer: Viewer, *, form: GroupRoleForm | None = None, unlink_form: UnlinkForm | None = None
) -> dict[str, Any]:
    settings = current_app.config["SETTINGS"]
    trusts_mail = get_municipality().oidc_trusts_mail
    return {
        "lines": list_group_roles(),
        "form": form or _form(),
        "unlink_form": unlink_form or UnlinkForm(),
        "trust_form": TrustForm(formdata=None, data={"trusts_mail": trusts_mail}),
        "trusts_mail": trusts_mail,
        "shown_form": unlink_form or form,
        "role_words": ROLES,
        "may_write": viewer.may("write", "group"),
        "has_oidc": settings.has_oidc,
        "issuer": settings.oidc_issuer,
        "client_id": settings.oidc_client_id,
        "groups_claim": settings.oidc_groups_claim,
        "answer_url": settings.base_url + url_for("oidc.answer"),
        "sign_out_url_at_provider": settings.base_url + url_for("auth.sign_in"),
    }
