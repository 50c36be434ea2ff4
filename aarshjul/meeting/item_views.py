"""/moeder/punkter: items on their way to a meeting, and what became of them."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from aarshjul.meeting.access import bodies_of, list_bodies, may_write, must_see_any, must_write_item
from aarshjul.meeting.deciding import ITEM_STATES, OFTEN, OUTCOMES, times_postponed
from aarshjul.meeting.item_actions import FIELDS, add_item, change_item, drop_item, take_up_item
from aarshjul.meeting.item_forms import DropForm, ItemForm, NewItemForm, PutForm, TakeUpForm
from aarshjul.meeting.item_rules import KIND
from aarshjul.meeting.item_showing import items_page
from aarshjul.meeting.item_store import get_item, list_decisions_about, list_kin, list_tasks
from aarshjul.meeting.meeting_actions import move_up, put_on_agenda
from aarshjul.meeting.meeting_store import MeetingFilter, get_meeting, list_meetings
from aarshjul.meeting.model import AgendaItem
from aarshjul.meeting.paper import rows_of
from aarshjul.task.responsible import reach_of
from app.attachment.store import list_files
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.db import db
from app.core.errors import EditConflict, Forbidden, Refused
from app.core.text import whole_number
from app.core.web import answer_invalid, see_other

blueprint = Blueprint("agenda_item", __name__, url_prefix="/moeder/punkter")
LIST, SHOW, EDIT = "aarshjul/meeting/items.html", "aarshjul/meeting/item.html", "aarshjul/meeting/item_edit.html"


@blueprint.get("")
@signed_in
def list() -> Any:
    """The items in a state, the newest first; the drafts, where nothing is said."""
    return render_template(LIST, **items_page(get_viewer(), request.args))


@blueprint.get("/nyt")
@signed_in
def new() -> Any:
    """The form of a new item; the address may name its body, or the meeting it is for."""
    form = _new_form(get_viewer())
    form.body.data = request.args.get("organ") or (form.body.choices[0].value if len(form.body.choices) == 1 else "")
    form.meeting.data = whole_number(request.args.get("moede")) or None
    return render_template(EDIT, form=form, item=None)


@blueprint.post("/nyt")
@signed_in
def create() -> Any:
    """Write the item, and put it on the agenda that was chosen."""
    viewer = get_viewer()
    form = _new_form(viewer)
    if not form.validate():
        return answer_invalid(EDIT, form=form, item=None)
    body = next(body for body in list_bodies(bodies_of(viewer, "write")) if body.code == form.body.data)
    try:
        item = add_item(body, form.words, doing=doing_of(viewer))
        if form.meeting.data is not None:
            put_on_agenda(item.id, form.meeting.data, version=item.version, doing=doing_of(viewer))
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.message, refused.field or "meeting")
        return answer_invalid(EDIT, form=form, item=None)
    flash(_("Punktet er gemt."), "success")
    return see_other(url_for("agenda_item.show", item_id=item.id))


@blueprint.get("/<int:item_id>")
@signed_in
def show(item_id: int) -> Any:
    """An item with its papers, what meetings have decided about it, and where it may go."""
    viewer = get_viewer()
    bodies = must_see_any(viewer)
    item = get_item(item_id, bodies=bodies)
    is_writer = may_write(viewer, item.body_id)
    coming = []
    if is_writer and item.state in ("draft", "open"):
        wanted = MeetingFilter(body=item.body.code)
        coming = [*list_meetings(wanted, bodies=bodies, number=1)]
    decisions = list_decisions_about(item.id, sees_closed=bodies.sees_closed(item.body_id))
    put = PutForm(formdata=None, prefix=f"put-{item_id}")
    been_at = {one.meeting_id for one in decisions}
    put.offer([one for one in coming if one.id not in been_at], item)
    return render_template(
        SHOW,
        item=item,
        rows=rows_of({name: getattr(item, name) for name in FIELDS}),
        files=list_files(KIND, item.id),
        kind=KIND,
        kin=[one for one in list_kin(item) if bodies.sees_closed(one.body_id) or not one.is_closed],
        seen=bodies,
        decisions=decisions,
        times=times_postponed([one.outcome for one in decisions]),
        often=OFTEN,
        drop=_drop_form(item) if is_writer and item.state in ("draft", "open") and item.meeting_id is None else None,
        task=list_tasks([item], reach=reach_of(viewer)).get(item.subject_id or 0),
        may_write=is_writer,
        put=put,
        outcomes=OUTCOMES,
        states=ITEM_STATES,
    )


@blueprint.get("/<int:item_id>/ret")
@signed_in
def edit(item_id: int) -> Any:
    """The form of an item's words."""
    _viewer, item = _get(item_id)
    return render_template(EDIT, item=item, form=ItemForm.of(item))


@blueprint.post("/<int:item_id>/ret")
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
            (form[name].label.text, _now(getattr(item, name)))
            for name in FIELDS
            if (form[name].data or None) != (getattr(item, name) or None)
        ]
        form.version.data = str(item.version)
        db.session.rollback()
        return render_template(EDIT, item=item, form=form, conflict=conflict, now=now), 409
    except Refused as refused:
        form.refuse(refused.message)
        return answer_invalid(EDIT, item=item, form=form)
    flash(_("Punktet er gemt.") if has_changed else _("Der var ikke noget at ændre."), "success")
    return see_other(url_for("agenda_item.show", item_id=item_id))


@blueprint.post("/<int:item_id>/tag-ikke-op")
@signed_in
def drop(item_id: int) -> Any:
    """Take it off the list, with a reason."""
    viewer, _item = _get(item_id)
    form = DropForm(prefix=f"drop-{item_id}")
    if not form.validate():
        return answer_invalid(LIST, **items_page(viewer, request.args, failed=(item_id, form)))
    drop_item(form.to_command(item_id), doing=doing_of(viewer))
    flash(_("Punktet tages ikke op. Det står under «Tages ikke op», og dér kan du tage det op igen."), "success")
    return see_other(url_for("agenda_item.list"))


@blueprint.post("/<int:item_id>/tag-op")
@signed_in
def take_up(item_id: int) -> Any:
    """Put it on the list again."""
    viewer, _item = _get(item_id)
    take_up_item(TakeUpForm(prefix=f"take-up-{item_id}").to_command(item_id), doing=doing_of(viewer))
    flash(_("Punktet står på listen igen."), "success")
    return see_other(url_for("agenda_item.list", _anchor=f"punkt-{item_id}"))


@blueprint.post("/<int:item_id>/dagsorden")
@signed_in
def put(item_id: int) -> Any:
    """Put it on a meeting's agenda, or take it off."""
    viewer, _item = _get(item_id)
    form = PutForm(prefix=f"put-{item_id}")
    item = put_on_agenda(item_id, form.chosen, version=form.seen, doing=doing_of(viewer))
    if item.meeting_id is None:
        flash(_("Punktet er taget af dagsordenen og venter på et andet møde."), "success")
        return see_other(url_for("agenda_item.show", item_id=item_id))
    flash(_("Punktet står på dagsordenen."), "success")
    return see_other(url_for("meeting.show", meeting_id=item.meeting_id, _anchor=f"punkt-{item_id}"))


@blueprint.post("/<int:item_id>/op")
@signed_in
def up(item_id: int) -> Any:
    """Change places with the item above it on the agenda."""
    viewer, item = _get(item_id)
    move_up(item_id, version=PutForm(prefix=f"put-{item_id}").seen, doing=doing_of(viewer))
    return see_other(url_for("meeting.show", meeting_id=item.meeting_id, _anchor=f"punkt-{item_id}"))


def _get(item_id: int) -> tuple[Viewer, AgendaItem]:
    """An item that the viewer may write."""
    viewer = get_viewer()
    item = get_item(item_id, bodies=must_see_any(viewer))
    must_write_item(viewer, item)
    return viewer, item


def _drop_form(item: AgendaItem) -> DropForm:
    form = DropForm(formdata=None, prefix=f"drop-{item.id}")
    form.version.data = str(item.version)
    return form


def _now(value: Any) -> str:
    """A field as the one who wrote in it meanwhile left it."""
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    return str(value or _("tomt"))


def _new_form(viewer: Viewer) -> NewItemForm:
    """The form with what the viewer may choose. Raises NotFound or Forbidden for who writes in no body."""
    must_see_any(viewer)
    writes = bodies_of(viewer, "write")
    if not writes:
        raise Forbidden(_("Du kan se punkterne, men ikke skrive nye. Spørg den, der står for mødet."))
    form = NewItemForm()
    meetings = [*list_meetings(MeetingFilter(), bodies=writes, number=1)]
    asked = whole_number(request.args.get("moede") or str(form.meeting.data or ""))
    if asked and asked not in {one.id for one in meetings}:
        # One that lies far ahead is not on the first page of meetings to come, and is still what was asked for.
        meetings.append(get_meeting(asked, bodies=writes))
    form.offer(list_bodies(writes), meetings)
    return form
