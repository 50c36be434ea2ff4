"""The heartbeat of background processes; long work, and what came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model, Name


class Heartbeat(Identified):
    """The last sign of life of one process ("aarshjul run" with its number on one machine)."""

    __tablename__ = "heartbeat"
    __table_args__ = (UniqueConstraint("process", name="uq_heartbeat_process"),)

    process: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]


class Job(Identified):
    """Long work that somebody has ordered, and how far it has come: queued → running → done | failed.

    A job whose process has died is queued again; `tries` counts how often it was begun. `claimed_by` names the worker
    that has it and `beat_at` is that worker's last sign of life. `done` of `total` pieces are made. `message` says why
    it failed, or how it went. `file_name` is empty where there is no file; `size` is in bytes, and the file itself
    lies in JobResult until `expires_at`.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="state"),
        CheckConstraint("done >= 0 AND done <= total", name="done_is_within_total"),
        Index("ix_job_state", "state", "id"),
    )

    kind: Mapped[str] = mapped_column(String(60))
    args: Mapped[dict[str, Any]]
    title: Mapped[Name]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default="queued")
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(index=True)
    claimed_by: Mapped[str] = mapped_column(String(80), default="")
    claimed_at: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(Text, default="")
    file_name: Mapped[str] = mapped_column(String(200), default="")
    mimetype: Mapped[str] = mapped_column(String(120), default="")
    size: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime | None] = mapped_column(index=True)


class JobResult(Model):
    """A job's file. In the database, as the worker may stand on another machine than the web; beside the job, so that
    a list of jobs never loads it.
    """

    __tablename__ = "job_result"

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
