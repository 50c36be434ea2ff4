"""The edge of a background job: each of its steps is one transaction, committed here and nowhere below."""

from collections.abc import Iterator
from contextlib import contextmanager

from babel import Locale
from flask_babel import force_locale
from sqlalchemy import text

from app.core.db import begin_writing, db, only_reading

DANISH = Locale("da")


@contextmanager
def own_transaction() -> Iterator[None]:
    """Commit when the block ends well, roll back when it raises. Not to be nested."""
    begin_writing()
    with force_locale(DANISH):
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise


@contextmanager
def own_reading() -> Iterator[None]:
    """A transaction of its own that sees what is committed now, changes nothing and waits for no writer."""
    with only_reading(), force_locale(DANISH):
        try:
            yield
        finally:
            db.session.rollback()


def take_turns(name: str) -> None:
    """Let only one process at a time do what `name` names, until this transaction ends.

    It saves double work; what may not happen twice is held by constraints. On SQLite beginning to write is enough.
    """
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
