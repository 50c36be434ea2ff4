"""One document, made on the spot: for reports of a few pages."""

from pathlib import Path

from app.core.pdf.own_files import BASE, own_files
from app.core.pdf.tagging import give_scopes


def render_pdf(html: str) -> bytes:
    """The document as a tagged PDF. It may refer to files below /static and to `data:`; nothing else is read.

    WeasyPrint is imported here, because it takes a second and most processes never make a PDF; Flask, because the
    processes that make parts of a long document do without it.
    """
    import weasyprint  # noqa: PLC0415 - see above
    from flask import current_app  # noqa: PLC0415 - see above

    fetcher = own_files(Path(current_app.static_folder or ""))
    document = weasyprint.HTML(string=html, base_url=f"{BASE}/", url_fetcher=fetcher)
    made: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=give_scopes)
    return made
