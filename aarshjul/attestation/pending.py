"""What the task of a unit still waits for: it is done where its records are answered, not on its own page."""

from flask import url_for
from sqlalchemy import func, select

from aarshjul.attestation.model import AttestationCampaign, AttestationLine
from aarshjul.attestation.rules import TASK_KIND
from aarshjul.task.model import Task
from app.core.db import db
from app.core.text import N_

WHY_NOT = N_("Behandlingerne bekræftes på deres egen side. Log ind, og svar på dem dér. Så lukker opgaven af sig selv.")


def count_pending(task: Task) -> int:
    """How many records of the task's unit have no answer yet; none for tasks of other kinds, which cost nothing."""
    if task.kind != TASK_KIND:
        return 0
    query = (
        select(func.count())
        .select_from(AttestationLine)
        .join(AttestationLine.campaign)
        .where(
            AttestationLine.campaign_id == task.subject_id,
            AttestationLine.unit_id == task.unit_id,
            AttestationLine.state == "waiting",
            AttestationCampaign.closed_at.is_(None),
        )
    )
    return db.session.scalar(query) or 0


def why_not_close(task: Task) -> str | None:
    """Why the task can be neither done nor put aside as it stands; None when it can."""
    return WHY_NOT if count_pending(task) else None


def pending_url(task: Task) -> str:
    """The page where the task's records are answered; "" for tasks of other kinds."""
    if task.kind != TASK_KIND:
        return ""
    return url_for("attestation_answer.show", campaign_id=task.subject_id, unit_id=task.unit_id)
