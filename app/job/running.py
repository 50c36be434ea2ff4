"""Working the queue: claim a job, run it in a process of its own, and watch over it until it ends.

1. Claims whose worker has died are freed.
2. The job that has waited longest is claimed: queued → running, one row changed, committed.
3. A process is started that does this one job (app.job.child). It writes its progress and its result itself.
4. Meanwhile this process gives signs of life for it, and looks at its memory and its time.
5. What the process could not say itself is written here: that it died, or had to be stopped, and why.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.jobs import own_reading, own_transaction
from app.core.log import get_log
from app.core.part import JobKind
from app.job import actions
from app.job.child import ASKED_TO_END, DATABASE_AWAY, NOT_OURS, OUT_OF_MEMORY
from app.job.kinds import kinds
from app.job.rules import BEAT_EVERY
from app.job.store import find_held, find_state, has_stale, list_queued_ids
from app.job.words import our_mistake, too_long, too_much_memory
from app.job.worker import worker_name
from config import ROOT

BATCH = 20
LOOK_EVERY = 0.2
"""Seconds between two looks at the process."""
GRACE = 10
"""Seconds a process gets to end by itself when it is asked to."""


class Ending(StrEnum):
    """How a job's process ended."""

    SETTLED = "settled"  # it has written itself what came of it
    DIED = "died"
    MISTAKE = "mistake"
    MEMORY = "memory"
    TIME = "time"
    STOPPED = "stopped"  # with this worker
    LOST = "lost"  # the claim is another's by now


_ENDING_OF = {0: Ending.SETTLED, OUT_OF_MEMORY: Ending.MEMORY, NOT_OURS: Ending.LOST}
_DEATHS = {DATABASE_AWAY, ASKED_TO_END}


def _never() -> bool:
    return False


def work_queue(*, is_stopping: Callable[[], bool] = _never) -> dict[str, int]:
    """Do the jobs that wait, one after the other, until none is left; gives how many were done, and failed.

    When `is_stopping` says so, the job in hand is put back into the queue, and it ends.
    """
    worker, counts = worker_name(), Counter[str]()
    while not is_stopping() and (job_id := _claim_next(worker)) is not None:
        counts[_run(job_id, worker, is_stopping)] += 1
    return {state: counts[state] for state in ("done", "failed")}


def _claim_next(worker: str) -> int | None:
    now, ours = clock.now(), kinds()
    with own_reading():
        is_stale = has_stale(now)
    if is_stale:
        with own_transaction():
            actions.free_stale(now)
    while True:
        # A kind that this program does not know waits for a newer one.
        with own_reading():
            ids = list_queued_ids(ours, limit=BATCH)
        if not ids:
            return None
        for job_id in ids:
            with own_transaction():
                is_ours = actions.claim(job_id, worker=worker, at=clock.now())
            if is_ours:
                return job_id


def _run(job_id: int, worker: str, is_stopping: Callable[[], bool]) -> str:
    """Run a claimed job to its end; gives the state it is left in."""
    with own_reading():
        job = find_held(job_id, worker=worker)
        kind = kinds()[job.kind] if job else None
    if kind is None:
        return ""
    get_log().info("job started", job=job_id, kind=kind.name)
    with _start(job_id, worker) as process:
        try:
            ending = _watch(process, kind, job_id, worker, is_stopping)
        except BaseException as problem:
            _end(process)
            with own_transaction():
                # A Ctrl-C is no fault of the job's.
                _write_down(Ending.DIED if isinstance(problem, Exception) else Ending.STOPPED, kind, job_id, worker)
            raise
    with own_transaction():
        _write_down(ending, kind, job_id, worker)
    with own_reading():
        state = find_state(job_id)
    get_log().info("job ended", job=job_id, kind=kind.name, ending=ending, state=state)
    return state


def _start(job_id: int, worker: str) -> "subprocess.Popen[bytes]":
    """This program once more, in a session of its own: a Ctrl-C is for the worker, and the worker ends the job.

    The pipe is never written to. Its end tells the process that the worker is gone.
    """
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    entry: str = current_app.extensions["entry"]
    return subprocess.Popen(  # noqa: S603 - this program, a number and a name of our own
        [sys.executable, "-m", "flask", "--app", entry, "job", "do", str(job_id), worker],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": path},
        start_new_session=True,
    )


def _watch(
    process: "subprocess.Popen[bytes]", kind: JobKind, job_id: int, worker: str, is_stopping: Callable[[], bool]
) -> Ending:
    began = beaten = time.monotonic()
    while True:
        try:
            return _ending_of(process.wait(LOOK_EVERY), is_stopping)
        except subprocess.TimeoutExpired:
            now = time.monotonic()
        if is_stopping():
            _end(process)
            return Ending.STOPPED
        if _memory_of(process.pid) > kind.memory:
            _kill(process)
            return Ending.MEMORY
        if now - began > kind.seconds:
            _kill(process)
            return Ending.TIME
        if now - beaten > BEAT_EVERY.total_seconds():
            beaten = now
            if not _beat(job_id, worker):
                _kill(process)
                return Ending.LOST


def _ending_of(code: int, is_stopping: Callable[[], bool]) -> Ending:
    if code < 0 or code in _DEATHS:
        # A service manager may ask worker and job to end at once.
        return Ending.STOPPED if is_stopping() else Ending.DIED
    return _ENDING_OF.get(code, Ending.MISTAKE)


def _beat(job_id: int, worker: str) -> bool:
    """Give a sign of life; False when the job is another's. A database that is away is no reason to stop."""
    try:
        with own_transaction():
            return actions.keep(job_id, worker=worker, at=clock.now())
    except SQLAlchemyError:
        get_log().exception("no sign of life", job=job_id)
        return True


def _write_down(ending: Ending, kind: JobKind, job_id: int, worker: str) -> None:
    """What the process did not write itself. Where it has, the claim is over and nothing is changed."""
    now = clock.now()
    match ending:
        case Ending.DIED:
            actions.try_again(job_id, worker=worker, at=now)
        case Ending.STOPPED:
            actions.put_back(job_id, worker=worker)
        case Ending.MEMORY:
            actions.fail(job_id, worker=worker, at=now, message=too_much_memory(kind))
        case Ending.TIME:
            actions.fail(job_id, worker=worker, at=now, message=too_long(kind))
        case Ending.MISTAKE:
            actions.fail(job_id, worker=worker, at=now, message=our_mistake())
        case Ending.SETTLED | Ending.LOST:
            pass


def _memory_of(pid: int) -> int:
    """Bytes of memory that a process and those it has started hold (their resident sets); 0 when it is gone."""
    folder = Path(f"/proc/{pid}")
    try:
        pages = int((folder / "statm").read_text(encoding="ascii").split()[1])
        started = [n for file in folder.glob("task/*/children") for n in file.read_text(encoding="ascii").split()]
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(_memory_of(int(number)) for number in started)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to end, so that it rolls back what it was about; then do not ask."""
    _signal(process, signal.SIGTERM)
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        _kill(process)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    _signal(process, signal.SIGKILL)
    process.wait()


def _signal(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """To the process and whatever it has started."""
    if process.poll() is None:
        os.killpg(process.pid, number)
