"""How long a claim, a file and a job last, and how long there is left. Pure."""

from datetime import datetime, timedelta

from app.core.text import N_

STATES = {
    "queued": N_("Venter på tur"),
    "running": N_("I gang"),
    "done": N_("Færdig"),
    "failed": N_("Lykkedes ikke"),
}
BEAT_EVERY = timedelta(seconds=15)
STALE_AFTER = timedelta(minutes=2)
"""A claim that gave no sign of life for so long is freed: its worker has died, or its machine.
One from the future is freed too: the clock was set back."""
MOST_TRIES = 3
MOST_AT_ONCE = 5
"""So many jobs of one person may wait or run at a time."""
FILE_KEPT = timedelta(days=7)
JOB_KEPT = timedelta(days=90)
NOTE_FOR = timedelta(days=1)
"""How long the front page says that a file is ready, when nobody fetches it."""
_TOO_EARLY = timedelta(seconds=3)


def time_left(done: int, total: int, *, started_at: datetime | None, now: datetime) -> timedelta | None:
    """How long the rest takes if each piece takes as long as those before it; None while that says nothing."""
    if started_at is None or done <= 0 or total < done or now - started_at < _TOO_EARLY:
        return None
    return (now - started_at) / done * (total - done)
