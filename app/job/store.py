"""Reading the signs of life, the queue, and one's own jobs."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import NotFound
from app.core.tables import PAGE_SIZE
from app.job.model import Heartbeat, Job, JobResult
from app.job.rules import NOTE_FOR, STALE_AFTER

MOST_NOTES = 5


def find_last_beat() -> datetime | None:
    """When a background process last gave a sign of life; None when none ever did."""
    return db.session.scalar(select(func.max(Heartbeat.at)))


def list_beats(*, limit: int) -> Sequence[Heartbeat]:
    """The processes that were alive last, the newest sign of life first."""
    return db.session.scalars(select(Heartbeat).order_by(Heartbeat.at.desc(), Heartbeat.id).limit(limit)).all()


def list_queued_ids(kinds: Collection[str], *, limit: int) -> Sequence[int]:
    """What waits of these kinds, the longest waiting first."""
    return db.session.scalars(
        select(Job.id).where(Job.state == "queued", Job.kind.in_(kinds)).order_by(Job.id).limit(limit)
    ).all()


def lost_their_worker(now: datetime) -> ColumnElement[bool]:
    """Claims to be freed, as SQL."""
    return (Job.state == "running") & or_(Job.beat_at < now - STALE_AFTER, Job.beat_at > now + STALE_AFTER)


def has_stale(now: datetime) -> bool:
    """Whether a claim has lost its worker."""
    return db.session.scalar(select(Job.id).where(lost_their_worker(now)).limit(1)) is not None


def find_held(job_id: int, *, worker: str) -> Job | None:
    """A job that this worker has; None when it is no longer its own."""
    return db.session.scalar(select(Job).where(Job.id == job_id, Job.state == "running", Job.claimed_by == worker))


def find_state(job_id: int) -> str:
    """How far a job has come; empty when it is gone."""
    return db.session.scalar(select(Job.state).where(Job.id == job_id)) or ""


def get_own(job_id: int, *, person_id: int) -> Job:
    """A job of this person's. Raises NotFound."""
    job = db.session.scalar(select(Job).where(Job.id == job_id, Job.person_id == person_id))
    if job is None:
        raise NotFound
    return job


def list_own(*, person_id: int, number: int, size: int = PAGE_SIZE) -> Sequence[Job]:
    """One page of a person's jobs, the newest first."""
    return db.session.scalars(
        select(Job).where(Job.person_id == person_id).order_by(Job.id.desc()).limit(size).offset((number - 1) * size)
    ).all()


def count_own(*, person_id: int) -> int:
    """How many jobs a person has."""
    return db.session.scalar(select(func.count(Job.id)).where(Job.person_id == person_id)) or 0


def list_unfinished(*, person_id: int | None) -> Sequence[Job]:
    """What waits or runs for a person."""
    return db.session.scalars(
        select(Job).where(Job.person_id == person_id, Job.state.in_(("queued", "running"))).order_by(Job.id)
    ).all()


def count_ahead(job: Job) -> int:
    """How many others are to be done before this one, or are being done."""
    return (
        db.session.scalar(select(func.count(Job.id)).where(Job.state.in_(("queued", "running")), Job.id < job.id)) or 0
    )


def list_news(*, person_id: int, now: datetime) -> Sequence[Job]:
    """A person's newest files that are ready and were not fetched yet, and the jobs that failed, newest first.

    None is older than the front page tells.
    """
    fetched = select(AuditEvent.id).where(
        AuditEvent.subject_kind == "job", AuditEvent.subject_id == Job.id, AuditEvent.verb == "job.fetch"
    )
    return db.session.scalars(
        select(Job)
        .where(Job.person_id == person_id, Job.finished_at > now - NOTE_FOR)
        .where(or_(Job.state == "failed", and_(Job.state == "done", Job.file_name != "", ~fetched.exists())))
        .order_by(Job.id.desc())
        .limit(MOST_NOTES)
    ).all()


def find_file(job_id: int) -> bytes | None:
    """A job's file; None when it has none, or not any more. The caller has shown that it may be fetched."""
    return db.session.scalar(select(JobResult.data).where(JobResult.job_id == job_id))
