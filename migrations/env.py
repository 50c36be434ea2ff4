"""Alembic's entry. On SQLite the foreign keys are off while a table is rebuilt, and checked afterwards.

Rebuilding a parent table drops it; with foreign keys on, its children would be emptied by their cascades. The triggers
that keep a table's search index go with it too, and are made again at the end.
"""

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import JSON, text

from app.core.db import UTCDateTime
from app.core.search import is_of_search
from app.core.search_index import mend_search_indexes

target_db = current_app.extensions["migrate"].db


def run() -> None:
    """Bring the database to the wanted revision, in one transaction where the database can."""
    engine = target_db.engine
    with engine.connect() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=target_db.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_render,
            include_name=lambda name, _kind, _parents: not is_of_search(name),
        )
        with context.begin_transaction():
            context.run_migrations()
            if is_sqlite:
                broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
                if broken:
                    raise RuntimeError(f"the migration broke references: {broken[:5]}")
        if is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
    # A transaction of its own: SQLite's migrations run outside any, and what is begun by the way is rolled back.
    with engine.begin() as connection:
        mend_search_indexes(connection)


def _render(kind: str, item: object, autogen: AutogenContext) -> str | bool:
    """A migration names no class of the program: the program changes, the migration must not."""
    if kind != "type":
        return False
    if isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, JSON):
        autogen.imports.add("from sqlalchemy.dialects.postgresql import JSONB")
        return 'sa.JSON().with_variant(JSONB(), "postgresql")'
    return False


run()
