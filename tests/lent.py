"""A PostgreSQL database that is lent to one test after the other, and put back to what it was in between.

Making and dropping a database takes PostgreSQL longer than most tests take. So each worker keeps one. After each test
what differs from the template is put back: rows (in the order they lay in), the next numbers, and the space that the
test's rows took. Where a test has changed the schema the database is dropped, and the next test gets a new one.
"""

import uuid
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql

_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences"
_SCHEMA = """
SELECT (SELECT sum(hashtext(concat_ws('.', attrelid, attnum, xmin))) FROM pg_attribute WHERE attrelid >= 16384),
       (SELECT sum(hashtext(concat_ws('.', oid, xmin))) FROM pg_constraint WHERE oid >= 16384),
       (SELECT sum(hashtext(concat_ws('.', oid, xmin))) FROM pg_trigger WHERE oid >= 16384),
       (SELECT sum(hashtext(concat_ws('.', oid, xmin))) FROM pg_proc WHERE oid >= 16384),
       (SELECT sum(hashtext(concat_ws('.', oid, xmin))) FROM pg_namespace)
"""
"""Another answer when a table, column, key, index, trigger or function is made, changed or removed."""
_SEND_AWAY = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_ONE = sql.SQL(
    "SELECT {name}, md5(string_agg(t::text, '' ORDER BY ctid)), pg_relation_size({name}::regclass) FROM {table} t"
)


def run_on(server: str, statement: str, *, database: str = "postgres") -> None:
    """Run one statement on the server, outside any transaction."""
    with _connect(server, database) as connection:
        connection.execute(statement.encode())


def url_of(server: str, name: str) -> str:
    """The address of a database on this server."""
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


class LentDatabase:
    """One worker's database: `lend()` it to a test, then `take_back()`."""

    def __init__(self, server: str, template: str) -> None:
        self._server, self._template = server, template
        self._name = ""

    def lend(self) -> str:
        """The address of a database like the template."""
        if not self._name:
            self._name = f"test_{uuid.uuid4().hex[:12]}"
            run_on(self._server, f"CREATE DATABASE {self._name} TEMPLATE {self._template}")
            with _connect(self._server, self._name) as connection:
                self._remember(connection)
        return url_of(self._server, self._name)

    def take_back(self) -> None:
        """Send away who still uses it, and put it back; drop it where that is more than rows."""
        try:
            with _connect(self._server, self._name) as connection:
                connection.execute(_SEND_AWAY)
                is_same = connection.execute(_SCHEMA).fetchone() == self._schema
                if is_same:
                    self._put_back(connection)
        except psycopg.Error:  # whatever a test has done to it, the next one shall not suffer
            is_same = False
        if not is_same:
            self.drop()

    def drop(self) -> None:
        """Remove it from the server."""
        if self._name:
            run_on(self._server, f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")
        self._name = ""

    def _remember(self, connection: psycopg.Connection[Any]) -> None:
        tables = [name for (name,) in connection.execute(_TABLES)]
        self._content = sql.SQL(" UNION ALL ").join(
            _ONE.format(name=sql.Literal(name), table=sql.Identifier(name)) for name in tables
        )
        connection.execute("VACUUM")
        self._schema = connection.execute(_SCHEMA).fetchone()
        self._marks = set(connection.execute(self._content))
        self._numbers = set(connection.execute(_SEQUENCES))
        self._rows = {name: _copy_out(connection, name) for name, mark, _size in self._marks if mark}

    def _put_back(self, connection: psycopg.Connection[Any]) -> None:
        changed = sorted({name for name, _mark, _size in self._marks ^ set(connection.execute(self._content))})
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            for name in changed:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        if changed:
            connection.execute(sql.SQL("VACUUM {}").format(sql.SQL(", ").join(map(sql.Identifier, changed))))
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            for name in set(changed) & set(self._rows):
                _copy_in(connection, name, self._rows[name])
            for name, last in self._numbers - set(connection.execute(_SEQUENCES)):
                connection.execute("SELECT setval(%s::regclass, %s, %s)", (name, last or 1, last is not None))


def _connect(server: str, database: str) -> psycopg.Connection[Any]:
    address = url_of(server, database).replace("postgresql+psycopg://", "postgresql://")
    return psycopg.connect(address, autocommit=True)


def _copy_out(connection: psycopg.Connection[Any], name: str) -> bytes:
    with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as copy:
        return b"".join(copy)


def _copy_in(connection: psycopg.Connection[Any], name: str, rows: bytes) -> None:
    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as copy:
        copy.write(rows)
