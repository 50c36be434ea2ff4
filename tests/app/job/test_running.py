"""Jobs in processes of their own, on both databases: done, killed, too large, too slow, stopped."""

import json
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db
from app.job import running
from app.job.running import work_queue
from app.job.store import find_file
from app.organisation.model import Person
from tests.app.job.conftest import Order, job_now
from tests.conftest import MOSTLY_POSTGRESQL, MOSTLY_SQLITE
from tests.make import Personas


def work(app: Flask, is_stopping: Callable[[], bool] = lambda: False) -> dict[str, int]:
    with app.app_context():
        return work_queue(is_stopping=is_stopping)


def eventually(holds: Callable[[], bool], *, seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return False


@MOSTLY_SQLITE
def test_a_job_is_done_in_its_own_process_and_its_file_kept(app: Flask, personas: Personas, order: Order) -> None:
    job_id = order(by=personas.anna)
    assert work(app) == {"done": 1, "failed": 0}
    job = job_now(app, job_id)
    assert (job.state, job.done, job.total, job.tries, job.message) == ("done", 3, 3, 1, "")
    assert (job.file_name, job.mimetype) == ("æbler.csv", "text/csv")
    assert job.started_at is not None and job.finished_at is not None and job.expires_at is not None
    assert (job.expires_at - job.finished_at).days == 7
    with app.app_context():
        data = find_file(job_id)
    assert data is not None and len(data) == job.size
    assert data.decode().split("\n") == [
        "Fjordby Kommune", f"person {job.person_id}", "Æble nr. 1", "Æble nr. 2", "Æble nr. 3",
    ]  # fmt: skip
    assert work(app) == {"done": 0, "failed": 0}


@MOSTLY_SQLITE
def test_the_command_works_the_queue_until_it_is_empty_and_answers_one_document(
    app: Flask, order: Order, capfd: pytest.CaptureFixture[str]
) -> None:
    first, second, third = order(pieces=1), order("refuse"), order("write")
    result = app.test_cli_runner().invoke(args=["job", "run", "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {"done": 2, "failed": 1}
    assert [job_now(app, job_id).state for job_id in (first, second, third)] == ["done", "failed", "done"]
    assert job_now(app, second).message == "Kommunen har ingen behandlinger. Opret en, og bestil igen."
    assert job_now(app, third).message == "3 personer er læst ind."
    assert job_now(app, third).file_name == ""
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Person.id)).where(Person.email.like("ny%"))) == 3
    assert capfd.readouterr().out == ""


@MOSTLY_SQLITE
def test_progress_is_seen_by_others_while_it_runs(app: Flask, order: Order) -> None:
    job_id = order(pieces=8, seconds=0.5)
    seen: set[tuple[int, int]] = set()
    worker = threading.Thread(target=work, args=(app,))
    worker.start()

    def look() -> bool:
        job = job_now(app, job_id)
        if job.state == "running" and job.total:
            seen.add((job.done, job.total))
        return job.state == "done"

    assert eventually(look)
    worker.join()
    assert {total for _done, total in seen} == {8}
    assert len(seen) > 2


@MOSTLY_SQLITE
def test_a_killed_process_is_begun_again(app: Flask, order: Order, tmp_path: Path) -> None:
    job_id = order("die", tally=str(tmp_path / "tally"), times=2)
    assert work(app) == {"done": 1, "failed": 0}
    job = job_now(app, job_id)
    assert (job.state, job.tries, job.message) == ("done", 3, "Det gik.")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_process_that_is_killed_each_time_fails_after_three(app: Flask, order: Order, tmp_path: Path) -> None:
    job_id = order("die", tally=str(tmp_path / "tally"), times=9)
    assert work(app) == {"done": 0, "failed": 1}
    job = job_now(app, job_id)
    assert (job.state, job.tries) == ("failed", 3)
    assert job.message.startswith("Arbejdet gik i stå undervejs 3 gange og bliver ikke prøvet mere. Bestil igen")
    assert (tmp_path / "tally").read_text() == "xxx"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("step", [5, 5000])
def test_one_that_takes_too_much_memory_is_stopped_slow_or_sudden(app: Flask, order: Order, step: int) -> None:
    job_id = order("eat", step=step)
    assert work(app) == {"done": 0, "failed": 1}
    job = job_now(app, job_id)
    assert (job.state, job.tries) == ("failed", 1)
    assert job.message == (
        "Arbejdet krævede mere end de 300 MB hukommelse, det må bruge, og blev stoppet. "
        "Vælg færre poster, og bestil igen."
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_it_starts_counts_with_it(app: Flask, order: Order) -> None:
    job_id = order("feed")
    assert work(app) == {"done": 0, "failed": 1}
    assert job_now(app, job_id).message.startswith("Arbejdet krævede mere end de 300 MB hukommelse")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_that_takes_too_long_is_stopped(app: Flask, order: Order) -> None:
    job_id = order("linger", seconds=60)
    assert work(app) == {"done": 0, "failed": 1}
    assert job_now(app, job_id).message.startswith("Arbejdet tog længere tid end de 1 minut, det må tage")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_error_of_ours_fails_it_at_once_and_says_nothing_of_what_it_held(
    app: Flask, order: Order, capfd: pytest.CaptureFixture[str]
) -> None:
    job_id = order("stumble", word="hemmeligt")
    assert work(app) == {"done": 0, "failed": 1}
    job = job_now(app, job_id)
    assert job.tries == 1
    assert job.message.startswith("Der er en fejl i programmet")
    logged = capfd.readouterr().err
    assert "KeyError" in logged
    assert "hemmeligt" not in logged


@MOSTLY_SQLITE
def test_a_worker_that_is_stopped_puts_its_job_back(app: Flask, order: Order) -> None:
    job_id = order(pieces=600, seconds=0.1)
    stopping = threading.Event()
    worker = threading.Thread(target=work, args=(app, stopping.is_set))
    worker.start()
    assert eventually(lambda: job_now(app, job_id).started_at is not None)
    stopping.set()
    worker.join(30)
    assert not worker.is_alive()
    job = job_now(app, job_id)
    assert (job.state, job.tries, job.claimed_by, job.started_at) == ("queued", 0, "", None)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_whose_claim_was_lost_ends_its_process_and_changes_nothing(app: Flask, order: Order) -> None:
    """As after a long sleep of the machine: another worker has freed the claim and has the job."""
    job_id = order(pieces=600, seconds=0.1)
    worker = threading.Thread(target=work, args=(app,))
    worker.start()
    assert eventually(lambda: job_now(app, job_id).started_at is not None)
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE job SET claimed_by = 'en anden'"))
    worker.join(30)
    assert not worker.is_alive()
    job = job_now(app, job_id)
    assert (job.state, job.claimed_by) == ("running", "en anden")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_job_whose_worker_dies_ends_with_it(app: Flask, order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker is killed outright: its end of the pipe closes, and the process does not go on by itself."""
    job_id = order(pieces=600, seconds=0.1)
    started: list[subprocess.Popen[bytes]] = []
    start = running._start

    def start_and_remember(number: int, worker: str) -> "subprocess.Popen[bytes]":
        started.append(start(number, worker))
        return started[0]

    monkeypatch.setattr(running, "_start", start_and_remember)
    monkeypatch.setattr(running, "LOOK_EVERY", 60)
    worker = threading.Thread(target=work, args=(app,))
    worker.start()
    assert eventually(lambda: job_now(app, job_id).started_at is not None)
    began = time.monotonic()
    pipe = started[0].stdin
    assert pipe is not None
    pipe.close()
    worker.join(30)
    assert time.monotonic() - began < 10
    assert job_now(app, job_id).state == "running", "it stays claimed until the claim is stale"


@MOSTLY_POSTGRESQL
def test_two_workers_share_the_queue_and_each_job_is_done_once(app: Flask, order: Order, tmp_path: Path) -> None:
    ids = [order("die", tally=str(tmp_path / f"tally{n}"), times=0) for n in range(4)]
    told: list[dict[str, int]] = []
    workers = [threading.Thread(target=lambda: told.append(work(app))) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert sum(counts["done"] for counts in told) == 4
    assert all(counts["done"] for counts in told)
    assert [(tmp_path / f"tally{n}").read_text() for n in range(4)] == ["x"] * 4
    assert [job_now(app, job_id).tries for job_id in ids] == [1] * 4
