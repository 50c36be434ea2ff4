"""/kommentarer: what people say about something. Who may, the row it is about says."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from app.auth.web import doing_of, get_viewer, signed_in
from app.comment.actions import add_comment
from app.comment.forms import CommentForm
from app.core.slots import current_slots
from app.core.web import answer_invalid, see_other

blueprint = Blueprint("comment", __name__, url_prefix="/kommentarer")


@blueprint.get("/<host_kind>/<int:host_id>")
@signed_in
def write(host_kind: str, host_id: int) -> Any:
    """Write a comment."""
    current_slots().host_of(host_kind).guard(get_viewer(), host_id, "comment")
    return render_template("app/comment/write.html", **_page(host_kind, host_id, CommentForm()))


@blueprint.post("/<host_kind>/<int:host_id>")
@signed_in
def add(host_kind: str, host_id: int) -> Any:
    """Say it."""
    viewer, host = get_viewer(), current_slots().host_of(host_kind)
    host.guard(viewer, host_id, "comment")
    form = CommentForm()
    if not form.validate():
        return answer_invalid("app/comment/write.html", **_page(host_kind, host_id, form))
    add_comment(form.to_command(host_kind, host_id), doing=doing_of(viewer))
    flash(_("Kommentaren er gemt."), "success")
    return see_other(f"{host.url(host_id)}#kommentarer")


def _page(kind: str, subject_id: int, form: CommentForm) -> dict[str, Any]:
    slots, pair = current_slots(), (kind, subject_id)
    return {
        "form": form,
        "host": slots.subjects_of([pair]).get(pair),
        "url": slots.host_of(kind).url(subject_id),
        "action": url_for("comment.add", host_kind=kind, host_id=subject_id),
    }
