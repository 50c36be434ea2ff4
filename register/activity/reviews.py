"""When a record is to be reviewed. Pure."""

from datetime import date, timedelta
from typing import Literal

SOON = timedelta(days=30)

ReviewState = Literal["none", "overdue", "soon", "later"]


def next_review_on(reviewed_on: date) -> date:
    """Twelve months on: the register is to be kept up to date at least every year. 29 February becomes the 28th."""
    try:
        return reviewed_on.replace(year=reviewed_on.year + 1)
    except ValueError:
        return reviewed_on.replace(year=reviewed_on.year + 1, day=28)


def review_state(next_on: date | None, today: date) -> ReviewState:
    """Whether a review is over its date, due within 30 days, or later; none when no date is set."""
    if next_on is None:
        return "none"
    if next_on < today:
        return "overdue"
    return "soon" if next_on <= today + SOON else "later"
