"""`kill -9` of workers that hold a mail, at every point of the dialogue with the server.

1. So many mails wait; workers of the product's own (nursery.py) empty the outbox, at a pace that leaves time for it.
2. A point of the dialogue is drawn. The next dialogue that comes there is held by the server, which tells whose it is.
3. That worker is frozen; does it hold a claim in the database, it is killed, and a new one started at once. Does it not
   (it was between two mails), it goes on, and another is waited for.
4. When all kills are done the rest is sent. What the killed held is freed when their claims have grown old.
"""

import queue
import random
import time
from collections import Counter
from dataclasses import dataclass, field

from app.core import clock
from app.core.db import db
from app.mail.outbox import send_outbox
from app.mail.rules import claim_lasts
from tests.conftest import make_settings
from tests.mailprocess import MailProcess
from tests.mailserver import MOMENTS
from tests.torture.outbox import LARGE, Outbox
from tests.torture.outcome import Outcome, count_mails
from tests.torture.place import Place
from tests.torture.workers import Worker, Workers
from wsgi import make_app

SMTP_TIMEOUT = 2
"""A claim lasts fifteen times as long."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much of it: mails, workers and kills. Not `waits`: what the killed held is freed by a later moment."""

    mails: int
    workers: int
    kills: int
    waits: bool = True
    seed: int = field(default_factory=lambda: random.SystemRandom().randrange(1_000_000))


def play(place: Place, size: Size) -> Outcome:
    """Play it at one place."""
    outbox = Outbox(place.url)
    people = outbox.fill(size.mails, at=clock.now(), large_every=max(size.mails // 25, 4))
    with MailProcess() as server:
        server.tell("pace", pause=0.05)
        environ = place.environ(SMTP_URL=server.url, SMTP_TIMEOUT=str(SMTP_TIMEOUT))
        with Workers(size.workers, environ, place.folder) as workers:
            butcher = _Butcher(place, outbox, server, workers, size)
            butcher.work()
            while outbox.count_open() if size.waits else outbox.count_open(but=butcher.killed):
                place.wait()
        if not size.waits:
            _send_later(place, server)
        taken = server.taken()
    unsent = [row.to_address for row in outbox.rows() if row.state != "sent"]
    broken = [f"{len(unsent)} mails er ikke sendt"] if unsent else []
    broken += [f"kun {butcher.kills.total()} drab"] if butcher.kills.total() < size.kills else []
    return count_mails(
        taken, people=people, most_doubles=butcher.kills.total(), kills=butcher.kills.total(), broken=broken,
        figures={f"kills_{moment.lower()}": count for moment, count in butcher.kills.items()},
    )  # fmt: skip


def _send_later(place: Place, server: MailProcess) -> None:
    """What one more worker does when all claims have grown old."""
    app = make_app(make_settings(place.folder, place.url, smtp_url=server.url, smtp_timeout=SMTP_TIMEOUT))
    with app.app_context():
        send_outbox(clock.now() + 2 * claim_lasts(SMTP_TIMEOUT), worker="later")
        db.engine.dispose()


class _Butcher:
    """Who kills."""

    def __init__(self, place: Place, outbox: Outbox, server: MailProcess, workers: Workers, size: Size) -> None:
        self.place, self.outbox, self.server, self.workers, self.size = place, outbox, server, workers, size
        self.random = random.Random(size.seed)
        self.kills: Counter[str] = Counter()
        self.killed: list[int] = []

    def work(self) -> None:
        """Kill as often as was ordered, while there are mails."""
        moments = self._moments()
        began = time.monotonic()
        while (done := self.kills.total()) < self.size.kills and (left := self.outbox.count_open()):
            self._kill_one(moments[done % len(moments)])
            if self.kills.total() > done:
                each = (time.monotonic() - began) / (done + 1)
                wanted = each * (self.size.kills - done) * 1.3
                self.server.tell("pace", pause=min(0.3, wanted * self.size.workers / left))
        self.server.tell("pace", pause=0)
        self._forget_wishes()

    def _moments(self) -> list[str]:
        """All points of the dialogue, equally often, in an order of chance."""
        rounds = [self.random.sample(MOMENTS, len(MOMENTS)) for _ in range(self.size.kills // len(MOMENTS) + 1)]
        return [moment for one in rounds for moment in one]

    def _kill_one(self, moment: str) -> None:
        """Wait for a worker at this moment and kill it, if it holds a mail."""
        self.server.tell("hold", moment="TAKEN" if moment == "DONE" else moment, to=LARGE if moment == "INSIDE" else "")
        until = time.monotonic() + 20
        while time.monotonic() < until and self.outbox.count_open():
            self.place.wait(0)
            try:
                held = self.server.news.get(timeout=0.2)
            except queue.Empty:
                continue
            worker = self.workers.of_port(held.port)
            if worker is not None and moment == "DONE":
                self._answer(worker, held.port)
            if worker is not None and self._is_killed(worker):
                self.kills[moment] += 1
            elif worker is None or moment != "DONE":
                self.server.tell("let_go", port=held.port)
            return
        self._forget_wishes()

    def _answer(self, worker: Worker, port: int) -> None:
        """Let the server say yes while the worker is frozen: so it can be killed while it reads that, and marks."""
        worker.freeze()
        self.server.tell("let_go", port=port)
        time.sleep(0.005)
        worker.thaw()

    def _is_killed(self, worker: Worker) -> bool:
        if self.random.random() < 0.7:
            time.sleep(self.random.random() / 500)
        worker.freeze()
        if not self.outbox.count_claims_of(worker.pid):
            worker.thaw()
            return False
        self.killed.append(worker.pid)
        worker.kill()
        return True

    def _forget_wishes(self) -> None:
        self.server.tell("hold_none")
        while not self.server.news.empty():
            self.server.tell("let_go", port=self.server.news.get().port)
