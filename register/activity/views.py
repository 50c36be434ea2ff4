"""/fortegnelse: the register's daily pages."""

from typing import Any

from flask import Blueprint, current_app, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.errors import Refused
from app.core.filters import long_day
from app.core.text import whole_number
from app.core.web import see_other
from app.draft.desk import drop_draft
from register.activity import actions
from register.activity.actions import ActivityConflict, ChangeActivity, CreateActivity, Saved
from register.activity.editing import (
    answer_check,
    answer_conflict,
    answer_form,
    choose,
    make_form,
    told_of_others,
)
from register.activity.filtering import ActivityFilter
from register.activity.listing import list_page
from register.activity.model import ProcessingActivity
from register.activity.showing import history_page, show_page
from register.activity.store import get_activity

blueprint = Blueprint("activity", __name__, url_prefix="/fortegnelse")


@blueprint.get("")
@signed_in
def list() -> Any:
    """The register: searched, filtered and sorted by the address."""
    viewer = get_viewer()
    viewer.must("read", "activity")
    page = list_page(viewer, request.args, request.path, clock.today())
    return render_template("register/activity/list.html", **page, **_doors(viewer, page["wanted"]))


@blueprint.get("/<int:activity_id>")
@signed_in
def show(activity_id: int) -> Any:
    """A record, for reading."""
    viewer = get_viewer()
    activity = get_activity(activity_id, scope=viewer.scope("activity", "read"))
    return render_template("register/activity/show.html", **show_page(activity, viewer, clock.today()))


@blueprint.get("/<int:activity_id>/historik")
@signed_in
def history(activity_id: int) -> Any:
    """Every save of a record, with what it changed, who and why."""
    activity = get_activity(activity_id, scope=get_viewer().scope("activity", "read"))
    page = history_page(activity, newest=whole_number(request.args.get("til")) or None)
    return render_template("register/activity/history.html", **page)


@blueprint.get("/ny")
@signed_in
def new() -> Any:
    """An empty form."""
    viewer = get_viewer()
    viewer.must("write", "activity")
    return answer_form(make_form(viewer), status=200)


@blueprint.post("/ny")
@signed_in
def create() -> Any:
    """Make the record that was written."""
    viewer = get_viewer()
    viewer.must("write", "activity")
    form = make_form(viewer)
    if not form.validate():
        return answer_form(form)
    try:
        command = CreateActivity(content=form.to_content(), reason=form.reason.data or "")
        activity = actions.create_activity(command, doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_form(form)
    drop_draft("activity", 0)
    flash(_("Behandlingen er oprettet."), "success")
    return see_other(url_for("activity.show", activity_id=activity.id))


@blueprint.get("/<int:activity_id>/ret")
@signed_in
def edit(activity_id: int) -> Any:
    """The form of a record, filled in."""
    viewer = get_viewer()
    activity = _get_writable(activity_id, viewer)
    return answer_form(make_form(viewer, activity), activity, status=200)


@blueprint.post("/<int:activity_id>/ret")
@signed_in
def change(activity_id: int) -> Any:
    """Save what was written; two people's edits are laid together, or put side by side to choose from."""
    viewer = get_viewer()
    activity = _get_writable(activity_id, viewer)
    form = make_form(viewer, activity)
    if not form.validate():
        return answer_form(form, activity)
    command = ChangeActivity(
        activity_id=activity_id,
        version=form.read_version(),
        content=choose(form, activity_id),
        reason=form.reason.data or "",
    )
    try:
        saved = actions.change_activity(command, doing=doing_of(viewer))
    except ActivityConflict as conflict:
        return answer_conflict(conflict, form, activity, viewer)
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_form(form, activity)
    drop_draft("activity", activity_id)
    _tell(saved)
    return see_other(url_for("activity.show", activity_id=activity_id))


@blueprint.post("/tjek")
@signed_in
def check() -> Any:
    """What the law still misses in the form as it stands; saves nothing."""
    viewer = get_viewer()
    number = whole_number(request.form.get("activity"))
    if number:
        activity = _get_writable(number, viewer)
    else:
        viewer.must("write", "activity")
        activity = None
    form = make_form(viewer, activity)
    if "HX-Request" in request.headers:
        return answer_check(form, activity)
    return answer_form(form, activity, status=200)


@blueprint.post("/<int:activity_id>/gennemgang")
@signed_in
def confirm_review(activity_id: int) -> Any:
    """The record has been gone through today and stands."""
    viewer = get_viewer()
    _get_writable(activity_id, viewer)
    activity = actions.confirm_review(activity_id, on=clock.today(), doing=doing_of(viewer))
    text = _("Gennemgangen er bekræftet. Den næste er %(day)s.", day=long_day(activity.next_review_on))
    flash(text, "success")
    return see_other(url_for("activity.show", activity_id=activity_id))


def _get_writable(activity_id: int, viewer: Viewer) -> ProcessingActivity:
    activity = get_activity(activity_id, scope=viewer.scope("activity", "read"))
    viewer.must("write", "activity", activity.unit.path if activity.unit else "")
    return activity


def _tell(saved: Saved) -> None:
    if not saved.mine:
        flash(_("Der var ingen ændringer at gemme."), "info")
        return
    flash(_("Behandlingen er gemt."), "success")
    if saved.others:
        flash(told_of_others(saved), "info")


def _doors(viewer: Viewer, wanted: ActivityFilter) -> dict[str, str]:
    """Addresses of import and export, where the register has them and this person may go there."""
    doors = {}
    if "importing.upload" in current_app.view_functions and viewer.may("import", "activity"):
        doors["import_url"] = url_for("importing.upload")
    if "exporting.download" in current_app.view_functions:
        args: dict[str, Any] = dict(wanted.to_args())
        for name, form in (("export_url", "xlsx"), ("csv_url", "csv"), ("json_url", "json")):
            doors[name] = url_for("exporting.download", form=form, **args)
    return doors
