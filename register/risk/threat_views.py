"""/risiko/trusler: the catalogue of threats, for all who read risk; kept by who keeps the whole municipality's risk."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.db import db
from app.core.errors import EditConflict, Forbidden, NotFound, Refused
from app.core.web import answer_invalid, see_other
from register.risk.blueprint import blueprint
from register.risk.presenting import hits
from register.risk.rules import ASPECTS
from register.risk.threat_actions import change_threat, content_of, create_threat, make_measure, retire_threat
from register.risk.threat_forms import ThreatForm
from register.risk.threat_model import Threat
from register.risk.threat_store import (
    OWN,
    RETIRED,
    ThreatFilter,
    count_relevant,
    get_threat,
    list_suggestions,
    list_threats,
)
from register.risk.threats import ASSETS, CAUSES

EDIT = "register/risk/edit_catalogue_threat.html"
MEASURES = "activity"
"""Who may read or write activities may so with measures (register/catalogue/views.py)."""


@blueprint.get("/risiko/trusler")
@signed_in
def catalogue() -> Any:
    """The threats of the catalogue: searched and narrowed by the address."""
    viewer = _reader()
    wanted = ThreatFilter.from_args(request.args)
    assets = {code: _(word) for code, word in ASSETS.items()}
    return render_template(
        "register/risk/catalogue.html",
        page=list_threats(wanted, request.args, request.path, scope=viewer.scope("risk", "read")),
        wanted=wanted,
        asset_words=assets,
        assets=assets.items(),
        aspects=[(code, _(word)) for code, word in ASPECTS.items()],
        statuses=((OWN, _("Jeres egne")), (RETIRED, _("Udgåede"))),
        hits=hits,
        may_write=_may_write(viewer),
    )


@blueprint.get("/risiko/trusler/<int:threat_id>")
@signed_in
def catalogue_threat(threat_id: int) -> Any:
    """A threat: what it is, where it is relevant, and what may be done about it."""
    viewer = _reader()
    threat = get_threat(threat_id)
    return render_template(
        "register/risk/catalogue_threat.html",
        threat=threat,
        belongs_to=_(ASSETS[threat.asset]) if threat.asset in ASSETS else "",
        cause=_(CAUSES[threat.cause]) if threat.cause in CAUSES else "",
        suggestions=list_suggestions(threat),
        relevant_in=count_relevant([threat.id], scope=viewer.scope("risk", "read")).get(threat.id, 0),
        hits=hits,
        may_write=_may_write(viewer),
        may_make=viewer.may("write", MEASURES),
        may_see_measures=viewer.may("read", MEASURES),
    )


@blueprint.get("/risiko/trusler/ny")
@signed_in
def new_catalogue_threat() -> Any:
    """An empty form."""
    _writer()
    return render_template(EDIT, form=ThreatForm(), threat=None)


@blueprint.post("/risiko/trusler/ny")
@signed_in
def create_catalogue_threat() -> Any:
    """Add the threat that was written."""
    viewer = _writer()
    form = ThreatForm()
    if not form.validate():
        return answer_invalid(EDIT, form=form, threat=None)
    try:
        threat = create_threat(form.to_content(), doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid(EDIT, form=form, threat=None)
    flash(_("Truslen er tilføjet. Den er med i de vurderinger, I begynder fra nu af."), "success")
    return see_other(url_for("risk.catalogue_threat", threat_id=threat.id))


@blueprint.get("/risiko/trusler/<int:threat_id>/ret")
@signed_in
def edit_catalogue_threat(threat_id: int) -> Any:
    """The form of a threat, filled in."""
    _writer()
    threat = get_threat(threat_id)
    return render_template(EDIT, form=ThreatForm(stored=threat), threat=threat)


@blueprint.post("/risiko/trusler/<int:threat_id>/ret")
@signed_in
def save_catalogue_threat(threat_id: int) -> Any:
    """Save what was written, unless somebody else has changed the threat since it was opened."""
    viewer = _writer()
    threat = get_threat(threat_id)
    form = ThreatForm(stored=threat)
    if not form.validate():
        return answer_invalid(EDIT, form=form, threat=threat)
    try:
        change_threat(threat_id, form.to_content(), read=form.read_version(), doing=doing_of(viewer))
    except EditConflict as conflict:
        return _answer_conflict(conflict, form, threat)
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid(EDIT, form=form, threat=threat)
    flash(_("Truslen er gemt. Vurderinger, der er lavet, beholder ordene fra dengang."), "success")
    return see_other(url_for("risk.catalogue_threat", threat_id=threat_id))


@blueprint.post("/risiko/trusler/<int:threat_id>/udgaa")
@signed_in
def retire_catalogue_threat(threat_id: int) -> Any:
    """Offer the threat no more, or again: the page says which, so that pressing twice does it once."""
    viewer = _writer()
    is_retired = request.form.get("udgaaet") != "nej"
    retire_threat(threat_id, is_retired=is_retired, doing=doing_of(viewer))
    flash(_("Truslen er udgået.") if is_retired else _("Truslen er taget i brug igen."), "success")
    return see_other(url_for("risk.catalogue_threat", threat_id=threat_id))


@blueprint.post("/risiko/trusler/<int:threat_id>/foranstaltning")
@signed_in
def take_measure(threat_id: int) -> Any:
    """Make a measure of what is suggested, or go on with the one that is there."""
    viewer = _reader()
    viewer.must("write", MEASURES)
    name = request.form.get("forslag", "")
    measure_id, is_new = make_measure(threat_id, name, doing=doing_of(viewer))
    made = _("Foranstaltningen «%(name)s» er oprettet med status «Planlagt».", name=name)
    flash(made if is_new else _("Foranstaltningen «%(name)s» findes allerede.", name=name), "success")
    return see_other(url_for("risk.catalogue_threat", threat_id=threat_id, _anchor=f"foranstaltning-{measure_id}"))


def _reader() -> Viewer:
    viewer = get_viewer()
    if not viewer.may("read", "risk"):
        raise NotFound
    return viewer


def _may_write(viewer: Viewer) -> bool:
    return viewer.scope("risk", "write").is_everything


def _writer() -> Viewer:
    """Who works with the whole municipality's risk: the catalogue is one for all."""
    viewer = _reader()
    if not _may_write(viewer):
        raise Forbidden(
            _("Trusselskataloget er fælles for kommunen. Bed informationssikkerhedskoordinatoren om at ændre det.")
        )
    return viewer


def _answer_conflict(conflict: EditConflict, form: ThreatForm, threat: Threat) -> Any:
    """What was typed stays in the form; what stands now is shown beside it, and the next save is over that."""
    now = form.differing(content_of(threat))
    form.version.data = str(threat.version)
    db.session.rollback()
    return render_template(EDIT, form=form, threat=threat, conflict=conflict, now=now), 409
