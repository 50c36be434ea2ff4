"""/fortegnelse/import: a file, what its columns are, what it would change, and what came of it."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.audit.actions import Doing
from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.limits import heavy
from app.core.sheets import SheetProblem
from app.core.uploads import Upload, drop_upload, find_upload, keep_upload
from app.core.web import answer_invalid, see_other
from app.organisation.store import list_units
from register.importing.actions import ImportRecords, import_records, plan_import
from register.importing.columns import SOURCE_HEADING
from register.importing.forms import MAX_PAGE_BYTES, ColumnsForm, UploadForm
from register.importing.looking import Choice, Look, look_at
from register.importing.present import preview_page, result_page
from register.importing.store import find_newest_import, get_import

blueprint = Blueprint("importing", __name__, url_prefix="/fortegnelse/import")
UPLOAD = "register"


@blueprint.get("")
@signed_in
def upload() -> Any:
    """Choose a file."""
    _guard()
    return render_template("register/importing/upload.html", form=UploadForm())


@blueprint.post("")
@heavy
@signed_in
def receive() -> Any:
    """Put the file aside; nothing is saved."""
    _guard()
    form = UploadForm()
    if not form.validate():
        return answer_invalid("register/importing/upload.html", form=form)
    name, data = form.file.data.filename or _("filen"), form.file.data.read()
    try:
        if len(data) > MAX_PAGE_BYTES:
            raise Refused(_("Filen fylder mere end 15 MB. Del den i flere filer."))
        look_at(name, data)
    except Refused as refused:
        form.refuse(refused.message, "file")
        return answer_invalid("register/importing/upload.html", form=form)
    kept = keep_upload(name, data, purpose=UPLOAD, now=clock.now())
    return see_other(url_for("importing.columns", token=kept.token))


@blueprint.get("/<token>/kolonner")
@signed_in
def columns(token: str) -> Any:
    """Say what the columns are; a guess stands there already."""
    viewer = _guard()
    kept = find_upload(token, purpose=UPLOAD)
    if kept is None:
        return _gone()
    look = _look(kept)
    if "som" in request.args:
        look = replace(look, guess=Choice.from_args(request.args))
    return render_template("register/importing/columns.html", **_columns_page(_form(look, viewer), look, kept))


@blueprint.post("/<token>/kolonner")
@signed_in
def choose(token: str) -> Any:
    """Take the choice along to the preview."""
    viewer = _guard()
    kept = find_upload(token, purpose=UPLOAD)
    if kept is None:
        return _gone()
    look = _look(kept)
    form = _form(look, viewer)
    if not form.validate():
        return answer_invalid("register/importing/columns.html", **_columns_page(form, look, kept))
    return see_other(url_for("importing.preview", token=token, **_args(form.to_choice())))


@blueprint.get("/<token>/gennemse")
@heavy
@signed_in
def preview(token: str) -> Any:
    """What the file would change; nothing is saved."""
    viewer = _guard()
    kept = find_upload(token, purpose=UPLOAD)
    if kept is None:
        return _gone()
    choice = Choice.from_args(request.args)
    plan = plan_import(_command(kept, choice, viewer))
    return render_template(
        "register/importing/preview.html",
        **preview_page(plan),
        name=kept.name,
        columns_url=url_for("importing.columns", token=token, **_args(choice)),
        action=url_for("importing.take_over", token=token, **_args(choice)),
    )


@blueprint.post("/<token>/gennemse")
@heavy
@signed_in
def take_over(token: str) -> Any:
    """Take over the file that was looked through; with `accept_partial` the records that are in order."""
    viewer = _guard()
    kept = find_upload(token, purpose=UPLOAD)
    if kept is None:
        return _gone()
    choice = Choice.from_args(request.args)
    command = _command(kept, choice, viewer, accept_partial="accept_partial" in request.form)
    try:
        result = import_records(command, doing=Doing(at=clock.now(), person_id=viewer.person_id, via="web"))
    except Refused as refused:
        return _back(token, choice, refused.message)
    if result.is_refused:
        return _back(token, choice, _("Noget er ændret, siden du gennemså filen. Se den igennem igen."))
    drop_upload(purpose=UPLOAD)
    return see_other(url_for("importing.show", event_id=find_newest_import(by_id=viewer.person_id)))


@blueprint.get("/<int:event_id>")
@signed_in
def show(event_id: int) -> Any:
    """What came of an import that one made."""
    viewer = _guard()
    event = get_import(event_id, by_id=viewer.person_id)
    return render_template("register/importing/show.html", **result_page(event))


def _guard() -> Viewer:
    viewer = get_viewer()
    viewer.must("import", "activity")
    return viewer


def _gone() -> Any:
    flash(_("Filen er allerede læst ind, eller den har ventet for længe. Vælg den igen, hvis den mangler."), "warning")
    return see_other(url_for("importing.upload"))


def _back(token: str, choice: Choice, message: str) -> Any:
    db.session.rollback()
    flash(message, "error")
    return see_other(url_for("importing.preview", token=token, **_args(choice)))


def _look(kept: Upload) -> Look:
    try:
        return look_at(kept.name, kept.data)
    except SheetProblem as problem:  # it could be read when it came
        raise Refused(problem.message) from None


def _form(look: Look, viewer: Viewer) -> ColumnsForm:
    scope = viewer.scope("activity", "import")
    return ColumnsForm.of(look, list_units(scope=scope), may_leave_unplaced=scope.is_everything)


def _columns_page(form: ColumnsForm, look: Look, kept: Upload) -> dict[str, Any]:
    return {"form": form, "look": look, "name": kept.name, "source_heading": SOURCE_HEADING}


def _command(kept: Upload, choice: Choice, viewer: Viewer, *, accept_partial: bool = False) -> ImportRecords:
    return ImportRecords(
        name=kept.name,
        data=kept.data,
        reading=_look(kept).reading(choice),
        unit=choice.unit,
        accept_partial=accept_partial,
        scope=viewer.scope("activity", "import"),
    )


def _args(choice: Choice) -> dict[str, Any]:
    return dict(choice.to_args())
