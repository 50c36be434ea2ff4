"""What becomes of a job, on both databases: claimed once, freed, tried again, swept."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.actions import Doing
from app.audit.store import list_events_of
from app.core.db import db
from app.core.errors import Refused
from app.core.jobs import own_reading, own_transaction
from app.core.part import Result
from app.ground import ground
from app.job.actions import (
    begin,
    claim,
    enqueue,
    fail,
    finish,
    free_stale,
    keep,
    put_back,
    sweep_jobs,
    tell_progress,
    try_again,
)
from app.job.model import Job, JobResult
from app.job.rules import FILE_KEPT, JOB_KEPT, MOST_AT_ONCE, MOST_TRIES, STALE_AFTER
from app.job.store import find_file, has_stale, list_news, list_queued_ids
from tests.app.job.conftest import Order, job_now
from tests.make import NOW, make_job, make_person

SECOND = timedelta(seconds=1)
US, THEM = "os", "dem"


def make_claimed() -> Job:
    job = make_job(kind="count")
    assert claim(job.id, worker=US, at=NOW)
    db.session.refresh(job)
    return job


def test_an_order_is_told_and_the_same_order_is_not_made_twice(ctx: Flask) -> None:
    anna, bent = make_person(), make_person()
    doing = Doing(at=NOW, person_id=anna.id)
    job = enqueue("count", {"pieces": 3}, "Æbler", doing=doing)
    assert (job.state, job.person_id, job.made_at, job.tries) == ("queued", anna.id, NOW, 0)
    [event] = list_events_of("job", job.id)
    assert (event.verb, event.actor_id, event.changes) == ("job.enqueue", anna.id, {"kind": "count", "title": "Æbler"})
    assert enqueue("count", {"pieces": 3}, "Æbler", doing=doing) is job
    assert enqueue("count", {"pieces": 4}, "Æbler", doing=doing) is not job
    assert enqueue("count", {"pieces": 3}, "Æbler", doing=Doing(at=NOW, person_id=bent.id)) is not job
    job.state = "done"
    assert enqueue("count", {"pieces": 3}, "Æbler", doing=doing) is not job


def test_nobody_fills_the_queue_alone(ctx: Flask) -> None:
    anna = make_person()
    for number in range(MOST_AT_ONCE):
        enqueue("count", {"pieces": number}, "Æbler", doing=Doing(at=NOW, person_id=anna.id))
    with pytest.raises(Refused, match="Du har allerede 5 bestillinger i gang"):
        enqueue("count", {"pieces": 99}, "Æbler", doing=Doing(at=NOW, person_id=anna.id))
    enqueue("count", {"pieces": 99}, "Æbler", doing=Doing(at=NOW, person_id=make_person().id))
    enqueue("count", {"pieces": 99}, "Æbler", doing=Doing(at=NOW, via="cli"))


def test_a_kind_that_nobody_registered_is_a_mistake_of_ours(ctx: Flask) -> None:
    with pytest.raises(AssertionError):
        enqueue("ukendt", {}, "Æbler", doing=Doing(at=NOW))


def test_of_two_workers_that_claim_at_once_one_gets_it(app: Flask, order: Order) -> None:
    for _round in range(5):
        job_id = order()
        ready, got = threading.Barrier(2), list[str]()

        def take(worker: str, job_id: int = job_id, ready: threading.Barrier = ready, got: list[str] = got) -> None:
            with app.app_context():
                ready.wait()
                with own_transaction():
                    is_ours = claim(job_id, worker=worker, at=NOW)
                if is_ours:
                    got.append(worker)

        workers = [threading.Thread(target=take, args=(name,)) for name in (US, THEM)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert len(got) == 1
        job = job_now(app, job_id)
        assert (job.claimed_by, job.tries) == (got[0], 1)
        with app.app_context(), own_transaction():
            fail(job_id, worker=got[0], at=NOW, message="nok")


def test_the_longest_waiting_comes_first_and_other_kinds_wait_for_another_program(ctx: Flask) -> None:
    jobs = [make_job(kind=kind) for kind in ("count", "fra en nyere version", "count")]
    assert list_queued_ids({"count"}, limit=9) == [jobs[0].id, jobs[2].id]


def test_whose_claim_is_lost_changes_nothing(ctx: Flask) -> None:
    job = make_claimed()
    assert not begin(job.id, worker=THEM, at=NOW)
    assert not keep(job.id, worker=THEM, at=NOW)
    assert not finish(job.id, Result("a.csv", "text/csv", b"a"), worker=THEM, at=NOW)
    fail(job.id, worker=THEM, at=NOW, message="nej")
    try_again(job.id, worker=THEM, at=NOW)
    put_back(job.id, worker=THEM)
    db.session.refresh(job)
    assert (job.state, job.claimed_by, job.tries) == ("running", US, 1)
    assert find_file(job.id) is None
    assert begin(job.id, worker=US, at=NOW)
    assert finish(job.id, Result("a.csv", "text/csv", b"a"), worker=US, at=NOW)
    assert not finish(job.id, Result("b.csv", "text/csv", b"b"), worker=US, at=NOW)
    assert find_file(job.id) == b"a"


def test_a_claim_without_a_sign_of_life_is_freed_and_the_last_try_fails(ctx: Flask) -> None:
    job = make_claimed()
    for at, is_free in (
        (NOW, False), (NOW + STALE_AFTER, False),
        (NOW + STALE_AFTER + SECOND, True), (NOW - STALE_AFTER - SECOND, True),
    ):  # fmt: skip
        assert has_stale(at) == is_free
    later = NOW + STALE_AFTER + SECOND
    assert keep(job.id, worker=US, at=later)
    assert not has_stale(later)
    for tries in range(1, MOST_TRIES + 1):
        later += 2 * STALE_AFTER
        free_stale(later)
        db.session.refresh(job)
        assert job.tries == tries
        if tries < MOST_TRIES:
            assert (job.state, job.claimed_by, job.beat_at) == ("queued", "", None)
            assert claim(job.id, worker=US, at=later)
    assert (job.state, job.finished_at) == ("failed", later)
    assert job.message.startswith("Arbejdet gik i stå undervejs 3 gange")
    assert not has_stale(later + 2 * STALE_AFTER)


def test_progress_stays_within_its_bounds_and_is_told_beside_what_is_being_read(app: Flask, order: Order) -> None:
    job_id = order()
    with app.app_context():
        with own_transaction():
            claim(job_id, worker=US, at=NOW)
        for told, kept in (((3, 9), (3, 9)), ((12, 9), (9, 9)), ((-1, -1), (0, 0)), ((2, 8), (2, 8))):
            with own_reading():
                before = db.session.scalar(select(func.count(Job.id)))
                assert tell_progress(job_id, worker=US, done=told[0], total=told[1])
                assert db.session.scalar(select(func.count(Job.id))) == before
            job = job_now(app, job_id)
            assert (job.done, job.total) == kept
        assert not tell_progress(job_id, worker=THEM, done=1, total=8)
        with own_transaction():
            make_person()
            assert tell_progress(job_id, worker=US, done=5, total=8), "it does not wait for its own transaction"
    assert job_now(app, job_id).done == (5 if "postgres" in app.config["SQLALCHEMY_DATABASE_URI"] else 2)


def test_files_are_swept_after_a_week_and_jobs_after_a_quarter(ctx: Flask) -> None:
    job = make_claimed()
    finish(job.id, Result("a.csv", "text/csv", b"a"), worker=US, at=NOW)
    waits = make_job(at=NOW)
    sweep_jobs(now=NOW + FILE_KEPT)
    assert find_file(job.id) == b"a"
    sweep_jobs(now=NOW + FILE_KEPT + SECOND)
    assert find_file(job.id) is None
    db.session.refresh(job)
    assert (job.state, job.file_name) == ("done", "a.csv")
    running = make_claimed()
    sweep_jobs(now=NOW + JOB_KEPT + SECOND)
    assert db.session.scalars(select(Job.id)).all() == [running.id]
    assert waits.id != running.id


def test_the_housekeeping_of_a_tick_sweeps_the_files(ctx: Flask) -> None:
    job = make_claimed()
    finish(job.id, Result("a.csv", "text/csv", b"a"), worker=US, at=NOW)
    housekeeping = next(step for step in ground.steps if step.name == "housekeeping")
    housekeeping.run(NOW + FILE_KEPT + SECOND)
    assert db.session.scalar(select(func.count(JobResult.job_id))) == 0


def test_a_list_of_jobs_does_not_load_their_files(ctx: Flask) -> None:
    assert "data" not in Job.__table__.columns
    anna = make_person()
    job = make_claimed()
    job.person_id = anna.id
    db.session.flush()
    finish(job.id, Result("a.csv", "text/csv", b"a"), worker=US, at=NOW)
    [mine] = list_news(person_id=anna.id, now=NOW + SECOND)
    assert mine.id == job.id
    assert list_news(person_id=anna.id, now=NOW + timedelta(days=1)) == []
