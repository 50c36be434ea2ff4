"""One tick: what the parts have to do at a moment, then the outbox.

Safe to repeat, and to run in any number of processes at once.
"""

import os
import secrets
import socket
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from flask import current_app

from app.core import clock
from app.core.jobs import own_reading, own_transaction, take_turns
from app.core.log import get_log
from app.core.part import Part, PeriodicStep
from app.job.actions import beat
from app.mail.outbox import send_outbox
from app.mail.store import list_due_ids

COUNTS = ("planned", "queued", "sent", "waiting", "failed", "escalated")
HEARTBEAT = timedelta(minutes=1)


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
            done = _run_once(step, now)
            counts.update(done)
            while step.in_batches and done:
                done = _run_once(step, now)
                counts.update(done)
        except Exception as problem:
            get_log().exception("step failed", step=step.name)
            problems[step.name] = problem
    if problems:
        raise StepsFailed(counts, problems)
    return dict(counts)


def _run_once(step: PeriodicStep, now: datetime) -> dict[str, int]:
    with own_transaction():
        take_turns(f"step {step.name}")
        return step.run(now)


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
    counts.update(send_outbox(now, worker=worker_name(), go_on=go_on))
    answer = {name: counts[name] for name in COUNTS}
    if problems:
        raise StepsFailed(answer, problems)
    return answer


def send_due_mail(now: datetime, *, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due without the rest of a tick, so that who waits for a link waits seconds; gives how many went."""
    with own_reading():
        if not list_due_ids(now, limit=1):
            return 0
    return send_outbox(now, worker=worker_name(), go_on=lambda: not is_stopping())["sent"]


def process_name(work: str) -> str:
    """The name a kind of process beats under: what it does, and the machine."""
    return f"{work} · {socket.gethostname()}"[:120]


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
