"""/admin/organisation in the browser."""

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.model import AuditEvent
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


def send(client: FlaskClient, text: str | bytes, name: str = "enheder.csv", *, complete: bool = False) -> TestResponse:
    data = text.encode() if isinstance(text, str) else text
    ticked = {"complete": "y"} if complete else {}
    return client.post("/admin/organisation/fil", data={"file": (io.BytesIO(data), name), **ticked})


def confirm_address(page: TestResponse) -> str:
    found = re.search(r'action="(/admin/organisation/fil/[^"]+)"', page.text)
    assert found is not None
    return found[1]


def confirm(client: FlaskClient, page: TestResponse, **ticked: str) -> TestResponse:
    """Say yes to what the page shows."""
    hidden = {name: value_of(page, name) for name in ("digest", "complete")}
    return client.post(confirm_address(page), data=hidden | ticked)


def value_of(page: TestResponse, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page.text)
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
    done = confirm(frida, page)
    assert done.status_code == 303
    assert names(app) == before | {"SOC": "Social og Velfærd", "SOC-NY": "Nyt Botilbud"}
    assert list((tmp_path / "uploads").iterdir()) == []
    assert "Læst 2 enheder: 1 oprettet, 1 ændret, 0 uændret." in frida.get(done.location).text


def test_a_file_can_be_confirmed_once_and_only_by_its_own_session(
    app: Flask, frida: FlaskClient, personas: Personas
) -> None:
    page = send(frida, FILE)
    address = confirm_address(page)
    other = app.test_client()
    sign_in(other, personas.frida)
    assert other.post(address).location == "/admin/organisation/fil"
    assert "SOC-NY" not in names(app)
    assert confirm(frida, page).location == "/admin/organisation"
    assert frida.post(address).location == "/admin/organisation/fil"


def test_a_new_file_takes_the_place_of_the_one_that_waits(frida: FlaskClient, tmp_path: Path) -> None:
    first = confirm_address(send(frida, FILE))
    send(frida, FILE.replace("Nyt", "Andet"))
    assert len(list((tmp_path / "uploads").iterdir())) == 1
    assert frida.post(first).location == "/admin/organisation/fil"


def test_a_file_with_nothing_new_offers_nothing_to_confirm(app: Flask, frida: FlaskClient) -> None:
    confirm(frida, send(frida, FILE))
    page = send(frida, FILE)
    assert "Der er ikke noget at læse ind" in page.text
    assert 'action="/admin/organisation/fil/' not in page.text


def test_a_file_with_errors_shows_them_row_by_row(app: Flask, frida: FlaskClient, tmp_path: Path) -> None:
    before = names(app)
    page = send(frida, FILE.replace("unit;SOC", "unt;SOK"))
    assert page.status_code == 422
    assert "Typen «unt» findes ikke. Mente du «Enhed»?" in page.text
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


STAFF = """\
Mailadresse;Navn;Enhed
anna@fjordby.example;Anna Ahorn;SOC
bent@fjordby.example;Bent Birk;SOC
frida@fjordby.example;Frida Fyr;KOMMUNE
"""


def active(app: Flask) -> set[str]:
    with app.app_context():
        found = set(db.session.scalars(db.select(Person.email).where(Person.is_active)))
        db.session.rollback()
        return found


def test_the_whole_list_shows_who_goes_and_wants_a_tick_for_so_many(app: Flask, frida: FlaskClient) -> None:
    page = send(frida, STAFF, complete=True)
    assert page.status_code == 200
    assert "Lukket (2)" in page.text
    assert "carla@fjordby.example" in page.text
    assert "Er databeskyttelsesrådgiver" in page.text
    assert "Filen ville lukke adgangen for 2 af 6 personer (34 %)." in page.text
    everybody = active(app)
    unticked = confirm(frida, page)
    assert unticked.status_code == 422
    assert "Sæt kryds, hvis så mange skal lukkes på én gang." in unticked.text
    assert active(app) == everybody
    assert confirm(frida, unticked, go_on="y").status_code == 303
    assert everybody - active(app) == {"carla@fjordby.example", "erik@fjordby.example"}


def test_what_has_become_something_else_is_shown_again_and_not_done(app: Flask, frida: FlaskClient) -> None:
    page = send(frida, STAFF, complete=True)
    with app.app_context():
        begin_writing()
        db.session.add(Person(email="ny@fjordby.example", name="Nynne Ny"))
        db.session.commit()
    everybody = active(app)
    answer = confirm(frida, page, go_on="y")
    assert answer.status_code == 422
    assert "Noget er ændret, siden du så listen" in answer.text
    assert "Nynne Ny" in answer.text
    assert active(app) == everybody
    assert confirm(frida, answer, go_on="y").status_code == 303
    assert "ny@fjordby.example" not in active(app)


def test_the_whole_list_cannot_be_confirmed_as_a_part_or_a_part_as_the_whole(app: Flask, frida: FlaskClient) -> None:
    page = send(frida, STAFF.replace("Anna Ahorn", "Anna Ask"))
    forged = {"digest": value_of(page, "digest"), "complete": "1", "go_on": "y"}
    everybody = active(app)
    assert frida.post(confirm_address(page), data=forged).status_code == 422
    assert active(app) == everybody


def test_a_unit_with_something_on_it_cannot_be_left_out(app: Flask, frida: FlaskClient) -> None:
    page = send(frida, "Kode;Navn;Type;Hører under\nSOC;Social;Forvaltning;KOMMUNE\n", complete=True)
    assert page.status_code == 422
    assert "Børn og Kultur (BOK) står ikke i filen, men kan ikke lukkes" in page.text
    assert 'action="/admin/organisation/fil/' not in page.text


def test_the_list_can_be_fetched_and_that_is_told(app: Flask, frida: FlaskClient) -> None:
    for sheet in ("enheder", "personer"):
        answer = frida.get(f"/admin/organisation/fil/skabelon-{sheet}.xlsx")
        assert answer.status_code == 200
        assert send(frida, answer.data, f"{sheet}.xlsx").status_code == 200
    with app.app_context():
        rows = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "organisation.export"))
        assert [row.changes for row in rows] == [{"file": "enheder", "count": 5}, {"file": "personer", "count": 6}]
        db.session.rollback()


def test_a_unit_is_closed_and_opened_again(app: Flask, frida: FlaskClient) -> None:
    page = frida.get("/admin/organisation/SOC-HJ")
    assert "Luk enheden" in page.text
    assert frida.post("/admin/organisation/SOC-HJ/luk").status_code == 303
    shown = frida.get("/admin/organisation/SOC-HJ")
    assert "Åbn enheden igen" in shown.text
    assert "SOC-HJ" not in frida.get("/admin/organisation").text
    assert "SOC-HJ" in frida.get("/admin/organisation?vis=alle").text
    assert 'value="SOC-HJ"' not in frida.get("/admin/organisation/ny").text
    refused = frida.post("/admin/organisation/SOC-HJ", data=unit_form(name="Andet"))
    assert refused.status_code == 422
    assert "Enheden er lukket." in refused.text
    assert frida.post("/admin/organisation/SOC-HJ/aabn").status_code == 303
    assert "SOC-HJ" in frida.get("/admin/organisation").text


def test_a_unit_with_something_on_it_offers_no_button_and_is_refused(app: Flask, frida: FlaskClient) -> None:
    page = frida.get("/admin/organisation/SOC")
    assert "Luk enheden" not in page.text
    assert "Enheden kan lukkes, når dette er flyttet:" in page.text
    refused = frida.post("/admin/organisation/SOC/luk")
    assert refused.status_code == 422
    assert "Enheden kan ikke lukkes, før dette er flyttet:" in refused.text
    assert frida.post("/admin/organisation/KOMMUNE/luk").status_code == 422
