"""The scheduler process: a tick a minute, the outbox and the queue of jobs in between, until it is told to stop.

What is due is worked out from our own tables at each tick, so nothing is lost while no process runs, and any number of
them may run: APScheduler only keeps time. Its jobs live in memory; it cannot share a job store between processes.
"""

import logging
import signal
import threading
from datetime import datetime
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask

from app.core import clock
from app.core.log import get_log
from app.job.running import work_queue
from app.job.worker import StepsFailed, process_name, run_tick, send_due_mail

PROCESS = "aarshjul run"
MAIL_EVERY = 10
"""Seconds between looks into the outbox: somebody may sit and wait for a link to a new password."""
JOBS_EVERY = 2
"""Seconds between looks into the queue of jobs: somebody sits and waits for a file."""


def tick(now: datetime) -> dict[str, int]:
    """Do everything due at `now`, once: planned, queued, sent, waiting, failed, escalated. Raises StepsFailed."""
    return run_tick(now)


def run_forever(app: Flask, *, seconds: int = 60) -> None:
    """Tick now and every `seconds`, until SIGTERM or SIGINT; then finish the mail in hand, put
    the job in hand back into the queue, and return.

    A tick that outlasts its minute is not joined by another; ticks missed meanwhile, or while the machine slept, become
    one. An interval knows no summer time, so no hour is skipped or played twice. To be called in the main thread.
    """
    stopping = threading.Event()
    _stop_on_signals(stopping)
    # A tick longer than a minute is no news: what it could not reach waits for the next.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(timezone=clock.COPENHAGEN)
    scheduler.add_job(
        lambda: _tick_and_survive(app, stopping),
        IntervalTrigger(seconds=seconds, timezone=clock.COPENHAGEN),
        next_run_time=clock.now(),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.add_job(
        lambda: _send_and_survive(app, stopping),
        IntervalTrigger(seconds=MAIL_EVERY, timezone=clock.COPENHAGEN),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    # One job at a time in each of these processes: the next look waits for the job in hand.
    scheduler.add_job(
        lambda: _work_and_survive(app, stopping),
        IntervalTrigger(seconds=JOBS_EVERY, timezone=clock.COPENHAGEN),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    get_log().info("scheduler started")
    scheduler.start()
    stopping.wait()
    scheduler.shutdown(wait=True)
    get_log().info("scheduler stopped")


def _tick_and_survive(app: Flask, stopping: threading.Event) -> None:
    """One tick of the process. Whatever goes wrong (the database is away) is logged; the next minute tries again."""
    try:
        with app.app_context():
            counts = run_tick(clock.now(), process=process_name(PROCESS), is_stopping=stopping.is_set)
    except StepsFailed as failed:
        get_log().error("tick failed in part", steps=sorted(failed.problems), **failed.counts)
    except Exception:
        get_log().exception("tick failed")
    else:
        if any(counts.values()):
            get_log().info("tick", **counts)


def _send_and_survive(app: Flask, stopping: threading.Event) -> None:
    """What is due in the outbox between two ticks; side by side with one, each mail is still claimed once."""
    try:
        with app.app_context():
            sent = send_due_mail(clock.now(), is_stopping=stopping.is_set)
    except Exception:
        get_log().exception("mail failed")
    else:
        if sent:
            get_log().info("mail", sent=sent)


def _work_and_survive(app: Flask, stopping: threading.Event) -> None:
    """The jobs that wait, one after the other, each in a process of its own."""
    try:
        with app.app_context():
            work_queue(is_stopping=stopping.is_set)
    except Exception:
        get_log().exception("jobs failed")


def _stop_on_signals(stopping: threading.Event) -> None:
    """The first signal asks for a graceful end; a second one ends at once, as it does without us."""
    usual = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def ask(_number: int, _frame: FrameType | None) -> None:
        stopping.set()
        for number, handler in usual.items():
            signal.signal(number, handler)

    for number in usual:
        signal.signal(number, ask)
