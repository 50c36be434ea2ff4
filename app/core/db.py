"""The database: base class, column types and how a connection is opened.

One database in two makes: SQLite embedded, PostgreSQL where more is wanted. What differs between them is here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Engine, MetaData, Select, String, Text, Update, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from app.core.errors import NotFound, Refused

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_MS = 15_000
CHECKPOINT_PAGES = 4_000
"""SQLite's log grows to 16 MB before it is put into the file; who commits then waits for the disk."""


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. A naive one is refused: it would be somebody's guess."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive moment")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Compared byte by byte on both databases; app.core.text.sort_key makes that the Danish order.
SortKeyType = String(400).with_variant(String(400, collation="C"), "postgresql")
JSONType = JSON().with_variant(JSONB(), "postgresql")

AnySelect = Select[*tuple[Any, ...]]
"""A query whose columns are named where it is run."""

RowId = Annotated[int, mapped_column(primary_key=True)]
Code = Annotated[str, mapped_column(String(80))]
Name = Annotated[str, mapped_column(String(400))]
LongText = Annotated[str, mapped_column(Text, default="")]
SortKey = Annotated[str, mapped_column(SortKeyType, index=True)]


class Base(DeclarativeBase):
    """Base of every model: named constraints, aware moments, JSON that both databases can hold."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UTCDateTime(), dict[str, Any]: JSONType, list[Any]: JSONType},
    )


db = SQLAlchemy(model_class=Base)
migrate = Migrate()

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class Identified(Model):
    """A row with a number of its own."""

    __abstract__ = True
    id: Mapped[RowId]


Row = TypeVar("Row", bound=Identified)


def lock_row(model: type[Row], row_id: int) -> Row:
    """The row as it stands now, though this session has read it before, held until the transaction ends.

    Raises NotFound.
    """
    query = select(model).where(model.id == row_id).with_for_update(of=model)
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


def add_unique(row: Identified, refusal: Refused) -> None:
    """Add a row whose key the database keeps to itself. Raises the refusal when somebody else has taken the key."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        raise refusal from None


def insert_new(model: type[Base]) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT that leaves out rows whose key is there already, whoever put it there.

    `.returning(…)` gives back what was added.
    """
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
    return dialect.insert(model).on_conflict_do_nothing()


_only_reads: ContextVar[bool] = ContextVar("only_reads", default=False)


@contextmanager
def only_reading() -> Iterator[None]:
    """Transactions begun inside only read: on SQLite they wait for no writer."""
    token = _only_reads.set(True)
    try:
        yield
    finally:
        _only_reads.reset(token)


def begin_reading() -> None:
    """As `only_reading`, for the rest of this context (a web request)."""
    _only_reads.set(True)


def begin_writing() -> None:
    """Transactions begun from here on may write."""
    _only_reads.set(False)


def change_beside(statement: Update) -> int | None:
    """Change rows on another connection, in a transaction of its own, beside the one the session may be in.

    Gives how many were changed; None, and nothing is done, where that would wait for this very session: it holds
    SQLite's only write lock.
    """
    if db.engine.dialect.name == "sqlite" and db.session().in_transaction() and not _only_reads.get():
        return None
    token = _only_reads.set(False)
    try:
        with db.engine.begin() as connection:
            return connection.execute(statement).rowcount
    finally:
        _only_reads.reset(token)


def init_db(app: Flask) -> None:
    """Bind the database to the app. Migrations are batched because SQLite cannot alter a table in place."""
    db.init_app(app)
    migrate.init_app(app, db, render_as_batch=True, compare_type=True)


@event.listens_for(Engine, "connect")
def _open_sqlite(connection: Any, _record: Any) -> None:
    if type(connection).__module__ != "sqlite3":
        return
    # The driver's own idea of when a transaction begins is switched off; `_begin_sqlite` says it.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    """Take SQLite's write lock at once where one will write: a reader that turns writer cannot wait, it fails."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if _only_reads.get() else "BEGIN IMMEDIATE")
