"""`flask kle import`."""

from pathlib import Path

import click
from flask_babel import gettext as _

from app.audit.actions import Doing
from app.core import clock
from app.core.commands import answer, json_option, one_transaction
from app.core.db import db
from app.core.scope import Scope
from register.kle.actions import import_kle
from register.kle.rules import WORDS


@click.group("kle")
def kle_commands() -> None:
    """KLE: læs listen ind."""


@kle_commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Vis, hvad der ville ske. Intet gemmes.")
@json_option
@one_transaction
def import_(file: Path, dry_run: bool, as_json: bool) -> None:
    """Læs KLE-numre fra FILE (csv, xlsx eller json) med kolonnerne nummer og titel, og gerne slettefrist."""
    doing = Doing(at=clock.now(), via="cli")
    result = import_kle(file.name, file.read_bytes(), scope=Scope.everything(), doing=doing)
    if result.rejected:
        db.session.rollback()
        for rejection in result.rejected[:200]:
            click.echo(rejection.sentence, err=True)
        click.echo(_("Intet er ændret."), err=True)
        if as_json:
            answer(result.as_json(), as_json=True, text="")
        raise SystemExit(1)
    if dry_run:
        db.session.rollback()
    lines = [
        _("%(new)s nye, %(changed)s ændrede, %(same)s som før.",
          new=result.created, changed=result.updated, same=result.unchanged)
    ]  # fmt: skip
    for change in result.changes:
        for activity in result.touched.get(change.number, ()):
            lines.append(f"{change.number} {_(WORDS[change.what])}: {activity.number} {activity.title}")
    if dry_run:
        lines.append(_("Prøve: intet er gemt."))
    answer(result.as_json(), as_json=as_json, text="\n".join(lines))
