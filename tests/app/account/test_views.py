"""/konto in the browser."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import AuditEvent
from app.auth.model import Account, UserSession
from app.auth.store import get_account_of
from app.core import clock
from app.core.db import begin_writing, db
from tests.conftest import sign_in
from tests.make import Personas
from tests.page import parse, text_of

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0"


def live(app: Flask) -> list[int]:
    with app.app_context():
        rows = db.session.scalars(
            db.select(UserSession.id).where(UserSession.ended_at.is_(None)).order_by(UserSession.id)
        ).all()
        db.session.rollback()
        return list(rows)


def verbs(app: Flask) -> list[str]:
    with app.app_context():
        found = list(db.session.scalars(db.select(AuditEvent.verb).order_by(AuditEvent.id)))
        db.session.rollback()
        return found


def test_the_account_says_who_one_is_and_where_one_is_signed_in(
    app: Flask, client: FlaskClient, personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, personas.anna)
    elsewhere = app.test_client()
    sign_in(elsewhere, personas.anna)
    with app.app_context():
        begin_writing()
        db.session.scalars(db.select(UserSession).order_by(UserSession.id)).all()[-1].agent = FIREFOX
        db.session.commit()
    sign_in(app.test_client(), personas.bent)
    text = client.get("/konto").text
    assert "Anna Ahorn" in text
    assert "GDPR-koordinator" in text
    table = text_of(parse(text))
    assert "Firefox på Windows" in table
    assert "Ukendt browser" in table
    assert text.count("Denne browser") == 1
    assert text.count("Log ud dér") == 1
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=100))
    client.get("/konto")
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=150))
    # The other one has been idle for too long, and is live no more.
    assert "Firefox" not in client.get("/konto").text


def test_signing_out_there_ends_that_one_only(app: Flask, client: FlaskClient, personas: Personas) -> None:
    browsers = [client, app.test_client(), app.test_client()]
    for browser in browsers:
        sign_in(browser, personas.anna)
    _mine, second, third = live(app)
    address = re.search(r"/konto/logget-ind/\d+/log-ud", client.get("/konto").text)
    assert address is not None
    assert client.post(f"/konto/logget-ind/{second}/log-ud").status_code == 303
    assert browsers[1].get("/konto").status_code == 303
    assert browsers[2].get("/konto").status_code == 200
    assert client.get("/konto").status_code == 200
    assert client.post(f"/konto/logget-ind/{second}/log-ud").status_code == 404
    assert client.post("/konto/logget-ind/log-ud").status_code == 303
    assert third not in live(app)
    assert len(live(app)) == 1
    assert [verb for verb in verbs(app) if verb.startswith("auth.")] == ["auth.end_session", "auth.end_sessions"]


def test_nobody_signs_out_another_person(app: Flask, client: FlaskClient, personas: Personas) -> None:
    theirs = app.test_client()
    sign_in(theirs, personas.bent)
    (row_id,) = live(app)
    sign_in(client, personas.anna)
    assert client.post(f"/konto/logget-ind/{row_id}/log-ud").status_code == 404
    client.post("/konto/logget-ind/log-ud")
    assert theirs.get("/konto").status_code == 200


def test_who_has_no_password_here_is_not_asked_to_change_it(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    with app.app_context():
        begin_writing()
        get_account_of(personas.anna).password_hash = ""
        db.session.commit()
    sign_in(client, personas.anna)
    text = client.get("/konto").text
    assert "kommunens login" in text
    assert "Skift adgangskode" not in text
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Account.id))) == 6
        db.session.rollback()


def test_the_name_in_the_frame_leads_to_the_account(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.erik)
    assert 'href="/konto"' in client.get("/femaarsplan", follow_redirects=True).text


def test_single_keys_can_be_switched_off_and_on_again(app: Flask, client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.anna)
    assert 'data-shortcuts="on"' in client.get("/").text
    assert client.post("/konto/tastatur", data={}).status_code == 303
    page = client.get("/konto").text
    assert 'data-shortcuts="off"' in page
    assert "Genveje på én tast er slået fra." in page
    other = app.test_client()
    sign_in(other, personas.bent)
    assert 'data-shortcuts="on"' in other.get("/").text
    client.post("/konto/tastatur", data={"has_shortcuts": "y"})
    assert 'data-shortcuts="on"' in client.get("/konto").text
