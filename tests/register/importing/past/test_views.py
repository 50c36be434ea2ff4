"""/fortegnelse/import/tidligere and …/fortryd in the browser."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import begin_writing, db
from app.organisation.model import Unit
from tests.conftest import sign_in
from tests.make import Personas, make_account, make_grant, make_person
from tests.page import parse, text_of
from tests.register.importing.test_views import FOREIGN, columns, confirm, contents, rows

PAST = "/fortegnelse/import/tidligere"


@pytest.fixture
def anna(client: FlaskClient, personas: Personas) -> FlaskClient:
    sign_in(client, personas.anna)
    return client


@pytest.fixture
def result(anna: FlaskClient) -> str:
    """The address of the page of an import that Anna made, of two records."""
    return confirm(anna, columns(anna, FOREIGN).headers["Location"]).headers["Location"]


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return text_of(parse(answer.text))


def test_an_import_is_found_again_looked_through_and_undone(app: Flask, anna: FlaskClient, result: str) -> None:
    assert "liste.csv" in text(anna, PAST)
    assert f'href="{result}"' in anna.get(PAST).text
    assert f'href="{PAST}"' in anna.get("/fortegnelse/import").text
    assert f'href="{result}/fortryd"' in anna.get(result).text
    before = rows(app)
    page = text(anna, f"{result}/fortryd")
    assert "2 nye behandlinger udgår" in page
    assert "0 ændres ikke" in page
    assert "Havde filen også enheder, personer eller systemer med, bliver de stående." in page
    assert rows(app) == before, "looking changes nothing"
    answer = anna.post(f"{result}/fortryd")
    assert answer.headers["Location"] == result
    page = text(anna, result)
    assert "0 behandlinger er sat tilbage, og 2 er udgået." in page
    assert "Fortrudt af Anna Ahorn" in page
    assert "Fortryd hele importen" not in page
    assert "Fortrudt" in text(anna, PAST)
    assert set(contents(app)) == {"1", "2"}, "nothing is removed"


def test_undone_twice_is_told_and_changes_nothing(app: Flask, anna: FlaskClient, result: str) -> None:
    anna.post(f"{result}/fortryd")
    before = rows(app)
    assert anna.get(f"{result}/fortryd").headers["Location"] == result
    anna.post(f"{result}/fortryd")
    assert "Importen er allerede fortrudt." in text(anna, result)
    assert rows(app) == before


def test_what_was_changed_since_is_named_with_the_reason(app: Flask, anna: FlaskClient, result: str) -> None:
    with app.app_context():
        begin_writing()
        # As any save does.
        db.session.execute(db.text("UPDATE processing_activity SET version = version + 1"))
        db.session.commit()
    page = text(anna, f"{result}/fortryd")
    assert "Byggesager 1 Er rettet siden." in page
    assert "Der er ikke noget at fortryde" in page
    anna.post(f"{result}/fortryd")
    assert "ingen behandlinger står, som importen efterlod dem" in text(anna, result)


def test_only_who_made_it_and_the_security_coordinator_may(
    app: Flask, anna: FlaskClient, personas: Personas, result: str
) -> None:
    other = app.test_client()
    sign_in(other, personas.carla)
    assert "liste.csv" not in text(other, PAST)
    for answer in (other.get(result), other.get(f"{result}/fortryd"), other.post(f"{result}/fortryd")):
        assert answer.status_code == 404
    with app.app_context():
        begin_writing()
        root = db.session.scalars(db.select(Unit).where(Unit.kind == "municipality")).one()
        gitte = make_person(email="gitte@fjordby.example", name="Gitte Gran")
        make_grant(person=gitte, role="isc", unit=root)
        make_account(gitte)
        db.session.commit()
    central = app.test_client()
    sign_in(central, "gitte@fjordby.example")
    assert "liste.csv" in text(central, PAST)
    assert central.post(f"{result}/fortryd").status_code == 303
    assert "Fortrudt af Gitte Gran" in text(anna, result)
