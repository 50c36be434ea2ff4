"""/admin/sikkerhed."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.model import AuditEvent
from app.auth.model import Account
from app.core.db import begin_writing, db
from app.organisation.model import Municipality, Person, Unit
from tests.conftest import sign_in
from tests.make import Personas, make_account, make_grant, make_person, make_second_factor

FORM: dict[str, object] = {
    "second_factor_roles": ["admin", "isc"],
    "weak_words": "Fjordby\n\nSkovskolen",
    "most_removed_percent": "25",
}


def choices(app: Flask) -> tuple[list[str], str, int]:
    with app.app_context():
        row = db.session.get_one(Municipality, 1)
        found = (row.second_factor_roles, row.weak_words, row.most_removed_percent)
        db.session.rollback()
        return found


def test_the_administrator_chooses_and_every_choice_is_in_the_trail_once(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    with app.app_context():
        begin_writing()
        carla = db.session.scalars(select(Account).join(Account.person).where(Person.email == personas.carla)).one()
        make_second_factor(carla)
        db.session.commit()
    sign_in(client, personas.frida)
    assert "/admin/sikkerhed" in client.get("/admin").text
    page = client.get("/admin/sikkerhed").text
    assert "2 personer, hvoraf 1 har totrinsbekræftelse" in page
    assert "1 person, som ikke har totrinsbekræftelse" in page
    assert "Ingen har rollen" in page
    assert client.post("/admin/sikkerhed", data=FORM).status_code == 303
    assert choices(app) == (["admin", "isc"], "Fjordby\nSkovskolen", 25)
    assert client.post("/admin/sikkerhed", data=FORM | {"second_factor_roles": ["isc", "admin"]}).status_code == 303
    with app.app_context():
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "security.change")).all()
        assert [event.changes for event in events] == [
            {
                "second_factor_roles": [[], ["admin", "isc"]],
                "weak_words": ["", "Fjordby\nSkovskolen"],
                "most_removed_percent": [10, 25],
            }
        ]
        db.session.rollback()
    assert client.post("/admin/sikkerhed", data=FORM | {"second_factor_roles": []}).status_code == 303
    assert choices(app)[0] == []


REFUSED: tuple[tuple[dict[str, object], str], ...] = (
    ({"most_removed_percent": "101"}, "Skriv et helt tal fra 0 til 100."),
    ({"most_removed_percent": "-1"}, "Skriv et helt tal fra 0 til 100."),
    ({"most_removed_percent": ""}, "Skriv et helt tal fra 0 til 100."),
    ({"most_removed_percent": "ti"}, "helt tal"),
    ({"second_factor_roles": ["konge"]}, "«konge» er ikke på listen."),
    ({"weak_words": "FC"}, "«FC» er for kort."),
)


def test_what_cannot_be_is_refused_at_the_field(app: Flask, client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.frida)
    for changes, words in REFUSED:
        answer = client.post("/admin/sikkerhed", data=FORM | changes)
        assert answer.status_code == 422, changes
        assert words in answer.text, changes
    assert choices(app) == ([], "", 10)


def test_none_may_be_removed_is_a_choice_too(app: Flask, client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.frida)
    assert client.post("/admin/sikkerhed", data=FORM | {"most_removed_percent": "0"}).status_code == 303
    assert choices(app)[2] == 0


def test_the_security_coordinator_reads_and_changes_nothing(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    with app.app_context():
        begin_writing()
        root = db.session.scalars(select(Unit).where(Unit.kind == "municipality")).one()
        ida = make_person(email="ida@fjordby.example", name="Ida Is", unit=root)
        make_grant(person=ida, role="isc", unit=root)
        make_account(ida)
        db.session.commit()
    sign_in(client, "ida@fjordby.example")
    page = client.get("/admin/sikkerhed")
    assert page.status_code == 200
    assert "<form" not in page.text.split("<main")[1]
    assert "10 procent" in page.text
    assert client.post("/admin/sikkerhed", data=FORM).status_code == 403
    sign_in(client, personas.anna)
    assert client.get("/admin/sikkerhed").status_code == 404
    assert client.post("/admin/sikkerhed", data=FORM).status_code == 404
    assert choices(app) == ([], "", 10)
