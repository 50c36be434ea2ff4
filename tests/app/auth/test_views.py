"""Signing in on the page."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.auth.model import Account
from app.core import clock
from app.core.db import begin_writing, db
from app.throttle.rules import ACCOUNT
from tests.app.auth.ways import OTHER, PASSWORD, give_password
from tests.conftest import sign_in
from tests.make import Personas


def test_the_right_password_opens_and_a_wrong_one_does_not(app: Flask, client: FlaskClient, personas: Personas) -> None:
    give_password(app, personas.anna)
    wrong = client.post("/log-ind", data={"email": personas.anna, "password": "forkert"})
    assert wrong.status_code == 422
    assert "passer ikke sammen" in wrong.text
    right = client.post("/log-ind?next=/log-ind", data={"email": personas.anna.upper(), "password": PASSWORD})
    assert right.status_code == 303
    assert right.location == "/log-ind"


def test_an_address_without_an_account_is_answered_like_any_other(
    app: Flask, client: FlaskClient, personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words, status and lock at every try; so is somebody who is kept out, or has no password."""
    give_password(app, personas.anna)
    with app.app_context():
        begin_writing()
        db.session.scalars(db.select(Account)).all()[-1].password_hash = ""
        db.session.commit()
    now = clock.now()

    def answers(email: str) -> list[tuple[int, str]]:
        told = []
        for at in (0, 0, 0, 0, 0, 0, 14, 15, 16, 45):
            monkeypatch.setattr(clock, "now", lambda at=at: now + timedelta(seconds=at))
            answer = client.post("/log-ind", data={"email": email, "password": "forkert kodeord"})
            told.append((answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)))
        return told

    known = answers(personas.anna)
    assert [("For mange" in text) for _status, text in known] == [False] * 5 + [True, True, False, True, False]
    assert answers("ingen@fjordby.example") == known
    assert answers(personas.frida) == known


def test_five_wrong_passwords_lock_the_account_until_the_wait_is_over(
    app: Flask, client: FlaskClient, personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_password(app, personas.anna)
    for _ in range(5):
        client.post("/log-ind", data={"email": personas.anna, "password": "forkert"})
    now = clock.now()
    locked = client.post("/log-ind", data={"email": personas.anna, "password": PASSWORD})
    assert locked.status_code == 422
    assert "For mange forsøg. Vent 1 minut, og prøv igen." in locked.text
    monkeypatch.setattr(clock, "now", lambda: now + ACCOUNT.wait_after(5))
    assert client.post("/log-ind", data={"email": personas.anna, "password": PASSWORD}).status_code == 303


def test_a_new_password_ends_the_sessions_there_are(app: Flask, client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.frida)
    assert client.get("/admin").status_code == 200
    give_password(app, personas.frida)
    assert client.get("/admin").status_code == 303


def test_a_hash_made_at_other_costs_is_made_again_at_sign_in(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    import argon2

    give_password(app, personas.anna)
    dear = argon2.PasswordHasher(memory_cost=16, time_cost=1, parallelism=1).hash(PASSWORD)
    with app.app_context():
        begin_writing()
        account = db.session.scalars(db.select(Account).where(Account.password_hash != "none")).one()
        account.password_hash = dear
        db.session.commit()
    for _ in range(2):
        assert client.post("/log-ind", data={"email": personas.anna, "password": PASSWORD}).status_code == 303
    with app.app_context():
        kept = db.session.scalars(db.select(Account.password_hash).where(Account.password_hash != "none")).one()
        assert "m=8," in kept
        db.session.rollback()


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
    wrong = client.post("/adgangskode", data={"current": "forkert", "password": OTHER})
    assert wrong.status_code == 422
    assert "ikke din nuværende" in wrong.text
    short = client.post("/adgangskode", data={"current": PASSWORD, "password": "kort"})
    assert "mindst 12 tegn" in short.text
    weak = client.post("/adgangskode", data={"current": PASSWORD, "password": "Anna-Ahorn-2027"})
    assert "let at gætte" in weak.text
    done = client.post("/adgangskode", data={"current": PASSWORD, "password": OTHER})
    assert (done.status_code, done.location) == (303, "/konto")
    assert client.get("/fortegnelse").status_code == 200
    assert elsewhere.get("/fortegnelse").status_code == 303
    client.post("/log-ud")
    assert client.post("/log-ind", data={"email": personas.anna, "password": PASSWORD}).status_code == 422
