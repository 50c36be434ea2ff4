"""The address is BASE_URL's whatever a request says, and every answer carries its headers."""

from pathlib import Path

import pytest
from flask import Flask, redirect, request, url_for
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from tests.conftest import make_settings, sign_in
from tests.make import Personas
from wsgi import make_app

LIES = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "444",
    "X-Forwarded-Prefix": "/evil",
    "Forwarded": "host=evil.example;proto=https",
    "X-Original-URL": "/admin",
    "X-Rewrite-URL": "/admin",
    "X-HTTP-Method-Override": "POST",
}


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One make of database is enough: what is tested lies before it."""
    (tmp_path / "data.sqlite3").write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{tmp_path / 'data.sqlite3'}"


def answering(folder: Path, database_url: str, **changes: object) -> Flask:
    """The product with other settings, and a page that tells what it knows of the request."""
    app = make_app(make_settings(folder, database_url, **changes), testing=True)

    @app.get("/kendt")
    def known() -> dict[str, object]:
        return {
            "url": url_for("known", _external=True),
            "host": request.host,
            "secure": request.is_secure,
            "address": request.remote_addr,
            "root": request.script_root,
            "method": request.method,
        }

    @app.get("/videre")
    def on() -> Response:
        return redirect(url_for("known", _external=True))

    return app


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.parametrize("base", ["https://gdpr.fjordby.example", "http://10.0.0.5:8000"])
def test_no_header_moves_the_address(tmp_path: Path, database_url: str, base: str, proxies: int) -> None:
    client = answering(tmp_path, database_url, base_url=base, trusted_proxies=proxies).test_client()
    told = client.get("/kendt", headers=LIES).json
    assert told["url"] == f"{base}/kendt"
    assert told["host"] == base.partition("://")[2]
    assert told["secure"] == base.startswith("https")
    assert (told["root"], told["method"]) == ("", "GET")
    assert client.get("/videre", headers=LIES).location == f"{base}/kendt"
    assert client.get("/healthz", headers=LIES).status_code == 200


def test_who_asks_is_told_by_the_proxy_only_where_there_is_one(tmp_path: Path, database_url: str) -> None:
    said = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
    alone = answering(tmp_path, database_url).test_client().get("/kendt", headers=said).json
    behind = answering(tmp_path, database_url, trusted_proxies=1).test_client().get("/kendt", headers=said).json
    assert (alone["address"], behind["address"]) == ("127.0.0.1", "198.51.100.7")


def test_sign_in_with_a_foreign_host_leads_to_our_own_page(client: FlaskClient) -> None:
    answer = client.get("/fortegnelse", headers=LIES)
    assert answer.location == "/log-ind?next=/fortegnelse"
    assert "evil" not in client.get("/log-ind", headers=LIES).text


@pytest.mark.parametrize("path", ["/log-ind", "/static/css/app.css", "/healthz", "/findes-ikke", "/static/findes-ikke"])
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path, buffered=True).headers
    assert "default-src 'self'; script-src 'self';" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    assert "Strict-Transport-Security" not in headers
    assert len(headers.getlist("Content-Security-Policy")) == 1


def test_over_https_the_browser_is_told_to_stay_there_and_the_cookie_is_bound(
    tmp_path: Path, database_url: str
) -> None:
    app = make_app(make_settings(tmp_path, database_url, base_url="https://gdpr.fjordby.example"), testing=True)
    answer = app.test_client().get("/log-ind")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in cookie
    assert "Domain" not in cookie


def test_a_page_is_kept_by_no_cache_and_a_file_is(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.anna)
    assert client.get("/fortegnelse").headers["Cache-Control"] == "no-store"
    assert client.get("/fortegnelse/hent.csv").headers["Cache-Control"] == "no-store"
    assert "max-age" in client.get("/static/css/app.css", buffered=True).headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/", "/static/css/", "/static/css", "/static/../config.py", "/static/..%2fconfig.py",
        "/static/%2e%2e/%2e%2e/config.py", "/static/..%5c..%5cconfig.py", "/static//etc/passwd",
        "/static/%2fetc%2fpasswd", "/static/css/../../../config.py", "/static/css/app.css/../../../factory.py",
    ],
)  # fmt: skip
def test_the_static_folder_is_neither_listed_nor_left(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {301, 308, 404}
    assert "BASE_URL" not in answer.text
    assert "root:" not in answer.text
    assert "print.css" not in answer.text
