"""/rapporter/<number>: a status report from draft to frozen, on screen and as files."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from aarshjul.status.actions import begin_report, change_head, discard_report, freeze_report
from aarshjul.status.cover import list_cover
from aarshjul.status.export import MIME, as_pdf, render
from aarshjul.status.forms import ActForm, BeginForm, HeadForm, SendForm
from aarshjul.status.kept import (
    list_bodies_to_report_to,
    list_coming_meetings,
    list_comments,
    list_earlier,
    list_recommendations,
    load_report,
    read_snapshot,
)
from aarshjul.status.reaching import (
    address_of,
    must_be_draft,
    must_write_all,
    reach_report,
    reach_whole,
)
from aarshjul.status.sending import list_recipients, send_report
from aarshjul.status.tables import list_tables
from aarshjul.status.trend import list_charts
from app.audit.notes import note_export
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.db import begin_reading, begin_writing, db
from app.core.errors import EditConflict, Refused
from app.core.limits import heavy
from app.core.scope import Scope
from app.core.text import whole_number
from app.core.web import answer_invalid, see_other
from app.organisation.model import Unit
from app.organisation.store import list_administrations

blueprint = Blueprint("status_draft", __name__, url_prefix="/rapporter")
NEW, SHOW, HEAD, SEND = (f"aarshjul/status/{name}.html" for name in ("new", "report", "head", "send"))


@blueprint.get("/ny")
@signed_in
def new() -> Any:
    """The form for a new draft."""
    must_write_all(get_viewer())
    return render_template(NEW, form=BeginForm(list_bodies_to_report_to(), clock.today()))


@blueprint.post("/ny")
@signed_in
def begin() -> Any:
    """Begin a draft."""
    viewer = get_viewer()
    must_write_all(viewer)
    form = BeginForm(list_bodies_to_report_to(), clock.today())
    if not form.validate():
        return answer_invalid(NEW, form=form)
    row = begin_report(form.to_command(), doing=doing_of(viewer))
    flash(_("Kladden er lavet. Skriv indstillingerne, og lad forvaltningerne skrive deres bemærkninger."), "success")
    return see_other(address_of(row.id))


@blueprint.get("/<int:report_id>")
@signed_in
def show(report_id: int) -> Any:
    """A draft as things stand, or a frozen report as it was frozen."""
    viewer, row = reach_report(report_id)
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
        cover=list_cover(report),
        earlier=list_earlier(row),
        recommendations=list_recommendations(row.id) if is_draft else (),
        may_write=is_draft and scope.is_everything,
        may_send=not is_draft and scope.is_everything,
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
    viewer, row = reach_report(report_id)
    report = load_report(row, now=clock.now())
    data = row.snapshot.encode() if form == "json" and row.state == "frozen" else render(report, form)
    note_export(viewer, "status_report", {"title": row.title, "format": form, "as_of": report.as_of.isoformat()})
    name = f"{report.file_name}_{_('kladde')}" if row.state == "draft" else report.file_name
    return send_file(BytesIO(data), mimetype=MIME[form], as_attachment=True, download_name=f"{name}.{form}")


@blueprint.get("/<int:report_id>/forside")
@signed_in
def edit_head(report_id: int) -> Any:
    """The form of what stands on the front."""
    _viewer, row = reach_whole(report_id)
    must_be_draft(row)
    data = {
        "title": row.title, "meeting": str(row.meeting_id or ""), "confidentiality": row.confidentiality,
        "has_signatures": row.has_signatures, "version": str(row.version),
    }  # fmt: skip
    form = HeadForm(list_coming_meetings(row.body_id, row.as_of), data=data)
    return render_template(HEAD, row=row, form=form)


@blueprint.post("/<int:report_id>/forside")
@signed_in
def change_head_now(report_id: int) -> Any:
    """Change what stands on the front."""
    viewer, row = reach_whole(report_id)
    form = HeadForm(list_coming_meetings(row.body_id, row.as_of))
    if form.validate():
        try:
            change_head(form.to_command(row.id), doing=doing_of(viewer))
        except EditConflict as conflict:
            form.refuse(conflict.message, "title")
        else:
            flash(_("Forsiden er gemt."), "success")
            return see_other(address_of(report_id))
    return answer_invalid(HEAD, row=row, form=form)


@blueprint.post("/<int:report_id>/laas")
@signed_in
def freeze(report_id: int) -> Any:
    """Let the draft stand fast."""
    viewer, row = reach_whole(report_id)
    freeze_report(row.id, ActForm().seen, doing=doing_of(viewer))
    flash(_("Rapporten er låst. Tal og tekster bliver stående, som de er."), "success")
    return see_other(address_of(report_id))


@blueprint.post("/<int:report_id>/kasser")
@signed_in
def discard(report_id: int) -> Any:
    """Throw the draft away."""
    viewer, row = reach_whole(report_id)
    discard_report(row.id, doing=doing_of(viewer))
    flash(_("Kladden er kasseret."), "success")
    return see_other(url_for("status.index"))


@blueprint.get("/<int:report_id>/send")
@signed_in
def choose_sending(report_id: int) -> Any:
    """Who will get the report, and how."""
    _viewer, row = reach_whole(report_id)
    return render_template(SEND, row=row, people=list_recipients(row.body_id, clock.today()), form=SendForm())


@blueprint.post("/<int:report_id>/send")
@heavy
@signed_in
def send(report_id: int) -> Any:
    """Send it. The PDF is made while nobody waits for this request to write."""
    viewer, row = reach_whole(report_id)
    form = SendForm()
    if not form.validate():
        return answer_invalid(SEND, row=row, people=list_recipients(row.body_id, clock.today()), form=form)
    if row.state != "frozen":
        raise Refused(_("Lås rapporten, før den sendes."))
    paper = row.paper
    if paper is None:
        report = read_snapshot(row)
        db.session.rollback()
        begin_reading()
        paper = as_pdf(report)
        db.session.rollback()
        begin_writing()
    count = send_report(report_id, form.way.data, paper, doing=doing_of(viewer))
    if count:
        flash(
            ngettext(
                "Rapporten er på vej i %(num)s mail.",
                "Rapporten er på vej i %(num)s mails.",
                count,
            ),
            "success",
        )
    else:
        flash(_("Alle, der sidder i organet, har allerede fået den på den måde."), "info")
    return see_other(address_of(report_id))


def _places(scope: Scope) -> list[Unit]:
    return [unit for unit in list_administrations(scope=Scope.everything()) if scope.holds(unit.path)]
