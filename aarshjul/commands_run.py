"""`flask aarshjul run` and `flask aarshjul tick`: they commit step by step, never in one long transaction."""

from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from aarshjul.scheduler import run_forever
from app.core import clock
from app.core.commands import answer, json_option, now_option
from app.job.worker import StepsFailed, process_name, run_tick


@click.command("run")
@with_appcontext
def run() -> None:
    """Planlæg, påmind og send mails hvert minut, til du stopper det med Ctrl-C."""
    run_forever(current_app._get_current_object())  # type: ignore[attr-defined] # the app itself, for other threads


@click.command("tick")
@now_option
@json_option
@with_appcontext
def tick(now: datetime | None, as_json: bool) -> None:
    """Gør alt, hvad der er tid til, én gang. Kan gentages og køre flere steder på én gang."""
    # A rehearsal in another time is no sign of life.
    process = process_name("aarshjul tick", is_lasting=False) if now is None else None
    try:
        counts = run_tick(now or clock.now(), process=process)
    except StepsFailed as failed:
        answer(failed.counts, as_json=as_json, text=_in_words(failed.counts))
        for name, problem in failed.problems.items():
            click.echo(f"«{name}» gik galt og er rullet tilbage: {problem}", err=True)
        raise SystemExit(1) from None
    answer(counts, as_json=as_json, text=_in_words(counts))


def _in_words(counts: dict[str, int]) -> str:
    words = "{planned} nye opgaver, {queued} mails skrevet, {sent} sendt, {waiting} venter, {failed} kunne ikke sendes."
    return words.format(**counts)
