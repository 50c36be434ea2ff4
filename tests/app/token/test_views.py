"""Choosing a password by a link in a mail."""

import re
import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import AuditEvent
from app.auth.model import Account, UserSession
from app.core import clock
from app.core.db import begin_writing, db
from app.mail.model import OutgoingMail
from app.mail.outbox import send_outbox
from app.organisation.store import find_person
from app.token.model import SingleUseToken
from app.token.rules import INVITATION
from tests.app.auth.ways import OTHER, PASSWORD, give_password
from tests.app.token.links import queued_links
from tests.conftest import sign_in
from tests.make import Personas, make_person


def ask(client: FlaskClient, email: str) -> tuple[int, str, str]:
    answer = client.post("/glemt-adgangskode", data={"email": email})
    return answer.status_code, answer.location, re.sub(r'value="[^"]*"', "", answer.text)


def test_a_forgotten_password_is_replaced_by_the_link_once(app: Flask, client: FlaskClient, personas: Personas) -> None:
    give_password(app, personas.anna)
    elsewhere = app.test_client()
    sign_in(elsewhere, personas.anna)
    assert ask(client, personas.anna.upper())[:2] == (303, "/glemt-adgangskode/sendt")
    (link,) = queued_links(app)
    page = client.get(link)
    assert page.status_code == 200
    assert personas.anna in page.text
    # Opening it, as mail scanners do, uses nothing.
    assert client.get(link).status_code == 200
    weak = client.post(link, data={"password": "Anna-Ahorn-2027"})
    assert (weak.status_code, "let at gætte" in weak.text) == (422, True)
    assert elsewhere.get("/konto").status_code == 200
    done = client.post(link, data={"password": OTHER})
    assert (done.status_code, done.location) == (303, "/")
    assert client.get("/konto").status_code == 200
    assert elsewhere.get("/konto").status_code == 303
    again = client.post(link, data={"password": PASSWORD})
    assert (again.status_code, "Linket er brugt" in again.text) == (410, True)
    client.post("/log-ud")
    assert client.post("/log-ind", data={"email": personas.anna, "password": PASSWORD}).status_code == 422
    assert client.post("/log-ind", data={"email": personas.anna, "password": OTHER}).status_code == 303


def test_the_answer_is_the_same_whoever_asks(app: Flask, client: FlaskClient, personas: Personas) -> None:
    """For an address with a password, one with none, one that is closed, and one nobody has; also when it must wait."""
    give_password(app, personas.anna)
    with app.app_context():
        begin_writing()
        make_person(email="uden@fjordby.example")
        make_person(email="lukket@fjordby.example", is_active=False)
        only_oidc = find_person(personas.carla)
        assert only_oidc is not None
        db.session.scalars(db.select(Account).where(Account.person_id == only_oidc.id)).one().password_hash = ""
        db.session.commit()
    told = {
        email: [ask(client, email) for _ in range(4)]
        for email in (
            personas.anna, "ingen@fjordby.example", "uden@fjordby.example", "lukket@fjordby.example", personas.carla
        )
    }  # fmt: skip
    assert [status for status, *_ in told[personas.anna]] == [303, 303, 303, 422]
    assert "For mange forsøg" in told[personas.anna][3][2]
    assert all(answer == told[personas.anna] for answer in told.values())
    with app.app_context():
        assert set(db.session.scalars(db.select(OutgoingMail.to_address))) == {personas.anna}
        db.session.rollback()


def test_a_newer_link_puts_the_older_out_of_use_and_so_does_a_new_password(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    give_password(app, personas.anna)
    ask(client, personas.anna)
    ask(client, personas.anna)
    first, second = queued_links(app)
    old = client.get(first)
    assert (old.status_code, "Linket virker ikke længere" in old.text) == (410, True)
    assert "Få et nyt link" in old.text
    assert client.post(first, data={"password": OTHER}).status_code == 410
    assert client.get(second).status_code == 200
    give_password(app, personas.anna)
    assert client.get(second).status_code == 200  # set at another day, before the link was mailed
    sign_in(client, personas.anna)
    client.post("/adgangskode", data={"current": PASSWORD, "password": OTHER})
    assert client.get(second).status_code == 410


def test_a_link_dies_with_its_hour_its_person_s_access_and_a_new_address(
    app: Flask, client: FlaskClient, personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_password(app, personas.bent)
    ask(client, personas.bent)
    (link,) = queued_links(app)
    with app.app_context():
        bent = find_person(personas.bent)
        assert bent is not None
        bent_id = bent.id
        db.session.rollback()
    frida = app.test_client()
    sign_in(frida, personas.frida)
    frida.post(f"/admin/brugere/{bent_id}/luk")
    assert client.get(link).status_code == 410
    frida.post(f"/admin/brugere/{bent_id}/aabn")
    # Opened again, the person asks anew: an old link does not come back to life.
    assert client.get(link).status_code == 410
    ask(client, personas.bent)
    link = queued_links(app)[-1]
    assert client.get(link).status_code == 200
    now = clock.now()
    with monkeypatch.context() as later:
        later.setattr(clock, "now", lambda: now + timedelta(minutes=61))
        assert client.get(link).status_code == 410
        assert client.post(link, data={"password": OTHER}).status_code == 410
    data = {"name": "Bent Birk", "email": "bent.birk@fjordby.example", "unit": ""}
    assert frida.post(f"/admin/brugere/{bent_id}/ret", data=data).status_code == 303
    assert client.get(link).status_code == 410


def test_a_link_that_is_not_ours_says_what_to_do(client: FlaskClient, personas: Personas) -> None:
    for answer in (client.get("/ny-adgangskode/abc"), client.post("/ny-adgangskode/abc", data={"password": OTHER})):
        assert answer.status_code == 404
        assert "Måske kom hele linket ikke med" in answer.text
        assert "/glemt-adgangskode" in answer.text


def test_the_link_lies_in_the_mail_alone_and_leaves_the_outbox_with_it(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    give_password(app, personas.anna)
    ask(client, personas.anna)
    (link,) = queued_links(app)
    token = link.rsplit("/", 1)[1]
    with app.app_context():
        begin_writing()
        assert token not in repr(db.session.execute(db.select(SingleUseToken.token_hash, SingleUseToken.purpose)).all())
        send_outbox(clock.now(), worker="test")
    with app.app_context():
        mail = db.session.scalars(db.select(OutgoingMail)).one()
        assert (mail.state, mail.body_text, mail.body_html) == ("sent", "", "")
        assert token not in str(list(db.session.scalars(db.select(AuditEvent.changes))))
        assert "token.mail_reset" in set(db.session.scalars(db.select(AuditEvent.verb)))
        db.session.rollback()
    assert client.get(link).status_code == 200


def test_a_mail_whose_link_is_dead_is_not_sent(app: Flask, client: FlaskClient, personas: Personas) -> None:
    give_password(app, personas.anna)
    ask(client, personas.anna)
    ask(client, personas.anna)
    with app.app_context():
        assert send_outbox(clock.now(), worker="test")["sent"] == 1
    with app.app_context():
        first, second = db.session.scalars(db.select(OutgoingMail).order_by(OutgoingMail.id)).all()
        assert (first.state, first.body_text, second.state) == ("cancelled", "", "sent")
        assert "virker ikke længere" in first.server_said
        db.session.rollback()


def test_the_coordinator_who_may_read_mails_does_not_read_a_link(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    give_password(app, personas.anna)
    ask(client, personas.anna)
    with app.app_context():
        begin_writing()
        from app.organisation.model import RoleGrant, Unit

        dorte, root = find_person(personas.dorte), db.session.get(Unit, personas.municipality_id)
        assert dorte is not None and root is not None
        db.session.add(RoleGrant(person_id=dorte.id, role="isc", unit_id=root.id))
        mail_id = db.session.scalars(db.select(OutgoingMail.id)).one()
        db.session.commit()
    sign_in(client, personas.dorte)
    page = client.get(f"/admin/mails/{mail_id}").text
    assert "personligt link" in page
    assert "ny-adgangskode" not in page


def test_a_link_sent_twice_at_the_same_moment_opens_once(app: Flask, client: FlaskClient, personas: Personas) -> None:
    give_password(app, personas.anna)
    ask(client, personas.anna)
    (link,) = queued_links(app)
    barrier = threading.Barrier(2, timeout=30)
    answers: list[int] = []

    def use(password: str) -> None:
        browser = app.test_client()
        barrier.wait()
        answers.append(browser.post(link, data={"password": password}).status_code)

    threads = [threading.Thread(target=use, args=(password,)) for password in (OTHER, "kvarts-hyben-lygte")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == [303, 410]
    with app.app_context():
        live = db.select(db.func.count(UserSession.id)).where(UserSession.ended_at.is_(None))
        assert db.session.scalar(live) == 1
        db.session.rollback()


def test_who_was_invited_and_lost_the_mail_may_ask_for_a_link(
    app: Flask, client: FlaskClient, personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, personas.frida)
    form = {"name": "Nynne Ny", "email": "nynne@fjordby.example", "role": "coordinator", "unit": "BOK"}
    assert client.post("/admin/brugere/ny", data=form).status_code == 303
    client.post("/log-ud")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=8))
    (invitation,) = queued_links(app)
    old = client.get(invitation)
    assert (old.status_code, "Invitationen er for gammel" in old.text) == (410, True)
    ask(client, "nynne@fjordby.example")
    link = queued_links(app)[-1]
    assert link != invitation
    assert client.post(link, data={"password": OTHER}).status_code == 303
    assert client.get("/konto").status_code == 200
    with app.app_context():
        assert {row.purpose for row in db.session.scalars(db.select(SingleUseToken))} == {INVITATION, "reset"}
        db.session.rollback()
