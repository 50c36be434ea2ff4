"""The database that is lent to one test after the other comes back as it was."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.lent import LentDatabase

Row = tuple[object, ...]


@pytest.fixture
def lent(postgres_server: str, postgres_template: str) -> Iterator[LentDatabase]:
    database = LentDatabase(postgres_server, postgres_template)
    yield database
    database.drop()


def run(url: str, *statements: str) -> list[Row]:
    """Run these; what the last one answers."""
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"), autocommit=True) as connection:
        for statement in statements:
            done = connection.execute(statement.encode())
        return done.fetchall() if done.description else []


UNITS = "SELECT u::text FROM unit u ORDER BY ctid"
CELLS = "SELECT c::text FROM risk_scale_cell c ORDER BY ctid"
NUMBERS = "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1"


def test_rows_their_order_and_the_next_numbers_are_put_back(lent: LentDatabase) -> None:
    url = lent.lend()
    before = [run(url, question) for question in (UNITS, CELLS, NUMBERS)]
    for _time in range(3):
        run(
            url,
            "UPDATE unit SET name = 'Rettet'",
            "DELETE FROM risk_scale_cell WHERE id IN (SELECT id FROM risk_scale_cell ORDER BY id LIMIT 3)",
            "SELECT nextval(sequencename::regclass) FROM pg_sequences",
        )
        assert [run(url, question) for question in (UNITS, CELLS, NUMBERS)] != before
        lent.take_back()
        assert lent.lend() == url
        assert [run(url, question) for question in (UNITS, CELLS, NUMBERS)] == before


@pytest.mark.parametrize(
    "change",
    ["CREATE TABLE more (id int)", "ALTER TABLE unit ALTER name DROP NOT NULL", "DROP TABLE reminder CASCADE"],
)
def test_a_changed_schema_is_not_lent_on(lent: LentDatabase, change: str) -> None:
    url = lent.lend()
    run(url, change)
    lent.take_back()
    assert lent.lend() != url


def test_who_still_holds_a_lock_is_sent_away(lent: LentDatabase) -> None:
    url = lent.lend()
    forgotten = psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"))
    forgotten.execute("LOCK TABLE unit")
    lent.take_back()
    assert lent.lend() == url
    with pytest.raises(psycopg.OperationalError):
        forgotten.execute("SELECT 1")
    forgotten.close()
