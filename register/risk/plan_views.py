"""What follows from an assessment: the action plan, and living with what is left."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.errors import Forbidden, NotFound, Refused
from app.core.scope import Scope
from app.core.slots import current_slots
from app.core.text import whole_number
from app.core.web import answer_invalid, see_other
from register.risk.accepting import accept_risk
from register.risk.blueprint import blueprint
from register.risk.model import RiskAction, RiskAssessment
from register.risk.plan_forms import AcceptForm, ActionForm, CloseActionForm
from register.risk.planning import change_action, close_action, get_action, plan_action
from register.risk.presenting import may_accept, presented
from register.risk.rules import BY_DECISION, latest_expiry
from register.risk.store import get_assessment
from register.risk.subject import RiskSubject, get_subject, kind_of


@blueprint.get("/risiko/vurderinger/<int:assessment_id>/handlinger/ny")
@signed_in
def new_action(assessment_id: int) -> Any:
    """Plan something to be done."""
    found, subject = _writable(assessment_id)
    form = _offer(ActionForm(formdata=None), found)
    unit = subject.unit_id and next((code for code, name in _units(form) if name.endswith(subject.unit_name)), "")
    form.unit.data, form.function.data = unit or "", "coordinator"
    chosen = request.args.get("trussel", "")
    form.threat.data = whole_number(chosen) or None
    return render_template("register/risk/edit_action.html", **_page(found, subject, form=form, action=None))


@blueprint.post("/risiko/vurderinger/<int:assessment_id>/handlinger/ny")
@signed_in
def create_action(assessment_id: int) -> Any:
    """Save a new action: it is a task in the annual cycle as soon as the assessment holds."""
    found, subject = _writable(assessment_id)
    form = _offer(ActionForm(), found)
    if form.validate():
        try:
            plan_action(found, form.to_command(), today=clock.today(), doing=doing_of(get_viewer()))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("Handlingen står i planen."), "success")
            return see_other(url_for("risk.assessment", assessment_id=assessment_id))
    return answer_invalid("register/risk/edit_action.html", **_page(found, subject, form=form, action=None))


@blueprint.get("/risiko/handlinger/<int:action_id>")
@signed_in
def action(action_id: int) -> Any:
    """An action: change it, or say that it is done or dropped."""
    held, found, subject = _action(action_id)
    form = _offer(ActionForm(formdata=None), found, held)
    form.fill(held)
    closing = CloseActionForm(formdata=None, version=str(held.version))
    page = _page(found, subject, form=form, action=held, closing=closing)
    return render_template("register/risk/edit_action.html", **page)


@blueprint.post("/risiko/handlinger/<int:action_id>")
@signed_in
def save_action(action_id: int) -> Any:
    """Change an open action."""
    held, found, subject = _action(action_id)
    form = _offer(ActionForm(), found, held)
    if form.validate():
        try:
            change_action(
                action_id,
                form.to_command(),
                version=_number(form.version.data),
                today=clock.today(),
                doing=doing_of(get_viewer()),
            )
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("Handlingen er gemt."), "success")
            return see_other(url_for("risk.assessment", assessment_id=found.id))
    closing = CloseActionForm(formdata=None, version=form.version.data)
    page = _page(found, subject, form=form, action=held, closing=closing)
    return answer_invalid("register/risk/edit_action.html", **page)


@blueprint.post("/risiko/handlinger/<int:action_id>/luk")
@signed_in
def end_action(action_id: int) -> Any:
    """The action is done, or dropped with a reason."""
    held, found, subject = _action(action_id)
    closing, is_done = CloseActionForm(), request.form.get("er", "") != "droppet"
    if closing.validate():
        try:
            close_action(
                action_id,
                on=clock.today(),
                note=closing.note.data or "",
                is_done=is_done,
                version=_number(closing.version.data),
                doing=doing_of(get_viewer()),
            )
        except Refused as refused:
            closing.refuse(refused.message, refused.field)
        else:
            flash(_("Handlingen er udført.") if is_done else _("Handlingen er droppet."), "success")
            return see_other(url_for("risk.assessment", assessment_id=found.id))
    form = _offer(ActionForm(formdata=None), found, held)
    form.fill(held)
    page = _page(found, subject, form=form, action=held, closing=closing)
    return answer_invalid("register/risk/edit_action.html", **page)


@blueprint.get("/risiko/vurderinger/<int:assessment_id>/accept")
@signed_in
def acceptance(assessment_id: int) -> Any:
    """Living with what is left: the form, for whom the colour asks."""
    found, subject = _acceptable(assessment_id)
    form = AcceptForm(formdata=None, expires_on=latest_expiry(clock.today()))
    return render_template("register/risk/accept.html", **_accept_page(found, subject, form))


@blueprint.post("/risiko/vurderinger/<int:assessment_id>/accept")
@signed_in
def accept(assessment_id: int) -> Any:
    """Accept the residual risk."""
    found, subject = _acceptable(assessment_id)
    form = AcceptForm()
    if form.validate():
        try:
            accept_risk(form.to_command(assessment_id), doing=doing_of(get_viewer()))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("Risikoen er accepteret."), "success")
            return see_other(url_for("risk.assessment", assessment_id=assessment_id))
    return answer_invalid("register/risk/accept.html", **_accept_page(found, subject, form))


def _found(assessment_id: int) -> tuple[RiskAssessment, RiskSubject]:
    scope = get_viewer().scope("risk", "read")
    found = get_assessment(assessment_id, scope=scope)
    return found, get_subject(*kind_of(found), scope=scope)


def _writable(assessment_id: int) -> tuple[RiskAssessment, RiskSubject]:
    found, subject = _found(assessment_id)
    get_viewer().must("write", "risk", subject.path)
    if not (found.is_current or found.is_draft):
        raise NotFound
    return found, subject


def _action(action_id: int) -> tuple[RiskAction, RiskAssessment, RiskSubject]:
    held = get_action(action_id)
    found, subject = _found(held.assessment_id)
    get_viewer().must("write", "risk", subject.path)
    if held.state != "open":
        raise NotFound
    return held, found, subject


def _acceptable(assessment_id: int) -> tuple[RiskAssessment, RiskSubject]:
    """An assessment that this person may accept. Raises NotFound for one they may not see, Forbidden for another."""
    found, subject = _found(assessment_id)
    viewer = get_viewer()
    if not viewer.may("read", "risk_acceptance", subject.path):
        raise NotFound
    if not may_accept(found, subject, viewer):
        raise Forbidden(_("Den her risiko skal accepteres af en anden. På vurderingens side står der hvem."))
    return found, subject


def _number(text: str | None) -> int:
    return whole_number(text)


def _offer(form: ActionForm, found: RiskAssessment, held: RiskAction | None = None) -> ActionForm:
    threats = [(row.id, row.title) for row in found.threats if row.is_relevant]
    form.offer(scope=Scope.everything(), threats=threats, held=held)
    return form


def _units(form: ActionForm) -> list[tuple[str, str]]:
    return [(str(choice.value), str(choice.label)) for choice in form.unit.choices]


def _page(found: RiskAssessment, subject: RiskSubject, **more: Any) -> dict[str, Any]:
    return presented(found, subject) | {"assessment": found, "closing": None} | more


def _accept_page(found: RiskAssessment, subject: RiskSubject, form: AcceptForm) -> dict[str, Any]:
    needs_decision = found.colour in BY_DECISION
    quoted = [text for told in current_slots().decided for text in told(get_viewer())] if needs_decision else []
    return _page(found, subject, form=form, needs_decision=needs_decision, decided=quoted)
