"""What a calendar feed covers, and when it answers no more. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from aarshjul.plan.expansion import horizon
from app.core.text import N_

if TYPE_CHECKING:
    from app.core.scope import Scope

Covers = Literal["mine", "administration", "all"]
COVERS: Mapping[str, str] = {
    "mine": N_("Mine opgaver"),
    "administration": N_("Forvaltningens opgaver"),
    "all": N_("Hele kommunens opgaver"),
}
MOST_FEEDS = 10
"""So many feeds one person may have open: each calendar program asks for its own again and again."""


@dataclass(frozen=True, kw_only=True)
class FeedState:
    """What decides whether a feed is read: is it revoked, may its person still come in, and what it covers.

    `path` is the administration's, "" for a feed that covers none.
    """

    covers: str
    is_revoked: bool
    is_active: bool
    path: str = ""


def is_open(feed: FeedState, scope: "Scope") -> bool:
    """Whether a feed is answered to a person who may read the plan in this scope.

    An empty calendar would look like a year without tasks; so a feed whose person may no longer read what it covers
    is closed instead.
    """
    if feed.is_revoked or not feed.is_active:
        return False
    return may_cover(feed.covers, feed.path, scope)


def may_cover(covers: str, path: str, scope: "Scope") -> bool:
    """Whether a person with this scope may have such a feed; one's own tasks always."""
    if covers == "mine":
        return True
    return scope.is_everything if covers == "all" else scope.holds(path)


def window(today: date) -> tuple[date, date]:
    """The first and the last day a feed tells of: a year back, and as far ahead as tasks are made."""
    is_leap_day = (today.month, today.day) == (2, 29)
    first_on = date(today.year - 1, 2, 28) if is_leap_day else today.replace(year=today.year - 1)
    return first_on, horizon(today)
