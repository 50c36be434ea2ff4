"""Databases, the app and its clients. Each test has a database of its own, like one that has been migrated.

What touches the database runs on SQLite and on PostgreSQL: ask for `app` (or `ctx`) and it is played on both.
"""

import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from app.cli import init
from app.core import clock
from app.core.db import begin_writing, db
from config import Settings
from tests.lent import LentDatabase, run_on, url_of
from tests.make import Personas, make_personas
from tests.postgres import address_of, start_postgres
from tests.repo.changes import watch
from wsgi import make_app

# No time is asserted here: machines are noisy, and an example slower than 200 ms on a busy one is no fault.
hypothesis_settings.register_profile("here", deadline=None)
hypothesis_settings.load_profile("here")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`./run test --long` plays what the short form leaves out."""
    parser.addoption("--long", action="store_true", help="Afprøv også det, der ellers springes over for at spare tid.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The short form, which CI plays: pages, commands, mails and the demo on SQLite, and nothing marked `long`.

    What they call has tests of its own on both, and tests/repo/test_routes.py asks for each page on both.
    """
    if config.getoption("--long"):
        return
    config.hook.pytest_deselected(items=[item for item in items if _is_long(item)])
    items[:] = [item for item in items if not _is_long(item)]


AT_THE_EDGE = "views|page|cli|demo|bench|letters|forecast|escalation|asking|warning|showing"


def _is_long(item: pytest.Item) -> bool:
    is_at_the_edge = re.search(AT_THE_EDGE, item.path.stem) is not None
    return item.get_closest_marker("long") is not None or (is_at_the_edge and "[postgresql" in item.name)


MOSTLY_SQLITE = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)
"""For what takes long and is no other on PostgreSQL."""

MOSTLY_POSTGRESQL = pytest.mark.parametrize(
    "database_url", [pytest.param("sqlite", marks=pytest.mark.long), "postgresql"], indirect=True
)
"""For what takes long and is asked of SQLite by another test as well, or is the harder on PostgreSQL."""


def make_settings(folder: Path, database_url: str, **changes: Any) -> Settings:
    """Settings of a test: cheap password hashing, a folder of its own, mails as files."""
    values: dict[str, Any] = {
        "database_url": database_url,
        "secret_key": "a test's key, known to all",
        "base_url": "http://127.0.0.1:8000",
        "smtp_url": "",
        "mail_from": "aarshjul@fjordby.example",
        "host": "127.0.0.1",
        "port": 8000,
        "instance_dir": folder,
        "password_memory_kib": 8,
        "smtp_timeout": 5,
        "trusted_proxies": 0,
        "log_level": "ERROR",
        "audit_key": "a test's audit key, known to all",
        "audit_head_file": folder / "audit-head.json",
        "session_idle_minutes": 120,
        "session_hours": 12,
        "requests_per_minute": 1_000_000,
        "oidc_issuer": "",
        "oidc_client_id": "",
        "oidc_client_secret": "",
        "oidc_groups_claim": "groups",
    }
    return Settings(**(values | changes))


def _migrate(settings: Settings) -> None:
    app = make_app(settings, testing=True)
    result = app.test_cli_runner().invoke(init)
    assert result.exit_code == 0, result.output
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    folder = tmp_path_factory.mktemp("sqlite")
    _migrate(make_settings(folder, f"sqlite:///{folder / 'data.sqlite3'}"))
    return folder / "data.sqlite3"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server: the given one, or an embedded one shared by the workers of this run."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given.replace("postgres://", "postgresql+psycopg://").replace("postgresql://", "postgresql+psycopg://")
        return
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex)[:12]
    server = start_postgres(Path(tempfile.gettempdir()) / f"gdpr-test-pg-{run}")
    yield address_of(server)
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a migrated database to copy."""
    name = f"template_{uuid.uuid4().hex[:12]}"
    run_on(postgres_server, "ALTER SYSTEM SET fsync = off")
    run_on(postgres_server, "SELECT pg_reload_conf()")
    run_on(postgres_server, f"CREATE DATABASE {name}")
    _migrate(make_settings(tmp_path_factory.mktemp("pg"), url_of(postgres_server, name)))
    yield name
    run_on(postgres_server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def lent_database(postgres_server: str, postgres_template: str) -> Iterator[LentDatabase]:
    """The worker's PostgreSQL database, put back after each test."""
    lent = LentDatabase(postgres_server, postgres_template)
    yield lent
    lent.drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated database of the test's own, in each make."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template, tmp_path / "data.sqlite3")
        yield f"sqlite:///{tmp_path / 'data.sqlite3'}"
        return
    lent: LentDatabase = request.getfixturevalue("lent_database")
    yield lent.lend()
    lent.take_back()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The test's settings; override this fixture to change one."""
    return make_settings(tmp_path, database_url)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once a run: each test has an app of its own, and would else compile them all again."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session", autouse=True)
def routes_compiled_once() -> Iterator[None]:
    """Werkzeug writes two functions for each route of an app, 50 ms in all; the apps of a run share them."""
    written: dict[Any, Any] = {}
    write = Rule._compile_builder

    def write_once(rule: Rule, append_unknown: bool = True) -> Any:
        if rule.defaults:  # these are written into the function
            return write(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        return written[key] if key in written else written.setdefault(key, write(rule, append_unknown))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", write_once)
        yield


@pytest.fixture
def app(settings: Settings, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The whole product on the test's database. No app context is pushed: use `with app.app_context()`, or `ctx`."""
    flask_app = make_app(settings, testing=True)
    flask_app.config["WTF_CSRF_ENABLED"] = False
    flask_app.jinja_env.bytecode_cache = compiled_templates
    with watch(flask_app) as untold:
        yield flask_app
    with flask_app.app_context():
        db.session.remove()
        db.engine.dispose()
    assert untold == [], "rows were changed without an event in the audit trail (tests/repo/changes.py)"


@pytest.fixture
def ctx(app: Flask) -> Iterator[Flask]:
    """The app with its context pushed and a Danish tongue, for tests that call actions and stores directly."""
    with app.test_request_context():
        begin_writing()
        yield app
        db.session.rollback()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a window; `sign_in(client, person)` signs somebody in."""
    return app.test_client()


@pytest.fixture
def personas(app: Flask) -> Personas:
    """The municipality and the people everybody knows, committed."""
    with app.app_context():
        begin_writing()
        people = make_personas()
        db.session.commit()
        return people


def sign_in(client: FlaskClient, email: str) -> None:
    """Sign somebody in without the page; the page has tests of its own."""
    from app.auth.sessions import begin_session
    from app.auth.store import get_account_of

    with client.application.test_request_context():
        begin_writing()
        token = begin_session(get_account_of(email), via="password", now=clock.now())
        db.session.commit()
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
