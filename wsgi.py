"""Composition: the only file that knows the ground floor, the register and the annual cycle."""

import sys

from flask import Flask

from aarshjul.part import aarshjul
from app.factory import create_app
from config import BadSetting, Settings, load
from register.part import register

PARTS = (register, aarshjul)


def make_app(settings: Settings, *, testing: bool = False) -> Flask:
    """The whole product for these settings."""
    return create_app(settings, parts=PARTS, testing=testing)


def _settings() -> Settings:
    try:
        return load()
    except BadSetting as problem:
        sys.exit(str(problem))


def serve() -> None:
    """Serve the app with waitress: one process, threads; suits SQLite as well as PostgreSQL."""
    from waitress import serve as run  # noqa: PLC0415 - only the server needs it

    settings: Settings = app.config["SETTINGS"]
    run(app, host=settings.host, port=settings.port, threads=8, ident=None)


app = make_app(_settings())

if __name__ == "__main__":
    serve()
