"""What the rules found when a record was last saved, kept as rows, so that lists count and filter in SQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.db import db
from register.activity.content import ActivityContent
from register.activity.model import ActivityFinding, ProcessingActivity
from register.activity.rules import MUNICIPALITY, Context, findings

_COLUMNS = ("position", "rule", "severity", "is_legal", "field", "message")


def refresh_findings(activity: ProcessingActivity, content: ActivityContent) -> None:
    """Store what the rules find in the record itself; the municipality's own are added where they are shown."""
    wanted = finding_rows(content, is_imported_unedited=activity.is_imported_unedited)
    activity.error_count = count_errors(wanted)
    by_position = sorted(activity.findings, key=lambda row: row.position)
    held = [{name: getattr(row, name) for name in _COLUMNS} for row in by_position]
    if held == wanted:
        return
    if held:
        # The old ones go first: the new ones may hold the same unique values.
        activity.findings.clear()
        db.session.flush()
    activity.findings.extend(ActivityFinding(**row) for row in wanted)


def finding_rows(content: ActivityContent, *, is_imported_unedited: bool) -> list[dict[str, Any]]:
    """What the rules find in the record itself, as rows of `ActivityFinding` without the record's number."""
    context = Context(controller_is_known=True, dpo_is_known=True, is_imported_unedited=is_imported_unedited)
    own = [found for found in findings(content, context) if found.field != MUNICIPALITY]
    texts = [f"{found.message} («{found.about}»)" if found.about else found.message for found in own]
    values = [(found.rule, found.severity, found.is_legal, found.field) for found in own]
    return [
        dict(zip(_COLUMNS, (position, *value, text), strict=True))
        for position, (value, text) in enumerate(zip(values, texts, strict=True))
    ]


def count_errors(rows: Sequence[Mapping[str, Any]]) -> int:
    """How many of these findings are errors: the number that lists sort by."""
    return sum(row["severity"] == "error" for row in rows)
