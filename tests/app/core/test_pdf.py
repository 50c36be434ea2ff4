"""A report is made of our own files: no address in it, or in what people wrote, is fetched or embedded."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask import Flask

from app.core.pdf import BASE, render_pdf


class Ear(ThreadingHTTPServer):
    """Hears every request on a port of its own."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Heard)
        self.heard: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Heard(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Ear)
        self.server.heard.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"HEMMELIGHED")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def ear() -> Iterator[Ear]:
    server = Ear()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """No database is asked."""
    return f"sqlite:///{tmp_path / 'none.sqlite3'}"


def test_nothing_is_fetched_or_embedded(app: Flask, ear: Ear, tmp_path: Path) -> None:
    there = f"http://127.0.0.1:{ear.server_address[1]}"
    secret = tmp_path / "secret.txt"
    secret.write_text("HEMMELIGHED")
    inner = f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{there}/svg' width='9' height='9'/></svg>"
    targets = [
        f"{there}/a", f"//127.0.0.1:{ear.server_address[1]}/b", secret.as_uri(), "file:///etc/passwd",
        "ftp://127.0.0.1/c", "/static/../../../../etc/passwd", "/static/%2e%2e/factory.py", "gopher://127.0.0.1/",
        f"{BASE}@127.0.0.1/x", f"http://report.invalid:{ear.server_address[1]}/static/css/app.css",
    ]  # fmt: skip
    parts = [
        f"<img src='{t}'><link rel=attachment href='{t}'><link rel=stylesheet href='{t}'><object data='{t}'></object>"
        f"<embed src='{t}'><a rel=attachment href='{t}'>x</a><p style=\"background:url('{t}')\">y</p>"
        f"<style>@import url('{t}'); @font-face {{font-family: z; src: url('{t}')}} q {{content: url('{t}')}}</style>"
        f"<q style='font-family: z'>z</q><iframe src='{t}'></iframe><svg><use href='{t}'/></svg>"
        for t in targets
    ]
    body = "".join(parts) + f'<img src="data:image/svg+xml,{inner}">'
    with app.app_context():
        made = render_pdf(f"<html lang='da'><title>Prøve</title><body>{body}</body></html>")
    assert made.startswith(b"%PDF")
    assert ear.heard == []
    assert b"HEMMELIGHED" not in made
    assert b"/EmbeddedFile" not in made
    assert b"root:" not in made
