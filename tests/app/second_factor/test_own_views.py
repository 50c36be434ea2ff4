"""/konto/totrin, and the administrator's reset."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.audit.model import AuditEvent
from app.auth.model import Account, RecoveryCode
from app.auth.secrets_at_rest import decrypt
from app.cli import user
from app.core import clock
from app.core.db import begin_writing, db
from app.mail.model import OutgoingMail
from app.organisation.model import Municipality, Person
from app.second_factor.rules import code_at, step_of
from app.second_factor.store import secret_name
from tests.app.auth.ways import OTHER, PASSWORD, give_password
from tests.conftest import sign_in
from tests.make import Personas, make_second_factor


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """SQLite alone: what the two databases could do differently is played in test_actions.py."""
    shutil.copy(sqlite_template, tmp_path / "data.sqlite3")
    return f"sqlite:///{tmp_path / 'data.sqlite3'}"


def account_of(email: str) -> Account:
    return db.session.scalars(select(Account).join(Account.person).where(Person.email == email)).one()


@pytest.fixture
def anna(app: Flask, client: FlaskClient, personas: Personas) -> FlaskClient:
    """Anna, signed in, who has a password."""
    give_password(app, personas.anna)
    sign_in(client, personas.anna)
    return client


@pytest.fixture
def secret(app: Flask, anna: FlaskClient) -> str:
    """Anna's second factor."""
    with app.test_request_context():
        begin_writing()
        made = make_second_factor(account_of(Personas.anna))
        db.session.commit()
        return made


def demand(app: Flask, *roles: str) -> None:
    with app.app_context():
        begin_writing()
        db.session.execute(update(Municipality).values(second_factor_roles=list(roles)))
        db.session.commit()


def code_of(secret: str, *, steps: int = 0) -> str:
    return code_at(secret, step_of(clock.now()) + steps)


def pending(app: Flask, client: FlaskClient) -> str:
    with client.session_transaction() as session:
        kept = session["pending_factor"]
    with app.app_context():
        return decrypt(kept, about=secret_name(account_of(Personas.anna).id))


def is_on(app: Flask, email: str = Personas.anna) -> bool:
    with app.app_context():
        found = account_of(email).has_second_factor
        db.session.rollback()
        return found


def verbs(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def test_it_is_turned_on_by_password_and_code(app: Flask, anna: FlaskClient) -> None:
    assert "Slå totrinsbekræftelse til" in anna.get("/konto/totrin").text
    anna.get("/konto/totrin/app")
    secret = pending(app, anna)
    wrong = anna.post("/konto/totrin/app", data={"proof": "forkert", "code": code_of(secret)})
    assert wrong.status_code == 422
    assert "Det er ikke din adgangskode" in wrong.text
    assert anna.post("/konto/totrin/app", data={"proof": PASSWORD, "code": "1"}).status_code == 422
    assert not is_on(app)
    assert pending(app, anna) == secret
    done = anna.post("/konto/totrin/app", data={"proof": PASSWORD, "code": code_of(secret)})
    assert done.status_code == 200
    assert done.text.count("<li><code>") == 10
    assert is_on(app)
    page = anna.get("/konto/totrin").text
    assert "Slået til" in page
    assert "10 af 10" in page
    with anna.session_transaction() as session:
        assert "pending_factor" not in session


def test_it_is_moved_to_a_new_phone_by_a_code_from_the_old_one(app: Flask, anna: FlaskClient, secret: str) -> None:
    anna.get("/konto/totrin/app")
    new = pending(app, anna)
    done = anna.post("/konto/totrin/app", data={"proof": code_of(secret), "code": code_of(new)})
    assert done.status_code == 200
    assert verbs(app)[-1] == "auth.replace_second_factor"


def test_it_is_turned_off_by_a_code_once(app: Flask, anna: FlaskClient, secret: str) -> None:
    assert anna.get("/konto/totrin/fra").status_code == 200
    assert anna.post("/konto/totrin/fra", data={"proof": "000"}).status_code == 422
    assert anna.post("/konto/totrin/fra", data={"proof": ""}).status_code == 422
    assert is_on(app)
    assert anna.post("/konto/totrin/fra", data={"proof": code_of(secret)}).status_code == 303
    assert not is_on(app)
    assert anna.get("/konto/totrin/fra").status_code == 303
    assert anna.get("/konto/totrin/noedkoder").status_code == 303


def test_what_the_role_demands_is_not_turned_off(app: Flask, anna: FlaskClient, secret: str) -> None:
    demand(app, "coordinator")
    assert anna.get("/konto/totrin/fra").status_code == 303
    assert "kan ikke slås fra" in anna.get("/konto/totrin").text
    answer = anna.post("/konto/totrin/fra", data={"proof": code_of(secret)})
    assert answer.status_code == 422
    assert "Din rolle kræver totrinsbekræftelse" in answer.text
    assert is_on(app)


def test_the_password_alone_neither_moves_it_nor_turns_it_off_nor_makes_new_codes(
    app: Flask, anna: FlaskClient, secret: str
) -> None:
    """Whoever has a stolen cookie and guesses the password stands before the factor still."""
    assert "Din adgangskode" not in anna.get("/konto/totrin/app").text
    moved = anna.post("/konto/totrin/app", data={"proof": PASSWORD, "code": code_of(pending(app, anna))})
    off = anna.post("/konto/totrin/fra", data={"proof": PASSWORD})
    codes = anna.post("/konto/totrin/noedkoder", data={"proof": PASSWORD})
    assert [answer.status_code for answer in (moved, off, codes)] == [422] * 3
    assert all("Koden passer ikke" in answer.text for answer in (moved, off, codes))
    assert is_on(app)
    assert verbs(app)[-3:] == ["auth.refuse_code"] * 3


def test_without_the_old_phone_it_is_moved_by_a_recovery_code(app: Flask, anna: FlaskClient, secret: str) -> None:
    page = anna.post("/konto/totrin/noedkoder", data={"proof": code_of(secret)}).text
    on_paper = page.split("<li><code>")[1].split("<")[0]
    anna.get("/konto/totrin/app")
    done = anna.post("/konto/totrin/app", data={"proof": on_paper, "code": code_of(pending(app, anna))})
    assert done.status_code == 200
    assert verbs(app)[-2:] == ["auth.use_recovery_code", "auth.replace_second_factor"]


def test_a_new_password_asks_for_a_code_too(app: Flask, anna: FlaskClient, secret: str) -> None:
    new = {"current": PASSWORD, "password": OTHER}
    assert "Kode fra appen eller en nødkode" in anna.get("/adgangskode").text
    assert "Skriv en kode fra appen" in anna.post("/adgangskode", data=new).text
    wrong = anna.post("/adgangskode", data=new | {"code": "1"})
    assert (wrong.status_code, "Koden passer ikke" in wrong.text) == (422, True)
    assert verbs(app)[-1] == "auth.refuse_code"
    # What the new password lacks is said before a code is used up.
    assert "mindst 12 tegn" in anna.post("/adgangskode", data=new | {"password": "kort", "code": code_of(secret)}).text
    assert anna.post("/adgangskode", data=new | {"code": code_of(secret)}).status_code == 303


def test_new_recovery_codes_ask_for_a_code(app: Flask, anna: FlaskClient, secret: str) -> None:
    assert "ingen nødkoder tilbage" in anna.get("/konto/totrin").text
    empty = anna.post("/konto/totrin/noedkoder", data={"proof": ""})
    assert (empty.status_code, "Skriv en kode fra appen eller en nødkode." in empty.text) == (422, True)
    assert anna.post("/konto/totrin/noedkoder", data={"proof": "forkert"}).status_code == 422
    done = anna.post("/konto/totrin/noedkoder", data={"proof": code_of(secret)})
    assert done.status_code == 200
    assert done.text.count("<li><code>") == 10
    with app.app_context():
        assert len(db.session.scalars(select(RecoveryCode)).all()) == 10


def test_guessing_the_password_here_is_counted_with_guessing_it_at_sign_in(app: Flask, anna: FlaskClient) -> None:
    anna.get("/konto/totrin/app")
    for _number in range(5):
        anna.post("/konto/totrin/app", data={"proof": "forkert", "code": "1"})
    locked = anna.post("/konto/totrin/app", data={"proof": PASSWORD, "code": code_of(pending(app, anna))})
    assert "For mange forsøg" in locked.text
    assert not is_on(app)
    other = app.test_client()
    assert "For mange" in other.post("/log-ind", data={"email": Personas.anna, "password": PASSWORD}).text


def test_who_is_signed_in_when_the_role_begins_to_demand_it_works_on_and_is_told(app: Flask, anna: FlaskClient) -> None:
    demand(app, "coordinator")
    assert anna.get("/fortegnelse").status_code == 200
    assert "Din rolle kræver totrinsbekræftelse" in anna.get("/konto/totrin").text


def test_who_comes_by_the_municipality_s_sign_in_alone_is_asked_for_nothing(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    with app.app_context():
        begin_writing()
        db.session.execute(update(Account).values(password_hash=""))
        db.session.commit()
    sign_in(client, personas.anna)
    page = client.get("/konto/totrin").text
    assert "Du logger ind med kommunens login" in page
    assert "/konto/totrin/app" not in page
    assert client.get("/konto/totrin/app").status_code == 303
    assert client.post("/konto/totrin/app", data={"proof": "", "code": "1"}).status_code == 422
    assert client.post("/konto/totrin/app", data={"proof": "none", "code": "1"}).status_code == 422


def test_the_administrator_resets_a_lost_phone(app: Flask, anna: FlaskClient, secret: str) -> None:
    frida = app.test_client()
    sign_in(frida, Personas.frida)
    with app.app_context():
        anna_id = account_of(Personas.anna).person_id
        frida_id = account_of(Personas.frida).person_id
        db.session.rollback()
    assert "Nulstil totrinsbekræftelse" in frida.get(f"/admin/brugere/{anna_id}").text
    assert frida.post(f"/admin/brugere/{anna_id}/totrin/nulstil").status_code == 303
    assert not is_on(app)
    assert anna.get("/konto/totrin").status_code == 303
    page = frida.get(f"/admin/brugere/{anna_id}").text
    assert "Nulstil totrinsbekræftelse" not in page
    assert "er nulstillet" in page
    with app.app_context():
        event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert event is not None
        assert (event.verb, event.subject_kind, event.actor_id) == ("auth.reset_second_factor", "account", frida_id)
        assert db.session.scalars(select(OutgoingMail.to_address)).all() == [Personas.anna]
        db.session.rollback()
    assert frida.post(f"/admin/brugere/{anna_id}/totrin/nulstil").status_code == 409


def test_the_last_resort_of_a_lone_administrator_is_the_command_line(app: Flask, secret: str) -> None:
    told = app.test_cli_runner().invoke(user, ["reset-second-factor", Personas.anna])
    assert told.exit_code == 0, told.output
    assert "Adgangskoden er den samme" in told.output
    assert not is_on(app)
    assert app.test_cli_runner().invoke(user, ["reset-second-factor", Personas.anna]).exit_code != 0
