"""/fortegnelse/arbejdsmoeder: finishing records together."""

from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.audit.notes import note_export
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.errors import EditConflict, Forbidden, Refused
from app.core.limits import heavy
from app.core.pdf import render_pdf
from app.core.web import answer_invalid, see_other
from register.working_meeting import actions
from register.working_meeting.forms import MeetingForm, NotesForm
from register.working_meeting.showing import list_page, may_write, meeting_page, new_page
from register.working_meeting.store import get_meeting, list_agenda

blueprint = Blueprint("working_meeting", __name__, url_prefix="/fortegnelse/arbejdsmoeder")


@blueprint.get("")
@signed_in
def list() -> Any:
    """The meetings, the newest first."""
    viewer = get_viewer()
    viewer.must("read", "activity")
    page = list_page(viewer, request.args, request.path)
    return render_template("register/working_meeting/list.html", **page)


@blueprint.get("/nyt")
@signed_in
def new() -> Any:
    """A meeting about the records that the address's filter finds."""
    viewer = get_viewer()
    viewer.must("write", "activity")
    form = MeetingForm(data={"held_on": clock.today()})
    return render_template("register/working_meeting/new.html", **new_page(form, viewer, request.args))


@blueprint.post("/nyt")
@signed_in
def create() -> Any:
    """Open the meeting."""
    viewer = get_viewer()
    viewer.must("write", "activity")
    form = MeetingForm()
    page = new_page(form, viewer, request.args)
    if not form.validate():
        return answer_invalid("register/working_meeting/new.html", **page)
    try:
        command = form.to_command()
        meeting = actions.open_meeting(command, scope=viewer.scope("activity", "read"), doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid("register/working_meeting/new.html", **page)
    return see_other(url_for("working_meeting.show", meeting_id=meeting.id))


@blueprint.get("/<int:meeting_id>")
@signed_in
def show(meeting_id: int) -> Any:
    """The meeting's screen; closed, its minutes. Asked for in part, the list of what is missing alone."""
    viewer = get_viewer()
    viewer.must("read", "activity")
    meeting = get_meeting(meeting_id, scope=viewer.scope("activity", "read"))
    form = NotesForm.of(meeting)
    page = meeting_page(meeting, form, viewer)
    if "HX-Request" in request.headers:
        return render_template("register/working_meeting/_records.html", **page)
    return render_template("register/working_meeting/show.html", **page)


@blueprint.post("/<int:meeting_id>/noter")
@signed_in
def write(meeting_id: int) -> Any:
    """Save the notes."""
    viewer = get_viewer()
    viewer.must("read", "activity")
    scope = viewer.scope("activity", "read")
    meeting = get_meeting(meeting_id, scope=scope)
    if not may_write(meeting, list_agenda(meeting_id, scope=scope), viewer):
        raise Forbidden(_("Mødet handler ikke om behandlinger, du kan rette."))
    form = NotesForm()
    if not form.validate():
        return answer_invalid("register/working_meeting/show.html", **meeting_page(meeting, form, viewer))
    try:
        actions.write_notes(
            meeting_id,
            notes=form.notes.data or "",
            participants=form.participants.data or "",
            read=form.read.data or "",
            doing=doing_of(viewer),
        )
        if "luk" in request.form:
            actions.close_meeting(meeting_id, doing=doing_of(viewer))
    except EditConflict as conflict:
        now = [(form[name].label.text, getattr(meeting, name) or _("tomt")) for name in form.differing(meeting)]
        form.read.data = actions.mark_of(meeting)
        page = meeting_page(meeting, form, viewer)
        return render_template("register/working_meeting/show.html", **page, conflict=conflict, now=now), 409
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid("register/working_meeting/show.html", **meeting_page(meeting, form, viewer))
    flash(_("Mødet er afsluttet.") if "luk" in request.form else _("Noterne er gemt."), "success")
    return see_other(url_for("working_meeting.show", meeting_id=meeting_id))


@blueprint.get("/<int:meeting_id>/referat.pdf")
@heavy
@signed_in
def minutes(meeting_id: int) -> Any:
    """The minutes as PDF."""
    viewer = get_viewer()
    viewer.must("read", "activity")
    meeting = get_meeting(meeting_id, scope=viewer.scope("activity", "read"))
    page = meeting_page(meeting, NotesForm(), viewer)
    pdf = render_pdf(render_template("reports/working_meeting.html", **page))
    note_export(viewer, "working_meeting", {"format": "pdf", "count": len(page["items"]), "meeting": meeting.id})
    name = _("arbejdsmoede-%(day)s.pdf", day=meeting.held_on.isoformat())
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})
