"""`flask register`: import, check and export."""

import shutil
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from app.audit.actions import Doing, record
from app.core import clock
from app.core.commands import answer, json_option, one_transaction
from app.core.db import db
from app.core.errors import Refused
from app.core.scope import Scope
from register.activity.filtering import ActivityFilter, ListContext
from register.activity.rules import Finding
from register.activity.wording import sentence
from register.checking import Checked, check_register
from register.exporting.offers import load_offers
from register.exporting.writing import MIME, write_register
from register.importing.actions import ImportRecords, import_records
from register.importing.mapping import get_mapping
from register.importing.outcome import RegisterImport
from register.importing.words import counts_in_words
from register.printing.book import Order, open_book
from register.printing.docx import write_docx
from register.printing.jobs import MIME as BOOKS
from register.printing.pdf import write_pdf

MOST_TOLD = 200


@click.group("register")
def register_commands() -> None:
    """Fortegnelsen: læs ind, tjek og skriv ud."""


@register_commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", default=None, help="En fil, eller navnet på en i register/mappings/, fx kl-article30.")
@click.option("--unit", default="", help="Kode på den enhed, som får de behandlinger, der ingen enhed har.")
@click.option("--dry-run", is_flag=True, help="Vis, hvad der ville ske. Intet gemmes.")
@click.option("--accept-partial", is_flag=True, help="Tag de rækker, der er i orden, selv om andre ikke er.")
@json_option
@one_transaction
def import_(file: Path, *, mapping: str | None, unit: str, dry_run: bool, accept_partial: bool, as_json: bool) -> None:
    """Læs behandlinger fra FILE (csv, xlsx eller json). Uden --mapping er det en fil, som export har skrevet."""
    command = ImportRecords(
        name=file.name,
        data=file.read_bytes(),
        reading=get_mapping(mapping) if mapping else None,
        unit=unit,
        accept_partial=accept_partial,
        restores=True,
    )
    result = import_records(command, doing=Doing(at=clock.now(), via="cli"))
    if dry_run or result.is_refused:
        db.session.rollback()
    _tell([rejection.sentence for rejection in result.rejected])
    _tell([kept.sentence for kept in result.kept])
    if result.is_refused:
        click.echo(_("Intet er ændret."), err=True)
        if as_json:
            answer(result.as_json(), as_json=True, text="")
        raise SystemExit(1)
    answer(result.as_json(), as_json=as_json, text=_text(result, dry_run=dry_run))


@register_commands.command("check")
@json_option
@one_transaction
def check(as_json: bool) -> None:
    """Vis, hvad loven mangler i hver behandling."""
    checked = check_register()
    answer([line.as_json() for line in checked], as_json=as_json, text="\n".join(_check_lines(checked)))


@register_commands.command("export")
@click.option("--format", "form", type=click.Choice(sorted({*MIME, *BOOKS})), required=True, help="Filens form.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Som fortegnelsen stod den dag.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Filen, der skrives.")
@one_transaction
def export(form: str, as_of: datetime | None, out: Path) -> None:
    """Skriv fortegnelsen til en fil. En json-fil kan læses ind igen uden tab."""
    now = clock.now()
    day = as_of.date() if as_of else None
    if day is not None and day > clock.day_of(now):
        raise Refused(_("Dagen er ikke kommet endnu. Vælg i dag eller en tidligere dag."))
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "register"
        count = _write(form, whole, day, today=clock.day_of(now))
        # Told first: a file that the trail knows nothing of is not written.
        record(Doing(at=now, via="cli"), "register.export", "register", None, {"format": form, "count": count})
        db.session.flush()
        try:
            shutil.copyfile(whole, out)
        except OSError as problem:
            raise Refused(_("%(file)s kan ikke skrives: %(why)s.", file=str(out), why=problem.strerror)) from None
    words = ngettext("%(num)s behandling", "%(num)s behandlinger", count)
    click.echo(_("%(count)s er skrevet i %(file)s.", count=words, file=str(out)))


def _write(form: str, target: Path, as_of: date | None, *, today: date) -> int:
    """Write the whole register in a form; gives the number of records."""
    everything, scope = ActivityFilter(), Scope.everything()
    if form == "pdf":
        book = open_book(Order(everything, as_of), today=today, viewer=None)
        write_pdf(book, target)
        return len(book.ids)
    with target.open("w+b") as file:
        if form == "docx":
            return write_docx(open_book(Order(everything, as_of), today=today, viewer=None), file)
        offers = load_offers(scope) if form == "xlsx" else None
        context = ListContext(today=today)
        return write_register(form, file, everything, context, scope=scope, offers=offers, as_of=as_of)


def _tell(sentences: Sequence[str]) -> None:
    """Sentences on standard error, as many as somebody reads; `--json` holds them all."""
    for words in sentences[:MOST_TOLD]:
        click.echo(words, err=True)
    if len(sentences) > MOST_TOLD:
        click.echo(_("og %(n)s til", n=len(sentences) - MOST_TOLD), err=True)


def _text(result: RegisterImport, *, dry_run: bool) -> str:
    return counts_in_words(result) + ("\n" + _("Prøve: intet er gemt.") if dry_run else "")


def _check_lines(checked: Sequence[Checked]) -> list[str]:
    lines = []
    for line in checked:
        lines.append(f"{line.entry.content.number} {line.entry.content.title}")
        lines += [_finding_line(line, found) for found in line.found] or [f"  {_('Mangler intet.')}"]
    lacking = sum(1 for line in checked if any(found.severity == "error" for found in line.found))
    total = ngettext("%(num)s behandling", "%(num)s behandlinger", len(checked))
    return [*lines, _("%(total)s, %(n)s mangler noget.", total=total, n=lacking)]


def _finding_line(line: Checked, found: Finding) -> str:
    words = f"  {found.rule} {sentence(found)}"
    return f"{words} ({_('lagt til side')})" if line.is_aside(found) else words
