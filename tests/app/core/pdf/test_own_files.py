"""A report is made of our own files: no address in it, or in what people wrote, is fetched or embedded."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask import Flask

from app.core.pdf import Look, PdfFailed, render_parts, render_pdf
from app.core.pdf.own_files import BASE


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


def greedy_body(ear: Ear, secret: Path) -> str:
    """A body that asks for files and addresses in every way there is."""
    there = f"http://127.0.0.1:{ear.server_address[1]}"
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
    return "".join(parts) + f'<img src="data:image/svg+xml,{inner}">'


@pytest.fixture
def body(ear: Ear, tmp_path: Path) -> str:
    """What is asked for, with a secret beside it."""
    secret = tmp_path / "secret.txt"
    secret.write_text("HEMMELIGHED")
    return greedy_body(ear, secret)


def check(made: bytes, ear: Ear) -> None:
    """Nothing was asked for, and nothing of it is in the file."""
    assert made.startswith(b"%PDF")
    assert ear.heard == []
    assert b"HEMMELIGHED" not in made
    assert b"/EmbeddedFile" not in made
    assert b"root:" not in made


def test_nothing_is_fetched_or_embedded(app: Flask, ear: Ear, body: str) -> None:
    with app.app_context():
        made = render_pdf(f"<html lang='da'><title>Prøve</title><body>{body}</body></html>")
    check(made, ear)


def test_nothing_is_fetched_or_embedded_by_the_parts_frame_or_front(ear: Ear, body: str, tmp_path: Path) -> None:
    static, target = tmp_path / "static", tmp_path / "made.pdf"
    static.mkdir()
    look = Look(title="Prøve", stylesheets=(), frame=f"{body}<p id='page-number'>{{page}}</p>")
    render_parts([body, body], look=look, static=static, target=target, per_part=1, front=lambda _pages: body)
    check(target.read_bytes(), ear)


@pytest.mark.parametrize("name", ["../secret.css", "//127.0.0.1/x.css", "%2e%2e/secret.css"])
def test_a_style_sheet_outside_the_folder_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret.css").write_text("p { color: red }")
    static = tmp_path / "static"
    static.mkdir()
    with pytest.raises(PdfFailed):
        render_parts(["x"], look=Look(title="x", stylesheets=(name,)), static=static, target=tmp_path / "x.pdf")
