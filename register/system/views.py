"""/systemer: the it systems in which personal data are processed."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.db import db
from app.core.errors import EditConflict, Refused
from app.core.slots import current_slots
from app.core.tables import Sort
from app.core.web import answer_invalid, see_other
from register.catalogue.showing import around_tabs, changes_of, history_of
from register.catalogue.store import RETIRED, list_uses
from register.system import actions
from register.system.actions import content_of
from register.system.content import CHOICES, LABELS
from register.system.forms import SystemForm
from register.system.model import System
from register.system.store import SORT_KEYS, SystemFilter, get_supplier, get_system, list_systems

blueprint = Blueprint("system", __name__, url_prefix="/systemer")


@blueprint.get("")
@signed_in
def list() -> Any:
    """The systems: searched and sorted by the address."""
    viewer = get_viewer()
    viewer.must("read", "system")
    wanted = SystemFilter.from_args(request.args)
    understood = wanted.to_args() | ({"sort": request.args["sort"]} if "sort" in request.args else {})
    sort = Sort.of(understood, request.path, keys=SORT_KEYS)
    page = list_systems(
        wanted,
        sort,
        request.args,
        scope=viewer.scope("system", "read"),
        activities=viewer.scope("activity", "read"),
    )
    return render_template(
        "register/system/list.html",
        wanted=wanted,
        sort=sort,
        page=page,
        lead=ngettext("%(num)s system", "%(num)s systemer", page.total),
        keep={"sort": understood.get("sort", "")},
        retired=RETIRED,
        tabs_shown=around_tabs(viewer, "system"),
        may_create=viewer.may("write", "system"),
    )


@blueprint.get("/<int:system_id>")
@signed_in
def show(system_id: int) -> Any:
    """A system, and what is done in it."""
    viewer = get_viewer()
    system = get_system(system_id, scope=viewer.scope("system", "read"))
    args = {"side": request.args["side"]} if "side" in request.args else {}
    return render_template(
        "register/system/show.html",
        system=system,
        facts=_facts(system),
        history=history_of("system", system_id, partial(changes_of, LABELS, CHOICES)),
        supplier=get_supplier(system) if viewer.may("read", "processor") else None,
        page=list_uses("systems", system_id, args, request.path, scope=viewer.scope("activity", "read")),
        panels=[panel for panel in current_slots().panels_of("system", system_id, viewer) if panel],
        may_write=viewer.may("write", "system", _path_of(system)),
    )


@blueprint.get("/ny")
@signed_in
def new() -> Any:
    """An empty form."""
    viewer = get_viewer()
    viewer.must("write", "system")
    return render_template("register/system/edit.html", form=_form(viewer), system=None)


@blueprint.post("/ny")
@signed_in
def create() -> Any:
    """Make the system that was written."""
    viewer = get_viewer()
    viewer.must("write", "system")
    form = _form(viewer)
    if not form.validate():
        return answer_invalid("register/system/edit.html", form=form, system=None)
    try:
        system = actions.create_system(form.to_content(), doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid("register/system/edit.html", form=form, system=None)
    flash(_("Systemet er oprettet."), "success")
    return see_other(url_for("system.show", system_id=system.id))


@blueprint.get("/<int:system_id>/ret")
@signed_in
def edit(system_id: int) -> Any:
    """The form of a system, filled in."""
    viewer = get_viewer()
    system = _get_writable(system_id, viewer)
    return render_template("register/system/edit.html", form=_form(viewer, system), system=system)


@blueprint.post("/<int:system_id>/ret")
@signed_in
def change(system_id: int) -> Any:
    """Save what was written, unless somebody else has changed the system since it was opened."""
    viewer = get_viewer()
    system = _get_writable(system_id, viewer)
    form = _form(viewer, system)
    if not form.validate():
        return answer_invalid("register/system/edit.html", form=form, system=system)
    try:
        actions.change_system(system_id, form.to_content(), read=form.read_version(), doing=doing_of(viewer))
    except EditConflict as conflict:
        return _answer_conflict(conflict, form, system)
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid("register/system/edit.html", form=form, system=system)
    flash(_("Systemet er gemt."), "success")
    return see_other(url_for("system.show", system_id=system_id))


def _facts(system: System) -> Sequence[tuple[str, str]]:
    """The fields chosen from lists: label, and the word that is chosen."""
    chosen = ((name, words.get(getattr(system, name), "")) for name, words in CHOICES.items())
    return [(_(LABELS[name]), _(word) if word else "") for name, word in chosen]


def _form(viewer: Viewer, system: System | None = None) -> SystemForm:
    return SystemForm(scope=viewer.scope("system", "write"), stored=system)


def _answer_conflict(conflict: EditConflict, form: SystemForm, system: System) -> Any:
    """What was typed stays in the form; what stands now is shown beside it, and the next save is over that."""
    stored, typed = content_of(system), form.to_content()
    form.read.data = str(system.version)
    now = [(form[name].label.text, form.words_of(name, stored)) for name in form.differing(stored, typed)]
    db.session.rollback()
    return render_template("register/system/edit.html", form=form, system=system, conflict=conflict, now=now), 409


def _get_writable(system_id: int, viewer: Viewer) -> System:
    system = get_system(system_id, scope=viewer.scope("system", "read"))
    viewer.must("write", "system", _path_of(system))
    return system


def _path_of(system: System) -> str:
    return system.unit.path if system.unit else ""
