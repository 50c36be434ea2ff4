"""/admin/organisation: the tree of units, and one unit."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.db import db
from app.core.errors import Refused
from app.core.web import answer_invalid, see_other
from app.organisation.actions import change_unit, close_unit, create_unit, open_unit
from app.organisation.forms import MAIN_FUNCTIONS, NewUnitForm, UnitForm
from app.organisation.hanging import find_hanging
from app.organisation.model import Unit
from app.organisation.overview import find_holding, tree_lines
from app.organisation.rules import FUNCTIONS, KINDS
from app.organisation.store import count_closed_units, get_unit, list_holders, list_people, list_units

blueprint = Blueprint("organisation", __name__)
WITH_CLOSED = "alle"


@blueprint.get("/admin/organisation")
@signed_in
def index() -> Any:
    """The tree, with leaders and coordinators, and what is missing."""
    viewer = get_viewer()
    viewer.must("read", "organisation")
    scope = viewer.scope("organisation", "read")
    with_closed = request.args.get("vis") == WITH_CLOSED
    lines = list(tree_lines(list_units(scope=scope, with_closed=with_closed), list_holders()))
    return render_template(
        "app/organisation/index.html",
        lines=lines,
        kinds=KINDS,
        open_count=sum(not line.is_closed for line in lines),
        closed_count=count_closed_units(scope=scope),
        with_closed=with_closed,
        lacking=sum(line.lacks_leader for line in lines),
        administrations=sum(line.kind == "administration" and not line.is_closed for line in lines),
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
            unit = create_unit(form.to_new_command(), doing=doing_of(viewer))
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
    form = _edit_form(viewer, unit, _stored(unit))
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
            change_unit(form.to_command(unit), doing=doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("%(name)s er gemt.", name=unit.name), "success")
            return see_other(url_for("organisation.index"))
    db.session.rollback()
    return answer_invalid("app/organisation/edit.html", **_edit_context(viewer, form, get_unit(code)))


@blueprint.post("/admin/organisation/<code>/luk")
@signed_in
def close(code: str) -> Any:
    """Close a unit on which nothing hangs any more."""
    viewer = get_viewer()
    viewer.must("write", "organisation")
    unit = get_unit(code)
    try:
        close_unit(unit, doing=doing_of(viewer))
    except Refused as refused:
        return _refuse(viewer, unit, refused)
    flash(_("%(name)s er lukket.", name=unit.name), "success")
    return see_other(url_for("organisation.edit", code=code))


@blueprint.post("/admin/organisation/<code>/aabn")
@signed_in
def reopen(code: str) -> Any:
    """Open a closed unit again."""
    viewer = get_viewer()
    viewer.must("write", "organisation")
    unit = get_unit(code)
    try:
        open_unit(unit, doing=doing_of(viewer))
    except Refused as refused:
        return _refuse(viewer, unit, refused)
    flash(_("%(name)s er åben igen. Skriv, hvem der har ansvaret.", name=unit.name), "success")
    return see_other(url_for("organisation.edit", code=code))


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


def _stored(unit: Unit) -> dict[str, str]:
    emails = {f"{function}_email": p.email for (unit_id, function), p in list_holders().items() if unit_id == unit.id}
    return {"name": unit.name, "parent": unit.parent.code if unit.parent else "", **emails}


def _refuse(viewer: Viewer, unit: Unit, refused: Refused) -> Any:
    """The unit's page as it stands, with why it could not be closed or opened."""
    db.session.rollback()
    unit = get_unit(unit.code)
    form = _edit_form(viewer, unit, _stored(unit))
    form.refuse(refused.message)
    return answer_invalid("app/organisation/edit.html", **_edit_context(viewer, form, unit))


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
        "hanging": find_hanging(unit),
        "may_write": viewer.may("write", "organisation"),
    }
