"""/risiko/skalaer: the scales, one's own made on a page, and a change of scale with its effect shown first."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.errors import EditConflict, Forbidden, NotFound
from app.core.web import answer_invalid, see_other
from register.risk.blueprint import blueprint
from register.risk.scale import COLOUR_WORDS, FEWEST, MOST, Scale, flaws, severity
from register.risk.scale_actions import CHANGED_MEANWHILE, make_scale, new_code, use_scale
from register.risk.scale_effect import effect
from register.risk.scale_forms import ScaleForm, sized
from register.risk.scale_model import RiskScale
from register.risk.scale_store import (
    count_by_scale,
    get_current_scale,
    get_scale,
    list_grades,
    list_scales,
    next_version,
    scale_of,
)


@blueprint.get("/risiko/skalaer")
@signed_in
def scales() -> Any:
    """The scales there are, the one in use first."""
    viewer = _reader()
    rows = [(row, scale_of(row)) for row in list_scales()]
    return render_template(
        "register/risk/scales.html",
        rows=rows,
        counts=count_by_scale(),
        words=COLOUR_WORDS,
        may_write=_may_write(viewer),
    )


@blueprint.get("/risiko/skalaer/<int:scale_id>")
@signed_in
def scale(scale_id: int) -> Any:
    """One scale: its matrix, which is the legend, and what each step means."""
    viewer = _reader()
    row = get_scale(scale_id)
    return render_template(
        "register/risk/scale.html",
        row=row,
        scale=scale_of(row),
        count=count_by_scale().get(row.id, 0),
        words=COLOUR_WORDS,
        may_write=_may_write(viewer),
        is_newest=_is_newest(row),
    )


@blueprint.get("/risiko/skalaer/ny")
@signed_in
def new_scale() -> Any:
    """A scale of one's own, begun from another and of a chosen size."""
    _writer()
    start = _start()
    form = sized(*_size(start))(formdata=None)
    form.fill(start)
    form.name.data = ""
    return render_template("register/risk/edit_scale.html", **_page(form, None))


@blueprint.post("/risiko/skalaer/ny")
@signed_in
def create_scale() -> Any:
    """Make it. Nothing is assessed on it before it is taken into use."""
    _writer()
    form = sized(*_size(_start()))()
    if form.validate():
        return _make(form, form.to_scale(new_code(form.name.data or ""), 1), None)
    return answer_invalid("register/risk/edit_scale.html", **_page(form, None))


@blueprint.get("/risiko/skalaer/<int:scale_id>/ret")
@signed_in
def edit_scale(scale_id: int) -> Any:
    """Change an own scale: the next version of it."""
    row = _own(scale_id)
    if not _is_newest(row):
        raise EditConflict(_(CHANGED_MEANWHILE))
    stored = scale_of(row)
    form = sized(*_size(stored))(formdata=None)
    form.fill(stored)
    return render_template("register/risk/edit_scale.html", **_page(form, row))


@blueprint.post("/risiko/skalaer/<int:scale_id>/ret")
@signed_in
def save_scale(scale_id: int) -> Any:
    """Keep the change as a new version; what was assessed on the one before keeps it."""
    row = _own(scale_id)
    form = sized(*_size(scale_of(row)))()
    if form.validate():
        return _make(form, form.to_scale(row.code, row.version + 1), row)
    return answer_invalid("register/risk/edit_scale.html", **_page(form, row))


@blueprint.get("/risiko/skalaer/<int:scale_id>/brug")
@signed_in
def weigh_scale(scale_id: int) -> Any:
    """What it would mean to assess on this scale from now on."""
    _writer()
    row = get_scale(scale_id)
    if row.is_in_use:
        return see_other(url_for("risk.scale", scale_id=row.id))
    return render_template(
        "register/risk/scale_effect.html",
        row=row,
        now=get_current_scale(),
        effect=effect(list_grades(), scale_of(row)),
        words=COLOUR_WORDS,
        severity=severity,
    )


@blueprint.post("/risiko/skalaer/<int:scale_id>/brug")
@signed_in
def take_scale(scale_id: int) -> Any:
    """Assess on this scale from now on."""
    viewer = _writer()
    row = use_scale(scale_id, doing=doing_of(viewer))
    flash(_("Nye vurderinger laves nu på skalaen «%(name)s».", name=_(row.name)), "success")
    return see_other(url_for("risk.scales"))


def _reader() -> Viewer:
    viewer = get_viewer()
    if not viewer.may("read", "risk"):
        raise NotFound
    return viewer


def _may_write(viewer: Viewer) -> bool:
    return viewer.scope("risk", "write").is_everything


def _writer() -> Viewer:
    """Who works with the whole municipality's risk: a scale is one for all."""
    viewer = _reader()
    if not _may_write(viewer):
        raise Forbidden(_("Skalaen er fælles for kommunen. Bed informationssikkerhedskoordinatoren om at ændre den."))
    return viewer


def _own(scale_id: int) -> RiskScale:
    _writer()
    row = get_scale(scale_id)
    if not row.is_own:
        raise Forbidden(_("Den her skala følger med programmet og kan ikke ændres. Lav jeres egen ud fra den."))
    return row


def _is_newest(row: RiskScale) -> bool:
    return next_version(row.code) == row.version + 1


def _start() -> Scale:
    text = request.args.get("fra", "")
    row = get_scale(int(text)) if text.isdecimal() and len(text) < 10 else get_current_scale()
    return scale_of(row)


def _size(start: Scale) -> tuple[int, int]:
    """The size asked for, within bounds; else that of the scale it begins from."""

    def read(name: str, otherwise: int) -> int:
        text = request.args.get(name, "")
        return int(text) if text in {str(size) for size in range(FEWEST, MOST + 1)} else otherwise

    return read("konsekvenser", len(start.consequences)), read("sandsynligheder", len(start.likelihoods))


def _make(form: ScaleForm, made: Scale, before: RiskScale | None) -> Any:
    found = list(flaws(made))
    if found:
        for flaw in found:
            form.refuse_flaw(flaw)
        return answer_invalid("register/risk/edit_scale.html", **_page(form, before))
    try:
        row = make_scale(made, doing=doing_of(get_viewer()))
    except EditConflict as conflict:
        form.refuse(conflict.message)
        return answer_invalid("register/risk/edit_scale.html", **_page(form, before))
    flash(_("Skalaen er gemt. Den bruges først, når I tager den i brug."), "success")
    return see_other(url_for("risk.scale", scale_id=row.id))


def _page(form: ScaleForm, row: RiskScale | None) -> dict[str, Any]:
    return {
        "form": form,
        "row": row,
        "sizes": range(FEWEST, MOST + 1),
        "scales": list_scales(),
        "start": request.args.get("fra", ""),
        "words": COLOUR_WORDS,
    }
