"""/bilag: files that hang on something. Who may do what with them, the row they hang on says."""

from io import BytesIO
from typing import Any

from flask import Blueprint, current_app, flash, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.attachment.actions import add_files, remove_file
from app.attachment.forms import FilesForm, RemoveForm
from app.attachment.model import Attachment
from app.attachment.store import get_content, get_file, list_files
from app.audit.actions import record
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.db import db
from app.core.errors import Refused
from app.core.headers import policy
from app.core.slots import Subject, current_slots
from app.core.web import afterwards, answer_invalid, see_other

blueprint = Blueprint("attachment", __name__, url_prefix="/bilag")


@blueprint.get("/<host_kind>/<int:host_id>")
@signed_in
def choose(host_kind: str, host_id: int) -> Any:
    """Choose files for a row."""
    current_slots().host_of(host_kind).guard(get_viewer(), host_id, "attach")
    return render_template("app/attachment/choose.html", **_choose_page(host_kind, host_id, FilesForm()))


@blueprint.post("/<host_kind>/<int:host_id>")
@signed_in
def add(host_kind: str, host_id: int) -> Any:
    """Hang the chosen files on a row."""
    viewer, host = get_viewer(), current_slots().host_of(host_kind)
    host.guard(viewer, host_id, "attach")
    form = FilesForm()
    if form.validate():
        try:
            added = add_files(form.to_command(host_kind, host_id), doing=doing_of(viewer))
        except Refused as refused:
            db.session.rollback()  # the page is to show what hangs there, not what was refused with the rest
            form.refuse(refused.message, refused.field)
        else:
            words = ngettext("%(num)s fil er lagt på.", "%(num)s filer er lagt på.", len(added))
            flash(words if added else _("Filen ligger her allerede."), "success" if added else "info")
            return see_other(f"{host.url(host_id)}#filer")
    return answer_invalid("app/attachment/choose.html", **_choose_page(host_kind, host_id, form))


@blueprint.get("/<int:attachment_id>")
@signed_in
def fetch(attachment_id: int) -> Any:
    """The file. It is never shown in the browser, whatever it is: it is saved."""
    viewer = get_viewer()
    file = _guarded(attachment_id, "read")
    data = get_content(attachment_id)
    doing, told = doing_of(viewer), {"file": file.file_name}
    kind, subject_id = file.kind, file.subject_id
    afterwards(lambda: record(doing, "attachment.fetch", kind, subject_id, told))
    answer = send_file(BytesIO(data), mimetype=file.mimetype, as_attachment=True, download_name=file.file_name)
    answer.headers["Content-Security-Policy"] = f"{policy(current_app.config['SETTINGS'])}; sandbox"
    return answer


@blueprint.get("/<int:attachment_id>/fjern")
@signed_in
def ask_to_remove(attachment_id: int) -> Any:
    """Say why it is to go."""
    file = _guarded(attachment_id, "remove")
    return render_template("app/attachment/remove.html", **_remove_page(file, RemoveForm()))


@blueprint.post("/<int:attachment_id>/fjern")
@signed_in
def remove(attachment_id: int) -> Any:
    """Take it away."""
    file, form = _guarded(attachment_id, "remove"), RemoveForm()
    if not form.validate():
        return answer_invalid("app/attachment/remove.html", **_remove_page(get_file(attachment_id), form))
    url = current_slots().host_of(file.kind).url(file.subject_id)
    remove_file(form.to_command(attachment_id), doing=doing_of(get_viewer()))
    flash(_("Filen er fjernet."), "success")
    return see_other(f"{url}#filer")


def _guarded(attachment_id: int, asked: str) -> Attachment:
    """The file, when the row it hangs on lets the viewer do this. Raises as that row's page does."""
    file = get_file(attachment_id)
    current_slots().host_of(file.kind).guard(get_viewer(), file.subject_id, asked)
    return file


def _choose_page(kind: str, subject_id: int, form: FilesForm) -> dict[str, Any]:
    return {
        "form": form,
        "files": list_files(kind, subject_id),
        "host": _host(kind, subject_id),
        "action": url_for("attachment.add", host_kind=kind, host_id=subject_id),
    }


def _remove_page(file: Attachment, form: RemoveForm) -> dict[str, Any]:
    return {"form": form, "file": file, "host": _host(file.kind, file.subject_id)}


def _host(kind: str, subject_id: int) -> Subject:
    """The row the files hang on, by its name and page."""
    slots, pair = current_slots(), (kind, subject_id)
    return slots.subjects_of([pair]).get(pair) or Subject(kind, subject_id, "", slots.host_of(kind).url(subject_id))
