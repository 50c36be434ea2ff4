"""Signs of life of background processes; ordering a job, and what becomes of it.

Whatever a worker does to a job names the worker: where the claim is no longer its own, nothing is changed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import CursorResult, Delete, ScalarSelect, Update, delete, select, update

from app.audit.actions import Doing, record
from app.core.db import change_beside, db, insert_new
from app.core.errors import Refused
from app.core.part import Result
from app.job.kinds import kinds
from app.job.model import Heartbeat, Job, JobResult
from app.job.rules import FILE_KEPT, FORGOTTEN_AFTER, JOB_KEPT, MOST_AT_ONCE, MOST_TRIES
from app.job.store import list_unfinished, lost_their_worker
from app.job.words import broke_off

_FREE: Mapping[str, Any] = {"claimed_by": "", "claimed_at": None, "beat_at": None, "started_at": None}


def beat(process: str, *, at: datetime) -> None:
    """Write down that a process was alive at `at`: one row a process, whoever writes it. Rows long silent go."""
    if not _count(update(Heartbeat).where(Heartbeat.process == process).values(at=at)):
        db.session.execute(insert_new(Heartbeat).values(process=process, at=at))
    # Two that both wake up after a day would wait for each other's row.
    old = select(Heartbeat.id).where(Heartbeat.at < at - FORGOTTEN_AFTER).with_for_update(skip_locked=True)
    _count(delete(Heartbeat).where(Heartbeat.id.in_(old.scalar_subquery())))


def enqueue(kind: str, args: Mapping[str, Any], title: str, *, doing: Doing) -> Job:
    """Order a job. The same one that still waits or runs for the person is given back instead of a second.

    `kind` is one that a part has registered, `args` are plain values. Raises Refused when the person has too many.
    """
    assert kind in kinds(), kind
    mine = list_unfinished(person_id=doing.person_id)
    for job in mine:
        if job.kind == kind and job.args == dict(args):
            return job
    if doing.person_id is not None and len(mine) >= MOST_AT_ONCE:
        raise Refused(
            _(
                "Du har allerede %(n)s bestillinger i gang. Vent, til en af dem er færdig, og bestil så igen.",
                n=len(mine),
            )
        )
    job = Job(kind=kind, args=dict(args), title=title[:400], person_id=doing.person_id, made_at=doing.at)
    db.session.add(job)
    db.session.flush()
    record(doing, "job.enqueue", "job", job.id, {"kind": kind, "title": job.title})
    return job


def claim(job_id: int, *, worker: str, at: datetime) -> bool:
    """Take a job that waits for `worker`; False when another was first. Commit before it is begun."""
    return _changed(
        update(Job)
        .where(Job.id == job_id, Job.state == "queued")
        .values(state="running", claimed_by=worker, claimed_at=at, beat_at=at, tries=Job.tries + 1, done=0, total=0)
    )


def begin(job_id: int, *, worker: str, at: datetime) -> bool:
    """The job's own process has begun. False when the claim was lost meanwhile."""
    return _changed(_held(job_id, worker).values(started_at=at))


def keep(job_id: int, *, worker: str, at: datetime) -> bool:
    """A sign of life. False when the claim was lost."""
    return _changed(_held(job_id, worker).values(beat_at=at))


def tell_progress(job_id: int, *, worker: str, done: int, total: int) -> bool:
    """Say how far the job is, at once and on a connection of its own. False when the claim was lost."""
    total = max(0, total)
    changed = change_beside(_held(job_id, worker).values(done=min(max(0, done), total), total=total))
    return changed is None or changed == 1


def finish(job_id: int, result: Result, *, worker: str, at: datetime) -> bool:
    """Keep what came of it. False when the claim was lost: then another does it, and this result is thrown away."""
    values: dict[str, Any] = {"state": "done", "finished_at": at, "done": Job.total, "message": result.message}
    if result.name:
        values |= {
            "file_name": result.name[-200:], "mimetype": result.mimetype, "size": len(result.data),
            "expires_at": at + FILE_KEPT,
        }  # fmt: skip
    if not _changed(_held(job_id, worker).values(values)):
        return False
    if result.name:
        db.session.add(JobResult(job_id=job_id, data=result.data))
    return True


def fail(job_id: int, *, worker: str, at: datetime, message: str) -> None:
    """It cannot be done; `message` says why, and what to do."""
    _count(_held(job_id, worker).values(state="failed", finished_at=at, message=message))


def try_again(job_id: int, *, worker: str, at: datetime) -> None:
    """Its process died: it waits for another try, or has failed when there were too many."""
    _count(_held(job_id, worker).where(Job.tries < MOST_TRIES).values(state="queued", **_FREE))
    fail(job_id, worker=worker, at=at, message=broke_off())


def put_back(job_id: int, *, worker: str) -> None:
    """The worker was asked to end: the job waits again, and no try is counted."""
    _count(_held(job_id, worker).values(state="queued", tries=Job.tries - 1, **_FREE))


def free_stale(now: datetime) -> None:
    """Let jobs go whose worker has died with them; the try counts."""
    stale = _ids_that_nobody_else_holds(lost_their_worker(now), Job.tries < MOST_TRIES)
    _count(update(Job).where(Job.id.in_(stale)).values(state="queued", **_FREE))
    spent = _ids_that_nobody_else_holds(lost_their_worker(now), Job.tries >= MOST_TRIES)
    _count(update(Job).where(Job.id.in_(spent)).values(state="failed", finished_at=now, message=broke_off()))


def sweep_jobs(*, now: datetime) -> None:
    """Remove files whose time is over, and jobs so old that nobody asks for them."""
    is_old = (Job.made_at < now - JOB_KEPT) & (Job.state != "running")
    gone = select(Job.id).where((Job.expires_at < now) | is_old).scalar_subquery()
    _count(delete(JobResult).where(JobResult.job_id.in_(gone)))
    _count(delete(Job).where(is_old))


def _held(job_id: int, worker: str) -> Update:
    return update(Job).where(Job.id == job_id, Job.state == "running", Job.claimed_by == worker)


def _ids_that_nobody_else_holds(*conditions: Any) -> ScalarSelect[int]:
    """Rows another process is changing just now are left to it: two that change many would wait for each other."""
    return select(Job.id).where(*conditions).order_by(Job.id).with_for_update(skip_locked=True).scalar_subquery()


def _changed(statement: Update) -> bool:
    return _count(statement) == 1


def _count(statement: Update | Delete) -> int:
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return cast(CursorResult[Any], result).rowcount
