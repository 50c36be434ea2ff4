"""`flask organisation import`."""

from pathlib import Path

import click
from flask_babel import gettext as _

from app.audit.actions import Doing
from app.core import clock
from app.core.commands import answer, json_option, one_transaction
from app.core.db import db
from app.organisation.importing.outcome import Report
from app.organisation.importing.run import ImportFile, import_organisation
from app.organisation.importing.words import text_of, would_do


@click.group("organisation")
def organisation() -> None:
    """Organisationen: læs enheder og personer fra en fil."""


@organisation.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Vis, hvad der ville ske. Intet gemmes.")
@click.option(
    "--complete",
    is_flag=True,
    help="Filen er hele listen: luk adgangen for de personer, eller de enheder, der ikke står i den.",
)
@click.option(
    "--remove-at-most",
    type=click.IntRange(0, 100),
    metavar="PROCENT",
    help="Hvor stor en del der højst må lukkes, når filen er hele listen. Ellers gælder det, kommunen har valgt.",
)
@json_option
@one_transaction
def import_(file: Path, dry_run: bool, complete: bool, remove_at_most: int | None, as_json: bool) -> None:
    """Læs enheder eller personer fra FILE (csv eller xlsx). Overskrifterne afgør hvad. Alt eller intet.

    Uden --complete lægges filen oven i det, der er: ingen lukkes, fordi de ikke står i den.
    """
    if remove_at_most is not None and not complete:
        raise click.UsageError(_("--remove-at-most bruges sammen med --complete."))
    command = ImportFile(name=file.name, data=file.read_bytes(), is_complete=complete, most_percent=remove_at_most)
    report = import_organisation(command, doing=Doing(at=clock.now(), via="cli"))
    if report.is_refused:
        db.session.rollback()
        _say_no(report, as_json)
        raise SystemExit(1)
    if dry_run:
        db.session.rollback()
    text = text_of(report) + ("\n" + _("Prøve: intet er gemt.") if dry_run else "")
    answer(report.as_json(), as_json=as_json, text=text)
    if as_json:
        for note in report.notes:
            click.echo(note, err=True)


def _say_no(report: Report, as_json: bool) -> None:
    for rejection in report.result.rejected:
        click.echo(rejection.sentence, err=True)
    for sentence in report.refusals:
        click.echo(sentence, err=True)
    if report.brake:
        click.echo(_("Skal det alligevel ske, så kør igen med --remove-at-most."), err=True)
    click.echo(_("Intet er ændret."), err=True)
    if as_json:
        answer(report.as_json(), as_json=True, text="")
    elif report.refusals:
        click.echo(would_do(report))
