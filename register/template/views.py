"""/fortegnelse/skabeloner: templates, and the records that follow them."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.errors import NotFound, Refused
from app.core.text import whole_number
from app.core.web import answer_invalid, see_other
from app.draft.desk import drop_draft
from register.activity.actions import CreateActivity, create_activity
from register.activity.editing import answer_form, make_form
from register.activity.model import ProcessingActivity
from register.activity.store import get_activity
from register.template import actions
from register.template.forms import RenewForm, TemplateForm
from register.template.showing import follow_page, template_page
from register.template.store import Following, find_following, get_template, get_template_content, list_templates

blueprint = Blueprint("template", __name__, url_prefix="/fortegnelse")
CHOICE = "brug-"


@blueprint.get("/skabeloner")
@signed_in
def list() -> Any:
    """The templates."""
    viewer = get_viewer()
    viewer.must("write", "activity")
    return render_template("register/template/list.html", page=list_templates(request.args, request.path))


@blueprint.get("/skabeloner/<int:template_id>")
@signed_in
def show(template_id: int) -> Any:
    """A template: its versions, and the records that follow it."""
    viewer = get_viewer()
    viewer.must("write", "activity")
    page = template_page(get_template(template_id), viewer, request.args, request.path)
    return render_template("register/template/show.html", **page, form=RenewForm())


@blueprint.get("/skabeloner/<int:template_id>/ny-behandling")
@signed_in
def use(template_id: int) -> Any:
    """A new record, filled in as the template says."""
    viewer = get_viewer()
    viewer.must("write", "activity")
    template = get_template(template_id)
    content = get_template_content(template_id, template.version)
    form = make_form(viewer, content=content)
    return answer_form(form, status=200, post_url=_post_url(template_id, template.version))


@blueprint.post("/skabeloner/<int:template_id>/ny-behandling")
@signed_in
def create(template_id: int) -> Any:
    """Make the record that was written, and let it follow the template."""
    viewer = get_viewer()
    viewer.must("write", "activity")
    template = get_template(template_id)
    # The version the form was filled from: what is new in later ones is then offered.
    version = min(whole_number(request.args.get("udgave")) or template.version, template.version)
    form = make_form(viewer)
    post_url = _post_url(template_id, version)
    if not form.validate():
        return answer_form(form, post_url=post_url)
    try:
        command = CreateActivity(content=form.to_content(), reason=form.reason.data or "")
        activity = create_activity(command, doing=doing_of(viewer))
        actions.begin_following(activity.id, template_id, version=version, doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_form(form, post_url=post_url)
    drop_draft("activity", 0)
    flash(_("Behandlingen er oprettet efter skabelonen."), "success")
    return see_other(url_for("activity.show", activity_id=activity.id))


@blueprint.post("/skabeloner/<int:template_id>/ny-udgave")
@signed_in
def renew(template_id: int) -> Any:
    """A new version, of the source record as it is now."""
    viewer = get_viewer()
    template = _get_writable_template(template_id, viewer)
    form = RenewForm()
    if not form.validate():
        page = template_page(template, viewer, request.args, request.path)
        return answer_invalid("register/template/show.html", **page, form=form)
    try:
        actions.renew_template(template_id, note=form.note.data or "", doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message)
        page = template_page(template, viewer, request.args, request.path)
        return answer_invalid("register/template/show.html", **page, form=form)
    flash(_("Skabelonen har fået en ny udgave. De, der følger den, får det at se."), "success")
    return see_other(url_for("template.show", template_id=template_id))


@blueprint.post("/skabeloner/<int:template_id>/udgaa")
@signed_in
def retire(template_id: int) -> Any:
    """Offer the template no more, or again."""
    viewer = get_viewer()
    template = _get_writable_template(template_id, viewer)
    actions.retire_template(template_id, is_retired=not template.is_retired, doing=doing_of(viewer))
    return see_other(url_for("template.show", template_id=template_id))


@blueprint.get("/<int:activity_id>/lav-skabelon")
@signed_in
def ask(activity_id: int) -> Any:
    """What the template of this record is to be called."""
    activity = _get_writable(activity_id, get_viewer())
    return render_template("register/template/new.html", form=TemplateForm(), activity=activity)


@blueprint.post("/<int:activity_id>/lav-skabelon")
@signed_in
def make(activity_id: int) -> Any:
    """Make a template of this record."""
    viewer = get_viewer()
    activity = _get_writable(activity_id, viewer)
    form = TemplateForm()
    if not form.validate():
        return answer_invalid("register/template/new.html", form=form, activity=activity)
    try:
        name, description = form.name.data or "", form.description.data or ""
        template = actions.make_template(activity_id, name=name, description=description, doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid("register/template/new.html", form=form, activity=activity)
    flash(_("Skabelonen er lavet."), "success")
    return see_other(url_for("template.show", template_id=template.id))


@blueprint.get("/<int:activity_id>/skabelon")
@signed_in
def compare(activity_id: int) -> Any:
    """What the template has changed: yours, ours, new."""
    activity = _get_writable(activity_id, get_viewer())
    return render_template("register/template/follow.html", **follow_page(activity, _following(activity_id)))


@blueprint.post("/<int:activity_id>/skabelon")
@signed_in
def follow(activity_id: int) -> Any:
    """Take over what was chosen."""
    viewer = get_viewer()
    activity = _get_writable(activity_id, viewer)
    page = follow_page(activity, _following(activity_id))
    taken = [line.field for line in page["lines"] if request.form.get(CHOICE + line.field) == "ny"]
    try:
        actions.follow_template(
            activity_id,
            read=whole_number(request.form.get("version")),
            template_version=whole_number(request.form.get("udgave")),
            taken=taken,
            doing=doing_of(viewer),
        )
    except Refused as refused:
        return answer_invalid("register/template/follow.html", **page, problem=refused.message)
    flash(_("Behandlingen følger nu den nyeste udgave af skabelonen."), "success")
    return see_other(url_for("activity.show", activity_id=activity_id))


def _post_url(template_id: int, version: int) -> str:
    return url_for("template.create", template_id=template_id, udgave=version)


def _following(activity_id: int) -> Following:
    following = find_following(activity_id)
    if following is None:
        raise NotFound
    return following


def _get_writable(activity_id: int, viewer: Viewer) -> ProcessingActivity:
    activity = get_activity(activity_id, scope=viewer.scope("activity", "read"))
    viewer.must("write", "activity", activity.unit.path if activity.unit else "")
    return activity


def _get_writable_template(template_id: int, viewer: Viewer) -> Any:
    template = get_template(template_id)
    _get_writable(template.source_id, viewer)
    return template
