"""The assessments of one subject, and an assessment as it is read."""

from collections.abc import Sequence
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.slots import Hangs, MenuEntry, Slots
from app.core.text import N_, whole_number
from app.core.web import see_other
from register.risk.blueprint import blueprint
from register.risk.chain import list_chain
from register.risk.drafting import begin_assessment, discard_draft
from register.risk.hosting import HOST, KIND, assessment_subjects
from register.risk.model import RiskAction, RiskScenario
from register.risk.presenting import overview
from register.risk.rules import governing
from register.risk.scale import COLOUR_WORDS
from register.risk.scale_store import scale_of
from register.risk.scenario_store import scenario_subjects
from register.risk.store import (
    find_current,
    find_draft,
    get_assessment,
    list_of_subject,
)
from register.risk.subject import RiskSubject, get_subject, kind_of
from register.risk.threat_store import threat_subjects


@blueprint.get("/fortegnelse/<int:activity_id>/risiko")
@signed_in
def show(activity_id: int) -> Any:
    """The assessments of one activity."""
    return _show(_subject("activity", activity_id))


@blueprint.get("/systemer/<int:system_id>/risiko")
@signed_in
def show_system(system_id: int) -> Any:
    """The assessments of one system."""
    return _show(_subject("system", system_id))


@blueprint.post("/risiko/vurder/<any(activity, system, scenario):kind>/<int:subject_id>")
@signed_in
def begin(kind: str, subject_id: int) -> Any:
    """Begin an assessment, or go on with the one that is being written."""
    viewer = get_viewer()
    subject = _subject(kind, subject_id)
    viewer.must("write", "risk", subject.path)
    draft = begin_assessment(subject, doing=doing_of(viewer))
    return see_other(url_for("risk.consequences", written_id=draft.id))


@blueprint.get("/risiko/vurderinger/<int:assessment_id>")
@signed_in
def assessment(assessment_id: int) -> Any:
    """One assessment: what it says, what it lacks while it is a draft, what was accepted and what is to be done."""
    viewer = get_viewer()
    found = get_assessment(assessment_id, scope=viewer.scope("risk", "read"))
    subject = _subject(*kind_of(found))
    return render_template("register/risk/assessment.html", **overview(found, subject, viewer, clock.today()))


@blueprint.post("/risiko/vurderinger/<int:written_id>/slet")
@signed_in
def discard(written_id: int) -> Any:
    """Throw a draft away."""
    viewer = get_viewer()
    found = get_assessment(written_id, scope=viewer.scope("risk", "read"))
    subject = _subject(*kind_of(found))
    viewer.must("write", "risk", subject.path)
    version = request.form.get("version", "")
    discard_draft(
        written_id,
        version=whole_number(version),
        doing=doing_of(viewer),
    )
    flash(_("Kladden er slettet."), "success")
    return see_other(subject.risk_url)


def _subject(kind: str, subject_id: int) -> RiskSubject:
    return get_subject(kind, subject_id, scope=get_viewer().scope("risk", "read"))


def _show(subject: RiskSubject) -> Any:
    return render_template("register/risk/show.html", **assessments_of(subject))


def assessments_of(subject: RiskSubject) -> dict[str, Any]:
    """A subject's assessments as its page shows them: what holds, what is being written, and those before."""
    return {
        "subject": subject,
        "may_write": get_viewer().may("write", "risk", subject.path) and not subject.is_retired,
        "assessments": list_of_subject(subject),
        "current": find_current(subject),
        "draft": find_draft(subject),
        "words": COLOUR_WORDS,
        "chain": (chain := list_chain(subject)),
        "governing": governing(chain),
    }


def risk_panel(kind: str, subject_id: int, viewer: Viewer) -> Markup:
    """The assessment that holds, beside what it is about."""
    if not viewer.may("read", "risk"):
        return Markup("")
    subject = get_subject(kind, subject_id, scope=viewer.scope("risk", "read"))
    current = find_current(subject)
    return Markup(  # noqa: S704 - the template escapes what people wrote
        render_template(
            "register/risk/_panel.html",
            current=current,
            scale=scale_of(current.scale) if current else None,
            governing=governing(list_chain(subject)),
            subject=subject,
            words=COLOUR_WORDS,
        )
    )


def _activity_panel(activity_id: int, viewer: Viewer) -> Markup:
    return risk_panel("activity", activity_id, viewer)


def _system_panel(system_id: int, viewer: Viewer) -> Markup:
    return risk_panel("system", system_id, viewer)


def risk_menu(viewer: Viewer) -> "Sequence[MenuEntry]":
    """The menu's entry for those who work with risk; a manager finds the risk on the record."""
    if viewer.roles & {"isc", "dpo", "coordinator", "auditor", "director"}:
        return (
            MenuEntry(
                label=_("Risiko"), url=url_for("risk.index"), order=40, icon="risk", also=("/konsekvensanalyser",)
            ),
        )
    return ()


def fill_slots(slots: Slots) -> None:
    """The panel on the record and the menu entry."""
    slots.panels.setdefault("activity", []).append(_activity_panel)
    slots.panels.setdefault("system", []).append(_system_panel)
    slots.menu.append(risk_menu)
    slots.hosts[KIND] = HOST
    slots.subjects[KIND] = assessment_subjects
    slots.subjects["risk_scenario"] = scenario_subjects
    slots.subjects["risk_threat"] = threat_subjects
    slots.hangs["risk_scenario.unit_id"] = (
        Hangs(N_("scenarie"), N_("scenarier"), lambda: RiskScenario.is_retired.is_(False)),
    )
    slots.hangs["risk_action.unit_id"] = (
        Hangs(N_("handling mod en risiko"), N_("handlinger mod risici"), lambda: RiskAction.state == "open"),
    )
