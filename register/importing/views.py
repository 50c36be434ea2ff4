"""/fortegnelse/import: a file, what its columns are, what it would change, and what came of it."""

from dataclasses import replace
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.auth.web import doing_of, signed_in
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.limits import heavy
from app.core.uploads import Upload, drop_upload, keep_upload
from app.core.web import answer_invalid, see_other
from app.organisation.store import list_units
from register.importing.actions import import_records, plan_import
from register.importing.columns import HEADINGS, SOURCE_HEADING
from register.importing.forms import MAX_PAGE_BYTES, ColumnsForm, SaveForm, UploadForm, UseForm
from register.importing.looking import COLUMNS, Choice, Look, look_at
from register.importing.past.showing import undoing_of
from register.importing.present import preview_page, result_page
from register.importing.reading import REQUIRED
from register.importing.saved.fitting import best_saved, use_saved
from register.importing.saved.store import list_mappings
from register.importing.store import get_import, get_newest_import
from register.importing.web import (
    UPLOAD,
    args_of,
    blueprint,
    choice_of_address,
    command_of,
    gone,
    guard,
    look_of,
    unfit_in,
    waiting,
    whose,
)


@blueprint.get("")
@signed_in
def upload() -> Any:
    """Choose a file."""
    guard()
    return render_template("register/importing/upload.html", form=UploadForm(), saved=list_mappings())


@blueprint.post("")
@heavy
@signed_in
def receive() -> Any:
    """Put the file aside; nothing is saved."""
    guard()
    form = UploadForm()
    if not form.validate():
        return answer_invalid("register/importing/upload.html", form=form, saved=list_mappings())
    name, data = form.file.data.filename or _("filen"), form.file.data.read()
    try:
        if len(data) > MAX_PAGE_BYTES:
            raise Refused(_("Filen fylder mere end 15 MB. Del den i flere filer."))
        look = look_at(name, data)
    except Refused as refused:
        form.refuse(refused.message, "file")
        return answer_invalid("register/importing/upload.html", form=form, saved=list_mappings())
    kept = keep_upload(name, data, purpose=UPLOAD, now=clock.now())
    return see_other(url_for("importing.columns", token=kept.token, **_as_last_time(kept, look)))


@blueprint.get("/<token>/kolonner")
@signed_in
def columns(token: str) -> Any:
    """Say what the columns are; a guess stands there already."""
    viewer = guard()
    kept = waiting(token)
    if kept is None:
        return gone()
    choice = choice_of_address()
    try:
        look = look_of(kept, choice)
    except Refused as refused:
        flash(refused.message, "error")
        return (
            see_other(url_for("importing.columns", token=token))
            if request.args
            else see_other(url_for("importing.upload"))
        )
    if "som" in request.args:
        look = replace(look, guess=choice)
    return render_template("register/importing/columns.html", **_columns_page(_form(look, viewer), look, kept))


@blueprint.post("/<token>/kolonner")
@heavy
@signed_in
def choose(token: str) -> Any:
    """Take the choice along to the preview."""
    viewer = guard()
    kept = waiting(token)
    if kept is None:
        return gone()
    told = choice_of_address()
    look = look_of(kept, told)
    form = _form(look, viewer)
    if not form.validate():
        return answer_invalid("register/importing/columns.html", **_columns_page(form, look, kept))
    choice = replace(form.to_choice(), sheet=look.sheet, rows=told.rows)
    next_page = "importing.words" if choice.way == COLUMNS and unfit_in(kept, choice) else "importing.preview"
    return see_other(url_for(next_page, token=token, **args_of(choice)))


@blueprint.get("/<token>/gennemse")
@heavy
@signed_in
def preview(token: str) -> Any:
    """What the file would change; nothing is saved."""
    viewer = guard()
    kept = waiting(token)
    if kept is None:
        return gone()
    choice = choice_of_address()
    plan = plan_import(command_of(kept, choice, viewer))
    return render_template(
        "register/importing/preview.html",
        **preview_page(plan),
        name=kept.name,
        form=SaveForm(name=choice.source) if choice.way == COLUMNS else None,
        **_urls(token, choice),
        action=url_for("importing.take_over", token=token, **args_of(choice)),
    )


@blueprint.post("/<token>/gennemse")
@heavy
@signed_in
def take_over(token: str) -> Any:
    """Take over the file that was looked through; with `accept_partial` the records that are in order."""
    viewer = guard()
    kept = waiting(token)
    if kept is None:
        return gone()
    choice = choice_of_address()
    command = command_of(kept, choice, viewer, accept_partial="accept_partial" in request.form)
    try:
        result = import_records(command, doing=doing_of(viewer))
    except Refused as refused:
        return _back(token, choice, refused.message)
    if result.is_refused:
        return _back(token, choice, _("Noget er ændret, siden du gennemså filen. Se den igennem igen."))
    drop_upload(purpose=UPLOAD)
    return see_other(url_for("importing.show", event_id=get_newest_import(by_id=viewer.person_id)))


@blueprint.get("/<int:event_id>")
@signed_in
def show(event_id: int) -> Any:
    """What came of an import that one made, and whether it was undone."""
    viewer = guard()
    event = get_import(event_id, by_id=whose(viewer))
    return render_template("register/importing/show.html", **result_page(event), **undoing_of(event))


def _back(token: str, choice: Choice, message: str) -> Any:
    db.session.rollback()
    flash(message, "error")
    return see_other(url_for("importing.preview", token=token, **args_of(choice)))


def _urls(token: str, choice: Choice) -> dict[str, Any]:
    """Where the preview leads: back, to the words, to the file with its errors, and to saving."""
    args = {"token": token, **args_of(choice)}
    return {
        "columns_url": url_for("importing.columns", **args),
        "words_url": url_for("importing.words", **args) if choice.way == COLUMNS else "",
        "save_url": url_for("importing.save", **args),
        "errors_urls": {form: url_for("importing.errors", form=form, **args) for form in ("xlsx", "csv")},
    }


def _as_last_time(kept: Upload, look: Look) -> dict[str, Any]:
    """The choice of the saved mapping that fits the file, where there is one; it is told of."""
    found = best_saved(kept, look)
    if found is None:
        return {}
    mapping, choice = found
    use_saved(kept, mapping)
    flash(_("Kolonnerne er udfyldt, som I har gemt dem under «%(name)s».", name=mapping.name), "info")
    return args_of(choice)


def _form(look: Look, viewer: Viewer) -> ColumnsForm:
    scope = viewer.scope("activity", "import")
    return ColumnsForm.of(look, list_units(scope=scope), may_leave_unplaced=scope.is_everything)


def _columns_page(form: ColumnsForm, look: Look, kept: Upload) -> dict[str, Any]:
    return {
        "form": form,
        "look": look,
        "name": kept.name,
        "source_heading": SOURCE_HEADING,
        "missing": [_(HEADINGS[key]) for key in REQUIRED if key not in look.guess.keys],
        "use": UseForm.of(list_mappings()) if COLUMNS in look.ways else None,
        "use_url": url_for("importing.use", token=kept.token),
    }
