"""The pages of scales: everybody reads them, one person changes what is everybody's, and sees the effect first."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing
from app.core.db import begin_writing, db
from app.organisation.model import Unit
from register.risk.presets import DATATILSYNET, STANDARD
from register.risk.scale import COLOUR_WORDS
from register.risk.scale_actions import make_scale
from register.risk.scale_model import RiskScale
from register.risk.scale_store import get_current_scale, scale_of
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_account, make_activity, make_assessment, make_grant, make_person
from tests.page import find, parse, text_of

GITTE = "gitte@fjordby.example"


@pytest.fixture
def gitte(app: Flask, client: FlaskClient, personas: Personas) -> FlaskClient:
    """Who keeps the municipality's information security."""
    with app.app_context():
        begin_writing()
        root = db.session.scalars(db.select(Unit).where(Unit.parent_id.is_(None))).one()
        person = make_person(email=GITTE, name="Gitte Gran", unit=root)
        make_grant(person=person, role="isc", unit=root)
        make_account(person)
        make_assessment(activity=make_activity(unit=db.session.get_one(Unit, personas.social_id)), likelihood=4)
        db.session.commit()
    sign_in(client, GITTE)
    return client


def number(app: Flask, code: str) -> int:
    with app.app_context():
        return db.session.scalars(db.select(RiskScale.id).where(RiskScale.code == code)).one()


def fields(page: str) -> dict[str, str]:
    """What the form holds: texts, and the chosen option of each select."""
    form = page[page.index('<form method="post" novalidate') :]
    held = dict(re.findall(r'<input[^>]*name="([\w]+)"[^>]*value="([^"]*)"', form))
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option selected[^>]*value="([^"]*)"', options)
        assert chosen, name
        held[name] = chosen[1]
    return held


def test_everybody_who_reads_risk_sees_the_scales_and_their_steps(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    sign_in(client, personas.bent)
    page = client.get("/risiko/skalaer").text
    assert "4×4 Standard" in page and "4×4 Datatilsynet" in page and "I brug" in page
    assert "Lav jeres egen skala" not in page
    one = client.get(f"/risiko/skalaer/{number(app, DATATILSYNET.code)}").text
    for level in (*DATATILSYNET.consequences, *DATATILSYNET.likelihoods):
        assert level.anchor in one
    assert client.get("/risiko/skalaer/ny").status_code == 403
    assert client.get("/risiko/skalaer/999").status_code == 404


def test_an_own_scale_begins_from_another_and_is_saved_as_written(app: Flask, gitte: FlaskClient) -> None:
    address = f"/risiko/skalaer/ny?fra={number(app, STANDARD.code)}&konsekvenser=5&sandsynligheder=3"
    held = fields(gitte.get(address).text)
    assert (held["consequence_1_name"], held["cell_4_3"], held["cell_5_3"]) == ("Ubetydelig", "red", "red")
    assert "likelihood_4_name" not in held
    lacking = gitte.post(address, data=held | {"name": "Vores", "cell_1_1": "red"})
    assert lacking.status_code == 422
    assert "Giv trin 5 et navn." in lacking.text
    errors = {text_of(e) for e in parse(lacking.text).iter("span") if "form-error-message" in e.get("class", "")}
    assert "Fejl: Giv trin 5 et navn." in errors
    wrong = find(parse(lacking.text), id="cell_1_2-error")
    assert text_of(wrong) == (
        "Fejl: Farven er mildere end i feltet på trinnet under. Vælg en værre farve her eller en mildere dér."
    )
    assert find(parse(lacking.text), name="consequence_2_anchor").get("value") == STANDARD.consequences[1].anchor
    assert 'value="Vores"' in lacking.text
    good = {"name": "Vores", "consequence_5_name": "Ufattelig", "cell_5_1": "orange", "cell_5_2": "orange"}
    made = gitte.post(address, data=held | good)
    assert made.status_code == 303
    with app.app_context():
        row = db.session.scalars(db.select(RiskScale).where(RiskScale.is_own)).one()
        scale = scale_of(row)
        assert (row.name, row.version, row.is_in_use) == ("Vores", 1, False)
        assert [level.name for level in scale.consequences][3:] == ["Graverende", "Ufattelig"]
        assert scale.cells[4] == ("orange", "orange", "red")


def test_a_change_is_a_new_version_and_a_shipped_one_is_not_changed(app: Flask, gitte: FlaskClient) -> None:
    shipped = number(app, STANDARD.code)
    assert gitte.get(f"/risiko/skalaer/{shipped}/ret").status_code == 403
    address = f"/risiko/skalaer/ny?fra={shipped}"
    held = fields(gitte.get(address).text)
    own = gitte.post(address, data=held | {"name": "Vores"}).location
    again = fields(gitte.get(f"{own}/ret").text)
    assert again["name"] == "Vores"
    assert gitte.post(f"{own}/ret", data=again | {"cell_4_4": "red", "cell_1_4": "orange"}).status_code == 422
    assert gitte.post(f"{own}/ret", data=again | {"likelihood_1_anchor": "Aldrig set"}).status_code == 303
    with app.app_context():
        assert db.session.scalars(db.select(RiskScale.version).where(RiskScale.is_own)).all() == [1, 2]
    assert gitte.post(f"/risiko/skalaer/{shipped}/ret", data=again).status_code == 403


def test_an_older_version_is_read_but_not_changed(app: Flask, gitte: FlaskClient) -> None:
    address = f"/risiko/skalaer/ny?fra={number(app, STANDARD.code)}"
    first = gitte.post(address, data=fields(gitte.get(address).text) | {"name": "Vores"}).location
    held = fields(gitte.get(f"{first}/ret").text)
    assert gitte.post(f"{first}/ret", data=held | {"name": "Vores nye"}).status_code == 303
    late = gitte.post(f"{first}/ret", data=held | {"name": "Min egen rettelse"})
    assert late.status_code == 422
    assert "En anden har gemt en nyere udgave af skalaen." in late.text
    assert "Min egen rettelse" in late.text
    assert gitte.get(f"{first}/ret").status_code == 409
    page = gitte.get(first).text
    assert "Der er en nyere udgave" in page
    assert "Ret skalaen" not in page
    with app.app_context():
        assert db.session.scalars(db.select(RiskScale.version).where(RiskScale.is_own)).all() == [1, 2]


def test_a_new_version_may_have_another_size(app: Flask, gitte: FlaskClient) -> None:
    address = f"/risiko/skalaer/ny?fra={number(app, STANDARD.code)}"
    own = gitte.post(address, data=fields(gitte.get(address).text) | {"name": "Vores"}).location
    larger = f"{own}/ret?konsekvenser=4&sandsynligheder=5"
    held = fields(gitte.get(larger).text)
    assert held["cell_1_5"] == "yellow"
    assert gitte.post(larger, data=held | {"likelihood_5_name": "Sker nu"}).status_code == 303
    with app.app_context():
        row = db.session.scalars(db.select(RiskScale).where(RiskScale.version == 2)).one()
        assert (len(scale_of(row).consequences), len(scale_of(row).likelihoods)) == (4, 5)


@pytest.mark.parametrize("size", ["1", "6", "-1", "x", "99999999999", "٣"])
def test_a_size_out_of_bounds_is_that_of_the_scale_it_begins_from(gitte: FlaskClient, size: str) -> None:
    held = fields(gitte.get(f"/risiko/skalaer/ny?konsekvenser={size}&sandsynligheder={size}").text)
    assert "cell_4_4" in held
    assert "cell_5_4" not in held


def test_nothing_is_begun_from_a_scale_that_is_not_there(gitte: FlaskClient) -> None:
    assert gitte.get("/risiko/skalaer/ny?fra=999999").status_code == 404


def test_every_cell_of_the_matrix_has_its_word(app: Flask, client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.dorte)
    tree = parse(client.get(f"/risiko/skalaer/{number(app, DATATILSYNET.code)}").text)
    matrix = next(e for e in tree.iter("table") if e.get("class") == "risk-matrix")
    words = [[text_of(cell) for cell in row.iter("td")] for row in matrix.iter("tr")][1:]
    assert words[::-1] == [[COLOUR_WORDS[colour] for colour in cells] for cells in DATATILSYNET.cells]


def test_the_tabs_lead_only_where_one_may_go(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.dorte)
    assert 'href="/risiko/sammen"' not in client.get("/risiko/skalaer").text
    sign_in(client, personas.anna)
    assert 'href="/risiko/sammen"' in client.get("/risiko/skalaer").text


def test_the_list_costs_the_same_for_two_scales_and_for_many(app: Flask, gitte: FlaskClient) -> None:
    def cost() -> int:
        with app.app_context(), statements_of(db.engine) as seen:
            assert gitte.get("/risiko/skalaer").status_code == 200
        return len(seen)

    before = cost()
    with app.app_context():
        begin_writing()
        for n in range(6):
            make_scale(replace(STANDARD, code=f"egen-{n}"), doing=Doing(at=NOW, via="cli"))
        db.session.commit()
    assert cost() == before


def test_the_effect_is_shown_before_a_scale_is_taken_into_use(app: Flask, gitte: FlaskClient) -> None:
    other = number(app, DATATILSYNET.code)
    page = gitte.get(f"/risiko/skalaer/{other}/brug").text
    assert "Intet er ændret endnu." in page
    assert "Orange" in page
    with app.app_context():
        assert get_current_scale().code == STANDARD.code
    assert text_of(find(parse(page), **{"class": "band"})) == "Mildere 0 Uændret 0 Værre 1 Kan ikke overføres 0"
    assert gitte.post(f"/risiko/skalaer/{other}/brug").status_code == 303
    assert gitte.get(f"/risiko/skalaer/{other}/brug").status_code == 303
    assert "4×4 Datatilsynet" in gitte.get("/risiko/skalaer").text
    with app.app_context():
        assert get_current_scale().code == DATATILSYNET.code
