"""What a part of the product brings to the whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import click
from flask import Blueprint

from app.core.slots import Slots


@dataclass(frozen=True)
class PeriodicStep:
    """Something the worker does at every tick: idempotent, safe to repeat and to run side by side.

    It gets the moment and returns counts for the tick's answer. It runs in a transaction of its own. One that works
    `in_batches` does a part of what is due and is run again, in a new transaction, until it returns nothing: others who
    write are not kept waiting for the whole. A PartedStep says beforehand what its parts are.
    """

    name: str
    run: Callable[[datetime], dict[str, int]]
    in_batches: bool = False


@dataclass(frozen=True)
class PartedStep:
    """A step whose work lies in parts, each done in a transaction of its own.

    `list_parts` only reads. What it found may have been done by another process when its turn comes, so `run` looks
    again.
    """

    name: str
    list_parts: Callable[[datetime], Sequence[Any]]
    run: Callable[[datetime, Any], dict[str, int]]


@dataclass(frozen=True)
class Result:
    """What a job ends with: a file to fetch, a Danish sentence about how it went, or both. No `name`: no file."""

    name: str = ""
    mimetype: str = "application/octet-stream"
    data: bytes = b""
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class JobContext:
    """What a job is told: what was ordered, by whom and when. `person_id` is None for the command line.

    `progress(done, total)` may be called as often as one likes. Between transactions and while reading it is written
    to the row at most once a second; inside a transaction that writes, SQLite leaves it out. It raises when the job is
    no longer this process's to do.
    """

    args: Mapping[str, Any]
    person_id: int | None
    ordered_at: datetime
    progress: Callable[[int, int], None]


@dataclass(frozen=True)
class JobKind:
    """A kind of long work. `title` is what the kind is called.

    Its bounds are `memory`, in bytes and with that of the processes it starts, and `seconds`.

    `run` is called in a process of its own, within the app and outside any transaction: it opens its own
    (app.core.jobs), with nothing of the request that ordered it. It may be run again from the beginning when the
    process has died, so what it writes must be safe to repeat. What the person may see is asked anew when it runs
    (app.auth.store.find_viewer_of), as roles may have ended. Raising Refused fails the job with that sentence.
    `needs` is what one must still be allowed (verb, object) to fetch the file.
    """

    name: str
    title: str
    run: Callable[[JobContext], Result]
    memory: int = 2 * 1024**3
    seconds: int = 30 * 60
    needs: tuple[str, str] | None = None


@dataclass(frozen=True)
class Part:
    """A room's blueprints, commands, base and demo data, periodic steps, jobs, and what it puts into the slots."""

    name: str
    blueprints: Sequence[Blueprint] = ()
    commands: Sequence[click.Command] = ()
    steps: Sequence[PeriodicStep | PartedStep] = ()
    jobs: Sequence[JobKind] = ()
    fill: Callable[[Slots], None] = field(default=lambda _slots: None)
    base_data: Callable[[datetime], None] = field(default=lambda _now: None)
    demo_data: Callable[[datetime], None] = field(default=lambda _now: None)
    context: Callable[[], dict[str, Any]] = field(default=dict)
