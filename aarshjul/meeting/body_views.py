"""/moeder/organer: the bodies, who sits in them, and their calendar of meetings."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from aarshjul.calendar.store import get_closed_days
from aarshjul.meeting.access import bodies_of, list_bodies, may_write, must, must_see_any
from aarshjul.meeting.body_actions import put_body, put_member, seat_of
from aarshjul.meeting.body_forms import BodyForm, CalendarForm, MemberForm
from aarshjul.meeting.body_store import (
    count_members,
    get_body,
    get_member,
    list_members,
    next_meetings,
    without_access,
)
from aarshjul.meeting.deciding import MEETING_STATES, MEMBER_ROLES, meeting_days
from aarshjul.meeting.meeting_actions import PlanMeeting, plan_meetings
from aarshjul.meeting.meeting_store import MeetingFilter, list_meetings
from aarshjul.meeting.model import GoverningBody
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.errors import EditConflict, Forbidden, NotFound, Refused
from app.core.scope import Scope
from app.core.web import answer_invalid, see_other
from app.organisation.store import list_administrations

blueprint = Blueprint("body", __name__, url_prefix="/moeder/organer")
SHOW, EDIT = "aarshjul/meeting/body.html", "aarshjul/meeting/body_edit.html"
MEMBER, CALENDAR = "aarshjul/meeting/member.html", "aarshjul/meeting/calendar.html"


@blueprint.get("")
@signed_in
def list() -> Any:
    """The bodies one sees."""
    viewer = get_viewer()
    rows, today = list_bodies(must_see_any(viewer), with_retired=True), clock.today()
    ids = [body.id for body in rows]
    return render_template(
        "aarshjul/meeting/bodies.html",
        rows=rows,
        members=count_members(ids, on=today),
        next=next_meetings(ids, on=today),
        may_add=_may_add(viewer),
    )


@blueprint.get("/nyt")
@signed_in
def new() -> Any:
    """The form of a new body."""
    _must_add(get_viewer())
    return render_template(EDIT, body=None, form=BodyForm(data={"paper_days": 8}))


@blueprint.post("/nyt")
@signed_in
def create() -> Any:
    """Make the body."""
    viewer, form = get_viewer(), BodyForm()
    _must_add(viewer)
    if not form.validate():
        return answer_invalid(EDIT, body=None, form=form)
    try:
        body = put_body(form.to_command(None), doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid(EDIT, body=None, form=form)
    flash(_("Organet er oprettet. Skriv nu, hvem der er medlem."), "success")
    return _back(body.id)


@blueprint.get("/<int:body_id>")
@signed_in
def show(body_id: int) -> Any:
    """What a body is for, who sits in it, and when it meets."""
    viewer, today = get_viewer(), clock.today()
    bodies = must_see_any(viewer)
    body = get_body(body_id, bodies=bodies)
    members = list_members(body_id, on=today)
    is_writer = may_write(viewer, body_id)
    sitting = {one.person_id for one in members if seat_of(one).holds(today)}
    return render_template(
        SHOW,
        body=body,
        members=members,
        blind=without_access(sitting, on=today) if is_writer else frozenset(),
        meetings=list_meetings(MeetingFilter(body=body.code), bodies=bodies, number=1),
        roles=MEMBER_ROLES,
        states=MEETING_STATES,
        may_write=is_writer,
    )


@blueprint.get("/<int:body_id>/ret")
@signed_in
def edit(body_id: int) -> Any:
    """The form of what a body is."""
    _viewer, body = _get(body_id)
    return render_template(EDIT, body=body, form=BodyForm.of(body))


@blueprint.post("/<int:body_id>/ret")
@signed_in
def change(body_id: int) -> Any:
    """Change it, unless somebody else has done so since the page was opened."""
    viewer, body = _get(body_id)
    form = BodyForm.of(body)
    if not form.validate():
        return answer_invalid(EDIT, body=body, form=form)
    try:
        put_body(form.to_command(body_id), doing=doing_of(viewer))
    except EditConflict as conflict:
        names = ("code", "name", "purpose", "mandate", "paper_days")
        now = [
            (form[name].label.text, getattr(body, name) or _("tomt"))
            for name in names
            if form[name].data != getattr(body, name)
        ]
        form.version.data = str(body.version)
        return render_template(EDIT, body=body, form=form, conflict=conflict, now=now), 409
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid(EDIT, body=body, form=form)
    flash(_("Organet er gemt."), "success")
    return _back(body_id)


@blueprint.get("/<int:body_id>/medlemmer/nyt")
@signed_in
def new_member(body_id: int) -> Any:
    """The form of a new seat."""
    _viewer, body = _get(body_id)
    form = _member_form()
    form.from_on.data = clock.today()
    return render_template(MEMBER, body=body, member=None, form=form)


@blueprint.post("/<int:body_id>/medlemmer/nyt")
@signed_in
def add_member(body_id: int) -> Any:
    """Give somebody a seat."""
    viewer, body = _get(body_id)
    return _save_member(viewer, body, None)


@blueprint.get("/<int:body_id>/medlemmer/<int:member_id>")
@signed_in
def edit_member(body_id: int, member_id: int) -> Any:
    """The form of a seat."""
    _viewer, body = _get(body_id)
    member, form = get_member(member_id), _member_form()
    if member.body_id != body_id:
        raise NotFound
    form.fill(member)
    return render_template(MEMBER, body=body, member=member, form=form)


@blueprint.post("/<int:body_id>/medlemmer/<int:member_id>")
@signed_in
def change_member(body_id: int, member_id: int) -> Any:
    """Change a seat, or let it end."""
    viewer, body = _get(body_id)
    return _save_member(viewer, body, member_id)


@blueprint.get("/<int:body_id>/moeder")
@signed_in
def calendar(body_id: int) -> Any:
    """The form of new meetings."""
    _viewer, body = _get(body_id)
    return render_template(CALENDAR, body=body, form=CalendarForm())


@blueprint.post("/<int:body_id>/moeder")
@signed_in
def plan(body_id: int) -> Any:
    """Put the meetings in the calendar: all of them, or none."""
    viewer, body = _get(body_id)
    form = CalendarForm()
    if not form.validate():
        return answer_invalid(CALENDAR, body=body, form=form)
    first = form.first.data
    assert first is not None
    days = meeting_days(first, form.every.data, form.until.data or first, get_closed_days())
    command = PlanMeeting(body=body, held_on=first, begins=form.clock, place=form.place.data or "")
    try:
        made = plan_meetings(command, days, doing=doing_of(viewer))
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.message, "first")
        return answer_invalid(CALENDAR, body=get_body(body_id, bodies=bodies_of(viewer)), form=form)
    flash(ngettext("Mødet er lagt i kalenderen.", "%(num)s møder er lagt i kalenderen.", len(made)), "success")
    return _back(body_id)


def _save_member(viewer: Viewer, body: GoverningBody, member_id: int | None) -> Any:
    form, member = _member_form(), get_member(member_id) if member_id is not None else None
    if not form.validate():
        return answer_invalid(MEMBER, body=body, member=member, form=form)
    try:
        put_member(form.to_command(body.id, member_id), doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        form.version.data = str(member.version) if member else ""
        return answer_invalid(MEMBER, body=body, member=member, form=form)
    flash(_("Medlemskabet er gemt."), "success")
    return _back(body.id)


def _member_form() -> MemberForm:
    form = MemberForm()
    form.offer([*list_administrations(scope=Scope.everything())])
    return form


def _get(body_id: int) -> tuple[Viewer, GoverningBody]:
    """A body that the viewer may write in."""
    viewer = get_viewer()
    body = get_body(body_id, bodies=must_see_any(viewer))
    must(viewer, "write", body_id)
    return viewer, body


def _may_add(viewer: Viewer) -> bool:
    """Which bodies there are is the municipality's: who writes in all of them."""
    return viewer.scope("meeting", "write").is_everything


def _must_add(viewer: Viewer) -> None:
    must_see_any(viewer)
    if not _may_add(viewer):
        raise Forbidden(_("Det er informationssikkerhedskoordinatoren, der opretter organer."))


def _back(body_id: int) -> Any:
    return see_other(url_for("body.show", body_id=body_id))
