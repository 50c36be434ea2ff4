"""Several workers at one outbox: each mail is sent once, counted at the mail server. tests/torture/ kills them."""

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import begin_writing, db
from app.mail import outbox
from app.mail.model import OutgoingMail
from app.mail.outbox import send_outbox
from config import ROOT, Settings
from tests.conftest import MOSTLY_POSTGRESQL
from tests.mailserver import MailServer
from tests.make import NOW, make_mail, make_municipality


def write(app: Flask, count: int) -> None:
    with app.app_context():
        begin_writing()
        make_municipality()
        for number in range(count):
            make_mail(to_address=f"person{number:03}@fjordby.example")
        db.session.commit()


def assert_each_once(app: Flask, server: MailServer, count: int) -> None:
    got = Counter(mail.to for mail in server.mails)
    assert got == Counter(f"person{number:03}@fjordby.example" for number in range(count))
    with app.app_context():
        assert set(db.session.scalars(select(OutgoingMail.state))) == {"sent"}
        assert set(db.session.scalars(select(OutgoingMail.attempts))) == {1}


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_that_have_all_seen_the_same_mail_send_each_once(
    app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    write(app, 40)
    barrier = threading.Barrier(workers, timeout=30)
    find_next = outbox.find_next
    seen: list[int] = []

    def find_and_wait(now: datetime, **options: Any) -> Any:
        found = find_next(now, **options)
        db.session.rollback()
        seen.append(found.id)
        barrier.wait()
        return found

    monkeypatch.setattr(outbox, "find_next", find_and_wait)
    counts: Counter[str] = Counter()
    problems: list[Exception] = []

    def work(number: int) -> None:
        try:
            with app.app_context():
                counts.update(send_outbox(NOW, worker=f"worker {number}"))
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert problems == []
    assert len(seen) == workers
    assert len(set(seen)) == 1
    assert counts["sent"] == 40
    assert_each_once(app, server, 40)


def tick(settings: Settings) -> "subprocess.Popen[str]":
    environ = os.environ | {
        "FLASK_APP": "wsgi.py",
        "DATABASE_URL": settings.database_url,
        "INSTANCE_DIR": str(settings.instance_dir),
        "SMTP_URL": settings.smtp_url,
        "SMTP_TIMEOUT": "10",
        "LOG_LEVEL": "ERROR",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "aarshjul", "tick", "--now", NOW.isoformat(), "--json"],
        env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@MOSTLY_POSTGRESQL
def test_two_tick_processes_at_once_send_each_mail_once(app: Flask, settings: Settings, server: MailServer) -> None:
    """The server greets nobody before both have a claim in hand and have called."""
    write(app, 20)
    both_are_here = threading.Barrier(2, timeout=60)

    def hold() -> None:
        both_are_here.wait()

    server.on_connect = hold
    processes = [tick(settings), tick(settings)]
    answers = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], answers
    counts = [json.loads(out) for out, _err in answers]
    assert all(set(count) == {"planned", "queued", "sent", "waiting", "failed", "escalated"} for count in counts)
    assert sum(count["sent"] for count in counts) == 20
    assert all(count["sent"] for count in counts)
    assert server.connections == 2
    assert_each_once(app, server, 20)
