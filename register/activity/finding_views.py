"""/fortegnelse/<id>/mangler/…: setting what is missing aside, and taking it back."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.errors import NotFound, Refused
from app.core.filters import long_day
from app.core.web import answer_invalid, see_other
from app.organisation.store import get_municipality
from register.activity.completeness import Missing, check
from register.activity.convert import to_content
from register.activity.finding_forms import SetAsideForm
from register.activity.model import ProcessingActivity
from register.activity.rules import MUNICIPALITY
from register.activity.setting_aside import last_day, set_aside, take_back
from register.activity.store import get_activity
from register.activity.stored_findings import list_standing

blueprint = Blueprint("finding", __name__, url_prefix="/fortegnelse")


@blueprint.get("/<int:activity_id>/mangler/<key>")
@signed_in
def ask(activity_id: int, key: str) -> Any:
    """What is missing, and the form that sets it aside."""
    activity = _get(activity_id, get_viewer())
    return render_template("register/activity/set_aside.html", **_page(activity, key, _form()))


@blueprint.post("/<int:activity_id>/mangler/<key>")
@signed_in
def put_aside(activity_id: int, key: str) -> Any:
    """Set what is missing aside."""
    viewer = get_viewer()
    activity = _get(activity_id, viewer)
    form = _form()
    page = _page(activity, key, form)
    if not form.validate():
        return answer_invalid("register/activity/set_aside.html", **page)
    found: Missing = page["item"]
    try:
        held = set_aside(
            activity_id,
            rule=found.rule,
            about=found.about,
            reason=form.reason.data or "",
            until_on=form.until_on.data,
            doing=doing_of(viewer),
        )
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid("register/activity/set_aside.html", **page)
    flash(_("Lagt til side til og med %(day)s.", day=long_day(held.until_on)), "success")
    return see_other(url_for("activity.show", activity_id=activity_id, _anchor="mangler"))


@blueprint.post("/<int:activity_id>/mangler/tag-frem/<int:set_aside_id>")
@signed_in
def take_out(activity_id: int, set_aside_id: int) -> Any:
    """Take what was set aside back."""
    viewer = get_viewer()
    _get(activity_id, viewer)
    if set_aside_id not in {row.id for row in list_standing([activity_id], today=clock.today())}:
        raise NotFound
    take_back(set_aside_id, doing=doing_of(viewer))
    flash(_("Taget frem igen."), "success")
    return see_other(url_for("activity.show", activity_id=activity_id, _anchor="mangler"))


def _get(activity_id: int, viewer: Viewer) -> ProcessingActivity:
    activity = get_activity(activity_id, scope=viewer.scope("activity", "read"))
    viewer.must("write", "activity", activity.unit.path if activity.unit else "")
    return activity


def _form() -> SetAsideForm:
    return SetAsideForm(until_on=last_day(clock.today()))


def _page(activity: ProcessingActivity, key: str, form: SetAsideForm) -> dict[str, Any]:
    return {"activity": activity, "item": _shown(activity, key), "form": form}


def _shown(activity: ProcessingActivity, key: str) -> Missing:
    """What is missing, by its key. Raises NotFound when it is not, and for the municipality's own."""
    checked = check(
        to_content(activity),
        get_municipality(),
        activity_id=activity.id,
        is_imported_unedited=activity.is_imported_unedited,
    )
    found = next((item for item in checked.items if item.key == key and item.field != MUNICIPALITY), None)
    if found is None:
        raise NotFound
    return found
