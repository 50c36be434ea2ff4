"""/moeder: the meetings, from the calendar to the approved minutes."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, render_template, request, send_file, url_for
from flask_babel import gettext as _

from aarshjul.calendar.store import get_closed_days
from aarshjul.meeting.access import must, must_see_any
from aarshjul.meeting.body_store import members_on
from aarshjul.meeting.meeting_actions import (
    call_meeting,
    cancel_meeting,
    change_meeting,
    hold_meeting,
)
from aarshjul.meeting.meeting_forms import ApproveForm, CancelForm, HoldForm, MeetingForm, OfMeeting
from aarshjul.meeting.meeting_showing import MIME, list_page, meeting_page, rendered
from aarshjul.meeting.meeting_store import get_meeting
from aarshjul.meeting.minutes_actions import approve_minutes
from aarshjul.meeting.model import Meeting
from aarshjul.meeting.paper import paper_of, without_closed
from app.audit.notes import note_export
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.errors import NotFound, Refused
from app.core.limits import heavy
from app.core.web import answer_invalid, see_other

blueprint = Blueprint("meeting", __name__, url_prefix="/moeder")
SHOW, EDIT = "aarshjul/meeting/show.html", "aarshjul/meeting/edit.html"
HOLD, CANCEL = "aarshjul/meeting/hold.html", "aarshjul/meeting/cancel.html"


@blueprint.get("")
@signed_in
def index() -> Any:
    """The meetings to come, or those that were, of the bodies one sees."""
    return render_template("aarshjul/meeting/index.html", **list_page(get_viewer(), request.args))


@blueprint.get("/<int:meeting_id>")
@signed_in
def show(meeting_id: int) -> Any:
    """The agenda; once it is held, what was decided."""
    viewer = get_viewer()
    meeting = get_meeting(meeting_id, bodies=must_see_any(viewer))
    return render_template(SHOW, **meeting_page(viewer, meeting))


@blueprint.get("/<int:meeting_id>/<any(dagsorden, referat):what>.<any(pdf, docx):paper>")
@heavy
@signed_in
def fetch(meeting_id: int, what: str, paper: str) -> Any:
    """Agenda or minutes as a file, without what is closed."""
    viewer = get_viewer()
    meeting = get_meeting(meeting_id, bodies=must_see_any(viewer))
    if (what == "referat") != bool(meeting.minutes):
        raise NotFound
    made = without_closed(paper_of(meeting, closed=get_closed_days()))
    data = rendered(made, paper)
    note_export(viewer, "meeting", {"title": made.title, "format": paper})
    name = f"{meeting.held_on.isoformat()}_{what.title()}_{meeting.body.code}.{paper}"
    return send_file(BytesIO(data), mimetype=MIME[paper], as_attachment=True, download_name=name)


@blueprint.get("/<int:meeting_id>/ret")
@signed_in
def edit(meeting_id: int) -> Any:
    """The form of when and where."""
    _viewer, meeting = _get(meeting_id)
    return render_template(EDIT, meeting=meeting, form=MeetingForm.of(meeting))


@blueprint.post("/<int:meeting_id>/ret")
@signed_in
def change(meeting_id: int) -> Any:
    """Move it, or say where it is."""
    viewer, meeting = _get(meeting_id)
    form = MeetingForm.of(meeting)
    if not form.validate():
        return answer_invalid(EDIT, meeting=meeting, form=form)
    try:
        has_changed = change_meeting(form.to_command(meeting_id), doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        form.version.data = str(meeting.version)
        return answer_invalid(EDIT, meeting=meeting, form=form)
    flash(_("Mødet er gemt.") if has_changed else _("Der var ikke noget at ændre."), "success")
    return _back(meeting_id)


@blueprint.post("/<int:meeting_id>/indkald")
@signed_in
def call(meeting_id: int) -> Any:
    """Agenda and papers are out."""
    viewer, _meeting = _get(meeting_id)
    call_meeting(meeting_id, version=OfMeeting(prefix="act").seen, doing=doing_of(viewer))
    flash(
        _("Mødet er indkaldt. Send dagsordenen til medlemmerne. Beslutninger kan skrives ind på mødedagen."), "success"
    )
    return _back(meeting_id)


@blueprint.get("/<int:meeting_id>/afholdt")
@signed_in
def ask_who_came(meeting_id: int) -> Any:
    """Who did not come."""
    _viewer, meeting = _get(meeting_id)
    return render_template(HOLD, meeting=meeting, form=_hold_form(meeting))


@blueprint.post("/<int:meeting_id>/afholdt")
@signed_in
def hold(meeting_id: int) -> Any:
    """It has been held."""
    viewer, meeting = _get(meeting_id)
    form = _hold_form(meeting)
    if not form.validate():
        return answer_invalid(HOLD, meeting=meeting, form=form)
    try:
        hold_meeting(meeting_id, form.absent.data or [], version=form.seen, doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        form.version.data = str(meeting.version)
        return answer_invalid(HOLD, meeting=meeting, form=form)
    flash(_("Mødet er afholdt, og referatet er et udkast. Skriv det, der mangler."), "success")
    return _back(meeting_id)


@blueprint.get("/<int:meeting_id>/aflys")
@signed_in
def ask_why(meeting_id: int) -> Any:
    """Why the meeting is not held."""
    _viewer, meeting = _get(meeting_id)
    return render_template(CANCEL, meeting=meeting, form=CancelForm(data={"version": str(meeting.version)}))


@blueprint.post("/<int:meeting_id>/aflys")
@signed_in
def cancel(meeting_id: int) -> Any:
    """It is not held; its items wait for another."""
    viewer, meeting = _get(meeting_id)
    form = CancelForm()
    if not form.validate():
        return answer_invalid(CANCEL, meeting=meeting, form=form)
    try:
        cancel_meeting(meeting_id, reason=form.reason.data or "", version=form.seen, doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        form.version.data = str(meeting.version)
        return answer_invalid(CANCEL, meeting=meeting, form=form)
    flash(_("Mødet er aflyst. Punkterne venter på et andet møde."), "success")
    return _back(meeting_id)


@blueprint.post("/<int:meeting_id>/godkend-referat")
@signed_in
def approve(meeting_id: int) -> Any:
    """The minutes are approved, at the meeting the form names."""
    viewer, _meeting = _get(meeting_id)
    form = ApproveForm(prefix="approve")
    approve_minutes(meeting_id, at_id=form.at_id, version=form.seen, doing=doing_of(viewer))
    flash(_("Referatet er godkendt og ligger fast."), "success")
    return _back(form.at_id or meeting_id)


def _get(meeting_id: int) -> tuple[Viewer, Meeting]:
    """A meeting that the viewer may write in."""
    viewer = get_viewer()
    meeting = get_meeting(meeting_id, bodies=must_see_any(viewer))
    must(viewer, "write", meeting.body_id)
    return viewer, meeting


def _hold_form(meeting: Meeting) -> HoldForm:
    absent = [absence.person_id for absence in meeting.absences]
    form = HoldForm(data={"version": str(meeting.version), "absent": absent})
    form.offer(members_on(meeting.body_id, meeting.held_on))
    return form


def _back(meeting_id: int) -> Any:
    return see_other(url_for("meeting.show", meeting_id=meeting_id))
