"""`flask init` and `flask user`."""

import re
import stat
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.auth.model import Account
from app.core.db import begin_writing, db
from app.core.part import Part
from app.factory import create_app
from app.organisation.model import Municipality, Person, RoleGrant, Unit
from config import Settings
from tests.app.token.links import queued_links
from tests.conftest import make_settings
from wsgi import PARTS

PASSWORD = "mole-svane-tov-lampe-77"


def run(app: Flask, *args: str, said: str | None = None) -> Result:
    return app.test_cli_runner().invoke(args=args, input=said)


@pytest.fixture
def make() -> Iterator[Callable[..., Flask]]:
    """Make an app for settings, with the parts given; its connections are closed at the end."""
    apps: list[Flask] = []

    def make_one(settings: Settings, *parts: Part) -> Flask:
        apps.append(create_app(settings, parts=parts, testing=True))
        return apps[-1]

    yield make_one
    for app in apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def count(app: Flask, model: type) -> int:
    with app.app_context():
        found = db.session.scalar(db.select(db.func.count()).select_from(model)) or 0
        db.session.rollback()
        return found


def everything(app: Flask) -> dict[str, list[tuple]]:
    """Every row of every table."""
    with app.app_context():
        rows = {
            table.name: [tuple(row) for row in db.session.execute(db.select(table).order_by(*table.primary_key))]
            for table in db.metadata.sorted_tables
        }
        db.session.rollback()
        return rows


def test_init_makes_an_empty_database_ready_and_says_so(make: Callable[..., Flask], tmp_path: Path) -> None:
    app = make(make_settings(tmp_path, f"sqlite:///{tmp_path / 'ny.sqlite3'}"), *PARTS)
    result = run(app, "init")
    assert (result.exit_code, result.stdout) == (0, "Databasen er klar.\n")
    assert count(app, Unit) == 1
    assert count(app, Person) == 0


def test_init_again_changes_nothing(app: Flask) -> None:
    before = everything(app)
    result = run(app, "init")
    assert (result.exit_code, result.stdout) == (0, "Databasen er klar.\n")
    assert everything(app) == before


def test_the_demo_comes_whole_and_a_second_time_prints_the_same_and_changes_nothing(
    app: Flask, settings: Settings
) -> None:
    first = run(app, "init", "--demo")
    assert first.exit_code == 0, first.output
    logins = re.findall(r"^(.+?) +(\S+@fjordby\.example) +(\S+)$", first.stdout, re.MULTILINE)
    assert [email.split("@")[0] for _words, email, _password in logins] == [
        "anna", "bent", "carla", "dorte", "erik", "gitte", "frida",
    ]  # fmt: skip
    assert len(first.stdout.splitlines()) == 7
    path = settings.instance_dir / "demo-login.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text(encoding="utf-8") == first.stdout
    assert count(app, Unit) == 40
    assert count(app, Person) == 30
    with app.app_context():
        assert db.session.get_one(Municipality, 1).dpo_is_known
        assert db.session.scalar(db.select(Unit.code).where(Unit.kind == "municipality")) == "FJORDBY"
        db.session.rollback()
    before = everything(app)
    second = run(app, "init", "--demo")
    assert (second.exit_code, second.stdout) == (0, first.stdout)
    assert everything(app) == before
    client = app.test_client()
    for _words, email, password in logins:
        assert client.post("/log-ind", data={"email": email, "password": password}).status_code == 303
        client.post("/log-ud")


def test_a_demo_that_breaks_off_leaves_nothing_and_can_be_begun_again(
    make: Callable[..., Flask], settings: Settings
) -> None:
    def break_off(_now: datetime) -> None:
        raise RuntimeError("midt i det hele")

    def is_untouched(app: Flask) -> bool:
        return count(app, Person) == 0 and count(app, Unit) == 1

    broken = make(settings, Part(name="broken", demo_data=break_off))
    result = run(broken, "init", "--demo")
    assert isinstance(result.exception, RuntimeError)
    assert is_untouched(broken)
    assert not (settings.instance_dir / "demo-login.txt").exists()
    sound = make(settings)
    assert run(sound, "init", "--demo").exit_code == 0
    assert count(sound, Person) == 30


def test_the_demo_is_refused_where_others_can_reach_it(
    make: Callable[..., Flask], database_url: str, tmp_path: Path
) -> None:
    app = make(make_settings(tmp_path, database_url, host="0.0.0.0"))
    result = run(app, "init", "--demo")
    assert result.exit_code == 1
    assert "HOST" in result.stderr
    assert result.stdout == ""
    assert count(app, Person) == 0


def test_the_demo_is_not_mixed_into_a_database_in_use(app: Flask) -> None:
    assert create_user(app, "gerda@kommune.example").exit_code == 0
    before = everything(app)
    result = run(app, "init", "--demo")
    assert result.exit_code == 1
    assert "Databasen er i brug" in result.stderr
    assert everything(app) == before


def test_a_demo_whose_logins_are_gone_says_how_to_get_in(make: Callable[..., Flask], settings: Settings) -> None:
    app = make(settings)
    run(app, "init", "--demo")
    (settings.instance_dir / "demo-login.txt").unlink()
    result = run(app, "init", "--demo")
    assert result.exit_code == 1
    assert "flask user password anna@fjordby.example" in result.stderr


def create_user(
    app: Flask, email: str = "gerda@fjordby.example", *more: str, role: str = "admin", said: str = PASSWORD
) -> Result:
    return run(app, "user", "create", email, "--name", "Gerda Gran", "--role", role, *more, said=f"{said}\n")


def test_a_user_made_on_the_command_line_can_sign_in(app: Flask) -> None:
    result = create_user(app, "Gerda@Fjordby.example")
    assert result.exit_code == 0
    assert result.stdout == "gerda@fjordby.example kan nu logge ind med den adgangskode, du skrev.\n"
    with app.app_context():
        grant = db.session.scalars(db.select(RoleGrant)).one()
        assert (grant.role, grant.unit.kind) == ("admin", "municipality")
        db.session.rollback()
    answer = app.test_client().post("/log-ind", data={"email": "gerda@fjordby.example", "password": PASSWORD})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("email", "more", "role", "said", "words"),
    [
        ("gerda", (), "admin", PASSWORD, "mailadresse"),
        ("gerda@fjordby.example", (), "konge", PASSWORD, "Rollen «konge» findes ikke"),
        ("gerda@fjordby.example", ("--unit", "INGEN"), "admin", PASSWORD, "Enheden «INGEN» findes ikke"),
        ("gerda@fjordby.example", (), "admin", "kort", "mindst 12 tegn"),
        ("gerda@fjordby.example", (), "admin", "", "mindst 12 tegn"),
    ],
)
def test_a_user_that_cannot_be_is_refused_and_nothing_is_left(
    app: Flask, email: str, more: tuple[str, ...], role: str, said: str, words: str
) -> None:
    result = create_user(app, email, *more, role=role, said=said)
    assert result.exit_code == 1
    assert words in result.stderr
    assert count(app, Person) == 0
    assert count(app, Account) == 0


def test_a_user_who_is_there_gets_the_other_role_and_keeps_name_and_password(app: Flask) -> None:
    create_user(app)
    again = create_user(app, role="isc", said="bro-kaj-mole-fyr-mast-200")
    assert again.exit_code == 0
    assert "Adgangskoden er den samme" in again.stdout
    assert "flask user password gerda@fjordby.example" in again.stdout
    with app.app_context():
        assert sorted(db.session.scalars(db.select(RoleGrant.role))) == ["admin", "isc"]
        db.session.rollback()
    answer = app.test_client().post("/log-ind", data={"email": "gerda@fjordby.example", "password": PASSWORD})
    assert answer.status_code == 303
    before = everything(app)
    third = create_user(app, role="isc")
    assert third.exit_code == 1
    assert "har allerede den rolle" in third.stderr
    assert everything(app) == before


def test_a_person_from_a_file_gets_a_way_in_by_the_same_command(app: Flask) -> None:
    with app.app_context():
        begin_writing()
        db.session.add(Person(email="gerda@fjordby.example", name="Gerda Gran"))
        db.session.commit()
    assert create_user(app).exit_code == 0
    assert count(app, Person) == 1
    assert count(app, Account) == 1


def test_an_invited_user_chooses_the_password_by_the_mailed_link(app: Flask) -> None:
    result = create_user(app, "gerda@fjordby.example", "--invite", said="")
    assert (result.exit_code, result.stdout) == (0, "En invitation er på vej til gerda@fjordby.example.\n")
    assert count(app, Account) == 0
    (link,) = queued_links(app)
    assert app.test_client().post(link, data={"password": PASSWORD}).status_code == 303
    assert count(app, Account) == 1


def test_wrong_usage_ends_with_two(app: Flask) -> None:
    assert run(app, "user", "create", "gerda@fjordby.example").exit_code == 2


def test_a_new_password_replaces_the_old_one(app: Flask) -> None:
    create_user(app)
    result = run(app, "user", "password", "GERDA@fjordby.example", said="bro-kaj-mole-fyr-mast-200\n")
    assert (result.exit_code, result.stdout) == (0, "Adgangskoden for gerda@fjordby.example er skiftet.\n")
    client = app.test_client()
    assert client.post("/log-ind", data={"email": "gerda@fjordby.example", "password": PASSWORD}).status_code == 422
    data = {"email": "gerda@fjordby.example", "password": "bro-kaj-mole-fyr-mast-200"}
    assert client.post("/log-ind", data=data).status_code == 303


def test_blanks_round_a_password_do_not_count_here_either(app: Flask) -> None:
    create_user(app, said=f"  {PASSWORD} ")
    answer = app.test_client().post("/log-ind", data={"email": "gerda@fjordby.example", "password": f"{PASSWORD} "})
    assert answer.status_code == 303


def test_a_password_for_nobody_is_refused(app: Flask) -> None:
    result = run(app, "user", "password", "ingen@fjordby.example", said=f"{PASSWORD}\n")
    assert result.exit_code == 1
    assert "findes ikke" in result.stderr
