"""An app that knows the tests' kinds of jobs, and whose jobs' processes find the same database."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from app.audit.actions import Doing
from app.core import clock
from app.core.db import begin_writing, db
from app.job.actions import enqueue
from app.job.model import Job
from app.organisation.store import find_person
from config import Settings
from tests.app.job.program import ENTRY, TEST_JOBS

Order = Callable[..., int]


def know_test_jobs(app: Flask) -> None:
    """Add the tests' kinds to an app."""
    app.extensions["parts"] = (*app.extensions["parts"], TEST_JOBS)
    app.extensions["entry"] = ENTRY


@pytest.fixture
def app(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Flask:
    know_test_jobs(app)
    for name in ("database_url", "instance_dir", "secret_key", "audit_key", "log_level", "base_url"):
        monkeypatch.setenv(name.upper(), str(getattr(settings, name)))
    return app


@pytest.fixture
def order(app: Flask) -> Order:
    """Orders a job and commits; gives its number."""

    def order_now(kind: str = "count", *, by: str = "", at: datetime | None = None, **args: Any) -> int:
        with app.test_request_context():
            begin_writing()
            person = find_person(by) if by else None
            doing = Doing(at=at or clock.now(), person_id=person.id if person else None)
            job_id = enqueue(kind, {"pieces": 3} | args, "Æbler i kælderen", doing=doing).id
            db.session.commit()
            return job_id

    return order_now


def job_now(app: Flask, job_id: int) -> Job:
    """The job as the database has it now."""
    with app.app_context():
        return db.session.get_one(Job, job_id)
