"""/risiko, and the assessment of one activity."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.audit.actions import Doing
from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.errors import NotFound, Refused
from app.core.slots import MenuEntry, Slots
from app.core.tables import address
from app.core.web import answer_invalid, see_other
from app.organisation.store import list_administrations
from register.activity.store import get_activity
from register.risk.actions import assess_risk
from register.risk.forms import AssessRiskForm
from register.risk.scale import COLOUR_WORDS, STANDARD, colour_word, get_scale
from register.risk.store import (
    RiskFilter,
    count_cells,
    count_not_assessed,
    find_current,
    list_current,
    list_of_activity,
)

blueprint = Blueprint("risk", __name__)


@blueprint.get("/risiko")
@signed_in
def index() -> Any:
    """The risk picture: the matrix with the number in each cell, and the assessments behind it."""
    viewer = get_viewer()
    if not viewer.may("read", "risk"):
        raise NotFound
    scope = viewer.scope("risk", "read")
    filters = _filter()
    return render_template(
        "register/risk/index.html",
        scale=STANDARD,
        words=COLOUR_WORDS,
        counts=count_cells(scope=scope, administration=filters.administration),
        not_assessed=count_not_assessed(scope=scope, administration=filters.administration),
        page=list_current(filters, path=request.path, args=request.args, scope=scope),
        filters=filters,
        administrations=[(unit.code, unit.name) for unit in list_administrations(scope=scope)],
        cell_url=_cell_url,
    )


@blueprint.get("/fortegnelse/<int:activity_id>/risiko")
@signed_in
def show(activity_id: int) -> Any:
    """The assessments of one activity, and the form for a new one where it may be made."""
    viewer = get_viewer()
    activity = get_activity(activity_id, scope=viewer.scope("risk", "read"))
    current = find_current(activity_id)
    form = AssessRiskForm(obj=current)
    form.assessed_on.data = clock.today()
    form.next_on.data = None
    return render_template("register/risk/show.html", **_page(activity, form, viewer))


@blueprint.post("/fortegnelse/<int:activity_id>/risiko")
@signed_in
def assess(activity_id: int) -> Any:
    """Make a new assessment."""
    viewer = get_viewer()
    activity = get_activity(activity_id, scope=viewer.scope("risk", "read"))
    viewer.must("write", "risk", activity.unit.path if activity.unit else "")
    form = AssessRiskForm()
    form.offer(STANDARD)
    if form.validate():
        try:
            made = assess_risk(form.to_command(activity_id), doing=Doing(at=clock.now(), person_id=viewer.person_id))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("Vurderingen er gemt: %(colour)s.", colour=_(colour_word(made.colour)).lower()), "success")
            return see_other(url_for("risk.show", activity_id=activity_id))
    return answer_invalid("register/risk/show.html", **_page(activity, form, viewer))


def _page(activity: Any, form: AssessRiskForm, viewer: Viewer) -> dict[str, Any]:
    form.offer(STANDARD)
    assessments = list_of_activity(activity.id)
    return {
        "activity": activity,
        "form": form,
        "may_write": viewer.may("write", "risk", activity.unit.path if activity.unit else ""),
        "assessments": assessments,
        "current": next((a for a in assessments if a.is_current), None),
        "scale": STANDARD,
        "words": COLOUR_WORDS,
    }


def _filter() -> RiskFilter:
    def grade(name: str) -> int | None:
        text = request.args.get(name, "")
        return int(text) if text in {"1", "2", "3", "4", "5"} else None

    colour = request.args.get("farve", "")
    return RiskFilter(
        consequence=grade("konsekvens"),
        likelihood=grade("sandsynlighed"),
        colour=colour if colour in COLOUR_WORDS else "",
        administration=request.args.get("forvaltning", ""),
    )


def _cell_url(consequence: int, likelihood: int) -> str:
    args = {
        "forvaltning": request.args.get("forvaltning", ""),
        "konsekvens": str(consequence),
        "sandsynlighed": str(likelihood),
    }
    return address(url_for("risk.index"), args)


def risk_panel(activity_id: int, viewer: Viewer) -> Markup:
    """The newest assessment, beside the record."""
    if not viewer.may("read", "risk"):
        return Markup("")
    current = find_current(activity_id)
    scale = get_scale(current.scale.code, current.scale.version) if current else STANDARD
    return Markup(  # noqa: S704 - the template escapes what people wrote
        render_template(
            "register/risk/_panel.html", current=current, scale=scale, activity_id=activity_id, words=COLOUR_WORDS
        )
    )


def risk_menu(viewer: Viewer) -> "Sequence[MenuEntry]":
    """The menu's entry for those who work with risk; a manager finds the risk on the record."""
    if viewer.roles & {"isc", "dpo", "coordinator", "auditor", "director"}:
        return (MenuEntry(label=_("Risiko"), url=url_for("risk.index"), order=40, icon="risk"),)
    return ()


def fill_slots(slots: Slots) -> None:
    """The panel on the record and the menu entry."""
    slots.panels.setdefault("activity", []).append(risk_panel)
    slots.menu.append(risk_menu)
