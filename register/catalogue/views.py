"""The addresses of one kind of record around an activity: /foranstaltninger, /modtagere, /love."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.auth.web import doing_of, get_viewer, signed_in
from app.core.db import db
from app.core.errors import EditConflict, Refused
from app.core.web import answer_invalid, see_other
from register.catalogue import actions
from register.catalogue.kind import Kind
from register.catalogue.showing import differing, list_page, show_page
from register.catalogue.store import get_entry

EDIT = "register/catalogue/edit.html"


def make_blueprint(kind: Kind) -> Blueprint:
    """The pages of a kind: list, one record, new, change, retire. Who may read or write activities may so here."""
    blueprint = Blueprint(kind.name, __name__, url_prefix=f"/{kind.slug}")
    _add_reading(blueprint, kind)
    _add_making(blueprint, kind)
    _add_changing(blueprint, kind)
    return blueprint


def _add_reading(blueprint: Blueprint, kind: Kind) -> None:

    @blueprint.get("")
    @signed_in
    def list() -> Any:
        """The records of the kind."""
        viewer = get_viewer()
        viewer.must("read", "activity")
        return render_template("register/catalogue/list.html", **list_page(kind, viewer, request.args, request.path))

    @blueprint.get("/<int:entry_id>")
    @signed_in
    def show(entry_id: int) -> Any:
        """A record, and the activities that point at it."""
        viewer = get_viewer()
        viewer.must("read", "activity")
        args = {"side": request.args["side"]} if "side" in request.args else {}
        page = show_page(kind, entry_id, viewer, args, request.path)
        return render_template("register/catalogue/show.html", **page)


def _add_making(blueprint: Blueprint, kind: Kind) -> None:
    @blueprint.get("/ny")
    @signed_in
    def new() -> Any:
        """An empty form."""
        get_viewer().must("write", "activity")
        return render_template(EDIT, kind=kind, form=kind.form(), entry=None)

    @blueprint.post("/ny")
    @signed_in
    def create() -> Any:
        """Make the record that was written."""
        viewer = get_viewer()
        viewer.must("write", "activity")
        form = kind.form()
        if not form.validate():
            return answer_invalid(EDIT, kind=kind, form=form, entry=None)
        try:
            entry = actions.create_entry(kind, form.to_content(), doing=doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
            return answer_invalid(EDIT, kind=kind, form=form, entry=None)
        flash(_(kind.words.created), "success")
        return see_other(url_for(f"{kind.name}.show", entry_id=entry.id))


def _add_changing(blueprint: Blueprint, kind: Kind) -> None:
    @blueprint.get("/<int:entry_id>/ret")
    @signed_in
    def edit(entry_id: int) -> Any:
        """The form of a record, filled in."""
        viewer = get_viewer()
        viewer.must("write", "activity")
        entry = get_entry(kind, entry_id)
        form = kind.form(stored=actions.content_of(kind, entry), read=entry.version)
        return render_template(EDIT, kind=kind, form=form, entry=entry)

    @blueprint.post("/<int:entry_id>/ret")
    @signed_in
    def change(entry_id: int) -> Any:
        """Save what was written, unless somebody else has changed the record since it was opened."""
        viewer = get_viewer()
        viewer.must("write", "activity")
        entry = get_entry(kind, entry_id)
        form = kind.form(stored=actions.content_of(kind, entry), read=entry.version)
        if not form.validate():
            return answer_invalid(EDIT, kind=kind, form=form, entry=entry)
        try:
            actions.change_entry(
                kind,
                entry_id,
                form.to_content(),
                read=form.read_version(),
                reason=form.reason.data or "",
                doing=doing_of(viewer),
            )
        except EditConflict as conflict:
            return _answer_conflict(kind, conflict, form, entry)
        except Refused as refused:
            form.refuse(refused.message, refused.field)
            return answer_invalid(EDIT, kind=kind, form=form, entry=entry)
        flash(_(kind.words.saved), "success")
        return see_other(url_for(f"{kind.name}.show", entry_id=entry_id))

    @blueprint.post("/<int:entry_id>/udgaa")
    @signed_in
    def retire(entry_id: int) -> Any:
        """Offer the record no more, or again."""
        viewer = get_viewer()
        viewer.must("write", "activity")
        entry = get_entry(kind, entry_id)
        actions.retire_entry(kind, entry_id, is_retired=not entry.is_retired, doing=doing_of(viewer))
        return see_other(url_for(f"{kind.name}.show", entry_id=entry_id))


def _answer_conflict(kind: Kind, conflict: EditConflict, form: Any, entry: Any) -> Any:
    """What was typed stays in the form; what stands now is shown beside it, and the next save is over that."""
    now = differing(kind, entry, actions.tidied(form.to_content()))
    form.version.data = str(entry.version)
    db.session.rollback()
    return render_template(EDIT, kind=kind, form=form, entry=entry, conflict=conflict, now=now), 409
