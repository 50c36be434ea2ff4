"""Emptying the outbox, beside a bare smtplib loop.

The mails are the product's own: each tells one person of three tasks, written from their reminders, with all that is
asked before it goes (is its kind paused, is each task still to do, and still that person's). The reference hands the
very same bytes over, ready made, on one connection to the same server. The server is a process of its own on loopback.
"""

import smtplib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from flask import Flask
from sqlalchemy import select, update

from app.core import clock
from app.core.db import begin_writing, db
from app.core.filters import danish_number
from app.core.workdays import ClosedDays, working_day_on_or_after
from app.job.worker import run_steps
from app.mail import sending
from app.mail.message import Parcel, build_message, own_name
from app.mail.model import OutgoingMail
from app.mail.outbox import send_outbox
from app.organisation.model import Unit
from config import Settings
from tests.bench.measure import Outcome, in_turn, statements_of
from tests.conftest import make_settings
from tests.mailprocess import MailProcess
from tests.make import make_holder, make_municipality, make_person, make_plan, make_task, make_unit
from tests.torture.place import migrated_app

TASKS_EACH = 3
WARM_UP = 2


def measure_mail(*, mails: int, rounds: int) -> Outcome:
    """Time one mail on its way from the outbox to the server, and the same bytes from a bare loop."""
    today = working_day_on_or_after(clock.today(), ClosedDays())
    now = clock.start_of(today) + timedelta(hours=8)
    with MailProcess() as server, product(smtp_url=server.url) as app, app.app_context():
        _write_reminders(mails, now)
        ready = _send_and_keep(now)
        assert len(ready) == mails
        _make_due(now)
        with statements_of(db.engine) as statements:
            _send(now, mails)
        ours, reference = in_turn(
            lambda: _send(now, mails),
            lambda: _send_bare(server.port, ready, app.config["SETTINGS"]),
            rounds=rounds, warm_up=WARM_UP, before=lambda: _make_due(now),
        )  # fmt: skip
        taken = server.taken()
    assert len(taken) == mails * (2 + 2 * (rounds + WARM_UP))
    assert len({mail.digest for mail in taken}) == mails, "the reference sends other bytes"
    size = sum(len(data) for _to, data in ready) / mails
    what = (
        f"Én mail fra udbakken, {danish_number(mails)} i en runde, hver om {TASKS_EACH} opgaver og på "
        f"{danish_number(size / 1000)} kB; mod smtplib alene med de samme bytes på én forbindelse"
    )
    return Outcome(ours=ours / mails, reference=reference / mails, statements=round(len(statements) / mails), what=what)


@contextmanager
def product(**settings: str) -> Iterator[Flask]:
    """The product as it runs in earnest, on an empty database of its own."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        app = migrated_app(make_settings(Path(name), f"sqlite:///{name}/data.sqlite3", **settings))
        yield app
        with app.app_context():
            db.engine.dispose()


class _Ready(NamedTuple):
    to: str
    data: bytes


def _write_reminders(people: int, now: datetime) -> None:
    """So many leaders of a unit each, with tasks that are due in a week; a tick's steps make them mails."""
    begin_writing()
    make_plan(codes=set())
    make_municipality()
    above = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
    due_on = working_day_on_or_after(clock.day_of(now) + timedelta(days=7), ClosedDays())
    for number in range(people):
        unit = make_unit(code=f"E{number}", name=f"Børnehuset Æblehaven {number}", kind="administration", parent=above)
        name = f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {LAST_NAMES[number % len(LAST_NAMES)]}"
        person = make_person(email=f"leder{number}@fjordby.example", name=name, unit=unit)
        make_holder(unit=unit, function="leader", person=person)
        for title in TITLES[:TASKS_EACH]:
            make_task(
                unit=unit, due_on=due_on, title=title, kind="own", function="leader",
                created_on=date(due_on.year - 1, 1, 1), remind_on=clock.day_of(now),
            )  # fmt: skip
    db.session.commit()
    run_steps(now)


def _make_due(now: datetime) -> None:
    begin_writing()
    db.session.execute(update(OutgoingMail).values(state="waiting", attempts=0, try_at=now))
    db.session.commit()


def _send(now: datetime, mails: int) -> None:
    counts = send_outbox(now, worker="bench")
    assert counts == {"sent": mails, "waiting": 0, "failed": 0}


def _send_and_keep(now: datetime) -> Sequence[_Ready]:
    """Send them once, and keep what was handed over."""
    ready: list[_Ready] = []

    def build_and_keep(parcel: Parcel) -> bytes:
        data = build_message(parcel)
        ready.append(_Ready(parcel.to_address, data))
        return data

    with patch.object(sending, "build_message", build_and_keep):
        send_outbox(now, worker="bench")
    return ready


def _send_bare(port: int, ready: Sequence[_Ready], settings: Settings) -> None:
    smtp = smtplib.SMTP("127.0.0.1", port, own_name(settings.base_url))
    smtp.ehlo()
    for to, data in ready:
        smtp.mail(settings.mail_from)
        smtp.rcpt(to)
        code, _words = smtp.data(data)
        assert code == 250
    smtp.quit()


FIRST_NAMES = ("Anna", "Bent", "Åse", "Dorte", "Søren", "Frida", "Gert", "Hanne")
LAST_NAMES = ("Ahorn", "Birk", "Cypres", "Dahl", "Eg", "Fyr", "Gran")
TITLES = ("Slettekontrol i fagsystemer", "Gennemgang af adgange", "Logkontrol", "Øvelse i brud på sikkerheden")
