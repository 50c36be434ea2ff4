"""The scheduler as a process of its own, and `flask aarshjul tick`."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from aarshjul.scheduler import tick
from app.core import clock
from app.core.db import begin_writing, db
from app.core.part import Part, PeriodicStep
from app.job.model import Job
from app.job.store import find_last_beat
from app.mail.model import OutgoingMail
from config import ROOT, Settings
from tests.app.job.program import ENTRY
from tests.conftest import MOSTLY_SQLITE, make_settings
from tests.mailserver import MailServer
from tests.make import NOW, make_job, make_mail, make_municipality

EVERY_SECOND = "from wsgi import app; from aarshjul.scheduler import run_forever; run_forever(app, seconds=1)"
COUNTS = {"planned": 0, "queued": 0, "sent": 0, "waiting": 0, "failed": 0, "escalated": 0}


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as mail_server:
        yield mail_server


@pytest.fixture
def settings(database_url: str, tmp_path: Path, server: MailServer) -> Settings:
    return make_settings(tmp_path, database_url, smtp_url=server.url)


@pytest.fixture
def start(settings: Settings) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts a command as a process on the test's database; what still runs at the end is killed."""
    environ = os.environ | {
        "FLASK_APP": "wsgi.py",
        "DATABASE_URL": settings.database_url,
        "INSTANCE_DIR": str(settings.instance_dir),
        "SMTP_URL": settings.smtp_url,
    }
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, *arguments], env=environ, cwd=ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def write(app: Flask, *people: str) -> None:
    with app.app_context():
        begin_writing()
        make_municipality()
        for name in people:
            make_mail(to_address=f"{name}@fjordby.example", at=NOW.replace(year=2025))
        db.session.commit()


def eventually(holds: Callable[[], bool], *, seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return False


def states(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(OutgoingMail.state).order_by(OutgoingMail.id)))


def test_it_sends_at_once_beats_and_ends_gracefully(
    app: Flask, server: MailServer, start: Callable[..., "subprocess.Popen[str]"]
) -> None:
    """SIGTERM comes while the first mail is in hand: that one is finished and marked, the others are left in peace."""
    called, may_greet = threading.Event(), threading.Event()

    def hold() -> None:
        called.set()
        may_greet.wait(30)

    server.on_connect = hold
    write(app, "anna", "bent", "carla")
    process = start("-m", "flask", "aarshjul", "run")
    assert called.wait(60)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert process.poll() is None
    may_greet.set()
    _out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert server.sent_to() == ["anna@fjordby.example"]
    assert states(app) == ["sent", "waiting", "waiting"]
    with app.app_context():
        beaten_at = find_last_beat()
    assert beaten_at is not None
    assert (clock.now() - beaten_at).total_seconds() < 60


@MOSTLY_SQLITE
def test_it_does_a_job_and_puts_it_back_when_it_is_asked_to_end(
    app: Flask, start: Callable[..., "subprocess.Popen[str]"]
) -> None:
    with app.app_context():
        begin_writing()
        make_municipality()
        quick = make_job(kind="count", args={"pieces": 1}).id
        slow = make_job(kind="count", args={"pieces": 1000, "seconds": 0.1}).id
        db.session.commit()

    def seen(job_id: int) -> Job:
        with app.app_context():
            return db.session.get_one(Job, job_id)

    process = start("-m", "flask", "--app", ENTRY, "aarshjul", "run")
    assert eventually(lambda: seen(slow).done > 0, seconds=60)
    assert seen(quick).state == "done"
    process.send_signal(signal.SIGTERM)
    _out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    job = seen(slow)
    assert (job.state, job.tries, job.claimed_by) == ("queued", 0, "")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_it_comes_back_by_itself_when_the_database_does(
    app: Flask, server: MailServer, start: Callable[..., "subprocess.Popen[str]"], settings: Settings
) -> None:
    write(app, "anna")
    process = start("-c", EVERY_SECOND)
    assert eventually(lambda: states(app) == ["sent"])
    close, reopen = _door(settings.database_url)
    close()
    time.sleep(2.5)
    assert process.poll() is None
    reopen()
    write(app, "bent")
    assert eventually(lambda: server.sent_to() == ["anna@fjordby.example", "bent@fjordby.example"])
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert "tick failed" in err


def _door(database_url: str) -> tuple[Callable[[], None], Callable[[], None]]:
    """Two functions: throw everybody out of the database and let nobody in; let them in again."""
    url = sa.make_url(database_url)
    engine = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)

    def run(*statements: str) -> None:
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def close() -> None:
        run(
            f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{url.database}'",
        )

    def reopen() -> None:
        run(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true")

    return close, reopen


def test_a_tick_with_nothing_to_do_does_nothing_twice(app: Flask) -> None:
    app.extensions["parts"] = ()
    with app.app_context():
        assert tick(NOW) == COUNTS
        assert tick(NOW) == COUNTS


def test_the_tick_command_answers_one_document_and_commits(app: Flask, server: MailServer) -> None:
    app.extensions["parts"] = ()
    write(app, "anna", "bent")
    result = app.test_cli_runner().invoke(args=["aarshjul", "tick", "--now", NOW.isoformat(), "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == COUNTS | {"sent": 2}
    assert states(app) == ["sent", "sent"]
    with app.app_context():
        assert find_last_beat() is None, "a rehearsal is no sign of life"


def test_the_tick_command_without_a_time_is_a_sign_of_life(app: Flask) -> None:
    app.extensions["parts"] = ()
    result = app.test_cli_runner().invoke(args=["aarshjul", "tick"])
    assert (result.exit_code, result.stdout) == (
        0,
        "0 nye opgaver, 0 mails skrevet, 0 sendt, 0 venter, 0 kunne ikke sendes.\n",
    )
    with app.app_context():
        assert find_last_beat() is not None


def test_a_broken_step_ends_the_command_with_1_after_the_rest_was_done(app: Flask) -> None:
    def broken(_now: datetime) -> dict[str, int]:
        raise ValueError("noget gik galt")

    app.extensions["parts"] = (Part(name="test", steps=[PeriodicStep(name="remind", run=broken)]),)
    write(app, "anna")
    result = app.test_cli_runner().invoke(args=["aarshjul", "tick", "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["sent"] == 1
    assert "«remind»" in result.stderr
