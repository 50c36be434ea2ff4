"""One job, in the process that was started for it.

The process says how it ended by its exit code; what came of the job it writes to the row itself.
"""

import os
import resource
import signal
import sys
import threading
import time

from flask_babel import force_locale
from sqlalchemy.exc import OperationalError

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.core.jobs import own_reading, own_transaction
from app.core.log import get_log
from app.core.part import JobContext, JobKind, Result
from app.job import actions
from app.job.kinds import kinds
from app.job.store import find_held
from app.job.words import gone

NOT_OURS, OUT_OF_MEMORY, DATABASE_AWAY = 70, 71, 75
ASKED_TO_END = 128 + signal.SIGTERM
TELL_EVERY = 1.0
"""Seconds between two words of progress."""


class ClaimLost(Exception):
    """Another worker has the job by now."""


def do_job(job_id: int, worker: str) -> int:
    """Do a job that `worker` has claimed; gives the exit code. Errors of the program are logged, and end it with 1."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(ASKED_TO_END))
    threading.Thread(target=_end_with_worker, daemon=True).start()
    with own_transaction():
        is_ours = actions.begin(job_id, worker=worker, at=clock.now())
    if not is_ours:
        return NOT_OURS
    kind, context = _read(job_id, worker)
    _bound_memory(kind)
    try:
        _do(kind, context, job_id, worker)
    except ClaimLost:
        return NOT_OURS
    except MemoryError:
        return OUT_OF_MEMORY
    except OperationalError:
        get_log().exception("job broke off", job=job_id, kind=kind.name)
        return DATABASE_AWAY
    except Exception:
        get_log().exception("job failed", job=job_id, kind=kind.name)
        return 1
    return 0


def _read(job_id: int, worker: str) -> tuple[JobKind, JobContext]:
    with own_reading():
        job = find_held(job_id, worker=worker)
        assert job is not None, "begun just now"
        context = JobContext(
            args=job.args,
            person_id=job.person_id,
            ordered_at=job.made_at,
            progress=_Progress(job_id, worker),
        )
        return kinds()[job.kind], context


def _do(kind: JobKind, context: JobContext, job_id: int, worker: str) -> None:
    try:
        with force_locale("da"):
            result: Result | Refused = kind.run(context)
    except Refused as refused:
        result = refused
    except NotFound:
        result = Refused(gone())
    finally:
        # Whatever it has left open must not be committed with what came of it.
        db.session.remove()
    with own_transaction():
        now = clock.now()
        if isinstance(result, Refused):
            actions.fail(job_id, worker=worker, at=now, message=result.message)
        elif not actions.finish(job_id, result, worker=worker, at=now):
            raise ClaimLost


def _end_with_worker() -> None:
    """Nobody watches over a job whose worker is gone, and another will do it: end when the pipe from it does."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(NOT_OURS)


def _bound_memory(kind: JobKind) -> None:
    """The worker looks at the memory in use now and then; this stops what grows faster than it can look."""
    most = kind.memory + kind.memory // 4
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


class _Progress:
    """Writes how far the job is, at most once a second, and when it is through."""

    def __init__(self, job_id: int, worker: str) -> None:
        self.job_id = job_id
        self.worker = worker
        self.told_at = -TELL_EVERY

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done < total and now - self.told_at < TELL_EVERY:
            return
        self.told_at = now
        if not actions.tell_progress(self.job_id, worker=self.worker, done=done, total=total):
            raise ClaimLost
