"""Risk as files: one assessment and the risk picture at once, the workbook as a job."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from flask import Blueprint, flash, request, send_file, url_for
from flask_babel import gettext as _

from app.audit.notes import note_export
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.errors import Refused
from app.core.limits import heavy
from app.core.web import see_other
from app.core.word import DOCX_MIME
from app.job.actions import enqueue
from register.risk.reports.book import AssessmentBook, open_assessment
from register.risk.reports.docx import assessment_docx, meeting_docx
from register.risk.reports.jobs import XLSX, Order
from register.risk.reports.meeting import MeetingBook, open_meeting_book
from register.risk.reports.pdf import assessment_pdf, meeting_pdf
from register.risk.subject import KINDS

blueprint = Blueprint("risk_report", __name__, url_prefix="/risiko")
MIME = {
    "pdf": "application/pdf",
    "docx": DOCX_MIME,
}
ASSESSMENTS: Mapping[str, Callable[[AssessmentBook], bytes]] = {"pdf": assessment_pdf, "docx": assessment_docx}
MEETINGS: Mapping[str, Callable[[MeetingBook], bytes]] = {"pdf": meeting_pdf, "docx": meeting_docx}


@blueprint.get("/vurderinger/<int:assessment_id>.<any(pdf, docx):paper>")
@heavy
@signed_in
def assessment(assessment_id: int, paper: str) -> Any:
    """One assessment as a document."""
    viewer = get_viewer()
    book = open_assessment(assessment_id, viewer=viewer, today=clock.today())
    answer = _file(ASSESSMENTS[paper](book), paper, book.file_name)
    note_export(viewer, "risk", {"format": paper, "title": book.title})
    return answer


@blueprint.get("/risikobillede.<any(pdf, docx):paper>")
@heavy
@signed_in
def picture(paper: str) -> Any:
    """The risk picture as a document for a meeting, of all or of the administration in the address."""
    viewer = get_viewer()
    book = open_meeting_book(request.args.get("forvaltning", "")[:80], viewer=viewer, today=clock.today())
    answer = _file(MEETINGS[paper](book), paper, book.file_name)
    note_export(viewer, "risk", {"format": paper, "title": book.title, "filter": request.args.to_dict()})
    return answer


@blueprint.post("/regneark")
@signed_in
def order() -> Any:
    """Order all assessments that hold as a workbook; the job's page tells how far it is."""
    viewer = get_viewer()
    viewer.must("read", "risk")
    kind = request.args.get("slags", "")
    wanted = Order(request.args.get("forvaltning", "")[:80], kind if kind in KINDS else "")
    title = _("Risikovurderinger i Excel")
    if wanted.administration:
        title = f"{title}, {wanted.administration}"
    try:
        job = enqueue(XLSX, wanted.to_args(), title, doing=doing_of(viewer))
    except Refused as refused:
        flash(refused.message, "error")
        return see_other(url_for("risk.index"))
    return see_other(url_for("job.show", job_id=job.id))


def _file(body: bytes, paper: str, name: str) -> Any:
    return send_file(BytesIO(body), mimetype=MIME[paper], as_attachment=True, download_name=f"{name}.{paper}")
