"""The migrations lead, on both databases, to exactly the tables that the models describe, with rows in them."""

from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from app.core.db import begin_writing, db
from app.core.search import is_of_search
from config import ROOT
from tests.make import Personas

MIGRATIONS = ROOT / "migrations"


def without_search(name: str | None, _kind: str, _parents: object) -> bool:
    """What finds words in the rows is no table of ours; tests/app/core/test_search_index.py looks after it."""
    return not is_of_search(name)


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": without_search})
        return list(compare_metadata(context, db.metadata))


def count_rows() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
        }


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_models_and_migrations_agree(app: Flask) -> None:
    with app.app_context():
        assert differences() == []


def test_check_constraints_carry_the_names_the_models_give(app: Flask) -> None:
    with app.app_context():
        inspector = sa.inspect(db.engine)
        for table in db.metadata.sorted_tables:
            wanted = {str(c.name) for c in table.constraints if isinstance(c, sa.CheckConstraint)}
            found = {str(c["name"]) for c in inspector.get_check_constraints(table.name)}
            assert wanted <= found, table.name


def test_a_database_with_rows_goes_down_and_up_again(app: Flask, personas: Personas) -> None:
    """Down to nothing and up again: the schema comes back the same. (A first schema has no earlier one to keep.)"""
    with app.app_context():
        assert count_rows()["person"] == 6
        db.session.remove()
        downgrade(directory=str(MIGRATIONS), revision="base")
        upgrade(directory=str(MIGRATIONS))
        begin_writing()
        assert differences() == []


def test_upgrading_again_keeps_every_row(app: Flask, personas: Personas) -> None:
    with app.app_context():
        before = count_rows()
        db.session.remove()
        upgrade(directory=str(MIGRATIONS))
        assert count_rows() == before


def test_every_migration_says_what_it_does() -> None:
    for file in Path(MIGRATIONS, "versions").glob("*.py"):
        assert file.read_text(encoding="utf-8").startswith('"""'), file.name
