"""/admin/organisation: the tree of units, one unit, and the import from a file."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.audit.actions import Doing
from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.uploads import drop_upload, find_upload, keep_upload
from app.core.web import answer_invalid, see_other
from app.organisation.actions import change_unit, create_unit
from app.organisation.forms import MAIN_FUNCTIONS, FileForm, NewUnitForm, UnitForm
from app.organisation.importing import Report, import_organisation, text_of
from app.organisation.model import Unit
from app.organisation.overview import find_holding, tree_lines
from app.organisation.rules import FUNCTIONS, KINDS
from app.organisation.store import get_unit, list_holders, list_people, list_units

blueprint = Blueprint("organisation", __name__)
UPLOAD = "organisation"
MOST_SHOWN = 200
"""Rows of a preview that are shown; the counts are of all."""


@blueprint.get("/admin/organisation")
@signed_in
def index() -> Any:
    """The tree, with leaders and coordinators, and what is missing."""
    viewer = get_viewer()
    viewer.must("read", "organisation")
    lines = list(tree_lines(_units(viewer, "read"), list_holders()))
    return render_template(
        "app/organisation/index.html",
        lines=lines,
        kinds=KINDS,
        lacking=sum(line.lacks_leader for line in lines),
        administrations=sum(line.kind == "administration" for line in lines),
        may_write=viewer.may("write", "organisation"),
    )


@blueprint.get("/admin/organisation/ny")
@signed_in
def new() -> Any:
    """The form for a unit to be made, below the one that the address names."""
    viewer = get_viewer()
    viewer.must("write", "organisation")
    form = _new_form(viewer)
    form.parent.data = request.args.get("under", form.parent.data)
    return render_template("app/organisation/new.html", **_form_context(form))


@blueprint.post("/admin/organisation/ny")
@signed_in
def create() -> Any:
    """Make a unit."""
    viewer = get_viewer()
    viewer.must("write", "organisation")
    form = _new_form(viewer)
    if form.validate():
        try:
            unit = create_unit(form.to_new_command(), doing=_doing(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("%(name)s er oprettet.", name=unit.name), "success")
            return see_other(url_for("organisation.index"))
    return answer_invalid("app/organisation/new.html", **_form_context(form))


@blueprint.get("/admin/organisation/<code>")
@signed_in
def edit(code: str) -> Any:
    """A unit's form; read-only for those who may only look."""
    viewer = get_viewer()
    viewer.must("read", "organisation")
    unit = get_unit(code)
    emails = {f"{function}_email": p.email for (unit_id, function), p in list_holders().items() if unit_id == unit.id}
    form = _edit_form(viewer, unit, {"name": unit.name, "parent": unit.parent.code if unit.parent else "", **emails})
    return render_template("app/organisation/edit.html", **_edit_context(viewer, form, unit))


@blueprint.post("/admin/organisation/<code>")
@signed_in
def change(code: str) -> Any:
    """Change a unit's name, place and functions."""
    viewer = get_viewer()
    viewer.must("write", "organisation")
    unit = get_unit(code)
    form = _edit_form(viewer, unit)
    if form.validate():
        try:
            change_unit(form.to_command(unit), doing=_doing(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("%(name)s er gemt.", name=unit.name), "success")
            return see_other(url_for("organisation.index"))
    db.session.rollback()
    return answer_invalid("app/organisation/edit.html", **_edit_context(viewer, form, get_unit(code)))


@blueprint.get("/admin/organisation/fil")
@signed_in
def choose_file() -> Any:
    """Choose a file of units or people."""
    viewer = get_viewer()
    viewer.must("write", "organisation")
    return render_template("app/organisation/choose_file.html", form=FileForm())


@blueprint.post("/admin/organisation/fil")
@signed_in
def preview() -> Any:
    """Show what the file would change; nothing is saved."""
    viewer = get_viewer()
    viewer.must("write", "organisation")
    form = FileForm()
    if not form.validate():
        return answer_invalid("app/organisation/choose_file.html", form=form)
    name, data = form.file.data.filename or _("filen"), form.file.data.read()
    report = import_organisation(name, data, doing=_doing(viewer))
    db.session.rollback()
    if report.result.rejected:
        return _answer_rejected(name, report)
    upload = keep_upload(name, data, purpose=UPLOAD, now=clock.now())
    return render_template("app/organisation/preview.html", **_preview_context(upload.name, report), token=upload.token)


@blueprint.post("/admin/organisation/fil/<token>")
@signed_in
def take_over(token: str) -> Any:
    """Take over the file that was previewed."""
    viewer = get_viewer()
    viewer.must("write", "organisation")
    upload = find_upload(token, purpose=UPLOAD)
    if upload is None:
        flash(
            _("Filen er allerede læst ind, eller den har ventet for længe. Vælg den igen, hvis den mangler."), "warning"
        )
        return see_other(url_for("organisation.choose_file"))
    report = import_organisation(upload.name, upload.data, doing=_doing(viewer))
    drop_upload(purpose=UPLOAD)
    if report.result.rejected:
        return _answer_rejected(upload.name, report)
    flash(text_of(report), "success")
    return see_other(url_for("organisation.index"))


def _answer_rejected(name: str, report: Report) -> Any:
    return answer_invalid("app/organisation/rejected.html", form=FileForm(), **_preview_context(name, report))


def _preview_context(name: str, report: Report) -> dict[str, Any]:
    return {
        "name": name,
        "report": report,
        "changed": report.changed[:MOST_SHOWN],
        "rejected": report.result.rejected[:MOST_SHOWN],
        "most": MOST_SHOWN,
    }


def _units(viewer: Viewer, verb: str) -> Sequence[Unit]:
    return list_units(scope=viewer.scope("organisation", verb))


def _new_form(viewer: Viewer) -> NewUnitForm:
    form = NewUnitForm()
    form.offer_kinds()
    form.offer_parents(_units(viewer, "write"))
    return form


def _edit_form(viewer: Viewer, unit: Unit, data: dict[str, str] | None = None) -> UnitForm:
    form = UnitForm(data=data)
    if unit.kind == "municipality":
        del form.parent
    else:
        form.offer_parents(_units(viewer, "read"), of=unit)
    return form


def _form_context(form: UnitForm) -> dict[str, Any]:
    return {
        "form": form,
        "people": list_people(),
        "main_functions": MAIN_FUNCTIONS,
        "other_functions": [f for f in FUNCTIONS if f not in MAIN_FUNCTIONS],
    }


def _edit_context(viewer: Viewer, form: UnitForm, unit: Unit) -> dict[str, Any]:
    """The form, and for each function who has it now: shown under the field, or instead of it."""
    units = {u.id: u for u in _units(viewer, "read")}
    holders = list_holders()
    return _form_context(form) | {
        "unit": unit,
        "kinds": KINDS,
        "functions": FUNCTIONS,
        "holdings": {f: find_holding(f, unit, units, holders) for f in FUNCTIONS},
        "may_write": viewer.may("write", "organisation"),
    }


def _doing(viewer: Viewer) -> Doing:
    return Doing(at=clock.now(), person_id=viewer.person_id, via="web")
