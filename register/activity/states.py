"""What a change does to the state of a record. Pure; the steps people take are in register/life."""

from collections.abc import Collection

ADMINISTRATIVE = frozenset({"number", "unit", "owner", "case_ref", "last_review_on", "next_review_on"})
"""Fields that say who and when, not what is processed: to change them takes no approval away."""


def at_work(*, was_approved: bool) -> str:
    """The state of a record that people write in: a draft, or under revision once it has been approved."""
    return "under_revision" if was_approved else "draft"


def state_after_change(status: str, fields: Collection[str], *, was_approved: bool) -> str:
    """The state after these fields were changed.

    What was approved, or lay ready to be, is no longer what somebody has seen when its substance changes: the record is
    at work again. The version that was approved is kept.
    """
    if status in ("approved", "ready") and set(fields) - ADMINISTRATIVE:
        return at_work(was_approved=was_approved)
    return status
