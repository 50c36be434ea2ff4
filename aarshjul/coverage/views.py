"""/femaarsplan/daekning: which records were looked at within the time their risk allows, and which were not."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from aarshjul.coverage.rules import STATES, whole_percent
from aarshjul.coverage.store import read_coverage
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.errors import NotFound
from app.core.slots import current_slots
from app.core.tables import address
from app.organisation.store import list_administrations
from register.risk.scale import COLOUR_WORDS
from register.rotation import KINDS

blueprint = Blueprint("coverage", __name__)


@blueprint.get("/femaarsplan/daekning")
@signed_in
def show() -> Any:
    """The proof for one kind of record, those not covered first."""
    viewer = get_viewer()
    kinds = [kind for kind in KINDS if viewer.may("read", kind)]
    if not kinds:
        raise NotFound
    kind = request.args.get("slags", "")
    kind = kind if kind in kinds else kinds[0]
    scope = viewer.scope(kind, "read")
    coverage = read_coverage(
        kind,
        scope=scope,
        administration=request.args.get("forvaltning", "")[:80],
        only_missing=request.args.get("vis") == "mangler",
        today=clock.today(),
        path=request.path,
        args=request.args,
    )
    subjects = current_slots().subjects_of([(kind, line.subject_id) for line in coverage.page.rows])
    path = url_for("coverage.show")
    return render_template(
        "aarshjul/coverage/show.html",
        coverage=coverage,
        percent=whole_percent(coverage.counts["covered"], coverage.total),
        urls={line.subject_id: subjects[kind, line.subject_id].url for line in coverage.page.rows},
        words=STATES,
        colours=COLOUR_WORDS,
        kind=kind,
        kind_word=_(KINDS[kind]),
        tabs=[(_(word), address(path, {"slags": code}), code == kind) for code, word in KINDS.items() if code in kinds],
        administrations=[(unit.code, unit.name) for unit in list_administrations(scope=scope)],
        chosen=request.args.get("forvaltning", ""),
        shown=request.args.get("vis", ""),
    )
