"""The pages of scenarios: who writes risk in a unit writes its scenarios, and assesses them from their own page."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing
from app.core.db import begin_writing, db
from app.organisation.model import Unit
from register.risk.model import RiskAssessment, RiskScenario
from register.risk.scenario_actions import WriteScenario, create_scenario
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_assessment

WRITTEN = {"title": "Øen mister strømmen <b>", "description": "I en uge.", "unit": "SOC", "version": "1"}


@pytest.fixture
def anna(client: FlaskClient, personas: Personas) -> FlaskClient:
    sign_in(client, personas.anna)
    return client


def make(app: Flask, *, title: str = "Øen mister strømmen", code: str = "SOC", is_assessed: bool = False) -> str:
    """The address of a scenario in a unit."""
    with app.test_request_context():
        begin_writing()
        unit = db.session.scalars(db.select(Unit).where(Unit.code == code)).one()
        made = create_scenario(WriteScenario(title=title, description="", unit=unit), doing=Doing(at=NOW, via="cli"))
        if is_assessed:
            make_assessment(scenario_id=made.id, grades=(4, 1, 1), likelihood=4)
        db.session.commit()
        return f"/risiko/scenarier/{made.id}"


def test_a_scenario_is_written_and_an_error_says_what_to_do(anna: FlaskClient) -> None:
    assert "Skriv det, der kan ramme mange på én gang" in anna.get("/risiko/scenarier").text
    lacking = anna.post("/risiko/scenarier/ny", data=WRITTEN | {"title": "", "unit": ""})
    assert lacking.status_code == 422
    for text in ("Skriv, hvad der kan ske.", "Vælg den enhed, der har ansvaret for scenariet.", "I en uge."):
        assert text in lacking.text, text
    made = anna.post("/risiko/scenarier/ny", data=WRITTEN)
    assert made.status_code == 303
    page = anna.get(made.location).text
    for text in ("Øen mister strømmen &lt;b&gt;", "I en uge.", "Social", "Vurdér risikoen", "Ingen vurderinger endnu"):
        assert text in page, text
    assert "Ikke vurderet" in anna.get("/risiko/scenarier").text


def test_nobody_writes_a_scenario_where_they_write_no_risk(app: Flask, client: FlaskClient, personas: Personas) -> None:
    theirs = make(app, code="BOK")
    sign_in(client, personas.anna)
    elsewhere = client.post("/risiko/scenarier/ny", data=WRITTEN | {"unit": "BOK"})
    assert elsewhere.status_code == 422
    page = client.get(theirs)
    assert page.status_code == 200 and "Ret scenariet" not in page.text and "risiko/vurder/" not in page.text
    assert client.get(f"{theirs}/ret").status_code == 403
    assert client.post(f"{theirs}/udgaa").status_code == 403
    sign_in(client, personas.bent)
    assert client.get(theirs).status_code == 404
    assert client.get("/risiko/scenarier/ny").status_code == 403
    assert "Jeres GDPR-koordinator har ikke skrevet" in client.get("/risiko/scenarier").text
    sign_in(client, personas.frida)
    assert client.get("/risiko/scenarier").status_code == 404
    with app.app_context():
        assert len(db.session.scalars(db.select(RiskScenario)).all()) == 1


def test_its_own_page_begins_an_assessment_and_shows_those_there_are(app: Flask, anna: FlaskClient) -> None:
    address = make(app, is_assessed=True)
    page = anna.get(address).text
    assert "Vurdér igen" in page and "Gælder" in page and "Rød" in page
    action = re.search(r'action="(/risiko/vurder/scenario/\d+)"', page)
    assert action
    assert anna.post(action[1]).status_code == 303
    begun = anna.get(address).text
    assert "Fortsæt kladden" in begun and "Se kladden" in begun
    assert "En vurdering er begyndt" in anna.get("/risiko/scenarier").text
    with app.app_context():
        states = db.session.execute(db.select(RiskAssessment.is_draft, RiskAssessment.is_current))
        assert sorted(tuple(row) for row in states) == [(False, True), (True, False)]


def test_a_change_starts_from_what_stands_and_a_stale_one_shows_both(app: Flask, anna: FlaskClient) -> None:
    address = make(app)
    form = anna.get(f"{address}/ret").text
    assert 'value="Øen mister strømmen"' in form and re.search(r'<option selected[^>]*value="SOC"', form)
    assert anna.post(f"{address}/ret", data=WRITTEN | {"title": "Først"}).status_code == 303
    stale = anna.post(f"{address}/ret", data=WRITTEN | {"title": "Sidst"})
    assert stale.status_code == 409
    for text in ("En anden har rettet scenariet", "Hvad kan ske?: <strong>Først</strong>", 'value="Sidst"'):
        assert text in stale.text, text
    again = re.search(r'name="version"[^>]*value="(\d+)"', stale.text)
    assert again and again[1] == "2"
    assert anna.post(f"{address}/ret", data=WRITTEN | {"title": "Sidst", "version": "2"}).status_code == 303
    assert "Sidst" in anna.get(address).text


def test_a_retired_scenario_keeps_its_assessments_and_is_assessed_no_more(app: Flask, anna: FlaskClient) -> None:
    address = make(app, is_assessed=True)
    assert anna.post(f"{address}/udgaa", data={"udgaaet": "ja"}).status_code == 303
    page = anna.get(address).text
    assert "Udgået" in page and "Gælder" in page and "Vurdér igen" not in page
    assert "Øen mister" not in anna.get("/risiko/scenarier").text
    assert "Øen mister" in anna.get("/risiko/scenarier?status=udgaaet").text
    assert anna.post(f"{address}/udgaa", data={"udgaaet": "nej"}).status_code == 303
    assert "Vurdér igen" in anna.get(address).text


def test_the_address_narrows_the_list(app: Flask, anna: FlaskClient) -> None:
    make(app)
    make(app, title="En server brænder", is_assessed=True)
    page = anna.get("/risiko/scenarier?q=BRÆNDER").text
    assert "En server brænder" in page and "Øen mister" not in page
    assert "Ingen scenarier passer" in anna.get("/risiko/scenarier?q=x&side=7").text


def test_the_list_costs_the_same_however_long_it_is(app: Flask, anna: FlaskClient) -> None:
    def cost() -> int:
        with app.app_context(), statements_of(db.engine) as seen:
            assert anna.get("/risiko/scenarier").status_code == 200
        return len(seen)

    make(app, is_assessed=True)
    few = cost()
    for place in range(52):
        make(app, title=f"Nr. {place}", is_assessed=True)
    assert cost() == few
    assert "Side 1 af 2" in anna.get("/risiko/scenarier").text
