"""Links that open once: what they are for, and how long they are good. Pure."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum

INVITATION, RESET = "invitation", "reset"
GOOD_FOR: Mapping[str, timedelta] = {INVITATION: timedelta(days=7), RESET: timedelta(hours=1)}
"""A person may be away for some days when invited; who has forgotten a password waits at the screen."""

KEPT_FOR = timedelta(days=30)
"""A link that works no more is remembered so long, to tell its owner why."""


def expiry(purpose: str, at: datetime) -> datetime:
    """When a link mailed at this local moment dies: an invitation at the end of its seventh day, so that the mail can
    name a day.
    """
    if purpose == INVITATION:
        return datetime.combine(at.date() + GOOD_FOR[purpose], time.min, at.tzinfo)
    return at + GOOD_FOR[purpose]


class LinkState(StrEnum):
    """What a link is worth now."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"  # or put out of use by a newer one, a new password, a closed access
    UNKNOWN = "unknown"


def link_state(*, used_at: datetime | None, expires_at: datetime, is_active: bool, now: datetime) -> LinkState:
    """The state of a link that was found; `is_active` says whether its person may come in."""
    if used_at is not None:
        return LinkState.USED
    return LinkState.OPEN if now < expires_at and is_active else LinkState.EXPIRED
