"""What a part of the product brings to the whole."""

from collections.abc import Callable, Sequence
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
    write are not kept waiting for the whole.
    """

    name: str
    run: Callable[[datetime], dict[str, int]]
    in_batches: bool = False


@dataclass(frozen=True)
class Part:
    """A room's blueprints, commands, base and demo data, periodic steps, and what it puts into the slots."""

    name: str
    blueprints: Sequence[Blueprint] = ()
    commands: Sequence[click.Command] = ()
    steps: Sequence[PeriodicStep] = ()
    fill: Callable[[Slots], None] = field(default=lambda _slots: None)
    base_data: Callable[[datetime], None] = field(default=lambda _now: None)
    demo_data: Callable[[datetime], None] = field(default=lambda _now: None)
    context: Callable[[], dict[str, Any]] = field(default=dict)
