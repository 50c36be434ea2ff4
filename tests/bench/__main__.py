"""`python -m tests.bench [NAME …]`: measure, print a table, and put the numbers into instance/bench.json."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
from flask import Flask

from app.audit.actions import Doing
from app.cli import init
from app.core import clock
from app.core.db import begin_writing, db
from app.core.filters import danish_number
from config import ROOT
from tests.bench.data import add_organisation, add_records
from tests.bench.list import PAGES, measure_list
from tests.bench.mail import measure_mail
from tests.bench.measure import Outcome
from tests.bench.pdf import PDFS, measure_pdf
from tests.bench.plan import PLANS, measure_plan
from tests.bench.risk import RISKS, measure_risk
from tests.bench.status import measure_status
from tests.bench.tick import measure_tick
from tests.conftest import make_settings
from wsgi import make_app

COUNT = 10_000
OWN: Mapping[str, Callable[[], Outcome]] = {
    "mail": partial(measure_mail, mails=300, rounds=9),
    "tick": partial(measure_tick, many=100_000, few=1_000, rounds=30),
    "status": partial(measure_status, units=60, tasks=20, rounds=3),
    **{name: partial(measure_risk, name, assessments=2_000, threats=30, rounds=20) for name in RISKS},
}
"""Measured on databases of their own."""
BENCHES: Mapping[str, Callable[..., Outcome]] = {
    **{name: partial(measure_list, name=name, count=COUNT, rounds=60) for name in PAGES},
    **{name: partial(measure_plan, name=name, rounds=2) for name in PLANS},
    **{name: partial(measure_pdf, name=name) for name in PDFS},
}
FILE = ROOT / "instance" / "bench.json"


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([*BENCHES, *OWN]), metavar="[NAVN]...")
@click.option("--pdf-records", default=1_000, help="Hvor mange behandlinger PDF'en har; 1.000 tager ti minutter.")
def main(names: tuple[str, ...], pdf_records: int) -> None:
    """Mål hastigheder på en database med 10.000 behandlinger. Uden NAVN måles alt."""
    names = names or (*BENCHES, *OWN)
    outcomes = {name: OWN[name]() for name in names if name in OWN}
    if set(names) - set(OWN):
        with _filled_app() as app:
            for name in [name for name in names if name in BENCHES]:
                more = {"records": pdf_records} if name in PDFS else {}
                outcomes[name] = BENCHES[name](app, **more)
    click.echo(as_table(outcomes))
    keep(FILE, outcomes)
    click.echo(f"Skrevet i {FILE.relative_to(ROOT)}.", err=True)


@contextmanager
def _filled_app() -> Iterator[Flask]:
    """The product as it runs in earnest, on a database of its own."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        app = make_app(make_settings(Path(name), f"sqlite:///{name}/data.sqlite3"))
        click.echo(f"Lægger {danish_number(COUNT)} behandlinger i en midlertidig database …", err=True)
        made = app.test_cli_runner().invoke(init)
        if made.exit_code:
            sys.exit(made.output)
        with app.app_context():
            begin_writing()
            doing = Doing(at=clock.now(), via="cli")
            add_organisation(doing)
            add_records(range(1, COUNT + 1), doing=doing)
            db.session.commit()
        yield app
        with app.app_context():
            db.engine.dispose()


def as_table(outcomes: Mapping[str, Outcome]) -> str:
    """The outcomes as lines for reading: milliseconds, and how often a second."""
    rows = [("navn", "vores", "reference", "forhold", "pr. sekund", "forespørgsler", "hvad")]
    for name, outcome in outcomes.items():
        rows.append(
            (
                name,
                f"{danish_number(outcome.ours * 1000, 1)} ms",
                f"{danish_number(outcome.reference * 1000, 1)} ms",
                danish_number(outcome.ratio, 2),
                danish_number(outcome.per_second),
                str(outcome.statements),
                outcome.what,
            )
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for name, *numbers, what in rows:
        cells = [number.rjust(width) for number, width in zip(numbers, widths[1:], strict=False)]
        lines.append("  ".join([name.ljust(widths[0]), *cells, what]))
    return "\n".join(lines)


def keep(file: Path, outcomes: Mapping[str, Outcome]) -> None:
    """Put the outcomes into the file, beside what other names have there."""
    held = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    held |= {name: outcome.to_json() for name, outcome in outcomes.items()}
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(file)


if __name__ == "__main__":
    main()
