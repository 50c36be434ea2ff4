"""A mail server that refuses, hangs up, says nothing or lies, at every stage of the dialogue.

For each stage and each way to misbehave: some mails wait, the server misbehaves a few times, and two workers go through
the outbox again and again while the clock is moved on, until nothing waits. The clock is the test's, the server is a
process of its own, and what it took is what counts.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask

from app.core import clock
from app.core.db import db
from app.mail.outbox import send_outbox
from app.mail.rules import DELAYS
from tests.conftest import make_settings
from tests.mailprocess import MailProcess
from tests.mailserver import DROP, HANG, LIE, STAGES
from tests.torture.outbox import Outbox
from tests.torture.outcome import Outcome, count_mails
from tests.torture.place import Place
from wsgi import make_app

LATER, NEVER = "450 4.2.1 Postkassen er optaget", "550 5.1.1 Findes ikke"
SMTP_TIMEOUT = 2
WORKERS = 2
TIMES = 2
"""How often it misbehaves, each time."""
ROUNDS = 20


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much of it: mails for each way, and the ways: (stage, answer)."""

    mails: int
    ways: Sequence[tuple[str, str]]


ALL_WAYS = (*((stage, answer) for answer in (LATER, NEVER, DROP, HANG) for stage in STAGES), ("BODY", LIE))


def play(place: Place, size: Size) -> Outcome:
    """Play all ways at one place."""
    outbox, people, liars = Outbox(place.url), list[str](), set[str]()
    at = clock.now()
    with MailProcess() as server:
        app = make_app(make_settings(place.folder, place.url, smtp_url=server.url, smtp_timeout=SMTP_TIMEOUT))
        for stage, answer in size.ways:
            new = outbox.fill(size.mails, at=at, after=len(people))
            people += new
            # Only who is lied about may get a mail twice.
            for to in new[:TIMES] if answer == LIE else ():
                server.tell("misbehave", stage=stage, answer=answer, to=to, times=1)
                liars.add(to)
            if answer != LIE:
                server.tell("misbehave", stage=stage, answer=answer, times=TIMES)
            at = _send_all(app, place, outbox, at)
            server.tell("behave")
        taken = server.taken()
        with app.app_context():
            db.engine.dispose()
    rows = outbox.rows()
    told = {row.to_address for row in rows if row.state == "failed" and row.server_said == NEVER}
    open_ = [row.to_address for row in rows if row.state != "sent" and row.to_address not in told]
    broken = [f"{len(open_)} mails står hverken som sendt eller afvist"] if open_ else []
    return count_mails(
        taken,
        people=people,
        told=told,
        most_doubles=len(liars),
        may_double=liars,
        broken=broken,
        figures={"refused": len(told)},
    )


def _send_all(app: Flask, place: Place, outbox: Outbox, at: datetime) -> datetime:
    """Let the workers go through the outbox until nothing waits; returns the moment it then is."""
    for _ in range(ROUNDS):
        place.wait(0)
        problems = _send_once(app, at)
        if problems:
            raise problems[0]
        if not outbox.count_open():
            break
        at += max(DELAYS[:2]) + timedelta(seconds=1)
    return at


def _send_once(app: Flask, at: datetime) -> list[Exception]:
    problems: list[Exception] = []

    def work(number: int) -> None:
        try:
            with app.app_context():
                send_outbox(at, worker=f"worker {number}")
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return problems
