"""`flask init` and `flask user`, and the ground floor's other commands."""

import os
import secrets
import sys
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask_babel import gettext as _
from flask_migrate import upgrade
from sqlalchemy import inspect

from app.audit.actions import Doing, record
from app.audit.chain import adopt_events
from app.audit.cli import audit
from app.audit.head import set_aside
from app.audit.model import AuditEvent
from app.auth.actions import CreateUser, create_user, get_person, get_unit_or_root, set_password
from app.auth.password import make_up_password
from app.auth.rules import default_end
from app.auth.store import find_account_of_person
from app.core import clock
from app.core.commands import Moment, one_transaction
from app.core.db import db
from app.core.errors import Refused
from app.core.filters import short_day
from app.core.part import Part
from app.job.cli import job
from app.organisation.base_data import add_base_data
from app.organisation.cli import organisation
from app.organisation.demo_data import DEMO_LOGINS, add_demo_organisation, has_demo, is_unused
from app.organisation.store import find_person
from app.second_factor.actions import reset
from app.user.actions import GiveRole, add_role
from config import ROOT, Settings

DEMO_FILE = "demo-login.txt"


@click.command("init")
@click.option("--demo", is_flag=True, help="Læg også demokommunen ind, og skriv dens logins.")
@click.option("--now", type=Moment(), hidden=True, default=None)
@one_transaction
def init(demo: bool, now: datetime | None) -> None:
    """Bring databasen til nyeste form og læg grunddata ind. Kan køres igen."""
    settings: Settings = current_app.config["SETTINGS"]
    if demo and not settings.is_loopback:
        raise Refused(_("Demokommunen lægges kun ind, når HOST er 127.0.0.1: dens logins er til at prøve med."))
    is_new = not inspect(db.engine).has_table(AuditEvent.__tablename__)
    _bring_schema_up()
    doing = Doing(at=now or clock.now(), via="cli")
    _begin_chain(settings, doing, is_new=is_new)
    wants_demo = demo and not has_demo()
    if wants_demo and not is_unused():
        raise Refused(_("Databasen er i brug. Demokommunen lægges kun i en tom database: vælg en anden DATABASE_URL."))
    if wants_demo:
        add_demo_organisation(doing)
    add_base_data()
    parts: tuple[Part, ...] = current_app.extensions["parts"]
    for part in parts:
        part.base_data(doing.at)
    if wants_demo:
        for part in parts:
            part.demo_data(doing.at)
        _make_demo_logins(settings, doing)
    click.echo(_read_demo_logins(settings) if demo else _("Databasen er klar."))


def _bring_schema_up() -> None:
    """Run the migrations, on a connection and in a transaction of their own."""
    db.session.remove()
    upgrade(directory=str(ROOT / "migrations"))


def _begin_chain(settings: Settings, doing: Doing, *, is_new: bool) -> None:
    """Take the events from before there was a chain into it; the kept head of a database that is gone is put aside."""
    adopted = adopt_events()
    if adopted:
        record(doing, "audit.adopt", "audit", None, {"count": adopted})
    aside = set_aside(settings.audit_head_file) if is_new else None
    if aside:
        words = _("Databasen er ny. Det gemte led fra den forrige er flyttet til %(file)s.", file=str(aside))
        click.echo(words, err=True)


def _make_demo_logins(settings: Settings, doing: Doing) -> None:
    """Give the demo's people passwords, and keep them in a file for the owner only.

    The file is there before the transaction is committed: a demo never stands in the database without its logins.
    """
    lines = []
    for email, words in DEMO_LOGINS:
        person = get_person(email)
        password = make_up_password(person)
        set_password(person, password, doing=doing)
        lines.append(f"{words:<34} {email:<26} {password}\n")
    path = settings.instance_dir / DEMO_FILE
    draft = path.with_name(f"{DEMO_FILE}.{secrets.token_hex(4)}")
    _write_owner_only(draft, "".join(lines))
    draft.replace(path)


def _read_demo_logins(settings: Settings) -> str:
    path = settings.instance_dir / DEMO_FILE
    try:
        return path.read_text(encoding="utf-8").rstrip()
    except FileNotFoundError:
        raise Refused(
            _(
                "Demokommunen er der, men filen %(file)s med dens logins er væk. Giv en ny adgangskode: "
                "flask user password %(email)s",
                file=path, email=DEMO_LOGINS[0][0],
            )
        ) from None  # fmt: skip


def _write_owner_only(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


@click.group("user")
def user() -> None:
    """Brugere: opret, og skift adgangskode."""


@user.command("create")
@click.argument("email")
@click.option("--name", required=True, help="Personens navn.")
@click.option("--role", required=True, help="Rollens kode, fx coordinator.")
@click.option("--unit", default="", help="Enhedens kode; kommunen, når den ikke er nævnt.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Rollens sidste dag. En revisor får ellers 90 dage.")
@click.option("--invite", is_flag=True, help="Send en invitation på mail i stedet for at spørge om en adgangskode.")
@one_transaction
def create(email: str, *, name: str, role: str, unit: str, until: datetime | None, invite: bool) -> None:
    """Opret en bruger, eller giv en, der kan logge ind, en rolle til.

    Adgangskoden læses fra standard input eller spørges der om; med --invite vælges den fra en mail. Den, der kan logge
    ind, beholder sit navn og sin adgangskode.
    """
    doing = Doing(at=clock.now(), via="cli")
    ends_on = until.date() if until else default_end(role, today=clock.day_of(doing.at))
    there = find_person(email.strip())
    if there is not None and find_account_of_person(there.id) is not None:
        add_role(there, GiveRole(role=role, unit=get_unit_or_root(unit).code, ends_on=ends_on), doing=doing)
        words = _(
            "%(email)s har fået rollen. Adgangskoden er den samme; en ny: flask user password %(email)s",
            email=there.email,
        )
        click.echo(words)
    else:
        password = None if invite else _ask_for_password()
        command = CreateUser(email=email, name=name, role=role, unit=unit, password=password, ends_on=ends_on)
        person = create_user(command, doing=doing)
        click.echo(
            _("En invitation er på vej til %(email)s.", email=person.email)
            if invite
            else _("%(email)s kan nu logge ind med den adgangskode, du skrev.", email=person.email)
        )
    if ends_on is not None:
        click.echo(_("Rollen gælder til og med %(day)s.", day=short_day(ends_on)))


@user.command("password")
@click.argument("email")
@one_transaction
def password(email: str) -> None:
    """Giv en bruger en ny adgangskode. Den læses fra standard input eller spørges der om."""
    person = get_person(email)
    set_password(person, _ask_for_password(), doing=Doing(at=clock.now(), via="cli"))
    click.echo(_("Adgangskoden for %(email)s er skiftet.", email=person.email))


@user.command("reset-second-factor")
@click.argument("email")
@one_transaction
def reset_second_factor(email: str) -> None:
    """Nulstil en brugers totrinsbekræftelse: for den eneste administrator, der har mistet telefon og nødkoder."""
    person = get_person(email)
    reset(find_account_of_person(person.id), doing=Doing(at=clock.now(), via="cli"))
    click.echo(_("Totrinsbekræftelsen for %(email)s er nulstillet. Adgangskoden er den samme.", email=person.email))


def _ask_for_password() -> str:
    if sys.stdin.isatty():
        answer: str = click.prompt(_("Adgangskode"), hide_input=True, confirmation_prompt=True)
    else:
        answer = sys.stdin.readline()
    # As the sign-in form does with what is typed there.
    return answer.strip()


COMMANDS: tuple[click.Command, ...] = (init, user, organisation, audit, job)
