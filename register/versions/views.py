"""/fortegnelse/<id>/udgaver and /fortegnelse/pr: what the register has said before."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.days import find_day
from app.core.errors import NotFound
from register.activity.store import find_version, get_activity
from register.versions.showing import as_of_page, compare_page, two_versions, version_page

blueprint = Blueprint("versions", __name__, url_prefix="/fortegnelse")


@blueprint.get("/<int:activity_id>/udgave/<int:number>")
@signed_in
def show(activity_id: int, number: int) -> Any:
    """A record as it was after one save, whole."""
    activity = get_activity(activity_id, scope=get_viewer().scope("activity", "read"))
    version = find_version(activity.id, number)
    if version is None:
        raise NotFound
    return render_template("register/versions/show.html", **version_page(activity, version))


@blueprint.get("/<int:activity_id>/sammenlign")
@signed_in
def compare(activity_id: int) -> Any:
    """Two versions of a record: what differs, and who did what between them and why."""
    activity = get_activity(activity_id, scope=get_viewer().scope("activity", "read"))
    pair = two_versions(activity, request.args)
    if pair is None:
        raise NotFound
    return render_template("register/versions/compare.html", **compare_page(activity, *pair))


@blueprint.get("/pr")
@signed_in
def register() -> Any:
    """The register on a day, which the address names as `dag`."""
    viewer = get_viewer()
    viewer.must("read", "activity")
    today = clock.today()
    asked = request.args.get("dag", "")
    day = find_day(asked) if asked else today
    problem = ""
    if day is None:
        problem = _("«%(text)s» er ikke en dato. Skriv den som 31-12-2027.", text=asked[:40])
    elif day > today:
        problem = _("Dagen er ikke kommet endnu. Vælg i dag eller en tidligere dag.")
    shown = today if problem or day is None else day
    args = {"dag": shown.isoformat()} | ({"side": request.args["side"]} if "side" in request.args else {})
    page = as_of_page(shown, args, request.path, scope=viewer.scope("activity", "read"))
    return render_template("register/versions/register.html", problem=problem, **page), 422 if problem else 200
