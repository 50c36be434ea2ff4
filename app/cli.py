"""`flask init` and `flask user`."""

import os
from pathlib import Path

import click
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import select

from app.audit.actions import Doing
from app.auth.actions import CreateUser, create_user, get_person, set_password
from app.auth.password import make_up_password
from app.core import clock
from app.core.commands import one_transaction
from app.core.db import db
from app.core.errors import Refused
from app.core.part import Part
from app.organisation.actions import add_base_data
from app.organisation.demo_data import DEMO_LOGINS, add_demo_organisation
from app.organisation.model import Municipality, Person
from config import ROOT, Settings

DEMO_FILE = "demo-login.txt"


@click.command("init")
@click.option("--demo", is_flag=True, help="Læg også demokommunen ind, og skriv dens logins.")
@click.option("--now", hidden=True, default=None)
@one_transaction
def init(demo: bool, now: str | None) -> None:
    """Bring databasen til nyeste form og læg grunddata ind. Kan køres igen."""
    settings: Settings = current_app.config["SETTINGS"]
    if demo and not settings.is_loopback:
        raise Refused("Demokommunen lægges kun ind, når HOST er 127.0.0.1: dens logins er til at prøve med.")
    db.session.remove()
    upgrade(directory=str(ROOT / "migrations"))
    moment = clock.parse_moment(now) if now else clock.now()
    is_new = db.session.get(Municipality, 1) is None
    if demo and is_new:
        add_demo_organisation(Doing(at=moment, via="cli"))
    add_base_data()
    parts: tuple[Part, ...] = current_app.extensions["parts"]
    for part in parts:
        part.base_data(moment)
    if demo and is_new:
        for part in parts:
            part.demo_data(moment)
        _make_demo_logins(settings, Doing(at=moment, via="cli"))
    if demo:
        click.echo((settings.instance_dir / DEMO_FILE).read_text(encoding="utf-8").rstrip())
    else:
        click.echo("Databasen er klar.")


def _make_demo_logins(settings: Settings, doing: Doing) -> None:
    lines = []
    for email, words in DEMO_LOGINS:
        person = db.session.scalar(select(Person).where(Person.email == email))
        assert person is not None, f"{email} is missing from the demo people"
        password = make_up_password()
        set_password(person, password, doing=doing)
        lines.append(f"{words:<34} {email:<26} {password}")
    _write_owner_only(settings.instance_dir / DEMO_FILE, "\n".join(lines) + "\n")


def _write_owner_only(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
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
@one_transaction
def create(email: str, name: str, role: str, unit: str) -> None:
    """Opret en bruger. Adgangskoden læses fra standard input eller spørges der om."""
    password = _ask_for_password()
    create_user(
        CreateUser(email=email, name=name, role=role, unit=unit, password=password),
        doing=Doing(at=clock.now(), via="cli"),
    )
    click.echo(f"{email} er oprettet.")


@user.command("password")
@click.argument("email")
@one_transaction
def password(email: str) -> None:
    """Giv en bruger en ny adgangskode."""
    set_password(get_person(email), _ask_for_password(), doing=Doing(at=clock.now(), via="cli"))
    click.echo(f"Adgangskoden for {email} er skiftet.")


def _ask_for_password() -> str:
    stdin = click.get_text_stream("stdin")
    if stdin.isatty():
        answer: str = click.prompt("Adgangskode", hide_input=True, confirmation_prompt=True)
        return answer
    return stdin.readline().rstrip("\r\n")


COMMANDS: tuple[click.Command, ...] = (init, user)
