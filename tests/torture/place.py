"""Where a case is played: a database and a folder of its own, and how long it may take."""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from app.cli import init
from app.core.db import db
from config import Settings
from tests.conftest import make_settings
from tests.lent import run_on, url_of
from tests.postgres import address_of, start_postgres
from tests.torture.workers import environment
from wsgi import make_app


class TooLong(Exception):
    """The case has used up its time."""


@dataclass(frozen=True)
class Place:
    """A migrated database, a folder, and the moment (of time.monotonic) by which the case must be over."""

    url: str
    folder: Path
    until: float

    @property
    def is_sqlite(self) -> bool:
        """Which of the two makes it is."""
        return self.url.startswith("sqlite")

    @property
    def make(self) -> str:
        """What the database is called."""
        return "SQLite" if self.is_sqlite else "PostgreSQL"

    def environ(self, **settings: str) -> dict[str, str]:
        """The environment of a process that works here."""
        return dict(environment(DATABASE_URL=self.url, INSTANCE_DIR=str(self.folder), **settings))

    def wait(self, seconds: float = 0.1) -> None:
        """Let a moment pass. Raises TooLong."""
        if time.monotonic() > self.until:
            raise TooLong
        time.sleep(seconds)


def migrated_app(settings: Settings) -> Flask:
    """The product on a new database, as `flask init` leaves it."""
    app = make_app(settings)
    made = app.test_cli_runner().invoke(init)
    assert made.exit_code == 0, made.output
    return app


class Databases:
    """Databases for the long form: SQLite files, and a PostgreSQL server of our own that ends with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server: Any = None

    @contextmanager
    def lend(self, make: str, *, seconds: float) -> Iterator[Place]:
        """A place with a new database of this make ("sqlite", "postgresql")."""
        folder = self.folder / uuid.uuid4().hex[:8]
        folder.mkdir()
        url = f"sqlite:///{folder / 'data.sqlite3'}"
        if make == "postgresql":
            name = f"torture_{folder.name}"
            run_on(address_of(self.server), f"CREATE DATABASE {name}")
            url = url_of(address_of(self.server), name)
        app = migrated_app(make_settings(folder, url))
        with app.app_context():
            db.engine.dispose()
        yield Place(url, folder, time.monotonic() + seconds)

    @property
    def server(self) -> Any:
        """The PostgreSQL server, started when it is needed."""
        if self._server is None:
            self._server = start_postgres(self.folder / "postgresql")
        return self._server

    def end(self) -> None:
        """End the server."""
        if self._server is not None:
            self._server.cleanup()
