"""The short form of `./run torture database`: the line to PostgreSQL is cut. SQLite's lock takes longer to wait for."""

import pytest

from tests.torture.database import Size, locked, play
from tests.torture.line import Line
from tests.torture.place import Place


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_workers_come_back_with_the_database(place: Place) -> None:
    with Line(place.url) as line:
        outcome = play(place, Size(mails=150, workers=1, seconds=4), line.cut, url=line.url)
    assert outcome.broken == ()
    assert (outcome.sent, outcome.lost, outcome.doubled) == (150, 0, 0)


@pytest.mark.long
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_workers_come_back_when_the_lock_is_let_go(place: Place) -> None:
    outcome = play(place, Size(mails=150, workers=2, seconds=20), lambda: locked(place))
    assert outcome.broken == ()
    assert (outcome.sent, outcome.lost, outcome.doubled) == (150, 0, 0)
