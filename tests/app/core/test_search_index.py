"""The index agrees with its table after every migration, and cannot be lost by the next one."""

import uuid

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from flask_migrate import downgrade, upgrade
from structlog.testing import CapturingLogger

from app.core import search_index
from app.core.db import db
from app.core.search import is_of_search, list_searched
from app.core.search_index import add_search_index, is_whole, mend_search_indexes
from register.activity.model import ProcessingActivity
from register.system.model import System
from tests.lent import run_on, url_of
from tests.make import make_activity, make_system
from tests.repo.test_migrations import MIGRATIONS

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def assert_index_agrees(connection: sa.Connection, name: str) -> None:
    """Every trigger is there, and the index holds every row's text and nothing else."""
    assert is_whole(connection, name), name
    if connection.dialect.name == "sqlite":
        # Raises where the index and the rows differ.
        connection.execute(sa.text(f"INSERT INTO {name}_fts({name}_fts, rank) VALUES ('integrity-check', 1)"))


def test_every_searched_table_has_its_index_after_all_migrations(ctx: Flask) -> None:
    """A noun that says `searched(…)` and forgets `add_search_index` in its migration fails here."""
    make_activity(title="Årshjul")
    make_system(name="Omsorg")
    assert {"processing_activity", "system"} <= set(list_searched())
    for name in list_searched():
        assert_index_agrees(db.session.connection(), name)


@ONLY_SQLITE
def test_the_check_finds_an_index_that_differs(ctx: Flask) -> None:
    make_system(name="Omsorg")
    connection = db.session.connection()
    connection.execute(sa.text("DROP TRIGGER system_fts_changed"))
    assert not is_whole(connection, "system")
    connection.execute(sa.text("UPDATE system SET search = 'andet'"))
    connection.execute(sa.text("CREATE TRIGGER system_fts_changed AFTER UPDATE ON system BEGIN SELECT 1; END"))
    with pytest.raises(sa.exc.DatabaseError, match="malformed"):
        assert_index_agrees(connection, "system")


@ONLY_SQLITE
def test_a_batch_migration_that_builds_the_table_anew_keeps_the_index(ctx: Flask) -> None:
    row = make_activity(title="Databehandleraftaler")
    connection = db.session.connection()
    operations = Operations(MigrationContext.configure(connection, opts={"render_as_batch": True}))
    with operations.batch_alter_table("processing_activity", recreate="always") as batch:
        batch.add_column(sa.Column("later", sa.String(10), nullable=True))
    assert not is_whole(connection, "processing_activity")
    connection.execute(sa.text("UPDATE processing_activity SET search = 'ombygget'"))
    assert mend_search_indexes(connection) == ["processing_activity"]
    assert mend_search_indexes(connection) == []
    assert_index_agrees(connection, "processing_activity")
    found = sa.text("SELECT rowid FROM processing_activity_fts WHERE processing_activity_fts MATCH 'bygg'")
    assert connection.scalars(found).all() == [row.id]


def test_rows_that_were_there_before_are_indexed_and_the_way_back_leaves_nothing(ctx: Flask) -> None:
    make_activity(title="Fra før")
    db.session.commit()
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision="0004")
    with db.engine.connect() as connection:
        left = [name for name in sa.inspect(connection).get_table_names() if is_of_search(name)]
        assert left == []
    upgrade(directory=str(MIGRATIONS))
    with db.engine.connect() as connection:
        for name in list_searched():
            assert_index_agrees(connection, name)


def test_without_the_right_to_install_the_extension_searching_goes_on_without_index(
    postgres_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = CapturingLogger()
    monkeypatch.setattr(search_index, "get_log", lambda: log)
    poor = f"poor_{uuid.uuid4().hex[:12]}"
    run_on(postgres_server, f"CREATE DATABASE {poor}")
    run_on(postgres_server, f"CREATE ROLE {poor}")
    run_on(postgres_server, "CREATE TABLE thing (id int, search text)", database=poor)
    run_on(postgres_server, f"ALTER TABLE thing OWNER TO {poor}", database=poor)
    engine = sa.create_engine(url_of(postgres_server, poor))
    try:
        with engine.begin() as connection:
            connection.execute(sa.text(f"SET ROLE {poor}"))
            assert add_search_index(connection, "thing") is False
            assert [call.kwargs["problem"] for call in log.calls] == ["InsufficientPrivilege"]
            assert connection.scalar(sa.text("SELECT count(*) FROM thing")) == 0, "the transaction goes on"
            connection.execute(sa.text("RESET ROLE"))
            assert add_search_index(connection, "thing") is True
            assert is_whole(connection, "thing")
    finally:
        engine.dispose()
        run_on(postgres_server, f"DROP DATABASE {poor} WITH (FORCE)")
        run_on(postgres_server, f"DROP ROLE {poor}")


def test_models_are_searched_by_their_own_column() -> None:
    for model in (ProcessingActivity, System):
        assert model.__tablename__ in set(list_searched())
        assert isinstance(model.__table__.c.search.type, sa.Text)
