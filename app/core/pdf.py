"""HTML to PDF by WeasyPrint: tagged (PDF/UA-1), from our own files only."""

import mimetypes
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app

BASE = "http://report.invalid"
"""Where relative addresses in a report lead: nowhere but to `_own_files`."""


def render_pdf(html: str) -> bytes:
    """The document as a tagged PDF. It may refer to files below /static and to `data:`; nothing else is read.

    WeasyPrint is imported here, because it takes a second and most processes never make a PDF.
    """
    import weasyprint  # noqa: PLC0415 - see above

    fetcher = _own_files(Path(current_app.static_folder or ""))
    document = weasyprint.HTML(string=html, base_url=f"{BASE}/", url_fetcher=fetcher)
    made: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return made


def _own_files(static: Path) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - see above

    class OwnFiles(URLFetcher):
        """Answers from the static folder. A user's text can name any address; none of them is fetched."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            parts = urlsplit(url)
            path = (static / unquote(parts.path).removeprefix("/static/")).resolve()
            if f"{parts.scheme}://{parts.netloc}" != BASE or not path.is_relative_to(static.resolve()):
                raise ValueError(f"not one of our files: {url[:200]}")
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, BytesIO(path.read_bytes()), {"Content-Type": kind})

    return OwnFiles()
