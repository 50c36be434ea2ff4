"""/admin/organisation/fil: units and people from a file; its consequences are shown first."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, render_template, send_file, url_for
from flask_babel import gettext as _

from app.audit.actions import record
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.limits import heavy
from app.core.sheets import XLSX_MIME
from app.core.uploads import drop_upload, find_upload, keep_upload
from app.core.web import afterwards, answer_invalid, see_other
from app.organisation.forms import ConfirmForm, FileForm
from app.organisation.importing.outcome import GROUPS, Report
from app.organisation.importing.parting import percent_of
from app.organisation.importing.run import ImportFile, import_organisation
from app.organisation.importing.template import write_template
from app.organisation.importing.words import summary_of

blueprint = Blueprint("organisation_file", __name__, url_prefix="/admin/organisation/fil")
UPLOAD = "organisation"
MOST_SHOWN = 200
"""Rows of each group of a preview that are shown; the counts are of all."""
ALL_OF_THEM = 100
"""Percent that may go when the person has said yes to the number shown."""


@blueprint.get("")
@signed_in
def choose() -> Any:
    """Choose a file of units or people."""
    viewer = get_viewer()
    viewer.must("write", "organisation")
    return render_template("app/organisation/choose_file.html", form=FileForm())


@blueprint.get("/skabelon-<any(enheder, personer):sheet>.xlsx")
@signed_in
def template(sheet: str) -> Any:
    """The organisation as it stands, in a file to change and read in again."""
    viewer = get_viewer()
    viewer.must("write", "organisation")
    data, count = write_template(sheet)
    doing = doing_of(viewer)
    afterwards(lambda: record(doing, "organisation.export", "organisation", None, {"file": sheet, "count": count}))
    return send_file(BytesIO(data), mimetype=XLSX_MIME, as_attachment=True, download_name=f"{sheet}.xlsx")


@blueprint.post("")
@heavy
@signed_in
def preview() -> Any:
    """Show what the file would do; nothing is saved."""
    viewer = get_viewer()
    viewer.must("write", "organisation")
    form = FileForm()
    if not form.validate():
        return answer_invalid("app/organisation/choose_file.html", form=form)
    name, data = form.file.data.filename or _("filen"), form.file.data.read()
    command = ImportFile(name=name, data=data, is_complete=form.complete.data)
    report = import_organisation(command, doing=doing_of(viewer))
    db.session.rollback()
    if report.result.rejected:
        return _answer_rejected(name, report)
    if report.left.refusals:
        return answer_invalid("app/organisation/preview.html", **_preview_context(name, report))
    upload = keep_upload(name, data, purpose=UPLOAD, now=clock.now())
    return render_template("app/organisation/preview.html", **_preview_context(upload.name, report, upload.token))


@blueprint.post("/<token>")
@heavy
@signed_in
def take_over(token: str) -> Any:
    """Do what was shown, or show anew what has become another thing since."""
    viewer = get_viewer()
    viewer.must("write", "organisation")
    upload = find_upload(token, purpose=UPLOAD)
    if upload is None:
        flash(
            _("Filen er allerede læst ind, eller den har ventet for længe. Vælg den igen, hvis den mangler."), "warning"
        )
        return see_other(url_for("organisation_file.choose"))
    form = ConfirmForm()
    command = ImportFile(
        name=upload.name,
        data=upload.data,
        is_complete=form.is_complete,
        most_percent=ALL_OF_THEM if form.go_on.data else None,
    )
    report = import_organisation(command, doing=doing_of(viewer))
    if report.result.rejected:
        drop_upload(purpose=UPLOAD)
        return _answer_rejected(upload.name, report)
    is_new = report.digest() != form.digest.data
    if is_new or report.is_refused:
        context = _preview_context(upload.name, report, token, is_new=is_new, is_told=bool(report.brake) and not is_new)
        return answer_invalid("app/organisation/preview.html", **context)
    drop_upload(purpose=UPLOAD)
    flash(summary_of(report), "success")
    return see_other(url_for("organisation.index"))


def _answer_rejected(name: str, report: Report) -> Any:
    rejected = report.result.rejected
    return answer_invalid(
        "app/organisation/rejected.html",
        form=FileForm(formdata=None, data={"complete": report.is_complete}),
        name=name,
        rejected=rejected[:MOST_SHOWN],
        total=len(rejected),
    )


def _yes_to(report: Report) -> str:
    gone = len(report.left.gone)
    numbers = {"n": gone, "percent": percent_of(gone, report.left.active)}
    if report.form == "units":
        return _("Ja, luk %(n)s enheder (%(percent)s %%)", **numbers)
    return _("Ja, luk adgangen for %(n)s personer (%(percent)s %%)", **numbers)


def _preview_context(
    name: str, report: Report, token: str = "", *, is_new: bool = False, is_told: bool = False
) -> dict[str, Any]:
    """What the file would do.

    `is_new`: it is something else than what was said yes to, so that it must be said again. `is_told`: yes was said
    without the tick that so many demand.
    """
    form = ConfirmForm(
        formdata=None, data={"complete": "1" if report.is_complete else "", "digest": report.digest(), "go_on": False}
    )
    form.go_on.label.text = _yes_to(report)
    if is_told:
        form.refuse(_("Sæt kryds, hvis så mange skal lukkes på én gang."), "go_on")
    return {
        "name": name,
        "report": report,
        "groups": {group: rows for group, rows in report.consequences().items() if rows},
        "words": GROUPS,
        "most": MOST_SHOWN,
        "token": "" if report.left.refusals else token,
        "is_new": is_new,
        "confirm": form,
    }
