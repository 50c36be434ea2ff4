"""/moeder/beslutninger: what is to be decided, what was, and what somebody is to do because of it."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from aarshjul.meeting.access import bodies_of, may_write, must, must_see_any, must_write_item
from aarshjul.meeting.deciding import OFTEN, OUTCOMES
from aarshjul.meeting.decision_actions import change_decision, decide, undo_decision
from aarshjul.meeting.decision_forms import CloseForm, DecideForm, FollowUpForm, WordsForm
from aarshjul.meeting.decision_store import ACTION, get_decision, get_follow_up, list_other_bodies
from aarshjul.meeting.follow_up_actions import close_follow_up, follow_up
from aarshjul.meeting.item_store import get_item, list_to_decide
from aarshjul.meeting.meeting_forms import OfMeeting
from aarshjul.meeting.meeting_store import count_follow_ups, count_postponed, list_follow_ups
from aarshjul.meeting.model import AgendaItem, Decision, DecisionAction
from aarshjul.meeting.paper import is_closed
from aarshjul.task.responsible import reach_of
from aarshjul.task.store import list_about
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.errors import EditConflict, NotFound, Refused
from app.core.scope import Scope
from app.core.tables import PAGE_SIZE, Page, number_within
from app.core.text import whole_number
from app.core.web import answer_invalid, see_other
from app.organisation.rules import FUNCTIONS
from app.organisation.store import list_units

blueprint = Blueprint("decision", __name__, url_prefix="/moeder/beslutninger")
DECIDE, EDIT = "aarshjul/meeting/decide.html", "aarshjul/meeting/decision_edit.html"
FOLLOW_UP, CLOSE = "aarshjul/meeting/follow_up.html", "aarshjul/meeting/close_follow_up.html"
STATES = {"aabne": "open", "udfoerte": "done", "droppede": "dropped"}


@blueprint.get("")
@signed_in
def list() -> Any:
    """What waits to be decided at the meetings to come, and the follow-ups, the earliest due first."""
    viewer = get_viewer()
    bodies = must_see_any(viewer)
    shown = request.args.get("vis", "") if request.args.get("vis", "") in STATES else "aabne"
    total = count_follow_ups(bodies=bodies, state=STATES[shown])
    number = number_within(request.args, total)
    to_decide = list_to_decide(bodies=bodies) if shown == "aabne" and number == 1 else ()
    return render_template(
        "aarshjul/meeting/decisions.html",
        page=Page(
            rows=list_follow_ups(bodies=bodies, state=STATES[shown], number=number, size=PAGE_SIZE),
            number=number, total=total, path=request.path, args={} if shown == "aabne" else {"vis": shown},
        ),
        shown=shown,
        to_decide=to_decide,
        postponed=count_postponed([item.id for item in to_decide]),
        often=OFTEN,
        seen=bodies,
    )  # fmt: skip


@blueprint.get("/punkt/<int:item_id>")
@signed_in
def ask(item_id: int) -> Any:
    """The form of what the meeting decided about an item on its agenda."""
    _viewer, item = _item(item_id)
    return render_template(DECIDE, item=item, form=_decide_form(item))


@blueprint.post("/punkt/<int:item_id>")
@signed_in
def write(item_id: int) -> Any:
    """Take the decision down."""
    viewer, item = _item(item_id, must_be_on=False)
    form, meeting_id = _decide_form(item), item.meeting_id
    if not form.validate():
        return answer_invalid(DECIDE, item=item, form=form)
    try:
        decision = decide(form.to_command(item_id), doing=doing_of(viewer))
    except Refused as refused:
        # What was typed stays in the fields; the next press sends it with the version that is there now.
        form.refuse(refused.message, refused.field)
        form.version.data = str(item.version)
        return answer_invalid(DECIDE, item=item, form=form)
    flash(_("Beslutningen er skrevet ind."), "success")
    if "opfoelgning" in request.form:
        return see_other(url_for("decision.new_follow_up", decision_id=decision.id))
    return see_other(url_for("meeting.show", meeting_id=meeting_id, _anchor=f"punkt-{item_id}"))


@blueprint.get("/<int:decision_id>/ret")
@signed_in
def edit(decision_id: int) -> Any:
    """The form of a decision's words."""
    _viewer, decision = _decision(decision_id)
    return render_template(EDIT, decision=decision, form=WordsForm.of(decision), outcome=OUTCOMES[decision.outcome])


@blueprint.post("/<int:decision_id>/ret")
@signed_in
def change(decision_id: int) -> Any:
    """Other words, while the minutes are a draft."""
    viewer, decision = _decision(decision_id)
    form = WordsForm.of(decision)
    context = {"decision": decision, "form": form, "outcome": OUTCOMES[decision.outcome]}
    if not form.validate():
        return answer_invalid(EDIT, **context)
    try:
        has_changed = change_decision(decision_id, form.seen, form.words, doing=doing_of(viewer))
    except EditConflict as conflict:
        now = [(form[name].label.text, getattr(decision, name) or _("tomt")) for name in form.words]
        form.version.data = str(decision.version)
        return render_template(EDIT, **context, conflict=conflict, now=now), 409
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid(EDIT, **context)
    flash(_("Beslutningen er gemt.") if has_changed else _("Der var ikke noget at ændre."), "success")
    return _to_meeting(decision)


@blueprint.post("/<int:decision_id>/fortryd")
@signed_in
def undo(decision_id: int) -> Any:
    """As if nothing had been taken down."""
    viewer, decision = _decision(decision_id)
    back = _to_meeting(decision)
    undo_decision(decision_id, OfMeeting(prefix=f"undo-{decision_id}").seen, doing=doing_of(viewer))
    flash(_("Beslutningen er fortrudt. Punktet står på dagsordenen igen."), "success")
    return back


@blueprint.get("/<int:decision_id>/opfoelgning")
@signed_in
def new_follow_up(decision_id: int) -> Any:
    """The form of something somebody is to do."""
    _viewer, decision = _decision(decision_id)
    form = _follow_up_form()
    form.requester.data = decision.meeting.body.code
    form.case_ref.data = "" if is_closed(decision) else decision.put["case_ref"]
    return render_template(FOLLOW_UP, decision=decision, form=form)


@blueprint.post("/<int:decision_id>/opfoelgning")
@signed_in
def add_follow_up(decision_id: int) -> Any:
    """It becomes a task in the annual cycle."""
    viewer, decision = _decision(decision_id)
    form = _follow_up_form()
    if not form.validate():
        return answer_invalid(FOLLOW_UP, decision=decision, form=form)
    try:
        follow_up(decision_id, form.to_command(), doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid(FOLLOW_UP, decision=decision, form=form)
    flash(_("Opfølgningen er skrevet ind. Om lidt bliver den til en opgave med påmindelser."), "success")
    if "en-til" in request.form:
        return see_other(url_for("decision.new_follow_up", decision_id=decision_id))
    return _to_meeting(decision)


@blueprint.get("/opfoelgning/<int:action_id>")
@signed_in
def show_follow_up(action_id: int) -> Any:
    """What is to be done and because of which decision: for who sees the body, and for whoever has the task."""
    viewer, action = get_viewer(), get_follow_up(action_id)
    may_see = _sees(viewer, action.decision)
    if not may_see and not list_about(ACTION, action_id, reach=reach_of(viewer)):
        raise NotFound
    return render_template(CLOSE, **_follow_up_page(viewer, action, CloseForm(data={"version": str(action.version)})))


@blueprint.post("/opfoelgning/<int:action_id>")
@signed_in
def close(action_id: int) -> Any:
    """It is done, or is not to be done after all."""
    viewer, action = _action(action_id)
    form = CloseForm()
    if not form.validate():
        return answer_invalid(CLOSE, **_follow_up_page(viewer, action, form))
    try:
        close_follow_up(
            action_id, on=clock.today(), note=form.note.data or "", is_done="drop" not in request.form,
            version=whole_number(form.version.data), doing=doing_of(viewer),
        )  # fmt: skip
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        form.version.data = str(action.version)
        return answer_invalid(CLOSE, **_follow_up_page(viewer, action, form))
    flash(_("Opfølgningen er droppet.") if "drop" in request.form else _("Opfølgningen er udført."), "success")
    return see_other(url_for("decision.list"))


def _item(item_id: int, *, must_be_on: bool = True) -> tuple[Viewer, AgendaItem]:
    viewer = get_viewer()
    item = get_item(item_id, bodies=must_see_any(viewer))
    must_write_item(viewer, item)
    if item.meeting_id is None and must_be_on:
        raise Refused(_("Punktet står ikke på en dagsorden. Sæt det på et møde først."))
    return viewer, item


def _decision(decision_id: int) -> tuple[Viewer, Decision]:
    viewer = get_viewer()
    decision = get_decision(decision_id)
    _must_write(viewer, decision)
    return viewer, decision


def _action(action_id: int) -> tuple[Viewer, DecisionAction]:
    viewer = get_viewer()
    action = get_follow_up(action_id)
    _must_write(viewer, action.decision)
    return viewer, action


def _must_write(viewer: Viewer, decision: Decision) -> None:
    if not _sees(viewer, decision):
        raise NotFound
    must(viewer, "write", decision.meeting.body_id)


def _sees(viewer: Viewer, decision: Decision) -> bool:
    bodies, body_id = bodies_of(viewer), decision.meeting.body_id
    return bodies.sees_closed(body_id) if is_closed(decision) else bodies.holds(body_id)


def _follow_up_page(viewer: Viewer, action: DecisionAction, form: CloseForm) -> dict[str, Any]:
    decision = action.decision
    may_see = _sees(viewer, decision)
    return {
        "action": action,
        "decision": decision,
        "form": form,
        "outcome": OUTCOMES[decision.outcome],
        "functions": FUNCTIONS,
        "may_see": may_see,
        "is_closed": is_closed(decision),
        "may_write": may_see and may_write(viewer, decision.meeting.body_id) and action.state == "open",
    }


def _decide_form(item: AgendaItem) -> DecideForm:
    form = DecideForm(data={"version": str(item.version)})
    form.offer(list_other_bodies(item.body_id))
    return form


def _follow_up_form() -> FollowUpForm:
    form = FollowUpForm()
    form.offer(list_units(scope=Scope.everything()))
    return form


def _to_meeting(decision: Decision) -> Any:
    return see_other(url_for("meeting.show", meeting_id=decision.meeting_id, _anchor=f"punkt-{decision.item_id}"))
