"""/fortegnelse/<id>/…: the steps of a record's life."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.errors import NotFound, Refused
from app.core.web import answer_invalid, see_other
from register.activity.convert import to_content
from register.activity.model import ProcessingActivity
from register.activity.store import get_activity
from register.life.actions import take_step
from register.life.checking import review_for
from register.life.forms import StepForm
from register.life.rules import BY_SLUG, STEPS, Step, steps_from
from register.life.showing import approval_page

blueprint = Blueprint("life", __name__, url_prefix="/fortegnelse")


@blueprint.get("/<int:activity_id>/trin/<step>")
@signed_in
def ask(activity_id: int, step: str) -> Any:
    """What a step does, and the reason for it."""
    viewer = get_viewer()
    wanted = _get_step(step)
    activity = _get(activity_id, viewer)
    form = StepForm(wanted, version=activity.version)
    return render_template("register/life/ask.html", **_page(wanted, activity, form, viewer))


@blueprint.post("/<int:activity_id>/trin/<step>")
@signed_in
def take(activity_id: int, step: str) -> Any:
    """Take the step."""
    viewer = get_viewer()
    wanted = _get_step(step)
    activity = _get(activity_id, viewer)
    form = StepForm(wanted, version=activity.version)
    if not form.validate():
        return answer_invalid("register/life/ask.html", **_page(wanted, activity, form, viewer))
    try:
        take_step(form.to_command(activity_id), doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid("register/life/ask.html", **_page(wanted, activity, form, viewer))
    flash(_(wanted.done), "success")
    return see_other(url_for("activity.show", activity_id=activity_id))


@blueprint.get("/<int:activity_id>/godkend")
@signed_in
def ask_approval(activity_id: int) -> Any:
    """What is to be approved: what has changed since last time, and what the rules say of it."""
    viewer = get_viewer()
    activity = _get_approvable(activity_id, viewer)
    form = StepForm(STEPS["approve"], version=activity.version)
    return render_template("register/life/approve.html", **approval_page(activity, form, viewer))


@blueprint.post("/<int:activity_id>/godkend")
@signed_in
def approve(activity_id: int) -> Any:
    """Approve the record, or send it back: the button says which."""
    viewer = get_viewer()
    activity = _get_approvable(activity_id, viewer)
    step = STEPS["send_back" if "send_back" in request.form else "approve"]
    form = StepForm(step, version=activity.version)
    if not form.validate():
        return answer_invalid("register/life/approve.html", **approval_page(activity, form, viewer))
    try:
        take_step(form.to_command(activity_id), doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid("register/life/approve.html", **approval_page(activity, form, viewer))
    flash(_(step.done), "success")
    return see_other(url_for("activity.show", activity_id=activity_id))


def _page(step: Step, activity: ProcessingActivity, form: StepForm, viewer: Viewer) -> dict[str, Any]:
    content = to_content(activity)
    review = review_for(step, activity, content, person_id=viewer.person_id) if step.checks else None
    return {"step": step, "activity": activity, "form": form, "review": review, "is_open": step in _open(activity)}


def _open(activity: ProcessingActivity) -> list[Step]:
    return steps_from(activity.status)


def _get_step(slug: str) -> Step:
    step = BY_SLUG.get(slug)
    if step is None or step.needs != "write":
        raise NotFound
    return step


def _get(activity_id: int, viewer: Viewer) -> ProcessingActivity:
    activity = get_activity(activity_id, scope=viewer.scope("activity", "read"))
    viewer.must("write", "activity", activity.unit.path if activity.unit else "")
    return activity


def _get_approvable(activity_id: int, viewer: Viewer) -> ProcessingActivity:
    activity = get_activity(activity_id, scope=viewer.scope("activity", "read"))
    viewer.must("approve", "activity", activity.unit.path if activity.unit else "")
    return activity
