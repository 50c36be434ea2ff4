"""What the rules found in records, kept as rows, so that lists count and filter in SQL.

Only the record's own findings are kept: those of the municipality's settings are added where they are shown. What the
day or another record decides is found anew when it changes, and every day (register/activity/refreshing.py).
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.db import db
from register.activity.content import ActivityContent
from register.activity.facts import MOST_AT_ONCE, Asked, load_facts
from register.activity.model import ActivityFinding, ActivitySetAside, ProcessingActivity
from register.activity.rules import MUNICIPALITY, Context, Finding, findings, is_art30_fulfilled, is_complete
from register.activity.wording import sentence

ROW_COLUMNS = ("position", "rule", "severity", "is_legal", "field", "message", "about", "is_set_aside")


@dataclass(frozen=True)
class Outcome:
    """What the rules find in one record: rows of `ActivityFinding`, and the columns of the record that sum them up."""

    rows: Sequence[dict[str, Any]]
    columns: Mapping[str, Any]


def refresh_findings(activity: ProcessingActivity, content: ActivityContent) -> None:
    """Store what the rules find in the record itself today."""
    asked = Asked(activity.id, content, activity.is_imported_unedited)
    outcome = ask_rules([asked], today=clock.today())[0]
    for name, value in outcome.columns.items():
        setattr(activity, name, value)
    by_position = sorted(activity.findings, key=lambda row: row.position)
    if [{name: getattr(row, name) for name in ROW_COLUMNS} for row in by_position] == outcome.rows:
        return
    if by_position:
        # The old ones go first: the new ones may hold the same unique values.
        activity.findings.clear()
        db.session.flush()
    activity.findings.extend(ActivityFinding(**row) for row in outcome.rows)


def ask_rules(asked: Sequence[Asked], *, today: date) -> Sequence[Outcome]:
    """What the rules find in these records themselves, in a constant number of statements."""
    aside = list_aside({one.activity_id for one in asked if one.activity_id is not None}, today=today)
    outcomes = []
    for one, facts in zip(asked, load_facts(asked, today=today), strict=True):
        context = Context(
            today=today,
            controller_is_known=True,
            dpo_is_known=True,
            is_imported_unedited=one.is_imported_unedited,
            facts=facts,
        )
        own = [found for found in findings(one.content, context) if found.field != MUNICIPALITY]
        rows = [
            _row(place, found, (one.activity_id, found.rule, found.about) in aside) for place, found in enumerate(own)
        ]
        columns = {
            "error_count": sum(row["severity"] == "error" and not row["is_set_aside"] for row in rows),
            "is_art30_fulfilled": is_art30_fulfilled(own),
            "is_complete": is_complete(own),
            "found_on": today,
        }
        outcomes.append(Outcome(rows, columns))
    return outcomes


def list_standing(activity_ids: Collection[int], *, today: date) -> Sequence[ActivitySetAside]:
    """What is set aside today in these records; with who did it, a statement for thousands of them."""
    held, values = ActivitySetAside, sorted(activity_ids)
    return [
        row
        for start in range(0, len(values), MOST_AT_ONCE)
        for row in db.session.scalars(
            select(held)
            .where(
                held.activity_id.in_(values[start : start + MOST_AT_ONCE]),
                held.is_over.is_(False),
                held.until_on >= today,
            )
            .options(joinedload(held.by))
            .order_by(held.activity_id, held.id)
        )
    ]


def list_aside(activity_ids: Collection[int], *, today: date) -> frozenset[tuple[int, str, str]]:
    """The findings of these records that are set aside today, as (record, rule, about)."""
    return frozenset((row.activity_id, row.rule, row.about) for row in list_standing(activity_ids, today=today))


def finding_key(rule: str, about: str) -> str:
    """What names a finding of a record in an address: rows are written anew, and `about` may be a long text."""
    return f"{rule}-{hashlib.sha256(about.encode()).hexdigest()[:12]}"


def _row(place: int, found: Finding, is_set_aside: bool) -> dict[str, Any]:
    values = (
        place, found.rule, found.severity, found.is_legal, found.field, sentence(found), found.about, is_set_aside,
    )  # fmt: skip
    return dict(zip(ROW_COLUMNS, values, strict=True))
