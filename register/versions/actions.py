"""Keeping a record whole after a save."""

from collections.abc import Mapping
from typing import Any

from app.audit.actions import Doing
from app.core.db import db
from register.versions.model import RecordVersion


def keep_record_version(
    kind: str, subject_id: int, version: int, content: Mapping[str, Any], *, reason: str = "", doing: Doing
) -> None:
    """Keep a record of any kind but an activity as it is now; `content` is what `to_json` or the like gives."""
    db.session.add(
        RecordVersion(
            kind=kind,
            subject_id=subject_id,
            version=version,
            at=doing.at,
            by_id=doing.person_id,
            reason=reason,
            content=dict(content),
        )
    )
