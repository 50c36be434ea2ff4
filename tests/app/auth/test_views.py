"""Signing in on the page."""

from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing
from app.auth.actions import get_person, set_password
from app.core.db import begin_writing, db
from tests.conftest import sign_in
from tests.make import NOW, Personas

PASSWORD = "mole-svane-tov-lampe-77"


def give_password(app: Flask, email: str) -> None:
    with app.test_request_context():
        begin_writing()
        set_password(get_person(email), PASSWORD, doing=Doing(at=NOW, via="cli"))
        db.session.commit()


def test_the_right_password_opens_and_a_wrong_one_does_not(app: Flask, client: FlaskClient, personas: Personas) -> None:
    give_password(app, personas.anna)
    wrong = client.post("/log-ind", data={"email": personas.anna, "password": "forkert"})
    assert wrong.status_code == 422
    assert "passer ikke sammen" in wrong.text
    right = client.post("/log-ind?next=/log-ind", data={"email": personas.anna.upper(), "password": PASSWORD})
    assert right.status_code == 303
    assert right.location == "/log-ind"


def test_five_wrong_passwords_lock_the_account_for_a_while(app: Flask, client: FlaskClient, personas: Personas) -> None:
    give_password(app, personas.anna)
    for _ in range(5):
        client.post("/log-ind", data={"email": personas.anna, "password": "forkert"})
    locked = client.post("/log-ind", data={"email": personas.anna, "password": PASSWORD})
    assert locked.status_code == 422
    assert "For mange forsøg" in locked.text


def test_a_new_password_ends_the_sessions_there_are(app: Flask, client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.frida)
    assert client.get("/admin").status_code == 200
    give_password(app, personas.frida)
    assert client.get("/admin").status_code == 303


def test_an_address_elsewhere_is_not_followed_after_sign_in(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    give_password(app, personas.anna)
    for target in ("https://ond.example/", "//ond.example", "/\\ond.example"):
        answer = client.post(
            "/log-ind", query_string={"next": target}, data={"email": personas.anna, "password": PASSWORD}
        )
        assert answer.location == "/"
        client.post("/log-ud")


def test_a_person_changes_the_own_password_and_stays_signed_in_here_only(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    give_password(app, personas.anna)
    elsewhere = app.test_client()
    sign_in(client, personas.anna)
    sign_in(elsewhere, personas.anna)
    wrong = client.post("/adgangskode", data={"current": "forkert", "password": "sten-birk-kaj-måge-12"})
    assert wrong.status_code == 422
    assert "ikke din nuværende" in wrong.text
    short = client.post("/adgangskode", data={"current": PASSWORD, "password": "kort"})
    assert "mindst 12 tegn" in short.text
    assert (
        client.post("/adgangskode", data={"current": PASSWORD, "password": "sten-birk-kaj-måge-12"}).status_code == 303
    )
    assert client.get("/fortegnelse").status_code == 200
    assert elsewhere.get("/fortegnelse").status_code == 303
    client.post("/log-ud")
    assert client.post("/log-ind", data={"email": personas.anna, "password": PASSWORD}).status_code == 422
