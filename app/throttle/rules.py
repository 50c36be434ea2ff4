"""How often something secret may be guessed at. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=15)
FORGOTTEN_AFTER = timedelta(days=1)
"""A key that nobody has tried for this long counts from nothing again."""


@dataclass(frozen=True)
class Guard:
    """`free` tries without waiting; each one after that waits twice as long as the one before, at most `longest`."""

    kind: str
    free: int
    longest: timedelta

    def wait_after(self, tries: int) -> timedelta:
        """How long the next try must wait after so many."""
        if tries < self.free:
            return timedelta(0)
        # Beyond 30 doublings the shift would leave what a timedelta can hold; the cap was reached long before.
        return min(self.longest, FIRST_WAIT * 2 ** min(tries - self.free, 30))


def minutes_left(locked_until_at: datetime, now: datetime) -> int:
    """Whole minutes to wait, at least one: for the sentence."""
    return max(1, round((locked_until_at - now).total_seconds() / 60))


ACCOUNT = Guard("account", free=5, longest=timedelta(minutes=15))
"""Passwords against one mail address, whether it has an account or not."""

ADDRESS = Guard("address", free=50, longest=timedelta(minutes=5))
"""Sign-ins from one network address. A whole town hall may share one, so it takes more to close it."""

CODE = Guard("code", free=5, longest=timedelta(minutes=15))
"""Second-factor and recovery codes of one account."""

MAILED_LINK = Guard("link", free=3, longest=timedelta(hours=1))
"""Links asked for by one mail address: nobody's inbox is filled by others."""
