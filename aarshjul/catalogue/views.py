"""/opgavekatalog: the tasks a municipality chooses among, ours and its own."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from aarshjul.catalogue import actions
from aarshjul.catalogue.forms import TemplateForm
from aarshjul.catalogue.showing import differing, list_page, may_write, show_page
from aarshjul.catalogue.store import get_template
from aarshjul.plan.model import TaskTemplate
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.db import db
from app.core.errors import EditConflict, Forbidden, Refused
from app.core.web import answer_invalid, see_other

blueprint = Blueprint("catalogue", __name__, url_prefix="/opgavekatalog")
EDIT = "aarshjul/catalogue/edit.html"


@blueprint.get("")
@signed_in
def index() -> Any:
    """The catalogue."""
    viewer = get_viewer()
    viewer.must("read", "plan")
    return render_template("aarshjul/catalogue/index.html", **list_page(viewer, request.args, request.path))


@blueprint.get("/<task_code>")
@signed_in
def show(task_code: str) -> Any:
    """A task of the catalogue: why, when, who, how, and where it stands in the plan."""
    viewer = get_viewer()
    viewer.must("read", "plan")
    return render_template("aarshjul/catalogue/show.html", **show_page(get_template(task_code), viewer))


@blueprint.get("/ny")
@signed_in
def new() -> Any:
    """An empty form for a task of one's own."""
    get_viewer().must("write", "plan")
    return render_template(EDIT, form=TemplateForm.of(), task=None)


@blueprint.post("/ny")
@signed_in
def create() -> Any:
    """Add the task that was written."""
    viewer = get_viewer()
    viewer.must("write", "plan")
    form = TemplateForm.of()
    if not form.validate():
        return answer_invalid(EDIT, form=form, task=None)
    try:
        template = actions.create_own(form.to_item(), doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid(EDIT, form=form, task=None)
    flash(_("Opgaven er oprettet som %(code)s. Den er ikke i planen endnu.", code=template.code), "success")
    return see_other(url_for("catalogue.show", task_code=template.code))


@blueprint.get("/<task_code>/ret")
@signed_in
def edit(task_code: str) -> Any:
    """The form of a task, filled in."""
    template = _to_change(get_viewer(), task_code)
    form = TemplateForm.of(actions.item_of(template), version=template.version)
    return render_template(EDIT, form=form, task=template)


@blueprint.post("/<task_code>/ret")
@signed_in
def change(task_code: str) -> Any:
    """Save what was written, unless somebody else has changed the task since it was opened."""
    viewer = get_viewer()
    template = _to_change(viewer, task_code)
    form = TemplateForm.of(actions.item_of(template), version=template.version)
    if not form.validate():
        return answer_invalid(EDIT, form=form, task=template)
    try:
        actions.change_template(template.id, form.to_item(), read=form.read, doing=doing_of(viewer))
    except EditConflict as conflict:
        now = differing(template, form.to_item())
        form.version.data = str(template.version)
        db.session.rollback()
        return render_template(EDIT, form=form, task=template, conflict=conflict, now=now), 409
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid(EDIT, form=form, task=template)
    flash(_("Opgaven er gemt. Planlagte opgaver, ingen har rørt, følger med om lidt."), "success")
    return see_other(url_for("catalogue.show", task_code=task_code))


@blueprint.post("/<task_code>/udgaa")
@signed_in
def retire(task_code: str) -> Any:
    """Offer the task to no new plan, or again."""
    viewer = get_viewer()
    template = _to_change(viewer, task_code)
    actions.retire_template(template.id, is_retired=not template.is_retired, doing=doing_of(viewer))
    flash(_("Opgaven er udgået.") if template.is_retired else _("Opgaven kan vælges igen."), "success")
    return see_other(url_for("catalogue.show", task_code=task_code))


def _to_change(viewer: Viewer, task_code: str) -> TaskTemplate:
    viewer.must("write", "plan")
    template = get_template(task_code)
    if not may_write(template, viewer):
        raise Forbidden(
            _("Opgaven er fælles for hele kommunen. Informationssikkerhedskoordinatoren retter den.")
            if not template.is_own
            else _("Planen løser opgaven uden for din forvaltning. Informationssikkerhedskoordinatoren retter den.")
        )
    return template
