"""An impact assessment as a file."""

from io import BytesIO
from typing import Any

from flask import send_file

from app.audit.notes import note_export
from app.auth.web import signed_in
from app.core import clock
from app.core.limits import heavy
from app.core.word import DOCX_MIME
from register.dpia.blueprint import ONE, blueprint, the_dpia
from register.dpia.book import DpiaBook, open_book
from register.dpia.files import dpia_docx, dpia_pdf


@blueprint.get(f"{ONE}.pdf")
@heavy
@signed_in
def as_pdf(dpia_id: int) -> Any:
    """To print and to send."""
    book = _book(dpia_id, "pdf")
    return _file(dpia_pdf(book), book, "pdf", "application/pdf")


@blueprint.get(f"{ONE}.docx")
@heavy
@signed_in
def as_docx(dpia_id: int) -> Any:
    """For Word."""
    book = _book(dpia_id, "docx")
    return _file(dpia_docx(book), book, "docx", DOCX_MIME)


def _book(dpia_id: int, form: str) -> DpiaBook:
    dpia, viewer = the_dpia(dpia_id)
    note_export(viewer, "dpia", {"format": form, "dpia": dpia.id})
    return open_book(dpia, clock.today())


def _file(data: bytes, book: DpiaBook, form: str, mimetype: str) -> Any:
    return send_file(BytesIO(data), mimetype=mimetype, as_attachment=True, download_name=f"{book.file_name}.{form}")
