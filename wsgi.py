"""Composition: the only file that knows the ground floor, the register and the annual cycle."""

import hashlib
import signal
import sys

from flask import Flask

from aarshjul.part import aarshjul
from app.factory import MAX_UPLOAD_BYTES, STATIC, create_app
from config import ROOT, BadSetting, Settings, load
from register.part import register

PARTS = (register, aarshjul)


def make_app(settings: Settings, *, testing: bool = False) -> Flask:
    """The whole product for these settings."""
    return create_app(settings, parts=PARTS, testing=testing)


def serve(app: Flask) -> None:
    """Serve the app with waitress: one process with threads, on SQLite as well as PostgreSQL. TERM ends it in order."""
    from waitress import serve as run  # noqa: PLC0415 - only the server needs it

    settings: Settings = app.config["SETTINGS"]
    _check_front_end()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    run(
        app,
        host=settings.host,
        port=settings.port,
        threads=8,
        ident=None,
        # The page says from 20 MB on that a file is too large; what is far larger is not even taken in.
        max_request_body_size=2 * MAX_UPLOAD_BYTES,
        # Waitress takes the proxy's headers away unless it is told that there is a proxy.
        clear_untrusted_proxy_headers=not settings.trusted_proxies,
    )


def _check_front_end() -> None:
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    version = STATIC / "vendor" / "VERSION"
    if not version.is_file() or version.read_text(encoding="utf-8").strip() != wanted:
        sys.exit("Designsystemets filer mangler eller er af en anden version. Kør ./run setup.")


def _settings() -> Settings:
    try:
        return load()
    except BadSetting as problem:
        sys.exit(str(problem))


app = make_app(_settings())

if __name__ == "__main__":
    serve(app)
