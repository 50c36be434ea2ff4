"""/moeder: the items that wait for an agenda."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from aarshjul.meeting.actions import change_item, drop_item, take_up_item
from aarshjul.meeting.forms import DropForm, ItemForm, TakeUpForm
from aarshjul.meeting.model import AgendaItem
from aarshjul.meeting.showing import items_page
from aarshjul.meeting.store import get_item
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.db import db
from app.core.errors import EditConflict
from app.core.web import answer_invalid, see_other

blueprint = Blueprint("meeting", __name__, url_prefix="/moeder")
INDEX, EDIT = "aarshjul/meeting/index.html", "aarshjul/meeting/edit.html"


@blueprint.get("")
@signed_in
def index() -> Any:
    """The drafts, or those that are not taken up, the newest first."""
    viewer = get_viewer()
    viewer.must("read", "meeting")
    return render_template(INDEX, **items_page(viewer, request.args))


@blueprint.get("/punkter/<int:item_id>/ret")
@signed_in
def edit(item_id: int) -> Any:
    """The form of an item's words."""
    _viewer, item = _get(item_id)
    return render_template(EDIT, item=item, form=ItemForm.of(item))


@blueprint.post("/punkter/<int:item_id>/ret")
@signed_in
def change(item_id: int) -> Any:
    """Write it in other words, unless somebody else has done so since the page was opened."""
    viewer, item = _get(item_id)
    form = ItemForm.of(item)
    if not form.validate():
        return answer_invalid(EDIT, item=item, form=form)
    try:
        has_changed = change_item(form.to_command(item_id), doing=doing_of(viewer))
    except EditConflict as conflict:
        now = [
            (field.label.text, getattr(item, field.name)) for field in (form.title, form.problem, form.recommendation)
        ]
        form.version.data = str(item.version)
        db.session.rollback()
        return render_template(EDIT, item=item, form=form, conflict=conflict, now=now), 409
    flash(_("Punktet er gemt.") if has_changed else _("Der var ikke noget at ændre."), "success")
    return see_other(url_for("meeting.index", _anchor=f"punkt-{item_id}"))


@blueprint.post("/punkter/<int:item_id>/tag-ikke-op")
@signed_in
def drop(item_id: int) -> Any:
    """Take it off the list, with a reason."""
    viewer, _item = _get(item_id)
    form = DropForm(prefix=f"drop-{item_id}")
    if not form.validate():
        return answer_invalid(INDEX, **items_page(viewer, request.args, failed=(item_id, form)))
    drop_item(form.to_command(item_id), doing=doing_of(viewer))
    flash(_("Punktet tages ikke op. Linket nederst på siden viser det, og dér kan du tage det op igen."), "success")
    return see_other(url_for("meeting.index"))


@blueprint.post("/punkter/<int:item_id>/tag-op")
@signed_in
def take_up(item_id: int) -> Any:
    """Put it on the list again."""
    viewer, _item = _get(item_id)
    take_up_item(TakeUpForm(prefix=f"take-up-{item_id}").to_command(item_id), doing=doing_of(viewer))
    flash(_("Punktet står på listen igen."), "success")
    return see_other(url_for("meeting.index", _anchor=f"punkt-{item_id}"))


def _get(item_id: int) -> tuple[Viewer, AgendaItem]:
    """An item that the viewer may write."""
    viewer = get_viewer()
    item = get_item(item_id, scope=viewer.scope("meeting", "read"))
    viewer.must("write", "meeting", item.unit.path if item.unit else "")
    return viewer, item
