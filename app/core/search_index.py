"""The index behind `app.core.search.matches`: made by a table's migration, kept equal by the database itself.

    def upgrade():
        add_search_index(op.get_bind(), "system")

    def downgrade():
        drop_search_index(op.get_bind(), "system")

SQLite gets an FTS5 table of trigrams over the table's own text (`content=`), and three triggers. A batch migration
builds a table anew, and the triggers go with the old one: `mend_search_indexes`, called after every run of the
migrations, makes them again and fills the index in. It is worked out from the rows, so nothing can be lost.

PostgreSQL gets a GIN index of pg_trgm. A user who may not install the extension gets none: searching then reads every
row, which is slower and finds the same. It is said in the log, and tried again at the next run of the migrations.
"""

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from app.core.log import get_log
from app.core.search import COLUMN, list_searched

_PUT = "INSERT INTO {t}_fts(rowid, {c}) VALUES (new.id, new.{c});"
_TAKE = "INSERT INTO {t}_fts({t}_fts, rowid, {c}) VALUES ('delete', old.id, old.{c});"
_TRIGGERS = {
    "inserted": f"AFTER INSERT ON {{t}} BEGIN {_PUT} END",
    "deleted": f"AFTER DELETE ON {{t}} BEGIN {_TAKE} END",
    "changed": f"AFTER UPDATE OF id, {{c}} ON {{t}} BEGIN {_TAKE} {_PUT} END",
}
"""By the end of the trigger's name: when it fires, and what it does to the index."""


def add_search_index(connection: Connection, name: str) -> bool:
    """Index the table's text, the rows that are there included; whether it could be done. Safe to repeat."""
    return (_add_on_sqlite if connection.dialect.name == "sqlite" else _add_on_postgresql)(connection, name)


def drop_search_index(connection: Connection, name: str) -> None:
    """Take the index away; the table and its text stay."""
    if connection.dialect.name == "sqlite":
        for ending in _TRIGGERS:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}_fts_{ending}"))
        connection.execute(text(f"DROP TABLE IF EXISTS {name}_fts"))
    else:
        connection.execute(text(f"DROP INDEX IF EXISTS {_trigram_index(name)}"))


def mend_search_indexes(connection: Connection) -> list[str]:
    """Make again what a migration took along, or what could not be made before; gives the tables that were mended."""
    seen = inspect(connection)
    held = set(seen.get_table_names())
    is_sqlite = connection.dialect.name == "sqlite"
    # A database that stands at an earlier form has no index to mend there, or no text to search in.
    wanted = [
        name
        for name in list_searched()
        if name in held
        and (f"{name}_fts" in held if is_sqlite else any(c["name"] == COLUMN for c in seen.get_columns(name)))
    ]
    return [name for name in wanted if not is_whole(connection, name) and add_search_index(connection, name)]


def is_whole(connection: Connection, name: str) -> bool:
    """Whether the index and all that keeps it equal to the table are there."""
    if connection.dialect.name != "sqlite":
        return _trigram_index(name) in {index["name"] for index in inspect(connection).get_indexes(name)}
    query = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
    triggers = set(connection.scalars(query, {"name": name}))
    return inspect(connection).has_table(f"{name}_fts") and {f"{name}_fts_{end}" for end in _TRIGGERS} <= triggers


def _add_on_sqlite(connection: Connection, name: str) -> bool:
    # The text is folded already, and FTS5 folds otherwise than we do.
    options = f"content='{name}', content_rowid='id', tokenize='trigram case_sensitive 1'"
    connection.execute(text(f"CREATE VIRTUAL TABLE IF NOT EXISTS {name}_fts USING fts5({COLUMN}, {options})"))
    for ending, words in _TRIGGERS.items():
        body = words.format(t=name, c=COLUMN)
        connection.exec_driver_sql(f"CREATE TRIGGER IF NOT EXISTS {name}_fts_{ending} {body}")
    connection.execute(text(f"INSERT INTO {name}_fts({name}_fts) VALUES ('rebuild')"))  # noqa: S608 - names of tables
    return True


def _add_on_postgresql(connection: Connection, name: str) -> bool:
    index = f"CREATE INDEX IF NOT EXISTS {_trigram_index(name)} ON {name} USING gin ({COLUMN} gin_trgm_ops)"
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
            connection.execute(text(index))
    except DBAPIError as error:
        get_log().warning("no trigram index: searching reads every row", table=name, problem=type(error.orig).__name__)
        return False
    return True


def _trigram_index(name: str) -> str:
    return f"ix_{name}_{COLUMN}_trigram"
