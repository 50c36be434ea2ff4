"""/fortegnelse/import in the browser: file, columns, preview, and what came of it."""

import io
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import begin_writing, db
from app.organisation.model import Unit
from register.activity.content import ActivityContent
from tests.conftest import sign_in
from tests.make import Personas, make_account, make_grant, make_person
from tests.page import parse, read_form, text_of
from tests.register.importing.conftest import OWN_LIST, contents_by_number, count_rows

FOREIGN = "Løbenr;Navn;Formål;Afdeling\n1;Byggesager;At give tilladelse;SOC\n2;Valg;At holde valg;\n"


@pytest.fixture
def anna(client: FlaskClient, personas: Personas) -> FlaskClient:
    sign_in(client, personas.anna)
    return client


def upload(client: FlaskClient, data: bytes | str, name: str = "liste.csv") -> TestResponse:
    held = data.encode() if isinstance(data, str) else data
    return client.post("/fortegnelse/import", data={"file": (io.BytesIO(held), name)})


def columns(client: FlaskClient, data: bytes | str, name: str = "liste.csv", **changes: str) -> TestResponse:
    """Upload a file and send the page of its columns as it stands, but for the changes."""
    there = upload(client, data, name).headers["Location"]
    form = read_form(client.get(there).text)
    for field, value in changes.items():
        form[field.replace("_", "-")] = value
    return client.post(there, data=form)


def skip_words(answer: TestResponse) -> str:
    """The address of the preview, past the page of words that are not ours."""
    there = answer.headers["Location"]
    assert "/ord?" in there
    return there.replace("/ord?", "/gennemse?")


def confirm(client: FlaskClient, preview: str, **data: str) -> TestResponse:
    return client.post(preview, data=data)


def rows(app: Flask) -> dict[str, int]:
    with app.app_context():
        found = count_rows()
        db.session.rollback()
        return found


def contents(app: Flask) -> dict[str, ActivityContent]:
    with app.app_context():
        found = contents_by_number()
        db.session.rollback()
        return found


def test_the_list_goes_through_the_pages_into_the_register(app: Flask, anna: FlaskClient) -> None:
    before = rows(app)
    answer = columns(anna, OWN_LIST.read_bytes(), "own-article30.json")
    assert answer.status_code == 303
    page = anna.get(answer.headers["Location"])
    text = text_of(parse(page.text))
    assert "own-article30.json: 12 behandlinger. Intet er gemt endnu." in text
    assert "Udlån af lokaler til foreninger og aftenskoler" in text
    assert rows(app) == before
    done = confirm(anna, answer.headers["Location"])
    assert done.status_code == 303
    text = text_of(parse(anna.get(done.headers["Location"]).text))
    assert "12oprettet" in text.replace(" ", "")
    held = contents(app)
    assert len(held) == 12
    assert {content.unit for content in held.values()} == {"SOC"}, "a coordinator's own unit is chosen beforehand"


def test_every_page_on_the_way_is_valid_html(anna: FlaskClient) -> None:
    parse(anna.get("/fortegnelse/import").text)
    there = upload(anna, FOREIGN).headers["Location"]
    parse(anna.get(there).text)
    parse(anna.post(there, data={"columns-0": "title"}).text)
    wrong = columns(anna, FOREIGN, columns_3="owner").headers["Location"]
    parse(anna.get(wrong).text)


def test_columns_are_guessed_and_can_be_chosen_otherwise(app: Flask, anna: FlaskClient) -> None:
    there = upload(anna, FOREIGN, "Nabokommunen 2026.csv").headers["Location"]
    form = read_form(anna.get(there).text)
    assert [form[f"columns-{n}"] for n in range(4)] == ["number", "title", "purposes", "unit"]
    assert form["source"] == "nabokommunen"
    form["columns-2"] = "description"
    preview = anna.post(there, data=form).headers["Location"]
    confirm(anna, preview)
    held = contents(app)
    assert (held["1"].description, held["1"].purposes, held["1"].unit) == ("At give tilladelse", (), "SOC")
    assert held["2"].unit == "SOC", "the chosen unit is for those that name none"


def test_a_column_chosen_twice_or_a_missing_number_is_told_at_the_form(anna: FlaskClient) -> None:
    answer = columns(anna, FOREIGN, columns_0="title")
    assert answer.status_code == 422
    text = text_of(parse(answer.text))
    assert "«Titel» er valgt mere end én gang." in text
    assert "Vælg, hvilken kolonne der er «Nummer»." in text
    answer = columns(anna, FOREIGN, source="")
    assert answer.status_code == 422
    assert "Skriv et kort navn." in answer.text


def test_the_preview_leads_back_to_the_columns_as_they_were_chosen(anna: FlaskClient) -> None:
    preview = columns(anna, FOREIGN, columns_2="description", source="nabo").headers["Location"]
    tree = parse(anna.get(preview).text)
    back = next(e.get("href", "") for e in tree.iter("a") if text_of(e) == "Tilbage til kolonnerne")
    form = read_form(anna.get(back).text)
    assert (form["columns-2"], form["source"]) == ("description", "nabo")


def test_what_is_wrong_is_a_table_with_row_and_column_and_nothing_is_saved(app: Flask, anna: FlaskClient) -> None:
    before = rows(app)
    preview = skip_words(columns(anna, FOREIGN.replace("SOC", "UKENDT")))
    tree = parse(anna.get(preview).text)
    assert "2 Afdeling Der er ingen enhed med koden «UKENDT»." in text_of(tree)
    assert "Importér de 1" not in text_of(tree)
    answer = confirm(anna, preview)
    assert (answer.status_code, answer.headers["Location"]) == (303, preview)
    assert rows(app) == before


def test_the_records_that_are_in_order_can_be_imported_alone(app: Flask, anna: FlaskClient) -> None:
    preview = skip_words(columns(anna, FOREIGN.replace("SOC", "UKENDT")))
    assert "Importér den ene, der er i orden" in anna.get(preview).text
    done = confirm(anna, preview, accept_partial="1")
    assert "1 sprunget over" in text_of(parse(anna.get(done.headers["Location"]).text))
    assert list(contents(app)) == ["2"]


def test_a_coordinator_imports_only_into_the_own_area(app: Flask, anna: FlaskClient) -> None:
    form_page = anna.get(upload(anna, FOREIGN).headers["Location"]).text
    units = {e.get("value") for e in parse(form_page).iter("option") if e.get("value", "").startswith(("SOC", "BOK"))}
    assert units == {"SOC", "SOC-HJ"}
    preview = columns(anna, FOREIGN.replace("SOC", "BOK-SK")).headers["Location"]
    assert "Enheden «BOK-SK» ligger uden for dit område" in anna.get(preview).text
    moved = preview.replace("enhed=SOC", "enhed=BOK")
    assert moved != preview
    assert confirm(anna, moved, accept_partial="1").headers["Location"] == moved
    assert contents(app) == {}


def test_what_a_person_has_changed_is_shown_and_stays(app: Flask, anna: FlaskClient, personas: Personas) -> None:
    confirm(anna, columns(anna, FOREIGN, source="nabo").headers["Location"])
    with app.app_context():
        number = db.session.scalar(db.text("SELECT id FROM processing_activity WHERE number = '1'"))
        db.session.rollback()
    form = read_form(anna.get(f"/fortegnelse/{number}/ret").text)
    form["title"] = "Vores byggesager"
    assert anna.post(f"/fortegnelse/{number}/ret", data=form).status_code == 303
    changed = FOREIGN.replace("Byggesager", "Byggeri").replace("At holde valg", "At afholde valg")
    preview = columns(anna, changed, source="nabo").headers["Location"]
    text = text_of(parse(anna.get(preview).text))
    assert "1 felt er rettet her siden sidste import og bliver stående." in text
    assert "Rettet her, bliver stående: Behandlingsaktivitet" in text
    done = confirm(anna, preview)
    assert "Behandlingsaktivitet" in text_of(parse(anna.get(done.headers["Location"]).text))
    held = contents(app)
    assert (held["1"].title, held["2"].purposes[0].text) == ("Vores byggesager", "At afholde valg")


def test_an_unchanged_file_has_nothing_to_import(anna: FlaskClient) -> None:
    confirm(anna, columns(anna, FOREIGN).headers["Location"])
    page = anna.get(columns(anna, FOREIGN).headers["Location"])
    assert "Der er ikke noget at importere." in page.text
    assert "Importér 2 behandlinger" not in page.text


@pytest.mark.parametrize("data", [b"", b"MZ\x90\x00" + bytes(300), b"PK\x03\x04 half", b'[{"name": "01. A"'])
def test_a_file_that_cannot_be_read_is_told_at_its_field(app: Flask, anna: FlaskClient, data: bytes) -> None:
    before = rows(app)
    answer = upload(anna, data, "liste.xlsx")
    assert answer.status_code == 422
    assert "form-error-message" in answer.text
    assert rows(app) == before


def test_no_file_is_told_too(anna: FlaskClient) -> None:
    assert "Vælg en fil." in anna.post("/fortegnelse/import", data={}).text


def test_a_file_is_confirmed_once_and_by_nobody_else(app: Flask, anna: FlaskClient, personas: Personas) -> None:
    preview = columns(anna, FOREIGN).headers["Location"]
    other = app.test_client()
    sign_in(other, personas.carla)
    answer = confirm(other, preview)
    assert answer.headers["Location"] == "/fortegnelse/import"
    assert contents(app) == {}
    assert "/fortegnelse/import/" in confirm(anna, preview).headers["Location"]
    again = confirm(anna, preview)
    assert again.headers["Location"] == "/fortegnelse/import"
    assert "allerede læst ind" in anna.get(again.headers["Location"]).text


def test_somebody_elses_result_is_not_shown(app: Flask, anna: FlaskClient, personas: Personas) -> None:
    result = confirm(anna, columns(anna, FOREIGN).headers["Location"]).headers["Location"]
    assert anna.get(result).status_code == 200
    other = app.test_client()
    sign_in(other, personas.carla)
    assert other.get(result).status_code == 404


@pytest.mark.parametrize(("persona", "status"), [("bent", 403), ("dorte", 403), ("erik", 404), ("frida", 404)])
def test_who_may_not_import_is_turned_away(client: FlaskClient, personas: Personas, persona: str, status: int) -> None:
    sign_in(client, getattr(personas, persona))
    for answer in (
        client.get("/fortegnelse/import"),
        client.post("/fortegnelse/import"),
        client.get("/fortegnelse/import/x/kolonner"),
        client.post("/fortegnelse/import/x/gennemse"),
        client.get("/fortegnelse/import/1"),
    ):
        assert answer.status_code == status


def test_a_file_of_ours_makes_no_units_or_people_here(app: Flask, anna: FlaskClient) -> None:
    document: dict[str, Any] = {
        "units": [{"code": "NY", "name": "Ny", "kind": "unit", "parent": "SOC"}],
        "people": [{"email": "ny@fjordby.example", "name": "Ny"}],
        "activities": [{"number": "1", "title": "A", "unit": "SOC", "status": "approved"}],
    }
    before = rows(app)
    confirm(anna, columns(anna, json.dumps(document), "a.json").headers["Location"])
    after = rows(app)
    assert (after["unit"], after["person"]) == (before["unit"], before["person"])
    with app.app_context():
        status = db.session.scalar(db.text("SELECT status FROM processing_activity"))
        db.session.rollback()
    assert status == "draft", "only whoever runs the installation brings back an approval"


def test_the_security_coordinator_imports_anywhere_and_may_leave_the_unit_open(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    with app.app_context():
        begin_writing()
        root = db.session.scalars(db.select(Unit).where(Unit.kind == "municipality")).one()
        gitte = make_person(email="gitte@fjordby.example")
        make_grant(person=gitte, role="isc", unit=root)
        make_account(gitte)
        db.session.commit()
    sign_in(client, "gitte@fjordby.example")
    confirm(client, columns(client, FOREIGN.replace("SOC", "BOK-SK")).headers["Location"])
    held = contents(app)
    assert (held["1"].unit, held["2"].unit) == ("BOK-SK", "")
