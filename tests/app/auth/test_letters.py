"""Mails about the way in: what they say, and when they are sent."""

from pathlib import Path

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing
from app.auth.actions import get_person
from app.auth.letters import address_changed_words, password_changed_words
from app.cli import user
from app.core import clock
from app.core.db import begin_writing, db
from app.mail.model import OutgoingMail
from app.organisation.model import Person
from app.organisation.store import get_municipality
from app.token.actions import mail_link_to
from app.token.rules import INVITATION, RESET
from tests.app.auth.ways import OTHER, PASSWORD, give_password
from tests.app.token.links import queued_links
from tests.conftest import sign_in
from tests.goldenfile import same_as_golden
from tests.make import NOW, Personas, make_grant, make_municipality, make_person

GOLDEN = Path(__file__).parents[2] / "golden" / "mail"
ANNA = Person(name="Anna <b>Ahorn</b>", email="ny@fjordby.example")
FRIDA = Person(name="Frida <i>Fyr</i>", email="frida@fjordby.example")


@pytest.mark.parametrize("name", ["password_changed", "address_changed", "address_changed-by-nobody"])
def test_a_mail_about_the_way_in_reads_as_it_should(ctx: Flask, name: str) -> None:
    make_municipality()
    if name == "password_changed":
        words = password_changed_words(ANNA, at=NOW)
        assert "/glemt-adgangskode" in words.text
    else:
        by = None if name.endswith("nobody") else FRIDA
        get_municipality().dpo_email = "" if by is None else "dpo@fjordby.example"
        db.session.flush()
        words = address_changed_words(ANNA, "anna@fjordby.example", by=by, at=NOW)
        assert "fra anna@fjordby.example til ny@fjordby.example" in words.text
    assert same_as_golden(GOLDEN / f"{name}.txt", f"{words.subject}\n\n{words.text}")
    assert same_as_golden(GOLDEN / f"{name}.html", words.html)
    html5lib.HTMLParser(strict=True).parse(words.html)
    assert "<b>" not in words.html
    assert "<i>" not in words.html


def told(app: Flask) -> list[str]:
    with app.app_context():
        query = db.select(OutgoingMail.to_address).where(OutgoingMail.kind == "password_changed")
        found = list(db.session.scalars(query.order_by(OutgoingMail.id)))
        db.session.rollback()
        return found


def test_a_changed_password_is_told_whoever_changed_it(app: Flask, client: FlaskClient, personas: Personas) -> None:
    give_password(app, personas.anna)
    assert told(app) == []
    sign_in(client, personas.anna)
    assert client.post("/adgangskode", data={"current": PASSWORD, "password": OTHER}).status_code == 303
    assert told(app) == [personas.anna]
    with app.test_request_context():
        begin_writing()
        mail_link_to(get_person(personas.anna), RESET, doing=Doing(at=clock.now(), via="cli"))
        db.session.commit()
    link = queued_links(app)[-1]
    assert app.test_client().post(link, data={"password": PASSWORD}).status_code == 303
    by_machine = app.test_cli_runner().invoke(user, ["password", personas.anna], input=f"{OTHER}\n")
    assert by_machine.exit_code == 0, by_machine.output
    assert set(told(app)) == {personas.anna}
    assert len(told(app)) == 3


def test_who_chooses_the_first_password_is_not_told_of_it(app: Flask, client: FlaskClient, personas: Personas) -> None:
    with app.test_request_context():
        begin_writing()
        root = get_person(personas.frida).unit
        assert root is not None
        invited = make_person(email="nynne@fjordby.example", name="Nynne Ny", unit=root)
        make_grant(person=invited, role="reader", unit=root)
        mail_link_to(invited, INVITATION, doing=Doing(at=clock.now(), via="cli"))
        db.session.commit()
    (link,) = queued_links(app)
    assert client.post(link, data={"password": PASSWORD}).status_code == 303
    assert told(app) == []
