"""What the audit trail keeps of who was not let through."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import AuditEvent
from app.auth.model import Account
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Person
from app.throttle.rules import ACCOUNT
from tests.app.auth.ways import OTHER, PASSWORD, give_password
from tests.conftest import sign_in
from tests.make import Personas, make_second_factor

NETWORK = {"network": "127.0.0.1"}
LOCK = {"lock": "account", **NETWORK}


def account_id(app: Flask, email: str, *, with_factor: bool = False) -> int:
    with app.app_context():
        begin_writing()
        account = db.session.scalars(db.select(Account).join(Account.person).where(Person.email == email)).one()
        if with_factor:
            make_second_factor(account)
        db.session.commit()
        return account.id


def told(app: Flask, *, after: int = 0) -> list[tuple[str, int | None, int | None, dict[str, Any]]]:
    with app.app_context():
        rows = db.session.scalars(db.select(AuditEvent).where(AuditEvent.id > after).order_by(AuditEvent.id)).all()
        found = [(row.verb, row.actor_id, row.subject_id, row.changes) for row in rows]
        db.session.rollback()
    return found


def last_event(app: Flask) -> int:
    with app.app_context():
        found = db.session.scalar(db.select(db.func.max(AuditEvent.id))) or 0
        db.session.rollback()
        return found


def test_a_refused_try_names_the_account_and_the_network_and_nobody_as_its_doer(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    give_password(app, personas.anna)
    anna, before = account_id(app, personas.anna), last_event(app)
    for _ in range(ACCOUNT.free + 3):
        client.post("/log-ind", data={"email": personas.anna, "password": "forkert"})
    refused = ("auth.refuse", None, anna, NETWORK)
    # What knocks at the lock is not told: else a script would fill the trail.
    assert told(app, after=before) == [*[refused] * ACCOUNT.free, ("auth.lock", None, anna, LOCK)]


def test_of_an_address_without_an_account_the_trail_keeps_the_try_and_nothing_that_was_typed(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    before = last_event(app)
    for _ in range(ACCOUNT.free + 3):
        client.post("/log-ind", data={"email": "mit-hemmelige-kodeord", "password": "anna@fjordby.example"})
    kept = told(app, after=before)
    assert kept == [*[("auth.refuse", None, None, NETWORK)] * ACCOUNT.free, ("auth.lock", None, None, LOCK)]
    assert "hemmelige" not in repr(kept)


def test_the_lock_is_told_at_the_next_wrong_try_only_when_a_right_one_did_not_come_first(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    """The fifth try is counted, and found right: no lock began."""
    give_password(app, personas.anna)
    before = last_event(app)
    for _ in range(ACCOUNT.free - 1):
        client.post("/log-ind", data={"email": personas.anna, "password": "forkert"})
    assert client.post("/log-ind", data={"email": personas.anna, "password": PASSWORD}).status_code == 303
    assert [verb for verb, *_rest in told(app, after=before)] == ["auth.refuse"] * 4 + ["auth.sign_in"]


def test_a_wrong_code_at_the_door_has_no_doer_and_one_inside_has(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    give_password(app, personas.anna)
    anna = account_id(app, personas.anna, with_factor=True)
    client.post("/log-ind", data={"email": personas.anna, "password": PASSWORD})
    for _ in range(5):
        client.post("/log-ind/kode", data={"code": "1"})
    assert told(app)[-2:] == [
        ("auth.refuse_code", None, anna, NETWORK),
        ("auth.lock", None, anna, {"lock": "code", **NETWORK}),
    ]
    carla = app.test_client()
    give_password(app, personas.carla)
    sign_in(carla, personas.carla)
    assert carla.post("/adgangskode", data={"current": "forkert", "password": OTHER}).status_code == 422
    verb, actor_id, subject_id, changes = told(app)[-1]
    assert (verb, subject_id, changes) == ("auth.refuse", account_id(app, personas.carla), NETWORK)
    assert actor_id is not None


def test_the_page_says_that_nobody_is_known_and_what_is_locked(
    app: Flask, client: FlaskClient, personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        client.post("/log-ind", data={"email": "ingen@fjordby.example", "password": "forkert"})
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    dorte = app.test_client()
    sign_in(dorte, personas.dorte)
    page = dorte.get("/admin/spor?gruppe=afvist").text
    for words in ("Ukendt", "Blev afvist ved login", "Skal nu vente efter for mange forkerte forsøg", "127.0.0.1"):
        assert words in page
    assert "Forsøg på mailadressen" in page
    assert "ingen@fjordby.example" not in page
