"""How often something secret may be guessed at. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.network import network_of

FIRST_WAIT = timedelta(seconds=15)
FORGOTTEN_AFTER = timedelta(days=1)
"""A key that nobody has tried for this long counts from nothing again."""


@dataclass(frozen=True)
class Guard:
    """`free` tries without waiting; each one after that waits twice as long as the one before, at most `longest`.

    With `forgets_every`, one try is forgotten each time so much time has gone: where many people share a key.
    `is_network` says that the key is a network address, which counts with its neighbours (`network_of`).
    """

    kind: str
    free: int
    longest: timedelta
    forgets_every: timedelta | None = None
    is_network: bool = False

    def key_of(self, what: str) -> str:
        """What is counted: the guard's kind, and what was tried."""
        return f"{self.kind}/{network_of(what) if self.is_network else what}"

    def begins_after(self, tries: int) -> bool:
        """Whether the try that makes them so many is the one that a lock begins with."""
        return tries == self.free

    def wait_after(self, tries: int) -> timedelta:
        """How long the next try must wait after so many."""
        if tries < self.free:
            return timedelta(0)
        # Beyond 30 doublings the shift would leave what a timedelta can hold; the cap was reached long before.
        return min(self.longest, FIRST_WAIT * (1 << min(tries - self.free, 30)))

    def left_of(self, tries: int, *, last_at: datetime, now: datetime) -> tuple[int, datetime]:
        """How many of the tries still count at `now`, and the moment that later forgetting is reckoned from."""
        if now - last_at > FORGOTTEN_AFTER:
            return 0, now
        if self.forgets_every is None:
            return tries, now
        forgotten = max(0, (now - last_at) // self.forgets_every)
        if forgotten >= tries:
            return 0, now
        # What is left of the time counts towards the next one, so that a steady trickle is forgotten too.
        return tries - forgotten, last_at + forgotten * self.forgets_every

    def most_tries_within(self, span: timedelta) -> int:
        """The most tries that can be made in a span of time by who tries at every moment it is allowed."""
        tries, gone = self.free, self.wait_after(self.free)
        while gone <= span:
            tries += 1
            gone += self.wait_after(tries)
        return tries


def minutes_left(locked_until_at: datetime, now: datetime) -> int:
    """Whole minutes to wait, at least one, rounded up: for the sentence. Who waits as told gets in."""
    return max(1, -(-(locked_until_at - now) // timedelta(minutes=1)))


ACCOUNT = Guard("account", free=5, longest=timedelta(minutes=15))
"""Passwords against one mail address, whether it has an account or not."""

ADDRESS = Guard("address", free=50, longest=timedelta(minutes=5), forgets_every=timedelta(minutes=1), is_network=True)
"""Sign-ins from one network address. A whole town hall may share one, so it takes more to close it."""

CODE = Guard("code", free=5, longest=timedelta(minutes=15))
"""Second-factor and recovery codes of one account."""

MAILED_LINK = Guard("link", free=3, longest=timedelta(hours=1))
"""Links asked for by one mail address: nobody's inbox is filled by others."""

ANSWER = Guard("answer", free=30, longest=timedelta(minutes=15))
"""Answers sent by one link from a mail that were not accepted: a colleague's name may be tried for in them."""
