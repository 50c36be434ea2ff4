"""/konsekvensanalyser and /fortegnelse/<id>/konsekvensanalyse: the list, one record, its screening, its versions."""

from io import BytesIO
from typing import Any

from flask import flash, render_template, request, send_file, url_for
from flask_babel import gettext as _

from app.audit.notes import note_export
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.errors import NotFound, Refused
from app.core.limits import heavy
from app.core.sheets import XLSX_MIME, write_xlsx
from app.core.text import whole_number
from app.core.web import answer_invalid, see_other
from app.organisation.store import list_administrations
from register.activity.convert import to_content
from register.activity.model import ProcessingActivity
from register.dpia.actions import begin_dpia
from register.dpia.blueprint import RECORD, blueprint, the_record
from register.dpia.forms import SAID, ScreeningForm
from register.dpia.list_store import STANDINGS, DpiaFilter, count_standings, list_standing
from register.dpia.model import DpiaScreening
from register.dpia.prefilling import suggest
from register.dpia.screening import OUTCOMES
from register.dpia.screening_actions import screen
from register.dpia.showing import WORDS, compare_page, record_page
from register.dpia.store import find_screening, list_dpias
from register.dpia.workbook import dpia_sheet


@blueprint.get("/konsekvensanalyser")
@signed_in
def index() -> Any:
    """Every record with where its impact assessment stands."""
    viewer = get_viewer()
    viewer.must("read", "dpia")
    scope, today = viewer.scope("dpia", "read"), clock.today()
    standing = request.args.get("tilstand", "")
    filters = DpiaFilter(
        administration=request.args.get("forvaltning", ""), standing=standing if standing in STANDINGS else ""
    )
    return render_template(
        "register/dpia/index.html",
        **WORDS,
        page=list_standing(filters, path=request.path, args=request.args, today=today, scope=scope),
        counts=count_standings(filters, today=today, scope=scope),
        filters=filters,
        administrations=[(unit.code, unit.name) for unit in list_administrations(scope=scope)],
    )


@blueprint.get("/konsekvensanalyser.xlsx")
@heavy
@signed_in
def as_xlsx() -> Any:
    """Every record with where its impact assessment stands, as a workbook; the page's filter narrows it not."""
    viewer = get_viewer()
    viewer.must("read", "dpia")
    body = BytesIO()
    write_xlsx(body, [dpia_sheet(viewer.scope("dpia", "read"))], is_large=True)
    note_export(viewer, "dpia", {"format": "xlsx"})
    body.seek(0)
    name = _("konsekvensanalyser-%(day)s", day=clock.today().isoformat())
    return send_file(body, mimetype=XLSX_MIME, as_attachment=True, download_name=f"{name}.xlsx")


@blueprint.get(RECORD)
@signed_in
def show(activity_id: int) -> Any:
    """All of one record: whether an assessment is needed and why, its versions, and what has changed since."""
    activity, viewer = the_record(activity_id)
    return render_template("register/dpia/show.html", **record_page(activity, viewer))


@blueprint.get(f"{RECORD}/screening")
@signed_in
def screening(activity_id: int) -> Any:
    """The questions, with what was answered last, or what the record already says."""
    activity, _viewer = the_record(activity_id, "write")
    held = find_screening(activity_id)
    form = ScreeningForm(formdata=None)
    suggested = {one.code: one for one in suggest(to_content(activity))}
    for question, field in form.asked():
        if held is not None:
            answer = held.answers.get(question.code)
            field.data = next((code for code, said in SAID.items() if said is answer), None)
        elif question.code in suggested:
            field.data = "yes" if suggested[question.code].answer else "no"
    form.read.data = str(held.id if held else 0)
    return render_template("register/dpia/screening.html", **_screening_page(activity, held, form))


@blueprint.post(f"{RECORD}/screening")
@signed_in
def save_screening(activity_id: int) -> Any:
    """Save the answers, and say what they come to."""
    activity, viewer = the_record(activity_id, "write")
    form = ScreeningForm()
    if form.validate():
        try:
            saved = screen(form.to_command(activity_id), doing=doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            outcomes: dict[str, str] = {str(code): word for code, word in OUTCOMES.items()}
            flash(_("Screeningen er gemt.") + " " + _(outcomes[saved.outcome]), "success")
            return see_other(url_for("dpia.show", activity_id=activity_id))
    return answer_invalid(
        "register/dpia/screening.html", **_screening_page(activity, find_screening(activity_id), form)
    )


@blueprint.post(f"{RECORD}/begynd")
@signed_in
def begin(activity_id: int) -> Any:
    """Begin an assessment or a new version, or go on with the one that is being written."""
    _activity, viewer = the_record(activity_id, "write")
    dpia = begin_dpia(activity_id, doing=doing_of(viewer))
    return see_other(url_for("dpia.analysis", dpia_id=dpia.id))


@blueprint.get(f"{RECORD}/sammenlign")
@signed_in
def compare(activity_id: int) -> Any:
    """Two versions, section by section; without any named, the newest and the one before."""
    activity, _viewer = the_record(activity_id)
    versions = list_dpias(activity_id)
    by_number = {dpia.number: dpia for dpia in versions}
    if not versions:
        raise NotFound
    newer = by_number.get(whole_number(request.args.get("til")) or versions[0].number)
    older = by_number.get(whole_number(request.args.get("fra")) or max(1, (newer.number if newer else 1) - 1))
    if newer is None or older is None:
        raise NotFound
    older, newer = sorted((older, newer), key=lambda dpia: dpia.number)
    return render_template("register/dpia/compare.html", **compare_page(activity, older, newer, versions))


def _screening_page(activity: ProcessingActivity, held: DpiaScreening | None, form: ScreeningForm) -> dict[str, Any]:
    return WORDS | {
        "activity": activity,
        "screening": held,
        "form": form,
        "suggested": {one.code: one for one in suggest(to_content(activity))},
    }
