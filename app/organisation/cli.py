"""`flask organisation import`."""

from pathlib import Path

import click
from flask_babel import gettext as _

from app.audit.actions import Doing
from app.core import clock
from app.core.commands import answer, json_option, one_transaction
from app.core.db import db
from app.organisation.importing import import_organisation, text_of


@click.group("organisation")
def organisation() -> None:
    """Organisationen: læs enheder og personer fra en fil."""


@organisation.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Vis, hvad der ville ske. Intet gemmes.")
@json_option
@one_transaction
def import_(file: Path, dry_run: bool, as_json: bool) -> None:
    """Læs enheder eller personer fra FILE (csv eller xlsx). Overskrifterne afgør hvad. Alt eller intet."""
    report = import_organisation(file.name, file.read_bytes(), doing=Doing(at=clock.now(), via="cli"))
    result = report.result
    if dry_run or result.rejected:
        db.session.rollback()
    if result.rejected:
        for rejection in result.rejected:
            click.echo(rejection.sentence, err=True)
        click.echo(_("Intet er ændret."), err=True)
        if as_json:
            answer(result.as_json(), as_json=True, text="")
        raise SystemExit(1)
    text = text_of(report) + ("\n" + _("Prøve: intet er gemt.") if dry_run else "")
    answer(result.as_json(), as_json=as_json, text=text)
    if as_json:
        for note in report.notes:
            click.echo(note, err=True)
