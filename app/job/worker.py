"""One tick: what the parts have to do at a moment, then the outbox.

Safe to repeat, and to run in any number of processes at once.
"""

import os
import secrets
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

from flask import current_app

from app.core import clock
from app.core.jobs import own_reading, own_transaction, take_turns
from app.core.log import get_log
from app.core.part import Part, PartedStep, PeriodicStep
from app.job.actions import beat
from app.job.rules import NAME_PARTS
from app.mail.outbox import send_outbox

COUNTS = ("planned", "queued", "sent", "waiting", "failed", "escalated")
HEARTBEAT = timedelta(minutes=1)
_SENDING = threading.Lock()
"""A process that dies has one mail in hand at most: its threads send by turns."""


class StepsFailed(Exception):
    """Some steps of a tick ended with an error; the others and the outbox were done. `counts` is what they did."""

    def __init__(self, counts: Mapping[str, int], problems: Mapping[str, Exception]) -> None:
        super().__init__(", ".join(f"{name}: {problem}" for name, problem in problems.items()))
        self.counts = dict(counts)
        self.problems = dict(problems)


def run_steps(now: datetime) -> dict[str, int]:
    """Run the periodic steps of all parts in their order, each in a transaction of its own, and add up their counts.

    A step that raises is rolled back and logged, and the others go on; then StepsFailed is raised.
    """
    counts: Counter[str] = Counter()
    problems: dict[str, Exception] = {}
    parts: tuple[Part, ...] = current_app.extensions["parts"]
    for step in (step for part in parts for step in part.steps):
        try:
            for done in _run_step(step, now):
                counts.update(done)
        except Exception as problem:
            get_log().exception("step failed", step=step.name)
            problems[step.name] = problem
    if problems:
        raise StepsFailed(counts, problems)
    return dict(counts)


def _run_step(step: PeriodicStep | PartedStep, now: datetime) -> Iterator[dict[str, int]]:
    if isinstance(step, PartedStep):
        with own_reading():
            parts = step.list_parts(now)
        for part in parts:
            yield _run_once(step.name, partial(step.run, now, part))
        return
    done = _run_once(step.name, partial(step.run, now))
    yield done
    while step.in_batches and done:
        done = _run_once(step.name, partial(step.run, now))
        yield done


def _run_once(name: str, run: Callable[[], dict[str, int]]) -> dict[str, int]:
    with own_transaction():
        take_turns(f"step {name}")
        return run()


def run_tick(
    now: datetime, *, process: str | None = None, is_stopping: Callable[[], bool] = lambda: False
) -> dict[str, int]:
    """Do everything that is due at `now`, once, and return the counts of the contract (0 where nothing was done).

    `process` names a process whose heartbeat is kept while it works. `is_stopping` is asked between mails.
    Raises StepsFailed, after the outbox was sent all the same.
    """
    go_on = _KeepAlive(process, is_stopping)
    go_on()
    problems: dict[str, Exception] = {}
    try:
        counts = Counter(run_steps(now))
    except StepsFailed as failed:
        counts, problems = Counter(failed.counts), failed.problems
    counts.update(_send(now, go_on))
    answer = {name: counts[name] for name in COUNTS}
    if problems:
        raise StepsFailed(answer, problems)
    return answer


def send_due_mail(now: datetime, *, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due without the rest of a tick, so that who waits for a link waits seconds; gives how many went."""
    return _send(now, lambda: not is_stopping()).get("sent", 0)


def _send(now: datetime, go_on: Callable[[], bool]) -> Mapping[str, int]:
    """Go through the outbox, if no other thread of this process does: it would find the same mails."""
    if not _SENDING.acquire(blocking=False):
        return {}
    try:
        return send_outbox(now, worker=worker_name(), go_on=go_on)
    finally:
        _SENDING.release()


def process_name(work: str, *, is_lasting: bool = True) -> str:
    """The name a process beats under: what it does, the machine, and its number there, so that each is seen.

    One that does not last is told of by its work alone: it would leave a row behind each time.
    """
    parts = (work, socket.gethostname()[:60], *([str(os.getpid())] if is_lasting else []))
    return NAME_PARTS.join(parts)


def worker_name() -> str:
    """A name no other worker has had or will have, for its claims."""
    return f"{socket.gethostname()[:50]}:{os.getpid()}:{secrets.token_hex(4)}"


class _KeepAlive:
    """Asked between mails: beats when a minute has passed, and says whether to go on."""

    def __init__(self, process: str | None, is_stopping: Callable[[], bool]) -> None:
        self.process = process
        self.is_stopping = is_stopping
        self.last: datetime | None = None

    def __call__(self) -> bool:
        at = clock.now()
        if self.process and (self.last is None or not self.last <= at < self.last + HEARTBEAT):
            with own_transaction():
                beat(self.process, at=at)
            self.last = at
        return not self.is_stopping()
