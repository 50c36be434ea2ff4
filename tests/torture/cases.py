"""The cases in their long form."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from tests.torture import database, interleavings, kills, server, year
from tests.torture.outcome import Outcome
from tests.torture.place import Databases, Place

BOTH = ("postgresql", "sqlite")
ALL_WITHIN = 600
"""Seconds that all cases together may take."""


@dataclass(frozen=True)
class Case:
    """What is tried, in words, how many seconds it is expected to take, and how it is played in so many at most.

    `alone`: how it is played when nothing else is, and may take all the time there is.
    """

    words: str
    seconds: int
    play: Callable[[Databases, float], Outcome]
    alone: Callable[[Databases, float], Outcome] | None = None


def _on_each(play: Callable[[Place], Outcome], databases: Databases, seconds: float) -> Outcome:
    """The same on both makes, one after the other; what the first leaves of the time is the second's."""
    until = time.monotonic() + seconds
    outcomes = []
    for make in BOTH:
        with databases.lend(make, seconds=until - time.monotonic()) as place:
            outcomes.append(play(place).at(place.make))
    return outcomes[0] + outcomes[1]


def _kills(place: Place) -> Outcome:
    return kills.play(place, kills.Size(mails=5_000, workers=2 if place.is_sqlite else 4, kills=30))


def _server(place: Place) -> Outcome:
    return server.play(place, server.Size(mails=40, ways=server.ALL_WAYS))


def _database(databases: Databases, seconds: float) -> Outcome:
    """Both at the same time: most of it is waiting."""
    size = database.Size(mails=800, workers=2, seconds=60)
    with databases.lend("postgresql", seconds=seconds) as ours, databases.lend("sqlite", seconds=seconds) as file:
        with ThreadPoolExecutor(2) as pool:
            stopped = pool.submit(database.play, ours, size, lambda: database.stopped(databases.server))
            locked = pool.submit(database.play, file, size, lambda: database.locked(file))
        return stopped.result().at(ours.make) + locked.result().at(file.make)


def _interleavings(place: Place) -> Outcome:
    return interleavings.play(place, 500)


def _year(days: int, databases: Databases, seconds: float) -> Outcome:
    with databases.lend("sqlite", seconds=seconds) as place:
        return year.play(place, year.Size(days=days, items=500))


CASES: Mapping[str, Case] = {
    "kills": Case("arbejdere dræbt med en mail i hånden", 240, partial(_on_each, _kills)),
    "server": Case("mailserveren nægter, tier, lægger på og lyver", 40, partial(_on_each, _server)),
    "database": Case("databasen væk et minut", 110, _database),
    "interleavings": Case("opgaven ændret, mens mailen er på vej", 60, partial(_on_each, _interleavings)),
    "year": Case("et år dag for dag mod reglerne", 100, partial(_year, 365), alone=partial(_year, 5 * 365 + 1)),
}
