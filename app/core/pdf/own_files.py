"""What a document may refer to: files below /static and `data:`. Nothing else is read or fetched."""

import mimetypes
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

BASE = "http://report.invalid"
"""Where relative addresses in a report lead: nowhere but to `own_files`."""


def own_files(static: Path) -> Any:
    """WeasyPrint's fetcher for documents that are made here; `static` is the folder behind /static."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - it takes a second; most never need it

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
