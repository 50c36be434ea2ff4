"""/risiko: the risk picture as matrix, development, heat map and the ten worst, and the list behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.tables import address
from app.core.text import N_, whole_number
from register.risk.blueprint import blueprint
from register.risk.picture import days_of_year, heat_map, history
from register.risk.picture_arrows import draw_arrows
from register.risk.picture_store import (
    ScaleUse,
    columns_of,
    count_cells,
    list_heat,
    list_moves,
    list_places,
    list_scale_uses,
    list_spells,
    list_threat_names,
    list_top,
    name_uses,
)
from register.risk.picture_trend import draw_trend
from register.risk.scale import COLOUR_WORDS
from register.risk.scale_store import get_current_scale, get_scale, scale_of
from register.risk.store import OWN_THREATS, AssessedRow, RiskFilter, count_not_assessed, list_current
from register.risk.subject import KINDS

OWN_CODE = "egne"
OWN_WORD = N_("Egne trusler")


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the address without it."""

    label: str
    remove_url: str


@blueprint.get("/risiko")
@signed_in
def index() -> Any:
    """The matrix with the number in each cell, and the assessments behind it."""
    scope = _scope()
    scale, scale_id = _scale()
    filters = read_filter(scale_id)
    page = _page(filters, scope)
    uses = list_scale_uses(filters, scope=scope)
    return render_template(
        "register/risk/index.html",
        scale=scale,
        counts=count_cells(scale_id, filters, scope=scope),
        total=sum(use.count for use in uses),
        others=_others(uses, scale_id),
        not_assessed=count_not_assessed(scope=scope, administration=filters.administration),
        page=list_current(filters, path=request.path, args=request.args, scope=scope),
        chips=_chips(filters),
        cell_url=_cell_url,
        before_url=_with(risiko="foer", konsekvens="", sandsynlighed=""),
        after_url=_with(risiko="", konsekvens="", sandsynlighed=""),
        **page,
    )


@blueprint.get("/risiko/udvikling")
@signed_in
def development() -> Any:
    """From today to after treatment, as arrows; and the last twelve month ends beside today."""
    scope, today = _scope(), clock.today()
    scale, scale_id = _scale()
    filters = read_filter(scale_id)
    days = days_of_year(today)
    moved = list_moves(filters, scope=scope)
    moves = moved.on(scale_id)
    standings = history(list_spells(days, filters, scope=scope), days)
    return render_template(
        "register/risk/development.html",
        scale=scale,
        moves=moves,
        arrows=draw_arrows(moves, scale),
        standings=standings,
        trend=draw_trend(standings),
        others=_others(name_uses(moved.others(scale_id)), scale_id),
        **_page(filters, scope, has_threats=False),
    )


@blueprint.get("/risiko/varmekort")
@signed_in
def heat() -> Any:
    """Administrations against threats: the worst residual risk, and in how many assessments."""
    scope = _scope()
    filters = read_filter(None)
    picture = heat_map(list_heat(filters, scope=scope))
    page = _page(filters, scope)
    return render_template(
        "register/risk/heat.html",
        heat=picture,
        columns=columns_of(page["places"], picture.administrations, filters.administration),
        heat_url=_heat_url,
        **page,
    )


@blueprint.get("/risiko/top")
@signed_in
def top() -> Any:
    """The ten worst, and what is done about them."""
    scope = _scope()
    filters = read_filter(None)
    return render_template(
        "register/risk/top.html",
        rows=list_top(
            filters, scope=scope, accepted=get_viewer().scope("risk_acceptance", "read"), today=clock.today()
        ),
        row_url=_row_url,
        shows_acceptance=get_viewer().may("read", "risk_acceptance"),
        **_page(filters, scope),
    )


def read_filter(scale_id: int | None) -> RiskFilter:
    """What the address narrows the risks to; a cell is one of this scale."""

    def grade(name: str) -> int | None:
        text = request.args.get(name, "")
        return int(text) if text in {"1", "2", "3", "4", "5"} else None

    colour, kind, threat = (request.args.get(name, "") for name in ("farve", "slags", "trussel"))
    return RiskFilter(
        consequence=grade("konsekvens"),
        likelihood=grade("sandsynlighed"),
        colour=colour if colour in COLOUR_WORDS else "",
        administration=request.args.get("forvaltning", "")[:80],
        kind=kind if kind in KINDS else "",
        threat=OWN_THREATS if threat == OWN_CODE else whole_number(threat) or None,
        scale_id=scale_id,
        is_before=request.args.get("risiko") == "foer",
    )


def _scope() -> Scope:
    viewer = get_viewer()
    if not viewer.may("read", "risk"):
        raise NotFound
    return viewer.scope("risk", "read")


def _scale() -> tuple[Any, int]:
    """The scale asked for, else the one in use, and its number. Raises NotFound for one that is not there."""
    number = whole_number(request.args.get("skala"))
    row = get_scale(number) if number else get_current_scale()
    return scale_of(row), row.id


def _page(filters: RiskFilter, scope: Scope, *, has_threats: bool = True) -> dict[str, Any]:
    """What every picture shows from: the filter and its choices; `has_threats`: the page names threats."""
    places = list_places(scope=scope)
    threats = {OWN_THREATS: _(OWN_WORD), **(list_threat_names() if has_threats else {})}
    return {
        "filters": filters,
        "places": places,
        "threats": threats,
        "choices": {
            "forvaltning": [(place.code, place.name) for place in places],
            "slags": [(kind, _(word)) for kind, word in KINDS.items()],
            "farve": [(colour, _(word)) for colour, word in COLOUR_WORDS.items()],
            "trussel": [(OWN_CODE, _(OWN_WORD)), *((str(number), name) for number, name in threats.items() if number)],
        },
        "chosen": {
            "forvaltning": filters.administration,
            "slags": filters.kind,
            "farve": filters.colour,
            "trussel": OWN_CODE if filters.threat == OWN_THREATS else filters.threat or "",
        },
        "words": COLOUR_WORDS,
        "kinds": KINDS,
        "kept": _kept(),
    }


def _kept() -> dict[str, str]:
    """What of the filter goes along to another picture."""
    return {name: value for name in ("forvaltning", "slags", "trussel", "skala") if (value := request.args.get(name))}


def _with(**changes: str) -> str:
    return address(request.path, request.args.to_dict() | changes, without=("side",))


def _others(uses: Sequence[ScaleUse], scale_id: int) -> Sequence[tuple[ScaleUse, str]]:
    """The other scales that assessments were made on, and where their picture is."""
    return [(use, _with(skala=str(use.id), konsekvens="", sandsynlighed="")) for use in uses if use.id != scale_id]


def _chips(filters: RiskFilter) -> Sequence[Chip]:
    """The cell, which has no field of its own in the bar."""
    if filters.consequence is None and filters.likelihood is None:
        return []
    cell = _("Konsekvens %(c)s, sandsynlighed %(l)s", c=filters.consequence or "–", l=filters.likelihood or "–")
    return [Chip(cell, _with(konsekvens="", sandsynlighed="") + "#vurderinger")]


def _cell_url(consequence: int, likelihood: int) -> str:
    cell = {"konsekvens": str(consequence), "sandsynlighed": str(likelihood), "farve": ""}
    return _with(**cell) + "#vurderinger"


def _row_url(row: AssessedRow) -> str:
    return url_for("risk.assessment", assessment_id=row.id)


def _heat_url(threat: int | None, code: str = "") -> str:
    """The list of the assessments behind a field of the heat map."""
    args = {
        "forvaltning": code or request.args.get("forvaltning", ""),
        "slags": request.args.get("slags", ""),
        "trussel": OWN_CODE if threat is None else str(threat),
    }
    return address(url_for("risk.index"), args) + "#vurderinger"
