"""Writing the audit trail, in the same transaction as the change it tells of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.audit import chain as _chain  # noqa: F401 - binds the events as the transaction commits
from app.audit.model import AuditEvent
from app.audit.rules import plain
from app.core.cpr import cover_all
from app.core.db import db


@dataclass(frozen=True)
class Doing:
    """Who acts, when and by which door (web, link, cli, job). Every action is told."""

    at: datetime
    person_id: int | None = None
    via: str = "web"

    def is_for_self(self, gainer_id: int) -> bool:
        """Whether somebody acts on the web and would gain by it themselves; on the command line nobody is somebody."""
        return self.via == "web" and self.person_id == gainer_id


def record(
    doing: Doing,
    verb: str,
    subject_kind: str,
    subject_id: int | None,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Add one event: `verb` names the action as an endpoint does ("activity.change").

    `changes` maps a field to [from, to]. What may be a CPR number in it is covered. Each verb has its words in the
    slot `trail`.
    """
    db.session.add(
        AuditEvent(
            at=doing.at,
            actor_id=doing.person_id,
            via=doing.via,
            verb=verb,
            subject_kind=subject_kind,
            subject_id=subject_id,
            changes=cover_all(plain(changes or {})),
        )
    )
