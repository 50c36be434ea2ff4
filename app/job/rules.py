"""How long a claim, a file and a job last, and how long there is left. Pure."""

from datetime import datetime, timedelta
from typing import NamedTuple

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
SILENT_AFTER = timedelta(minutes=5)
"""A background process that gave no sign of life for so long is taken to stand still."""
FORGOTTEN_AFTER = timedelta(days=1)
"""… and for so long, to be gone: it is no longer told of, once another one lives."""
NAME_PARTS = " · "
"""Between the parts of a process's name: its work, its machine, and its number there."""
_TOO_EARLY = timedelta(seconds=3)


class ProcessName(NamedTuple):
    """The parts of the name a process beats under; what is not known is empty."""

    work: str
    machine: str = ""
    number: str = ""


def name_parts(process: str) -> ProcessName:
    """Take a process's name apart."""
    work, *rest = process.split(NAME_PARTS)
    return ProcessName(work, *rest[:2])


def is_alive(beat_at: datetime | None, now: datetime) -> bool:
    """Whether a process with this last sign of life is taken to live."""
    return beat_at is not None and now - beat_at < SILENT_AFTER


def time_left(done: int, total: int, *, started_at: datetime | None, now: datetime) -> timedelta | None:
    """How long the rest takes if each piece takes as long as those before it; None while that says nothing."""
    if started_at is None or done <= 0 or total < done or now - started_at < _TOO_EARLY:
        return None
    return (now - started_at) / done * (total - done)
