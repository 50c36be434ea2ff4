"""/kle: the subject numbers, the activities under them, and reading in a new list."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.limits import heavy
from app.core.uploads import drop_upload, find_upload, keep_upload
from app.core.web import answer_invalid, see_other
from register.activity.periods import period_words
from register.activity.tidy import clean
from register.catalogue.showing import around_tabs
from register.kle.actions import KleImport, import_kle
from register.kle.forms import KleFileForm
from register.kle.rules import WORDS
from register.kle.store import get_number, list_above, list_numbers, list_under

blueprint = Blueprint("kle", __name__, url_prefix="/kle")
UPLOAD = "kle"
MOST_TOLD = 200


@blueprint.get("")
@signed_in
def list() -> Any:
    """The numbers, searched by the address."""
    viewer = get_viewer()
    viewer.must("read", "activity")
    q, only_used = clean(request.args.get("q", ""))[:200], request.args.get("vis") == "brugte"
    args = {"q": q, "vis": "brugte" if only_used else "", "side": request.args.get("side", "")}
    page = list_numbers(q, only_used=only_used, args=args, path=request.path, scope=viewer.scope("activity", "read"))
    return render_template(
        "register/kle/list.html",
        page=page,
        q=q,
        only_used=only_used,
        lead=ngettext("%(num)s nummer", "%(num)s numre", page.total),
        may_import=viewer.may("import", "kle"),
        tabs_shown=around_tabs(viewer, "kle"),
        period_words=period_words,
    )


@blueprint.get("/<number>")
@signed_in
def show(number: str) -> Any:
    """A number, and the activities under it."""
    viewer = get_viewer()
    viewer.must("read", "activity")
    found = get_number(number)
    args = {"side": request.args["side"]} if "side" in request.args else {}
    return render_template(
        "register/kle/show.html",
        kle=found,
        above=list_above(number),
        page=list_under(number, args, request.path, scope=viewer.scope("activity", "read")),
        period_words=period_words,
    )


@blueprint.get("/importer")
@signed_in
def choose() -> Any:
    """Choose a list."""
    get_viewer().must("import", "kle")
    return render_template("register/kle/choose.html", form=KleFileForm())


@blueprint.post("/importer")
@heavy
@signed_in
def preview() -> Any:
    """What the list would change, and which activities it touches; nothing is saved."""
    viewer = get_viewer()
    viewer.must("import", "kle")
    form = KleFileForm()
    if not form.validate():
        return answer_invalid("register/kle/choose.html", form=form)
    name, data = form.file.data.filename or _("filen"), form.file.data.read()
    result = _import(viewer, name, data)
    db.session.rollback()
    if result.rejected:
        return answer_invalid("register/kle/choose.html", form=form, rejected=result.rejected[:MOST_TOLD])
    upload = keep_upload(name, data, purpose=UPLOAD, now=clock.now())
    return render_template("register/kle/preview.html", **_preview(upload.name, upload.token, result))


@blueprint.post("/importer/<token>")
@heavy
@signed_in
def take_over(token: str) -> Any:
    """Read in the list that was shown."""
    viewer = get_viewer()
    viewer.must("import", "kle")
    upload = find_upload(token, purpose=UPLOAD)
    if upload is None:
        flash(_("Filen er allerede læst ind, eller den har ventet for længe. Vælg den igen."), "warning")
        return see_other(url_for("kle.choose"))
    result = _import(viewer, upload.name, upload.data)
    drop_upload(purpose=UPLOAD)
    if result.rejected:
        return answer_invalid("register/kle/choose.html", form=KleFileForm(), rejected=result.rejected[:MOST_TOLD])
    counts = {"new": result.created, "changed": result.updated}
    flash(_("Listen er læst ind. Nye numre: %(new)s. Ændrede numre: %(changed)s.", **counts), "success")
    return see_other(url_for("kle.list"))


def _preview(name: str, token: str, result: KleImport) -> dict[str, Any]:
    lines = [(change, result.touched.get(change.number, [])) for change in result.changes]
    touching = [line for line in lines if line[1]]
    return {
        "name": name,
        "token": token,
        "result": result,
        "lines": touching[:MOST_TOLD],
        "touching": len(touching),
        "words": WORDS,
        "period_words": period_words,
    }


def _import(viewer: Viewer, name: str, data: bytes) -> KleImport:
    doing = doing_of(viewer)
    return import_kle(name, data, scope=viewer.scope("activity", "read"), doing=doing)
