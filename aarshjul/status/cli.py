"""`flask report`."""

from datetime import date, datetime
from pathlib import Path

import click
from flask_babel import gettext as _

from aarshjul.status.export import MIME, render
from aarshjul.status.kept import list_altered
from aarshjul.status.report import make_report
from app.audit.actions import Doing, record
from app.core import clock
from app.core.commands import one_transaction
from app.core.db import db
from app.core.errors import Refused
from app.core.scope import Scope


@click.group("report")
def report() -> None:
    """Rapporter."""


@report.command("check")
def check() -> None:
    """Se efter, om en låst statusrapport er ændret i databasen."""
    altered = list_altered()
    for why in altered:
        click.echo(why)
    if altered:
        raise SystemExit(1)
    click.echo(_("Alle låste rapporter står, som de blev låst."))


@report.command("status")
@click.option("--body", required=True, help="Organets kode, fx DDS.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Opgjort på denne dag.")
@click.option("--format", "form", type=click.Choice(sorted(MIME)), required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Filen, der skrives.")
@one_transaction
def status(body: str, as_of: datetime | None, form: str, out: Path) -> None:
    """Skriv statusrapporten til et organ som pdf, docx, xlsx eller json."""
    now = clock.now()
    day: date = as_of.date() if as_of else clock.day_of(now)
    made = make_report(body, as_of=day, made_at=now, scope=Scope.everything())
    data = render(made, form)
    # Told first: a file that the trail knows nothing of is not written.
    record(Doing(at=now, via="cli"), "report.export", "report", None, {"body": [None, body], "format": [None, form]})
    db.session.flush()
    try:
        out.write_bytes(data)
    except OSError as problem:
        raise Refused(_("%(file)s kan ikke skrives: %(why)s.", file=str(out), why=problem.strerror)) from None
    click.echo(_("Rapporten er skrevet i %(file)s.", file=str(out)))
