"""/opgavekatalog/varetages: what each administration does of the catalogue, and …-ikke: what it does not."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from aarshjul.handling.actions import Overtaken, answer_tasks
from aarshjul.handling.export import MIME, render
from aarshjul.handling.forms import AnswersForm
from aarshjul.handling.rules import years_offered
from aarshjul.handling.showing import answers_page, catch_up, chosen_place, places_of, read_address, unhandled_page
from aarshjul.handling.store import list_asked, list_unhandled
from app.audit.notes import note_export
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.web import answer_invalid, see_other
from app.organisation.store import get_unit

blueprint = Blueprint("handling", __name__, url_prefix="/opgavekatalog")
EDIT = "aarshjul/handling/edit.html"


@blueprint.get("/varetages")
@signed_in
def edit() -> Any:
    """All tasks of the catalogue with an administration's answers; for who only reads, without the form."""
    viewer = get_viewer()
    viewer.must("read", "unhandled_task")
    places, chosen = chosen_place(viewer, request.args.get("forvaltning", "")[:80])
    return render_template(EDIT, **answers_page(viewer, places, chosen))


@blueprint.post("/varetages/<code>")
@signed_in
def answer(code: str) -> Any:
    """Save the answers that were changed."""
    viewer = get_viewer()
    unit = get_unit(code)
    viewer.must("write", "unhandled_task", unit.path)
    if unit.kind != "administration":
        raise NotFound
    asked, years, form = list_asked(unit.id), years_offered(clock.today().year), AnswersForm()
    if not form.check(asked, years):
        return answer_invalid(EDIT, **answers_page(viewer, places_of(viewer), unit, form=form, asked=asked))
    try:
        changed = answer_tasks(unit.id, form.to_commands(), doing=doing_of(viewer))
    except Overtaken as overtaken:
        catch_up(form, overtaken)
        page = answers_page(viewer, places_of(viewer), unit, form=form, asked=asked, overtaken=overtaken)
        db.session.rollback()
        return render_template(EDIT, **page), 409
    flash(
        ngettext("%(num)s svar er gemt.", "%(num)s svar er gemt.", changed)
        if changed
        else _("Der var intet nyt at gemme."),
        "success",
    )
    return see_other(url_for("handling.edit", forvaltning=code))


@blueprint.get("/varetages-ikke")
@signed_in
def index() -> Any:
    """What is not done, across the administrations one may read, the worst first."""
    viewer = get_viewer()
    viewer.must("read", "unhandled_task")
    page = unhandled_page(viewer, request.args, request.path)
    return render_template("aarshjul/handling/index.html", **page)


@blueprint.get("/varetages-ikke/hent.<any(xlsx, csv):form>")
@signed_in
def download(form: str) -> Any:
    """What the address's filter finds, in a file."""
    viewer = get_viewer()
    viewer.must("read", "unhandled_task")
    wanted, sort = read_address(request.args, request.path)
    rows = list_unhandled(wanted, sort, scope=viewer.scope("unhandled_task", "read"))
    note_export(viewer, "task_handling", {"format": form, "count": len(rows), "filter": wanted.to_args()})
    name = _("varetages-ikke-%(day)s", day=clock.today().isoformat())
    return send_file(
        BytesIO(render(form, rows)), mimetype=MIME[form], as_attachment=True, download_name=f"{name}.{form}"
    )
