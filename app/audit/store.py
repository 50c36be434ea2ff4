"""Reading the audit trail."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.audit.model import AuditEvent
from app.core.db import db


def list_events_of(subject_kind: str, subject_id: int, *, limit: int = 20) -> Sequence[AuditEvent]:
    """The newest events of one row, newest first. The caller has shown that the row may be seen."""
    return db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject_kind == subject_kind, AuditEvent.subject_id == subject_id)
        .options(joinedload(AuditEvent.actor))
        .order_by(AuditEvent.id.desc())
        .limit(limit)
    ).all()
