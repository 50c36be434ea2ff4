"""Sessions: begun anew at sign-in, ended by time, by sign-out and by whoever may."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.auth.actions import get_person
from app.auth.model import Account, UserSession
from app.auth.sessions import KEPT_FOR, hash_token, sweep_sessions
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Person, RoleGrant, Unit
from app.user.actions import close_user, open_user
from tests.app.auth.ways import PASSWORD, give_password
from tests.conftest import sign_in
from tests.make import Personas, make_second_factor, make_task

INSIDE = "/konto"


class Clock:
    """The program's clock, to be moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Clock:
    mine = Clock(clock.now())
    monkeypatch.setattr(clock, "now", mine)
    return mine


def is_in(client: FlaskClient) -> bool:
    return client.get(INSIDE).status_code == 200


def log_in(client: FlaskClient, email: str) -> None:
    assert client.post("/log-ind", data={"email": email, "password": PASSWORD}).status_code == 303


def test_signing_in_begins_a_session_of_its_own_and_leaves_nothing_of_what_was_in_the_cookie(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    give_password(app, personas.anna)
    with client.session_transaction() as session:
        session["planted"] = "by a stranger"
        session["_user_id"] = "a token the stranger knows"
    log_in(client, personas.anna)
    with client.session_transaction() as session:
        first = session["_user_id"]
        assert "planted" not in session
    assert first != "a token the stranger knows"
    log_in(client, personas.anna)
    with client.session_transaction() as session:
        second = session["_user_id"]
    assert second != first
    with app.app_context():
        kept = set(db.session.scalars(db.select(UserSession.token_hash)))
        live = set(db.session.scalars(db.select(UserSession.token_hash).where(UserSession.ended_at.is_(None))))
        db.session.rollback()
    assert kept == {hash_token(first), hash_token(second)}
    # The first cookie is gone from the browser; nobody could sign it out any more.
    assert live == {hash_token(second)}


def test_a_session_nobody_uses_ends_and_one_that_is_used_goes_on_to_its_last_hour(
    app: Flask, client: FlaskClient, personas: Personas, moved: Clock
) -> None:
    sign_in(client, personas.anna)
    for _ in range(6):
        moved.move(minutes=119)
        assert is_in(client)
    moved.move(minutes=5)
    assert is_in(client)
    moved.move(minutes=2)
    assert not is_in(client)
    sign_in(client, personas.anna)
    moved.move(minutes=121)
    assert not is_in(client)


def test_a_copied_cookie_is_dead_after_sign_out(app: Flask, client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.anna)
    copy = client.get_cookie("session")
    assert copy is not None
    thief = app.test_client()
    thief.set_cookie("session", copy.value)
    assert is_in(thief)
    client.post("/log-ud")
    assert not is_in(thief)
    assert not is_in(client)


def test_a_closed_person_is_out_at_once_and_opening_brings_no_old_cookie_back(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    sign_in(client, personas.bent)
    with app.test_request_context():
        begin_writing()
        close_user(get_person(personas.bent), doing=Doing(at=clock.now(), via="cli"))
        db.session.commit()
    assert not is_in(client)
    with app.test_request_context():
        begin_writing()
        open_user(get_person(personas.bent), doing=Doing(at=clock.now(), via="cli"))
        db.session.commit()
    assert not is_in(client)


def test_a_role_that_is_taken_is_gone_at_the_next_request(app: Flask, client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.frida)
    assert client.get("/admin/brugere").status_code == 200
    with app.test_request_context():
        begin_writing()
        db.session.execute(db.delete(RoleGrant).where(RoleGrant.person_id == get_person(personas.frida).id))
        db.session.commit()
    # It was the only one, and nothing falls to her: she is out.
    assert client.get("/admin/brugere").location.startswith("/log-ind")


def test_whose_last_role_has_ended_is_out_and_comes_in_no_more_until_something_falls_to_them(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    erik = get_id(app, personas.erik)
    give_password(app, personas.erik)
    sign_in(client, personas.erik)
    assert client.get("/konto").status_code == 200
    with app.app_context():
        begin_writing()
        ended = db.select(RoleGrant).where(RoleGrant.person_id == erik)
        grant = db.session.scalars(ended).one()
        grant.role, grant.ends_on = "auditor", clock.today() - timedelta(days=1)
        db.session.commit()
    assert client.get("/konto").location.startswith("/log-ind")
    answer = client.post("/log-ind", data={"email": personas.erik, "password": PASSWORD})
    assert answer.status_code == 403
    assert "Din adgang er slut" in answer.text
    assert "Spørg din GDPR-koordinator" in answer.text
    with app.app_context():
        last = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
        assert (last.verb, last.actor_id, last.changes["reason"]) == ("auth.refuse", erik, [None, "no_access"])
        begin_writing()
        unit = db.session.get_one(Unit, personas.social_id)
        make_task(unit=unit, due_on=clock.today(), person=db.session.get_one(Person, erik))
        db.session.commit()
    # The session was not ended by it: it opens again with the task.
    assert client.get("/opgaver").status_code == 200
    assert client.post("/log-ind", data={"email": personas.erik, "password": PASSWORD}).status_code == 303


def get_id(app: Flask, email: str) -> int:
    with app.app_context():
        return get_person(email).id


def test_sessions_are_forgotten_a_month_after_they_were_used(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    sign_in(client, personas.anna)
    with app.app_context():
        begin_writing()
        sweep_sessions(now=clock.now() + KEPT_FOR - timedelta(minutes=1))
        assert db.session.scalar(db.select(db.func.count(UserSession.id))) == 1
        sweep_sessions(now=clock.now() + KEPT_FOR + timedelta(minutes=1))
        assert db.session.scalar(db.select(db.func.count(UserSession.id))) == 0
        db.session.commit()


def test_a_form_sent_too_late_leads_back_to_the_page_it_stood_on_and_says_that_nothing_is_saved(
    app: Flask, client: FlaskClient, personas: Personas, moved: Clock
) -> None:
    give_password(app, personas.anna)
    sign_in(client, personas.anna)
    moved.move(hours=3)
    page = "http://127.0.0.1:8000/fortegnelse/ny?fra=liste"
    late = client.post("/fortegnelse/ny", data={"title": "Skrevet længe"}, headers={"Referer": page})
    assert (late.status_code, late.location) == (303, "/log-ind?next=/fortegnelse/ny?fra%3Dliste")
    asked = client.get(late.location)
    assert "er ikke gemt" in asked.text
    back = client.post(late.location, data={"email": personas.anna, "password": PASSWORD})
    assert back.location == "/fortegnelse/ny?fra=liste"
    for elsewhere in ("https://ond.example/fortegnelse", "http://127.0.0.1:9/fortegnelse", ""):
        client.post("/log-ud")
        answer = client.post("/fortegnelse/ny", headers={"Referer": elsewhere})
        assert answer.location == "/log-ind"


def test_whoever_signs_in_beside_somebody_ends_that_session_also_where_a_code_is_asked_for_first(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    give_password(app, personas.anna)
    with app.app_context():
        begin_writing()
        make_second_factor(
            db.session.scalars(db.select(Account).join(Account.person).where(Person.email == personas.anna)).one()
        )
        db.session.commit()
    sign_in(client, personas.bent)
    copy = client.get_cookie("session")
    assert copy is not None
    thief = app.test_client()
    thief.set_cookie("session", copy.value)
    log_in(client, personas.anna)
    assert not is_in(thief)
    with app.app_context():
        event = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert event is not None
        assert (event.verb, event.actor.email) == ("auth.sign_out", personas.bent)


@pytest.mark.parametrize("kept", [{"account_id": 1}, {"step": "ask", "more": 1}, "a word", [1]])
def test_what_another_version_of_the_program_kept_in_the_cookie_is_nobody_waiting(
    client: FlaskClient, personas: Personas, kept: Any
) -> None:
    for ask in (client.get, client.post):
        with client.session_transaction() as session:
            session["waiting"] = kept
        answer = ask("/log-ind/kode")
        assert (answer.status_code, answer.location) == (303, "/log-ind")
