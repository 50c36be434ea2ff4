"""/rapporter/<number>: a status report from draft to frozen, on screen and as files."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, render_template, request, send_file, url_for
from flask_babel import gettext as _

from aarshjul.status.actions import (
    begin_report,
    discard_report,
    freeze_report,
    put_recommendation,
    remove_recommendation,
    write_comment,
    write_dpo_part,
)
from aarshjul.status.export import MIME, render
from aarshjul.status.forms import ActForm, BeginForm, CommentForm, DpoPartForm, RecommendationForm
from aarshjul.status.kept import (
    get_report,
    list_bodies_to_report_to,
    list_comments,
    list_earlier,
    list_recommendations,
    load_report,
)
from aarshjul.status.model import StatusReportRow
from aarshjul.status.tables import list_tables
from aarshjul.status.trend import list_charts
from app.audit.notes import note_export
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.errors import EditConflict, Forbidden, NotFound
from app.core.limits import heavy
from app.core.scope import Scope
from app.core.text import whole_number
from app.core.web import answer_invalid, see_other
from app.organisation.model import Unit
from app.organisation.store import list_administrations

blueprint = Blueprint("status_draft", __name__, url_prefix="/rapporter")
NEW, SHOW = "aarshjul/status/new.html", "aarshjul/status/report.html"
COMMENT, RECOMMENDATION, DPO_PART = (
    "aarshjul/status/comment.html", "aarshjul/status/recommendation.html", "aarshjul/status/dpo_part.html",
)  # fmt: skip


@blueprint.get("/ny")
@signed_in
def new() -> Any:
    """The form for a new draft."""
    _must_write_all(get_viewer())
    return render_template(NEW, form=BeginForm(list_bodies_to_report_to(), clock.today()))


@blueprint.post("/ny")
@signed_in
def begin() -> Any:
    """Begin a draft."""
    viewer = get_viewer()
    _must_write_all(viewer)
    form = BeginForm(list_bodies_to_report_to(), clock.today())
    if not form.validate():
        return answer_invalid(NEW, form=form)
    row = begin_report(form.to_command(), doing=doing_of(viewer))
    flash(_("Kladden er lavet. Skriv indstillingerne, og lad forvaltningerne skrive deres bemærkninger."), "success")
    return see_other(_address(row.id))


@blueprint.get("/<int:report_id>")
@signed_in
def show(report_id: int) -> Any:
    """A draft as things stand, or a frozen report as it was frozen."""
    viewer, row = _get(report_id)
    is_draft = row.state == "draft"
    compare_with = whole_number(request.args.get("mod")) or None
    report = load_report(row, now=clock.now(), compare_with=compare_with)
    scope = viewer.scope("report", "write")
    return render_template(
        SHOW,
        row=row,
        report=report,
        tables=list_tables(report),
        charts=list_charts(report),
        earlier=list_earlier(row),
        recommendations=list_recommendations(row.id) if is_draft else (),
        may_write=is_draft and scope.is_everything,
        to_comment=_places(scope) if is_draft else (),
        commented={comment.unit_id for comment in list_comments(row.id) if comment.text} if is_draft else set(),
        may_write_dpo_part=is_draft and viewer.may("write_dpo_part", "report"),
        act=ActForm(data={"version": str(row.version)}),
    )


@blueprint.get("/<int:report_id>.<any(pdf, docx, xlsx, json):form>")
@heavy
@signed_in
def download(report_id: int, form: str) -> Any:
    """The report as a file; of a frozen one always the same figures and texts, and the very same json."""
    viewer, row = _get(report_id)
    report = load_report(row, now=clock.now())
    data = row.snapshot.encode() if form == "json" and row.state == "frozen" else render(report, form)
    note_export(viewer, "status_report", {"title": row.title, "format": form, "as_of": report.as_of.isoformat()})
    name = f"{report.file_name}_{_('kladde') if row.state == 'draft' else f'nr{row.id}'}"
    return send_file(BytesIO(data), mimetype=MIME[form], as_attachment=True, download_name=f"{name}.{form}")


@blueprint.get("/<int:report_id>/bemaerkning/<int:unit_id>")
@signed_in
def edit_comment(report_id: int, unit_id: int) -> Any:
    """The form of an administration's comment."""
    _viewer, row, unit = _get_place(report_id, unit_id)
    comment = next((one for one in list_comments(row.id) if one.unit_id == unit.id), None)
    data = {"text": comment.text, "version": str(comment.version)} if comment else {"version": "0"}
    return render_template(COMMENT, row=row, unit=unit, form=CommentForm(data=data))


@blueprint.post("/<int:report_id>/bemaerkning/<int:unit_id>")
@signed_in
def comment(report_id: int, unit_id: int) -> Any:
    """Write an administration's comment."""
    viewer, row, unit = _get_place(report_id, unit_id)
    form, name = CommentForm(), unit.name
    if form.validate():
        try:
            write_comment(form.to_command(row.id, unit.id), doing=doing_of(viewer))
        except EditConflict as conflict:
            form.refuse(conflict.message, "text")
        else:
            flash(_("Bemærkningen for %(name)s er gemt.", name=name), "success")
            return see_other(_address(report_id))
    return answer_invalid(COMMENT, row=row, unit=unit, form=form)


@blueprint.get("/<int:report_id>/indstilling")
@signed_in
def new_recommendation(report_id: int) -> Any:
    """The form for another recommendation."""
    _viewer, row = _get_whole(report_id)
    return render_template(RECOMMENDATION, row=row, form=RecommendationForm())


@blueprint.post("/<int:report_id>/indstilling")
@signed_in
def add_recommendation(report_id: int) -> Any:
    """Add a recommendation."""
    viewer, row = _get_whole(report_id)
    form = RecommendationForm()
    if not form.validate():
        return answer_invalid(RECOMMENDATION, row=row, form=form)
    put_recommendation(form.to_command(row.id, None), doing=doing_of(viewer))
    flash(_("Indstillingen er gemt."), "success")
    return see_other(_address(report_id))


@blueprint.get("/<int:report_id>/indstilling/<int:recommendation_id>")
@signed_in
def edit_recommendation(report_id: int, recommendation_id: int) -> Any:
    """The form of a recommendation's words."""
    _viewer, row = _get_whole(report_id)
    one = next((one for one in list_recommendations(row.id) if one.id == recommendation_id), None)
    if one is None:
        raise NotFound
    form = RecommendationForm(data={"title": one.title, "text": one.text, "version": str(one.version)})
    return render_template(RECOMMENDATION, row=row, form=form)


@blueprint.post("/<int:report_id>/indstilling/<int:recommendation_id>")
@signed_in
def change_recommendation(report_id: int, recommendation_id: int) -> Any:
    """Write a recommendation in other words."""
    viewer, row = _get_whole(report_id)
    form = RecommendationForm()
    if form.validate():
        try:
            put_recommendation(form.to_command(row.id, recommendation_id), doing=doing_of(viewer))
        except EditConflict as conflict:
            form.refuse(conflict.message, "title")
        else:
            flash(_("Indstillingen er gemt."), "success")
            return see_other(_address(report_id))
    return answer_invalid(RECOMMENDATION, row=row, form=form)


@blueprint.post("/<int:report_id>/indstilling/<int:recommendation_id>/fjern")
@signed_in
def drop_recommendation(report_id: int, recommendation_id: int) -> Any:
    """Take a recommendation out."""
    viewer, row = _get_whole(report_id)
    remove_recommendation(row.id, recommendation_id, doing=doing_of(viewer))
    flash(_("Indstillingen er fjernet."), "success")
    return see_other(_address(report_id))


@blueprint.get("/<int:report_id>/raadgiver")
@signed_in
def edit_dpo_part(report_id: int) -> Any:
    """The form of the DPO's own part."""
    _viewer, row = _get_for_dpo(report_id)
    data = {"text": row.dpo_text, "is_signed": row.dpo_signed_at is not None, "version": str(row.version)}
    return render_template(DPO_PART, row=row, form=DpoPartForm(data=data))


@blueprint.post("/<int:report_id>/raadgiver")
@signed_in
def change_dpo_part(report_id: int) -> Any:
    """Write in the DPO's own part, and sign it."""
    viewer, row = _get_for_dpo(report_id)
    form = DpoPartForm()
    if form.validate():
        try:
            write_dpo_part(form.to_command(row.id), doing=doing_of(viewer))
        except EditConflict as conflict:
            form.refuse(conflict.message, "text")
        else:
            flash(_("Dit afsnit er gemt."), "success")
            return see_other(_address(report_id))
    return answer_invalid(DPO_PART, row=row, form=form)


@blueprint.post("/<int:report_id>/laas")
@signed_in
def freeze(report_id: int) -> Any:
    """Let the draft stand fast."""
    viewer, row = _get_whole(report_id)
    freeze_report(row.id, ActForm().seen, doing=doing_of(viewer))
    flash(_("Rapporten er låst. Tal og tekster bliver stående, som de er."), "success")
    return see_other(_address(report_id))


@blueprint.post("/<int:report_id>/kasser")
@signed_in
def discard(report_id: int) -> Any:
    """Throw the draft away."""
    viewer, row = _get_whole(report_id)
    discard_report(row.id, doing=doing_of(viewer))
    flash(_("Kladden er kasseret."), "success")
    return see_other(url_for("status.index"))


def sees_drafts(viewer: Viewer) -> bool:
    """Whether somebody works on reports: drafts are for them alone."""
    return viewer.may("write", "report") or viewer.may("write_dpo_part", "report")


def reads_whole(viewer: Viewer) -> bool:
    """Whether somebody reads the whole municipality's report; others get theirs of the part they reach."""
    return viewer.scope("report", "read").is_everything


def _get(report_id: int) -> tuple[Viewer, StatusReportRow]:
    viewer = get_viewer()
    if not reads_whole(viewer):
        raise NotFound
    return viewer, get_report(report_id, with_drafts=sees_drafts(viewer))


def _get_whole(report_id: int) -> tuple[Viewer, StatusReportRow]:
    _must_write_all(get_viewer())
    return _get(report_id)


def _get_for_dpo(report_id: int) -> tuple[Viewer, StatusReportRow]:
    get_viewer().must("write_dpo_part", "report")
    return _get(report_id)


def _get_place(report_id: int, unit_id: int) -> tuple[Viewer, StatusReportRow, Unit]:
    """A report and an administration that the viewer may write of."""
    unit = next((unit for unit in list_administrations(scope=Scope.everything()) if unit.id == unit_id), None)
    if unit is None:
        raise NotFound
    get_viewer().must("write", "report", unit.path)
    viewer, row = _get(report_id)
    return viewer, row, unit


def _must_write_all(viewer: Viewer) -> None:
    """The draft is the whole municipality's."""
    viewer.must("write", "report")
    if not viewer.scope("report", "write").is_everything:
        raise Forbidden(_("Rapporten for hele kommunen skrives af informationssikkerhedskoordinatoren."))


def _places(scope: Scope) -> list[Unit]:
    return [unit for unit in list_administrations(scope=Scope.everything()) if scope.holds(unit.path)]


def _address(report_id: int) -> str:
    return url_for("status_draft.show", report_id=report_id)
