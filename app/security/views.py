"""/admin/sikkerhed: what the municipality has chosen for its security."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from app.audit.actions import Doing
from app.auth.rules import ROLES
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.errors import Refused
from app.core.web import answer_invalid, see_other
from app.organisation.store import get_municipality
from app.second_factor.store import Share, count_by_role
from app.security.actions import change_security
from app.security.forms import SecurityForm

blueprint = Blueprint("security", __name__)


@blueprint.get("/admin/sikkerhed")
@signed_in
def show() -> Any:
    """The choices: as a form for who may change them, else to read."""
    viewer = get_viewer()
    viewer.must("read", "security")
    row = get_municipality()
    if viewer.may("write", "security"):
        return render_template("app/security/edit.html", form=SecurityForm(row), shares=_shares())
    return render_template("app/security/show.html", municipality=row, role_words=ROLES, shares=_shares())


@blueprint.post("/admin/sikkerhed")
@signed_in
def change() -> Any:
    """Change the choices."""
    viewer = get_viewer()
    viewer.must("write", "security")
    form = SecurityForm()
    if form.validate():
        try:
            change_security(form.to_command(), doing=Doing(at=clock.now(), person_id=viewer.person_id))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("Valgene er gemt."), "success")
            return see_other(url_for("security.show"))
    return answer_invalid("app/security/edit.html", form=form, shares=_shares())


def _shares() -> dict[str, Share]:
    held = count_by_role(today=clock.today())
    return {role: held.get(role, Share()) for role in ROLES}
