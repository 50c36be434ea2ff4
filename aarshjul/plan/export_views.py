"""/femaarsplan.xlsx, /femaarsplan.pdf and /aarshjul.pdf: plan and wheel as files."""

from io import BytesIO
from tempfile import TemporaryFile
from typing import Any

from flask import Blueprint, request, send_file

from aarshjul.plan.expansion import YEARS_AHEAD
from aarshjul.plan.export import PlanPaper, gather, write_plan
from aarshjul.plan.printing import gather_wheel, plan_pdf, wheel_pdf
from app.audit.notes import note_export
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.limits import heavy
from app.core.sheets import XLSX_MIME
from app.core.text import whole_number

blueprint = Blueprint("plan_export", __name__)
PDF = "application/pdf"
MOST_IN_MEMORY = 8 * 1024 * 1024
"""Bytes of a file that are kept in memory."""


@blueprint.get("/femaarsplan.<any(xlsx, pdf):form>")
@heavy
@signed_in
def plan(form: str) -> Any:
    """The approved plan as the viewer may read it, of all or of the administration in the address."""
    viewer = get_viewer()
    paper = gather(viewer, _administration(), today=clock.today())
    name = f"{paper.file_name}.{form}"
    answer = _file(plan_pdf(paper), PDF, name) if form == "pdf" else _workbook(paper, name)
    note_export(viewer, "plan", {"format": form, "filter": request.args.to_dict()})
    return answer


@blueprint.get("/aarshjul.pdf")
@heavy
@signed_in
def wheel() -> Any:
    """The wheel of a year and its months, of all or of the administration in the address."""
    viewer, today = get_viewer(), clock.today()
    year = whole_number(request.args.get("aar"))
    within = range(today.year - YEARS_AHEAD, today.year + YEARS_AHEAD + 1)
    paper = gather_wheel(viewer, year=year if year in within else today.year, code=_administration(), today=today)
    answer = _file(wheel_pdf(paper), PDF, f"{paper.file_name}.pdf")
    note_export(viewer, "wheel", {"format": "pdf", "filter": request.args.to_dict()})
    return answer


def _workbook(paper: PlanPaper, name: str) -> Any:
    """Made on disk: a municipality with many units has more occurrences than a web process has memory."""
    file = TemporaryFile()  # noqa: SIM115 - a large one is closed with the answer
    try:
        write_plan(paper, file)
        if file.tell() > MOST_IN_MEMORY:
            file.seek(0)
            return send_file(file, mimetype=XLSX_MIME, as_attachment=True, download_name=name)
        file.seek(0)
        answer = _file(file.read(), XLSX_MIME, name)
    except BaseException:
        file.close()
        raise
    file.close()
    return answer


def _administration() -> str:
    return request.args.get("forvaltning", "")[:80]


def _file(body: bytes, mimetype: str, name: str) -> Any:
    return send_file(BytesIO(body), mimetype=mimetype, as_attachment=True, download_name=name)
