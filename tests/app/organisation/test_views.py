"""/admin/organisation in the browser."""

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import begin_writing, db
from app.organisation.model import Person, Unit
from app.organisation.store import list_holders
from tests.conftest import sign_in
from tests.make import Personas

FILE = """\
code;name;kind;parent;leader_email;coordinator_email
SOC;Social og Velfærd;administration;KOMMUNE;bent@fjordby.example;anna@fjordby.example
SOC-NY;Nyt Botilbud;unit;SOC;nynne@fjordby.example;
"""


@pytest.fixture
def frida(client: FlaskClient, personas: Personas) -> FlaskClient:
    sign_in(client, personas.frida)
    return client


def send(client: FlaskClient, text: str | bytes, name: str = "enheder.csv") -> TestResponse:
    data = text.encode() if isinstance(text, str) else text
    return client.post("/admin/organisation/fil", data={"file": (io.BytesIO(data), name)})


def confirm_address(page: TestResponse) -> str:
    found = re.search(r'action="(/admin/organisation/fil/[^"]+)"', page.text)
    assert found is not None
    return found[1]


def names(app: Flask) -> dict[str, str]:
    with app.app_context():
        found = dict(db.session.execute(db.select(Unit.code, Unit.name)).all())
        db.session.rollback()
        return found


def unit_form(**changes: str) -> dict[str, str]:
    return {"name": "Hjemmeplejen", "parent": "SOC", "leader_email": "", "coordinator_email": ""} | changes


def test_the_tree_shows_leaders_and_what_is_missing(app: Flask, frida: FlaskClient, personas: Personas) -> None:
    page = frida.get("/admin/organisation")
    assert page.status_code == 200
    assert "5 enheder, heraf 2 forvaltninger." in page.text
    assert "4 har ingen leder." in page.text
    with app.app_context():
        begin_writing()
        db.session.scalars(db.select(Person).where(Person.email == personas.bent)).one().is_active = False
        db.session.commit()
    assert "Bent Birk er stoppet" in frida.get("/admin/organisation").text


def test_who_may_look_sees_no_button_and_is_refused(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.dorte)
    page = client.get("/admin/organisation")
    assert page.status_code == 200
    assert "Ny enhed" not in page.text
    assert "<form" not in page.text.split("<main")[1]
    shown = client.get("/admin/organisation/SOC")
    assert "Bent Birk" in shown.text
    assert "<form" not in shown.text.split("<main")[1]
    for address in ("ny", "fil"):
        assert client.get(f"/admin/organisation/{address}").status_code == 403
    for address in ("ny", "fil", "fil/x", "SOC"):
        assert client.post(f"/admin/organisation/{address}").status_code == 403


def test_who_may_not_look_finds_nothing(client: FlaskClient, personas: Personas) -> None:
    for email in (personas.anna, personas.bent, personas.erik):
        sign_in(client, email)
        for address in ("", "/ny", "/fil", "/SOC"):
            assert client.get(f"/admin/organisation{address}").status_code == 404
        assert client.post("/admin/organisation/SOC").status_code == 404


def test_a_unit_is_made_below_another(app: Flask, frida: FlaskClient) -> None:
    page = frida.get("/admin/organisation/ny?under=SOC")
    assert '<option selected value="SOC">' in page.text
    made = frida.post(
        "/admin/organisation/ny",
        data=unit_form(code="SOC-NY", name="Nyt Botilbud", kind="unit", leader_email="BENT@fjordby.example"),
    )
    assert made.status_code == 303
    with app.app_context():
        unit = db.session.scalars(db.select(Unit).where(Unit.code == "SOC-NY")).one()
        assert list_holders()[unit.id, "leader"].email == "bent@fjordby.example"


def test_a_form_that_cannot_be_taken_says_why_at_the_field(app: Flask, frida: FlaskClient) -> None:
    cases = [
        (unit_form(code="SOC", kind="unit"), "Koden er taget"),
        (unit_form(code="X", kind="administration"), "En forvaltning hører direkte under kommunen."),
        (unit_form(code="", kind="unit"), "Skriv en kode."),
        (unit_form(code="X", kind="unit", parent=""), "Vælg den enhed, som den nye hører under."),
        (unit_form(code="X", kind="unit", leader_email="bent"), "Skriv en mailadresse som"),
        (unit_form(code="X", kind="unit", leader_email="x@fjordby.example"), "Opret personen under Brugere"),
    ]
    for data, words in cases:
        answer = frida.post("/admin/organisation/ny", data=data)
        assert answer.status_code == 422
        assert words in answer.text
    assert "X" not in names(app)


def test_a_unit_is_changed_and_its_leader_taken_away(app: Flask, frida: FlaskClient, personas: Personas) -> None:
    page = frida.get("/admin/organisation/SOC")
    assert 'value="bent@fjordby.example"' in page.text
    data = {"name": "Social og Velfærd", "parent": "KOMMUNE", "coordinator_email": personas.anna}
    assert frida.post("/admin/organisation/SOC", data=data).status_code == 303
    with app.app_context():
        held = {key: p.email for key, p in list_holders().items() if key[0] == personas.social_id}
        assert held == {(personas.social_id, "coordinator"): personas.anna}
    assert names(app)["SOC"] == "Social og Velfærd"


def test_the_municipality_has_no_place_to_choose(app: Flask, frida: FlaskClient) -> None:
    assert 'name="parent"' not in frida.get("/admin/organisation/KOMMUNE").text
    answer = frida.post(
        "/admin/organisation/KOMMUNE", data={"name": "Fjordby Kommune", "dpo_email": "dorte@fjordby.example"}
    )
    assert answer.status_code == 303
    assert names(app)["KOMMUNE"] == "Fjordby Kommune"


def test_a_refused_change_shows_what_was_typed_and_saves_nothing(app: Flask, frida: FlaskClient) -> None:
    answer = frida.post("/admin/organisation/SOC-HJ", data=unit_form(name="Nyt navn", leader_email="x@fjordby.example"))
    assert answer.status_code == 422
    assert 'value="Nyt navn"' in answer.text
    assert names(app)["SOC-HJ"] == "Hjemmeplejen"


def test_a_unit_that_is_not_there_is_not_found(frida: FlaskClient) -> None:
    assert frida.get("/admin/organisation/INGEN").status_code == 404
    assert frida.post("/admin/organisation/INGEN").status_code == 404


def test_a_file_is_shown_first_and_taken_over_by_a_second_step(app: Flask, frida: FlaskClient, tmp_path: Path) -> None:
    before = names(app)
    page = send(frida, FILE)
    assert page.status_code == 200
    assert "Social og Velfærd" in page.text
    assert "nynne@fjordby.example" in page.text
    assert names(app) == before
    assert len(list((tmp_path / "uploads").iterdir())) == 1
    done = frida.post(confirm_address(page))
    assert done.status_code == 303
    assert names(app) == before | {"SOC": "Social og Velfærd", "SOC-NY": "Nyt Botilbud"}
    assert list((tmp_path / "uploads").iterdir()) == []
    assert "Læst 2 enheder: 1 oprettet, 1 ændret, 0 uændret." in frida.get(done.location).text


def test_a_file_can_be_confirmed_once_and_only_by_its_own_session(
    app: Flask, frida: FlaskClient, personas: Personas
) -> None:
    address = confirm_address(send(frida, FILE))
    other = app.test_client()
    sign_in(other, personas.frida)
    assert other.post(address).location == "/admin/organisation/fil"
    assert "SOC-NY" not in names(app)
    assert frida.post(address).location == "/admin/organisation"
    assert frida.post(address).location == "/admin/organisation/fil"


def test_a_new_file_takes_the_place_of_the_one_that_waits(frida: FlaskClient, tmp_path: Path) -> None:
    first = confirm_address(send(frida, FILE))
    send(frida, FILE.replace("Nyt", "Andet"))
    assert len(list((tmp_path / "uploads").iterdir())) == 1
    assert frida.post(first).location == "/admin/organisation/fil"


def test_a_file_with_nothing_new_offers_nothing_to_confirm(app: Flask, frida: FlaskClient) -> None:
    frida.post(confirm_address(send(frida, FILE)))
    page = send(frida, FILE)
    assert "Der er ikke noget at læse ind" in page.text
    assert "fil/" not in page.text.split("<main")[1]


def test_a_file_with_errors_shows_them_row_by_row(app: Flask, frida: FlaskClient, tmp_path: Path) -> None:
    before = names(app)
    page = send(frida, FILE.replace("unit;SOC", "unt;SOK"))
    assert page.status_code == 422
    assert "Typen «unt» findes ikke. Mente du «unit»?" in page.text
    assert "Enheden «SOK» findes ikke. Mente du «SOC»?" in page.text
    assert names(app) == before
    assert not (tmp_path / "uploads").exists() or list((tmp_path / "uploads").iterdir()) == []


def test_what_is_no_sheet_at_all_is_told_with_its_place(frida: FlaskClient) -> None:
    page = send(frida, b"MZ\x90\x00" + bytes(500), "enheder.xlsx")
    assert page.status_code == 422
    assert "Filen kan ikke læses" in page.text


def test_no_file_is_no_file(frida: FlaskClient) -> None:
    answer = frida.post("/admin/organisation/fil", data={})
    assert answer.status_code == 422
    assert "Vælg en fil." in answer.text


def test_a_file_that_no_longer_fits_when_it_is_confirmed_changes_nothing(app: Flask, frida: FlaskClient) -> None:
    address = confirm_address(send(frida, "code;name;kind;parent\nNY-1;Ny;unit;SOC-HJ\n"))
    with app.app_context():
        begin_writing()
        db.session.scalars(db.select(Unit).where(Unit.code == "SOC-HJ")).one().code = "SOC-HJEM"
        db.session.commit()
    answer = frida.post(address)
    assert answer.status_code == 422
    assert "SOC-HJ" in answer.text
    assert "NY-1" not in names(app)
