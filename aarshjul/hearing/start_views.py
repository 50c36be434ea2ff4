"""/hoeringer/ny: starting a hearing of a record, a template or a document."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from aarshjul.hearing.rules import KIND
from aarshjul.hearing.showing import offer_people
from aarshjul.hearing.start_forms import StartForm
from aarshjul.hearing.starting import proposed_due, start_hearing, unit_of_record
from aarshjul.hearing.store import list_units
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.errors import EditConflict, Refused
from app.core.text import whole_number
from app.core.web import answer_invalid, see_other
from app.organisation.store import list_units as list_open_units
from register.activity.model import ProcessingActivity
from register.activity.store import get_activity
from register.life.rules import STEPS
from register.template.model import ActivityTemplate
from register.template.store import get_template

blueprint = Blueprint("hearing_start", __name__, url_prefix="/hoeringer/ny")
PAGE = "aarshjul/hearing/new.html"


@blueprint.get("")
@signed_in
def choose() -> Any:
    """What a hearing can be about, and where one begins it."""
    get_viewer().must("write", KIND)
    return render_template("aarshjul/hearing/choose.html")


@blueprint.get("/dokument")
@signed_in
def document() -> Any:
    """The form for a document."""
    viewer = get_viewer()
    viewer.must("write", KIND)
    return render_template(PAGE, form=_document_form(viewer, is_new=True), about="document")


@blueprint.post("/dokument")
@signed_in
def start_document() -> Any:
    """Ask people about a document."""
    viewer = get_viewer()
    viewer.must("write", KIND)
    form = _document_form(viewer)
    unit = next(iter(list_units([whole_number(form.unit.data)])), None)
    if unit is not None:
        viewer.must("write", KIND, unit.path)
    elif form.validate():
        form.refuse(_("Vælg, hvor høringen hører til."), "unit")
        return answer_invalid(PAGE, form=form, about="document")
    return _start(form, viewer, about="document", unit_id=unit.id if unit else 0)


@blueprint.get("/behandling/<int:activity_id>")
@signed_in
def record(activity_id: int) -> Any:
    """The form for a record."""
    viewer = get_viewer()
    activity = _get_record(activity_id, viewer)
    form = _form(is_new=True, title=activity.title, read=activity.version)
    return render_template(PAGE, form=form, **_of_record(activity))


@blueprint.post("/behandling/<int:activity_id>")
@signed_in
def start_record(activity_id: int) -> Any:
    """Ask people about a record."""
    viewer = get_viewer()
    activity = _get_record(activity_id, viewer)
    page, unit_id = _of_record(activity), unit_of_record(activity.unit_id)
    return _start(_form(), viewer, unit_id=unit_id, activity_id=activity_id, **page)


@blueprint.get("/skabelon/<int:template_id>")
@signed_in
def template(template_id: int) -> Any:
    """The form for a template."""
    found = _get_template(template_id, get_viewer())
    form = _form(is_new=True, title=_("Skabelon: %(name)s", name=found.name), read=found.version)
    return render_template(PAGE, form=form, **_of_template(found))


@blueprint.post("/skabelon/<int:template_id>")
@signed_in
def start_template(template_id: int) -> Any:
    """Ask people about a template."""
    viewer = get_viewer()
    found = _get_template(template_id, viewer)
    page, unit_id = _of_template(found), unit_of_record(found.source.unit_id)
    return _start(_form(), viewer, unit_id=unit_id, template_id=template_id, **page)


def _start(
    form: StartForm,
    viewer: Viewer,
    *,
    unit_id: int,
    activity_id: int | None = None,
    template_id: int | None = None,
    **page: Any,
) -> Any:
    if not form.validate():
        return answer_invalid(PAGE, form=form, **page)
    command = form.to_command(unit_id=unit_id, activity_id=activity_id, template_id=template_id)
    try:
        hearing = start_hearing(command, doing=doing_of(viewer))
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.message, refused.field)
        if isinstance(refused, EditConflict):
            # They have been told, and can go and see it before they send it again.
            form.read.data = str(page["version"])
        return answer_invalid(PAGE, form=form, **page)
    flash(_("Høringen er i gang. De, der er spurgt, får en mail."), "success")
    return see_other(url_for("hearing.show", hearing_id=hearing.id))


def _form(*, is_new: bool = False, title: str = "", read: int = 0) -> StartForm:
    form: StartForm = offer_people(StartForm(formdata=None) if is_new else StartForm())
    if is_new:
        form.title.data, form.read.data = title, str(read)
        form.due_on.data = proposed_due(clock.today())
    return form


def _document_form(viewer: Viewer, *, is_new: bool = False) -> StartForm:
    form = _form(is_new=is_new)
    form.offer_units(list_open_units(scope=viewer.scope(KIND, "write")))
    return form


def _of_record(activity: ProcessingActivity) -> dict[str, Any]:
    """What the page says of a record; as plain values, which a refusal does not take away."""
    return {
        "about": "activity",
        "subject_title": activity.title,
        "version": activity.version,
        "subject_url": url_for("activity.show", activity_id=activity.id),
        "moves": activity.status in STEPS["send_to_hearing"].since,
        "is_retired": activity.status == "retired",
    }


def _of_template(found: ActivityTemplate) -> dict[str, Any]:
    return {
        "about": "template",
        "subject_title": found.name,
        "version": found.version,
        "subject_url": url_for("template.show", template_id=found.id),
    }


def _get_record(activity_id: int, viewer: Viewer) -> ProcessingActivity:
    activity = get_activity(activity_id, scope=viewer.scope("activity", "read"))
    viewer.must("write", KIND, activity.unit.path if activity.unit else "")
    return activity


def _get_template(template_id: int, viewer: Viewer) -> ActivityTemplate:
    found = get_template(template_id)
    viewer.must("write", KIND, found.source.unit.path if found.source.unit else "")
    return found
