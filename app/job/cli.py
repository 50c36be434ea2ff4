"""`flask job`: work the queue, without the scheduler."""

import click
from flask.cli import with_appcontext

from app.core.commands import answer, json_option
from app.job.child import do_job
from app.job.running import work_queue


@click.group("job")
def job() -> None:
    """Langt arbejde i baggrunden: lav det, der venter."""


@job.command("run")
@json_option
@with_appcontext
def run(as_json: bool) -> None:
    """Lav de bestillinger, der venter, til der ikke er flere. Planlæggeren gør det samme hele tiden."""
    counts = work_queue()
    answer(counts, as_json=as_json, text="{done} færdige, {failed} lykkedes ikke.".format(**counts))


@job.command("do", hidden=True)
@click.argument("job_id", type=int)
@click.argument("worker")
@with_appcontext
def do(job_id: int, worker: str) -> None:
    """Lav én bestilling, som en planlægger har taget. Startes af planlæggeren."""
    raise SystemExit(do_job(job_id, worker))
