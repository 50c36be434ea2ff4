"""/admin and the municipality's own data."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.admin.store import program_version
from app.core import clock
from app.core.db import begin_writing, db
from app.job.model import Heartbeat
from app.organisation.model import Municipality, Unit
from tests.conftest import sign_in
from tests.make import Personas, make_account, make_grant, make_person
from tests.page import find, parse, read_form, text_of

FORM = {
    "name": "Fjordby Kommune", "cvr": "00000000", "address": "Torvet 1", "email": "Post@fjordby.example",
    "phone": "", "dpo_name": "Dorte Dun", "dpo_email": "", "dpo_phone": "+45 00 00 00 01", "answers": "link",
}  # fmt: skip


@pytest.fixture
def frida(client: FlaskClient, personas: Personas) -> FlaskClient:
    sign_in(client, personas.frida)
    return client


def beat(app: Flask, *, ago: timedelta) -> None:
    with app.app_context():
        begin_writing()
        db.session.execute(db.delete(Heartbeat))
        db.session.add(Heartbeat(process="aarshjul run", at=clock.now() - ago))
        db.session.commit()


def municipality(app: Flask) -> Municipality:
    with app.app_context():
        row = db.session.get_one(Municipality, 1)
        db.session.rollback()
        db.session.refresh(row)
        db.session.expunge(row)
        return row


def test_the_front_says_what_is_missing_and_how_the_program_is(app: Flask, frida: FlaskClient) -> None:
    page = frida.get("/admin")
    assert page.status_code == 200
    for words in ("Kommunens oplysninger", "5 enheder", "4 uden leder", "6 personer", "Mails", program_version()):
        assert words in page.text
    assert "PostgreSQL" in page.text or "SQLite" in page.text
    assert "Har ikke kørt endnu" in page.text
    beat(app, ago=timedelta(seconds=20))
    assert "Kører" in frida.get("/admin").text
    beat(app, ago=timedelta(hours=2))
    assert "Står stille" in frida.get("/admin").text


def test_the_dpo_sees_people_but_not_the_form(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.dorte)
    page = client.get("/admin")
    assert "Organisation" in page.text
    assert "/admin/kommune" not in page.text
    assert client.get("/admin/kommune").status_code == 404
    assert client.post("/admin/kommune", data=FORM).status_code == 404


def test_others_do_not_find_the_set_up(client: FlaskClient, personas: Personas) -> None:
    for email in (personas.bent, personas.erik):
        sign_in(client, email)
        for address in ("/admin", "/admin/kommune"):
            assert client.get(address).status_code == 404


def test_a_coordinator_finds_the_mails_there_but_no_processes(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.anna)
    page = client.get("/admin").text
    assert "/admin/mails" in page
    assert "/paamindelser" in page
    assert "Planlæggerens processer" not in page
    for address in ("/admin/kommune", "/admin/organisation", "/admin/brugere", "/admin/spor", "/admin/sikkerhed"):
        assert f'href="{address}"' not in page
        assert client.get(address).status_code == 404


def test_each_process_is_shown_with_its_machine_and_its_last_sign_of_life(app: Flask, frida: FlaskClient) -> None:
    page = text_of(parse(frida.get("/admin").text))
    assert "Ingen kører lige nu." in page
    assert "flask aarshjul run" in page
    with app.app_context():
        begin_writing()
        for name, ago in (
            ("aarshjul run · srv-01 · 4711", timedelta(seconds=20)),
            ("aarshjul run · srv-01 · 4712", timedelta(hours=3)),
            ("aarshjul tick · srv-02", timedelta(days=2)),
        ):
            db.session.add(Heartbeat(process=name, at=clock.now() - ago))
        db.session.commit()
    page = text_of(find(parse(frida.get("/admin").text), id="main-content"))
    assert re.search(r"aarshjul run nr\. 4711 srv-01 for 2\d sekunder siden\S+ kl\. \S+ Kører", page)
    assert re.search(r"aarshjul run nr\. 4712 srv-01 for 3 timer siden\S+ kl\. \S+ Tavs", page)
    assert re.search(r"aarshjul tick srv-02 for 2 dage siden\S+ kl\. \S+ Tavs", page)
    assert "Ingen kører lige nu." not in page


def test_the_municipality_s_data_are_changed_and_emptied(app: Flask, frida: FlaskClient) -> None:
    assert 'value="Fjordby Kommune"' in frida.get("/admin/kommune").text
    answer = frida.post("/admin/kommune", data=FORM)
    assert (answer.status_code, answer.location) == (303, "/admin")
    row = municipality(app)
    assert (row.email, row.address, row.dpo_email) == ("post@fjordby.example", "Torvet 1", "")
    frida.post("/admin/kommune", data=FORM | {"dpo_phone": ""})
    assert "Databeskyttelsesrådgiveren mangler" in frida.get("/admin").text


@pytest.mark.parametrize(
    ("chosen", "need_sign_in", "are_off"), [("link", False, False), ("sign_in", True, False), ("off", False, True)]
)
def test_how_tasks_are_answered_from_mails_is_one_choice_of_three(
    app: Flask, frida: FlaskClient, chosen: str, need_sign_in: bool, are_off: bool
) -> None:
    frida.post("/admin/kommune", data=FORM | {"answers": "off" if chosen == "link" else "link"})
    frida.post("/admin/kommune", data=FORM | {"answers": chosen})
    row = municipality(app)
    assert (row.answers_need_sign_in, row.answers_are_off) == (need_sign_in, are_off)
    assert read_form(frida.get("/admin/kommune").text)["answers"] == chosen
    trail = frida.get("/admin/spor").text
    assert "answers_" not in trail


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Skriv kommunens navn."),
        ({"cvr": "1234"}, "otte cifre"),
        ({"email": "post"}, "Skriv en mailadresse som"),
        ({"dpo_email": "a@b"}, "Skriv en mailadresse som"),
        ({"phone": "1" * 41}, "Skriv højst 40 tegn."),
        ({"answers": ""}, "Vælg, hvordan man svarer."),
        ({"answers": "maaske"}, "Vælg"),
    ],
)
def test_what_cannot_be_is_refused_at_the_field(
    app: Flask, frida: FlaskClient, changes: dict[str, str], words: str
) -> None:
    answer = frida.post("/admin/kommune", data=FORM | changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert municipality(app).address == "Torvet 1, 0000 Fjordby"


def test_the_information_security_coordinator_may_change_the_municipality_but_not_people(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    with app.app_context():
        begin_writing()
        gitte = make_person(email="gitte@fjordby.example", name="Gitte Gran")
        make_grant(person=gitte, role="isc", unit=db.session.get_one(Unit, personas.municipality_id))
        make_account(gitte)
        db.session.commit()
    sign_in(client, "gitte@fjordby.example")
    assert client.post("/admin/kommune", data=FORM).status_code == 303
    assert client.get("/admin/brugere").status_code == 200
    assert client.get("/admin/brugere/ny").status_code == 403
