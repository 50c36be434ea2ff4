"""One tick: the parts' steps each in their own transaction, then the outbox."""

import os
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import clock
from app.core.db import begin_writing, db
from app.core.part import Part, PeriodicStep
from app.job.actions import beat
from app.job.model import Heartbeat
from app.job.rules import name_parts
from app.job.store import find_last_beat, list_beats
from app.job.worker import StepsFailed, process_name, run_steps, run_tick, send_due_mail, worker_name
from app.mail.model import OutgoingMail
from tests.make import NOW, make_mail, make_person

Run = Callable[[datetime], dict[str, int]]


def with_steps(app: Flask, **steps: Run) -> None:
    """The app with these steps and no others."""
    app.extensions["parts"] = (
        Part(name="test", steps=[PeriodicStep(name=name, run=run) for name, run in steps.items()]),
    )


def queue_one(now: datetime) -> dict[str, int]:
    make_mail(person=make_person(), at=now)
    return {"queued": 1}


def break_after_writing(now: datetime) -> dict[str, int]:
    make_mail(person=make_person(), at=now)
    raise KeyError("oops")


def mails(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(OutgoingMail.id))) or 0


def test_steps_run_in_order_and_their_counts_are_added_up(app: Flask) -> None:
    order = []

    def plan(now: datetime) -> dict[str, int]:
        order.append(("plan", now))
        return {"planned": 3}

    def remind(now: datetime) -> dict[str, int]:
        order.append(("remind", now))
        return {"planned": 1, "queued": 2}

    with_steps(app, plan=plan, remind=remind)
    with app.app_context():
        assert run_steps(NOW) == {"planned": 4, "queued": 2}
    assert order == [("plan", NOW), ("remind", NOW)]


def test_what_a_step_wrote_is_committed_and_sent_by_the_same_tick(app: Flask) -> None:
    with_steps(app, remind=queue_one)
    with app.app_context():
        counts = run_tick(NOW)
    assert counts == {"planned": 0, "queued": 1, "sent": 1, "waiting": 0, "failed": 0, "escalated": 0}
    settings = app.config["SETTINGS"]
    assert len(list((settings.instance_dir / "mail").glob("*.eml"))) == 1


def test_a_broken_step_is_rolled_back_and_told_of_and_stops_nothing_else(app: Flask) -> None:
    with_steps(app, broken=break_after_writing, remind=queue_one)
    with app.app_context(), pytest.raises(StepsFailed) as failed:
        run_tick(NOW)
    assert failed.value.counts == {"planned": 0, "queued": 1, "sent": 1, "waiting": 0, "failed": 0, "escalated": 0}
    assert list(failed.value.problems) == ["broken"]
    assert mails(app) == 1


def test_a_step_runs_in_one_process_at_a_time(app: Flask) -> None:
    inside, overlaps = threading.Event(), []

    def look_then_write(now: datetime) -> dict[str, int]:
        if inside.is_set():
            overlaps.append(now)
        inside.set()
        is_first = not db.session.scalar(select(func.count(OutgoingMail.id)))
        threading.Event().wait(0.3)
        if is_first:
            make_mail(person=make_person(), at=now)
        inside.clear()
        return {"queued": int(is_first)}

    with_steps(app, remind=look_then_write)
    answers = []

    def work() -> None:
        with app.app_context():
            answers.append(run_steps(NOW))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert overlaps == []
    assert sorted(answer["queued"] for answer in answers) == [0, 1]
    assert mails(app) == 1


def test_a_named_process_beats_by_the_real_clock_and_an_unnamed_one_does_not(app: Flask) -> None:
    with_steps(app)
    with app.app_context():
        run_tick(NOW)
        assert find_last_beat() is None
        run_tick(NOW, process="test")
        beaten_at = find_last_beat()
    assert beaten_at is not None
    assert abs(beaten_at - clock.now()) < timedelta(minutes=1)


def test_a_process_has_one_row_however_often_it_beats(app: Flask) -> None:
    with app.app_context():
        begin_writing()
        beat("one", at=NOW)
        beat("one", at=NOW + timedelta(minutes=1))
        beat("two", at=NOW - timedelta(minutes=1))
        db.session.commit()
        assert db.session.scalar(select(func.count(Heartbeat.id))) == 2
        assert find_last_beat() == NOW + timedelta(minutes=1)


def test_readyz_is_red_without_a_sign_of_life_and_green_with_one(app: Flask) -> None:
    with_steps(app)
    client = app.test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"database": True, "schema": True, "scheduler": False})
    with app.app_context():
        run_tick(clock.now(), process="test")
    assert client.get("/readyz").status_code == 200


def test_one_process_alive_is_enough_for_readyz(app: Flask) -> None:
    now = clock.now()
    with app.app_context():
        begin_writing()
        beat("aarshjul run · srv-01 · 1", at=now - timedelta(hours=2))
        beat("aarshjul run · srv-02 · 1", at=now - timedelta(minutes=4))
        db.session.commit()
    assert app.test_client().get("/readyz").status_code == 200
    with app.app_context():
        begin_writing()
        db.session.execute(db.update(Heartbeat).values(at=now - timedelta(minutes=6)))
        db.session.commit()
    assert app.test_client().get("/readyz").status_code == 503


def test_a_process_that_beats_sweeps_those_that_have_long_been_silent(app: Flask) -> None:
    with app.app_context():
        begin_writing()
        beat("gone", at=NOW - timedelta(hours=25))
        beat("asleep", at=NOW - timedelta(hours=23))
        beat("alive", at=NOW)
        db.session.commit()
        assert [row.process for row in list_beats(limit=5)] == ["alive", "asleep"]
        beat("asleep", at=NOW + timedelta(minutes=1))
        assert [row.process for row in list_beats(limit=1)] == ["asleep"]


def test_names_of_processes_fit_and_names_of_workers_differ() -> None:
    name = name_parts(process_name("aarshjul run"))
    assert name == ("aarshjul run", socket.gethostname()[:60], str(os.getpid()))
    assert name_parts(process_name("aarshjul tick", is_lasting=False)) == (
        "aarshjul tick",
        socket.gethostname()[:60],
        "",
    )
    assert name_parts("aarshjul run") == ("aarshjul run", "", "")
    assert len(process_name("aarshjul run")) <= 120
    assert worker_name() != worker_name()
    assert len(worker_name()) <= 80


def test_between_two_ticks_only_mail_that_is_due_is_sent_and_no_step_is_run(app: Flask) -> None:
    with_steps(app, broken=break_after_writing)
    with app.app_context():
        assert send_due_mail(NOW) == 0
        begin_writing()
        make_mail(person=make_person(), at=NOW)
        make_mail(person=make_person(), at=NOW + timedelta(minutes=5))
        db.session.commit()
        assert send_due_mail(NOW) == 1
        assert send_due_mail(NOW) == 0
        assert send_due_mail(NOW + timedelta(minutes=5)) == 1
    assert mails(app) == 2


def test_two_threads_of_a_process_never_have_two_mails_in_hand(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look into the outbox leaves it to the tick that is sending, and the other way round."""
    with_steps(app)
    sending, may_end = threading.Event(), threading.Event()
    rounds = []

    def send(now: datetime, **_options: object) -> dict[str, int]:
        rounds.append(now)
        sending.set()
        assert may_end.wait(30)
        return {"sent": 1}

    monkeypatch.setattr("app.job.worker.send_outbox", send)

    def tick() -> None:
        with app.app_context():
            run_tick(NOW)

    thread = threading.Thread(target=tick)
    thread.start()
    assert sending.wait(30)
    with app.app_context():
        assert send_due_mail(NOW) == 0
        assert run_tick(NOW)["sent"] == 0
        may_end.set()
        thread.join(30)
        assert rounds == [NOW]
        assert send_due_mail(NOW) == 1
