"""/fortegnelse/hent: the list, as a file."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import begin_writing, db
from app.organisation.model import Unit
from tests.conftest import sign_in
from tests.make import Personas, make_pointed, make_record, make_system


@pytest.fixture
def records(app: Flask, personas: Personas) -> Personas:
    with app.test_request_context():
        begin_writing()
        make_record(title="Hjemmepleje", unit="SOC-HJ")
        make_record(title="Skoleindskrivning", unit="BOK-SK")
        db.session.commit()
    return personas


def titles(client: FlaskClient, query: str = "") -> list[str]:
    answer = client.get(f"/fortegnelse/hent.json{query}")
    assert answer.status_code == 200
    return [activity["title"] for activity in json.loads(answer.data)["activities"]]


@pytest.mark.parametrize(("form", "start"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")])
def test_a_coordinator_fetches_the_whole_register(
    client: FlaskClient, records: Personas, form: str, start: bytes
) -> None:
    sign_in(client, records.anna)
    answer = client.get(f"/fortegnelse/hent.{form}")
    assert answer.status_code == 200
    assert answer.data.startswith(start)
    assert f".{form}" in answer.headers["Content-Disposition"]
    assert titles(client) == ["Hjemmepleje", "Skoleindskrivning"]


def test_a_manager_fetches_only_the_own_area(client: FlaskClient, records: Personas) -> None:
    sign_in(client, records.bent)
    assert titles(client) == ["Hjemmepleje"]


def test_of_systems_and_processors_elsewhere_no_more_than_the_name_goes_along(
    app: Flask, client: FlaskClient, records: Personas
) -> None:
    with app.test_request_context():
        begin_writing()
        social, culture = (db.session.get_one(Unit, row_id) for row_id in (records.social_id, records.culture_id))
        for code, unit in (("VORES", social), ("DERES", culture)):
            make_system(code=code, unit=unit, description="Hemmelig drift")
            make_pointed("processors", code=code, unit=unit, contact="navn@virksomhed.example")
        make_record(title="Pleje", unit="SOC", systems=("VORES", "DERES"), processors=("VORES", "DERES"))
        db.session.commit()
    sign_in(client, records.bent)
    document = json.loads(client.get("/fortegnelse/hent.json").data)
    for kind in ("systems", "processors"):
        theirs, ours = document[kind]
        assert theirs == {"code": "DERES", "name": "Deres"}
        assert ours["code"] == "VORES" and ours["unit"] == "SOC", kind
    sign_in(client, records.anna)
    document = json.loads(client.get("/fortegnelse/hent.json").data)
    assert [row["unit"] for row in document["processors"]] == ["BOK", "SOC"]


def test_the_filter_of_the_list_is_honoured(client: FlaskClient, records: Personas) -> None:
    sign_in(client, records.anna)
    assert titles(client, "?q=skole") == ["Skoleindskrivning"]
    assert titles(client, "?enhed=SOC") == ["Hjemmepleje"]
    assert titles(client, "?mangler=intet") == []


def test_the_list_links_to_the_file_with_its_own_filter(client: FlaskClient, records: Personas) -> None:
    sign_in(client, records.anna)
    assert 'href="/fortegnelse/hent.xlsx?q=skole"' in client.get("/fortegnelse?q=skole").text


def test_who_may_not_read_the_register_may_not_fetch_it(client: FlaskClient, records: Personas) -> None:
    sign_in(client, records.erik)
    assert client.get("/fortegnelse/hent.csv").status_code == 404
    sign_in(client, records.frida)
    assert client.get("/fortegnelse/hent.csv").status_code == 404


def test_an_empty_sheet_is_fetched_from_the_import_page(client: FlaskClient, records: Personas) -> None:
    sign_in(client, records.anna)
    assert 'href="/fortegnelse/hent/tomt-ark.xlsx"' in client.get("/fortegnelse/import").text
    answer = client.get("/fortegnelse/hent/tomt-ark.xlsx")
    assert answer.data.startswith(b"PK")
    assert "tomt-ark.xlsx" in answer.headers["Content-Disposition"]
    sign_in(client, records.erik)
    assert client.get("/fortegnelse/hent/tomt-ark.xlsx").status_code == 404


def test_a_large_register_is_sent_from_the_disk(
    client: FlaskClient, records: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("register.exporting.views.MOST_IN_MEMORY", 10)
    sign_in(client, records.anna)
    with client.get("/fortegnelse/hent.json") as answer:
        assert len(json.loads(answer.data)["activities"]) == 2


def test_a_form_we_do_not_write_is_not_found(client: FlaskClient, records: Personas) -> None:
    sign_in(client, records.anna)
    assert client.get("/fortegnelse/hent.pdf").status_code == 404
