"""`python -m tests.torture [NAME …]`: play the cases, print a table, and put the figures into instance/torture.json.

Ends with 1 when a promise was broken. A case that takes too long is ended, and has broken its promise.
"""

import json
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from app.core.filters import danish_number
from config import ROOT
from tests.torture.cases import ALL_WITHIN, CASES
from tests.torture.outcome import Outcome
from tests.torture.place import Databases, TooLong

FILE = ROOT / "instance" / "torture.json"
TO_END = 20
"""Seconds that a case gets to end its processes when its time is up."""


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(CASES)), metavar="[NAVN]...")
def main(names: tuple[str, ...]) -> None:
    """Prøv at få mails til at gå tabt. Uden NAVN prøves alt; det tager højst ti minutter."""
    until = time.monotonic() + ALL_WITHIN
    outcomes: dict[str, Outcome] = {}
    with tempfile.TemporaryDirectory(prefix="torture-", ignore_cleanup_errors=True) as folder:
        databases = Databases(Path(folder))
        try:
            names = names or tuple(CASES)
            for number, name in enumerate(names):
                click.echo(f"{name}: {CASES[name].words} …", err=True)
                to_come = sum(CASES[later].seconds for later in names[number:])
                # What one leaves of its time, or takes too much, is shared by those to come.
                seconds = (until - time.monotonic()) * CASES[name].seconds / to_come
                alone = CASES[name].alone if len(names) == 1 else None
                outcomes[name] = _play(alone or CASES[name].play, databases, seconds)
        finally:
            databases.end()
    click.echo(as_table(outcomes))
    keep(FILE, outcomes)
    click.echo(f"Skrevet i {FILE.relative_to(ROOT)}.", err=True)
    if any(outcome.broken for outcome in outcomes.values()):
        sys.exit(1)


def _play(play: Callable[[Databases, float], Outcome], databases: Databases, seconds: float) -> Outcome:
    """One case within its time. What goes wrong is a broken promise."""
    began = time.monotonic()
    try:
        with _alarm(seconds):
            outcome = play(databases, seconds - TO_END)
    except TooLong:
        outcome = Outcome(sent=0, lost=0, doubled=0, broken=("blev ikke færdig i tide",))
    except Exception as problem:
        traceback.print_exc()
        outcome = Outcome(sent=0, lost=0, doubled=0, broken=(f"{type(problem).__name__}: {problem}",))
    return outcome + Outcome(sent=0, lost=0, doubled=0, figures={"seconds": round(time.monotonic() - began)})


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise TooLong where the case hangs and does not see the clock itself."""

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 1))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def as_table(outcomes: Mapping[str, Outcome]) -> str:
    """The outcomes as lines for reading, each followed by the promises it broke."""
    head = ("navn", "sendt", "tabt", "dobbelt", "dræbt", "sekunder", "holdt", "hvad")
    rows = [
        (
            name,
            *(danish_number(n) for n in (outcome.sent, outcome.lost, outcome.doubled, outcome.kills)),
            danish_number(outcome.figures.get("seconds", 0)),
            "nej" if outcome.broken else "ja",
            CASES[name].words,
        )
        for name, outcome in outcomes.items()
    ]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = []
    for row in (head, *rows):
        name, *numbers, words = row
        cells = [cell.rjust(width) for cell, width in zip(numbers, widths[1:-1], strict=True)]
        lines.append("  ".join([name.ljust(widths[0]), *cells, words]))
        if name in outcomes:
            lines += [f"    {promise}" for promise in outcomes[name].broken]
    return "\n".join(lines)


def keep(file: Path, outcomes: Mapping[str, Outcome]) -> None:
    """Put the outcomes into the file, beside what other cases have there."""
    held = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    held |= {name: outcome.to_json() for name, outcome in outcomes.items()}
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(file)


if __name__ == "__main__":
    main()
