"""/admin: the set-up pages' front, and the municipality's own data."""

from typing import Any

from flask import Blueprint, current_app, flash, render_template, url_for
from flask_babel import gettext as _

from app.admin.forms import MunicipalityForm
from app.admin.store import find_status
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.slots import current_slots
from app.core.web import answer_invalid, see_other
from app.organisation.actions import change_municipality
from app.organisation.overview import tree_lines
from app.organisation.store import get_municipality, list_holders, list_units
from app.user.store import UserFilter, count_users

blueprint = Blueprint("admin", __name__)


@blueprint.get("/admin")
@signed_in
def show() -> Any:
    """Where the administrator begins: what can be set up, and how the program is."""
    viewer = get_viewer()
    may_see_people = viewer.may("read", "organisation")
    may_see_trail = viewer.may("read", "audit")
    if not (may_see_people or may_see_trail or viewer.may("read", "mail") or viewer.may("write", "municipality")):
        raise NotFound
    everything = Scope.everything()
    lines = list(tree_lines(list_units(scope=everything), list_holders())) if may_see_people else []
    return render_template(
        "app/admin/show.html",
        municipality=get_municipality(),
        may_change_municipality=viewer.may("write", "municipality"),
        may_see_people=may_see_people,
        may_see_security=viewer.may("read", "security"),
        may_see_groups=viewer.may("read", "group"),
        has_oidc=current_app.config["SETTINGS"].has_oidc,
        units=len(lines),
        lacking=sum(line.lacks_leader for line in lines),
        people=count_users(UserFilter(), scope=everything) if may_see_people else 0,
        # The outbox's pages belong to another room of the ground floor.
        has_mails=viewer.may("read", "mail") and "mail.index" in current_app.view_functions,
        may_see_trail=may_see_trail,
        may_see_access=viewer.may("read", "access"),
        status=find_status(clock.now()),
        panels=current_slots().panels_of("admin", 0, viewer),
        cards=current_slots().panels_of("set_up", 0, viewer),
    )


@blueprint.get("/admin/kommune")
@signed_in
def edit_municipality() -> Any:
    """The form of the municipality's own data."""
    viewer = get_viewer()
    viewer.must("write", "municipality")
    return render_template("app/admin/edit_municipality.html", form=MunicipalityForm(obj=get_municipality()))


@blueprint.post("/admin/kommune")
@signed_in
def change_municipality_now() -> Any:
    """Change the municipality's own data."""
    viewer = get_viewer()
    viewer.must("write", "municipality")
    form = MunicipalityForm()
    if not form.validate():
        return answer_invalid("app/admin/edit_municipality.html", form=form)
    change_municipality(form.to_command(), doing=doing_of(viewer))
    flash(_("Kommunens oplysninger er gemt."), "success")
    return see_other(url_for("admin.show"))
