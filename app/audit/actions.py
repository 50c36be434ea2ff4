"""Writing the audit trail, in the same transaction as the change it tells of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.audit.model import AuditEvent
from app.core.db import db


@dataclass(frozen=True)
class Doing:
    """Who acts, when and by which door (web, link, cli, job). Every action is told."""

    at: datetime
    person_id: int | None = None
    via: str = "web"


def record(
    doing: Doing,
    verb: str,
    subject_kind: str,
    subject_id: int | None,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Add one event: `verb` names the action as an endpoint does ("activity.change")."""
    db.session.add(
        AuditEvent(
            at=doing.at,
            actor_id=doing.person_id,
            via=doing.via,
            verb=verb,
            subject_kind=subject_kind,
            subject_id=subject_id,
            changes=dict(changes or {}),
        )
    )
