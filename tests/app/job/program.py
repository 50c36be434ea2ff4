"""The product with kinds of jobs that only the tests know, and a command that orders them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
from flask import Flask

from app.audit.actions import Doing
from app.auth.actions import get_person
from app.core import clock
from app.core.commands import one_transaction
from app.core.db import db
from app.core.errors import Refused
from app.core.jobs import own_reading, own_transaction
from app.core.part import JobContext, JobKind, Part, Result
from app.factory import create_app
from app.job.actions import enqueue
from app.organisation.store import get_municipality
from config import load
from tests.make import make_person
from wsgi import PARTS

ENTRY = "tests.app.job.program:make_program"
MB = 1024**2


def count(context: JobContext) -> Result:
    """Counts to `pieces`, waiting `seconds` at each, and writes what it has seen into a file. Reads meanwhile."""
    pieces = context.args["pieces"]
    with own_reading():
        lines = [get_municipality().name, f"person {context.person_id}"]
        for number in range(pieces):
            context.progress(number, pieces)
            time.sleep(context.args.get("seconds", 0))
            lines.append(f"Æble nr. {number + 1}")
    return Result("æbler.csv", "text/csv", "\n".join(lines).encode())


def write(context: JobContext) -> Result:
    """Adds people in one transaction, telling of it within; has no file."""
    with own_transaction():
        for number in range(3):
            make_person(email=f"ny{number}@fjordby.example")
            db.session.flush()
            context.progress(number + 1, 3)
    return Result(message="3 personer er læst ind.")


def die(context: JobContext) -> Result:
    """Is killed from outside, as by a machine that lacks memory, but for the last of `times`."""
    tally = Path(context.args["tally"])
    tries = len(tally.read_text()) if tally.exists() else 0
    tally.write_text("x" * (tries + 1))
    if tries < context.args["times"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return Result(message="Det gik.")


def eat(context: JobContext) -> Result:
    """Takes `step` megabytes more at each turn."""
    eaten = []
    while True:
        eaten.append(bytearray(context.args["step"] * MB))
        time.sleep(0.05)


def feed(context: JobContext) -> Result:
    """Has three others eat, none of which takes too much by itself."""
    code = f"import sys; eaten = bytearray({120 * MB}); sys.stdin.read()"
    eaters = [subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) for _ in range(3)]
    time.sleep(60)
    return Result(message=f"{len(eaters)} blev mætte.")


def refuse(_context: JobContext) -> Result:
    """Says no in words."""
    raise Refused("Kommunen har ingen behandlinger. Opret en, og bestil igen.")


def stumble(context: JobContext) -> Result:
    """Has an error in it, with somebody's words in it."""
    raise KeyError(context.args["word"])


@click.command("order")
@click.argument("email")
@click.argument("pieces", type=int)
@click.argument("seconds", type=float)
@one_transaction
def order(email: str, pieces: int, seconds: float) -> None:
    """Order a count for somebody, as a page of theirs would."""
    doing = Doing(at=clock.now(), person_id=get_person(email).id)
    click.echo(enqueue("count", {"pieces": pieces, "seconds": seconds}, "Æbler i kælderen", doing=doing).id)


TEST_JOBS = Part(
    name="test jobs",
    commands=(order,),
    jobs=(
        JobKind("count", "Optælling", count),
        JobKind("guarded", "Optælling", count, needs=("read", "activity")),
        JobKind("write", "Indlæsning", write),
        JobKind("die", "Det, der dør", die),
        JobKind("eat", "Det, der æder", eat, memory=300 * MB),
        JobKind("feed", "Det, der lader æde", feed, memory=300 * MB),
        JobKind("linger", "Det, der trækker ud", count, seconds=1),
        JobKind("refuse", "Det, der siger nej", refuse),
        JobKind("stumble", "Det, der snubler", stumble),
    ),
)


def make_program() -> Flask:
    """The product that knows them, for the settings in the environment."""
    return create_app(load(), parts=(*PARTS, TEST_JOBS), entry=ENTRY)
