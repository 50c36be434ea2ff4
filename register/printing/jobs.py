"""The document as a job: made in a process of its own, with progress, time and memory bounded."""

from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from flask_babel import gettext as _

from app.auth.store import find_viewer_of
from app.core import clock
from app.core.errors import Refused
from app.core.jobs import own_reading
from app.core.part import JobContext, JobKind, Result
from app.core.pdf import PdfFailed
from app.core.text import N_
from app.core.word import DOCX_MIME
from register.printing.book import Book, Order, open_book
from register.printing.docx import write_docx
from register.printing.pdf import write_pdf

PDF, DOCX = "register.pdf", "register.docx"
MIME = {
    "pdf": "application/pdf",
    "docx": DOCX_MIME,
}


def _pdf(context: JobContext) -> Result:
    order = Order.from_args(context.args)
    with own_reading(), TemporaryDirectory() as folder:
        book, file = _open(order, context), Path(folder) / "register.pdf"
        try:
            write_pdf(
                book,
                file,
                is_tagged=order.is_tagged,
                on_done=lambda done: context.progress(done, len(book.ids)),
            )
        except PdfFailed:
            raise Refused(_("PDF'en kunne ikke laves. Prøv igen, eller hent færre behandlinger ad gangen.")) from None
        return _result(file.read_bytes(), "pdf", order)


def _docx(context: JobContext) -> Result:
    order = Order.from_args(context.args)
    with own_reading(), TemporaryFile() as file:
        book = _open(order, context)
        write_docx(book, file, on_done=lambda done: context.progress(done, len(book.ids)))
        file.seek(0)
        return _result(file.read(), "docx", order)


def _open(order: Order, context: JobContext) -> Book:
    now = clock.now()
    viewer = find_viewer_of(context.person_id, now=now) if context.person_id is not None else None
    if viewer is None or not viewer.may("read", "activity"):
        raise Refused(_("Du har ikke længere adgang til fortegnelsen."))
    return open_book(order, today=clock.day_of(now), viewer=viewer)


def _result(data: bytes, form: str, order: Order) -> Result:
    day = order.as_of or clock.today()
    return Result(name=f"fortegnelse-{day.isoformat()}.{form}", mimetype=MIME[form], data=data)


def kind_of(form: str) -> str:
    """The kind of job that makes this form."""
    return {"pdf": PDF, "docx": DOCX}[form]


JOBS: tuple[Any, ...] = (
    JobKind(PDF, N_("Fortegnelsen som PDF"), _pdf, needs=("read", "activity")),
    JobKind(DOCX, N_("Fortegnelsen til Word"), _docx, needs=("read", "activity")),
)
