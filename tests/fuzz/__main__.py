"""`python -m tests.fuzz [--cases 5000] [--seed 1]`: the whole of it, on a SQLite database of its own."""

import sys
import tempfile
import time
from pathlib import Path

import click

from app.cli import init
from app.core.db import begin_writing, db
from tests.conftest import make_settings, sign_in
from tests.fuzz.play import LIMIT_MB, peak_mb, play
from tests.make import make_personas
from wsgi import make_app


@click.command()
@click.option("--cases", default=5_000, help="Hvor mange filer.")
@click.option("--seed", default=1, help="Samme tal, samme filer.")
def main(cases: int, seed: int) -> None:
    """Send beskadigede og ondsindede filer gennem importen. Svarer 1, hvis en af dem gør andet end at blive afvist."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        app = make_app(make_settings(Path(name), f"sqlite:///{name}/data.sqlite3"), testing=True)
        app.config["WTF_CSRF_ENABLED"] = False
        made = app.test_cli_runner().invoke(init)
        if made.exit_code:
            sys.exit(made.output)
        with app.app_context():
            begin_writing()
            people = make_personas()
            db.session.commit()
        client = app.test_client()
        sign_in(client, people.anna)
        tally = play(app, client, seed=seed, count=cases, tell=lambda line: click.echo(line, err=True))
        with app.app_context():
            db.engine.dispose()
    click.echo(f"{tally.in_words} seconds={time.perf_counter() - began:.0f}")
    for line in tally.odd[:40]:
        click.echo(line)
    if tally.odd or peak_mb() > LIMIT_MB:
        sys.exit(1)


main()
