"""The world of the route tests on SQLite: built once a run, copied for each test and put back as often as one likes."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from app.core.db import begin_writing, db
from tests.conftest import make_settings
from tests.make import make_personas
from tests.repo.table import ROUTES
from tests.repo.world import World, make_players, make_world
from wsgi import make_app

LEFT_OUT = {"audit_event", "throttle"}
"""Tables in which a refusal leaves its trace; a session's last-seen is left out column by column."""


def dump(app: Flask) -> dict[str, list[Any]]:
    """Every row of every table, but for what a refused request may write."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(
                map(repr, connection.execute(sa.select(*(c for c in table.c if c.name != "seen_at"))).all())
            )
            for table in db.metadata.sorted_tables
            if table.name not in LEFT_OUT
        }


def rules_of(app: Flask, method: str) -> list[Rule]:
    """The routes that answer this method and have a line in the table, but for the files."""
    named = set(ROUTES) - {"static"}
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()) and rule.endpoint in named]


def address_of(app: Flask, rule: Rule, world: World) -> str:
    """A route's address with the world's numbers in it."""
    built: str = app.url_map.bind("127.0.0.1").build(rule.endpoint, {n: world.values[n] for n in rule.arguments})
    return built


@dataclass
class Stage:
    """The app in the world, with a client for each who plays."""

    app: Flask
    world: World
    tokens: dict[str, str]
    file: Path
    master: Path
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def set_up(self) -> None:
        """The world as it was before anybody did anything."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        for ending in ("-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        shutil.copy(self.master, self.file)

    def client(self, email: str) -> FlaskClient:
        """A browser in which this player is signed in; a new one each time, as some addresses sign one out."""
        client = self.app.test_client()
        if email:
            with client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = self.tokens[email], True
        return client


@pytest.fixture(scope="session")
def master(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, compiled_templates: FileSystemBytecodeCache
) -> tuple[Path, World, dict[str, str]]:
    """The world in a file of its own, with its numbers and the players' sessions."""
    folder = tmp_path_factory.mktemp("world")
    file = folder / "data.sqlite3"
    shutil.copy(sqlite_template, file)
    app = make_app(make_settings(folder, f"sqlite:///{file}"), testing=True)
    with app.test_request_context():
        begin_writing()
        people = make_personas()
        world, tokens = make_world(people), make_players(people)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return file, world, tokens


@pytest.fixture
def stage(
    master: tuple[Path, World, dict[str, str]], tmp_path: Path, compiled_templates: FileSystemBytecodeCache
) -> Iterator[Stage]:
    """The world on SQLite, as often as one likes."""
    file = tmp_path / "data.sqlite3"
    app = make_app(make_settings(tmp_path, f"sqlite:///{file}"), testing=True)
    app.config["WTF_CSRF_ENABLED"] = False
    app.jinja_env.bytecode_cache = compiled_templates
    made = Stage(app, master[1], master[2], file, master[0])
    made.set_up()
    yield made
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
