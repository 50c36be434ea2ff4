"""/risiko/scenarier: what may go wrong across activities and systems, and its assessments."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from app.core.web import answer_invalid, see_other
from register.risk.blueprint import blueprint
from register.risk.model import RiskScenario
from register.risk.scale import COLOUR_WORDS
from register.risk.scenario_actions import change_scenario, create_scenario, retire_scenario
from register.risk.scenario_forms import ScenarioForm
from register.risk.scenario_store import RETIRED, ScenarioFilter, get_scenario, list_scenarios
from register.risk.subject import get_subject
from register.risk.views import assessments_of

EDIT = "register/risk/edit_scenario.html"


@blueprint.get("/risiko/scenarier")
@signed_in
def scenarios() -> Any:
    """The scenarios there are, with what each comes to."""
    viewer = _reader()
    wanted = ScenarioFilter.from_args(request.args)
    return render_template(
        "register/risk/scenarios.html",
        page=list_scenarios(wanted, request.args, request.path, scope=viewer.scope("risk", "read")),
        wanted=wanted,
        statuses=[(RETIRED, _("Udgåede"))],
        retired=RETIRED,
        words=COLOUR_WORDS,
        may_write=viewer.may("write", "risk"),
    )


@blueprint.get("/risiko/scenarier/<int:scenario_id>")
@signed_in
def scenario(scenario_id: int) -> Any:
    """A scenario and its assessments."""
    viewer = get_viewer()
    scope = viewer.scope("risk", "read")
    found, subject = get_scenario(scenario_id, scope=scope), get_subject("scenario", scenario_id, scope=scope)
    return render_template(
        "register/risk/scenario.html",
        **assessments_of(subject),
        scenario=found,
        may_change=viewer.may("write", "risk", subject.path),
    )


@blueprint.get("/risiko/scenarier/ny")
@signed_in
def new_scenario() -> Any:
    """An empty form."""
    return render_template(EDIT, form=_form(_writer()), scenario=None)


@blueprint.post("/risiko/scenarier/ny")
@signed_in
def add_scenario() -> Any:
    """Make the scenario that was written."""
    viewer = _writer()
    form = _form(viewer)
    if not form.validate():
        return answer_invalid(EDIT, form=form, scenario=None)
    try:
        made = create_scenario(form.to_command(), doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid(EDIT, form=form, scenario=None)
    flash(_("Scenariet er oprettet. Nu kan I vurdere det."), "success")
    return see_other(url_for("risk.scenario", scenario_id=made.id))


@blueprint.get("/risiko/scenarier/<int:scenario_id>/ret")
@signed_in
def edit_scenario(scenario_id: int) -> Any:
    """The form of a scenario, filled in."""
    viewer = get_viewer()
    found = _writable(scenario_id, viewer)
    return render_template(EDIT, form=_form(viewer, found), scenario=found)


@blueprint.post("/risiko/scenarier/<int:scenario_id>/ret")
@signed_in
def save_scenario(scenario_id: int) -> Any:
    """Save what was written, unless somebody else has changed the scenario since it was opened."""
    viewer = get_viewer()
    found = _writable(scenario_id, viewer)
    form = _form(viewer, found)
    if not form.validate():
        return answer_invalid(EDIT, form=form, scenario=found)
    try:
        change_scenario(scenario_id, form.to_command(), read=form.read_version(), doing=doing_of(viewer))
    except EditConflict as conflict:
        return _answer_conflict(conflict, form, found)
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid(EDIT, form=form, scenario=found)
    flash(_("Scenariet er gemt."), "success")
    return see_other(url_for("risk.scenario", scenario_id=scenario_id))


@blueprint.post("/risiko/scenarier/<int:scenario_id>/udgaa")
@signed_in
def end_scenario(scenario_id: int) -> Any:
    """It is to be assessed no more, or again: the page says which, so that pressing twice does it once."""
    viewer = get_viewer()
    _writable(scenario_id, viewer)
    is_retired = request.form.get("udgaaet") != "nej"
    retire_scenario(scenario_id, is_retired=is_retired, doing=doing_of(viewer))
    flash(_("Scenariet er udgået.") if is_retired else _("Scenariet er taget i brug igen."), "success")
    return see_other(url_for("risk.scenario", scenario_id=scenario_id))


def _reader() -> Viewer:
    viewer = get_viewer()
    if not viewer.may("read", "risk"):
        raise NotFound
    return viewer


def _writer() -> Viewer:
    viewer = _reader()
    viewer.must("write", "risk")
    return viewer


def _writable(scenario_id: int, viewer: Viewer) -> RiskScenario:
    found = get_scenario(scenario_id, scope=viewer.scope("risk", "read"))
    viewer.must("write", "risk", found.unit.path if found.unit else "")
    return found


def _form(viewer: Viewer, stored: RiskScenario | None = None) -> ScenarioForm:
    return ScenarioForm(scope=viewer.scope("risk", "write"), stored=stored)


def _answer_conflict(conflict: EditConflict, form: ScenarioForm, found: RiskScenario) -> Any:
    """What was typed stays in the form; what stands now is shown beside it, and the next save is over that."""
    now = form.differing(found)
    form.version.data = str(found.version)
    db.session.rollback()
    return render_template(EDIT, form=form, scenario=found, conflict=conflict, now=now), 409
