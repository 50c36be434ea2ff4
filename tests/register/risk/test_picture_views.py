"""/risiko: what stands on the four pages, what leads where, and what they cost."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.actions import Doing
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Unit
from register.risk.model import RiskAssessment
from register.risk.presets import DATATILSYNET
from register.risk.scale_model import RiskScale
from register.risk.threat_model import Threat
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import Personas, make_account, make_activity, make_assessment, make_grant, make_person, make_system
from tests.page import find, parse, text_of

PAGES = ("/risiko", "/risiko?risiko=foer", "/risiko/udvikling", "/risiko/varmekort", "/risiko/top")
DOING = Doing(at=clock.now(), via="cli")


def add(people: Personas, count: int) -> None:
    """Assessments in Social and in Børn og Kultur, of activities and of systems, with threats of the catalogue."""
    units = [db.session.get_one(Unit, number) for number in (people.social_id, people.culture_id)]
    threats = list(db.session.scalars(db.select(Threat.id).order_by(Threat.id).limit(20)))
    for number in range(count):
        unit = units[number % 2]
        kind, make = ("activity", make_activity) if number % 3 else ("system", make_system)
        subject: dict[str, Any] = {f"{kind}_id": make(unit=unit).id}
        made = make_assessment(
            grades=(1 + number % 4, 1, 1), likelihood=1 + number // 4 % 4, residual=(1 + number % 4, 1),
            assessed_on=clock.today() - timedelta(days=number * 5 % 300), doing=DOING,
            **subject,
        )  # fmt: skip
        if number % 5:
            made.threats[0].threat_id = threats[number % 20]
    db.session.flush()


@pytest.fixture
def five(app: Flask, personas: Personas) -> Personas:
    with app.test_request_context():
        begin_writing()
        add(personas, 5)
        db.session.commit()
    return personas


def get(client: FlaskClient, address: str) -> TestResponse:
    answer = client.get(address)
    assert answer.status_code == 200, address
    parse(answer.text)
    return answer


def statements(app: Flask, client: FlaskClient) -> dict[str, int]:
    with app.app_context():
        engine = db.engine
    counts = {}
    for page in PAGES:
        get(client, page)
        with statements_of(engine) as seen:
            get(client, page)
        counts[page] = len(seen)
    return counts


def test_sixty_assessments_cost_no_more_statements_than_five(app: Flask, client: FlaskClient, five: Personas) -> None:
    sign_in(client, five.dorte)
    few = statements(app, client)
    with app.test_request_context():
        begin_writing()
        add(five, 55)
        db.session.commit()
    assert statements(app, client) == few
    assert all(2 < count < 25 for count in few.values()), few


def test_the_matrix_leads_to_the_list_and_says_before_and_after(client: FlaskClient, five: Personas) -> None:
    sign_in(client, five.dorte)
    page = get(client, "/risiko").text
    assert "5 vurderinger gælder." in page
    assert "Restrisiko, når håndteringen er gennemført" in page
    matrix = find(parse(page), **{"class": "risk-matrix"})
    cells = [(link.get("href", ""), text_of(link).split()[0]) for link in matrix.iter("a")]
    assert sum(int(count) for _url, count in cells) == 5
    for url, count in cells:
        assert url.endswith("#vurderinger")
        tree = parse(get(client, url.partition("#")[0]).text)
        assert f"{count} vurdering" in text_of(tree)
        [chosen] = [cell for cell in tree.iter("td") if "risk-cell--chosen" in cell.get("class", "")]
        assert text_of(chosen).startswith(count)
    before = get(client, "/risiko?risiko=foer").text
    assert "Risiko i dag, før håndteringen" in before
    assert "risiko=foer&amp;konsekvens=" in before


def test_each_filter_narrows_the_list(app: Flask, client: FlaskClient, five: Personas) -> None:
    sign_in(client, five.dorte)
    with app.app_context():
        threat = db.session.scalars(db.select(Threat.id).order_by(Threat.id).offset(1)).first()
    for query, count in (
        ("forvaltning=SOC", 3), ("forvaltning=BOK", 2), ("slags=system", 2), ("slags=scenarie", 5), ("farve=red", 0),
        (f"trussel={threat}", 1), ("trussel=egne", 1), ("trussel=999999", 0), ("trussel=x", 5), ("farve=pink", 5),
        ("forvaltning=FINDES-IKKE", 0), ("konsekvens=9", 5),
    ):  # fmt: skip
        words = text_of(parse(get(client, f"/risiko?{query}").text))
        expected = "Ingen vurderinger" if not count else "1 vurdering," if count == 1 else f"{count} vurderinger,"
        assert expected in words, query


def test_assessments_on_another_scale_are_named_and_have_their_own_matrix(
    app: Flask, client: FlaskClient, five: Personas
) -> None:
    with app.test_request_context():
        begin_writing()
        other = db.session.scalars(db.select(RiskScale).where(RiskScale.code == DATATILSYNET.code)).one()
        row = db.session.scalars(db.select(RiskAssessment)).first()
        assert row is not None
        row.scale_id, other_id = other.id, other.id
        db.session.commit()
    sign_in(client, five.dorte)
    page = get(client, "/risiko").text
    assert "1 vurdering er lavet på en anden skala" in page
    assert f"/risiko?skala={other_id}" in page
    own = text_of(parse(get(client, f"/risiko?skala={other_id}").text))
    assert "Orange" in own
    assert "4 vurderinger er lavet på en anden skala" in own
    assert client.get("/risiko?skala=99999").status_code == 404
    get(client, "/risiko?skala=x")


def test_the_development_has_arrows_bars_and_both_as_tables(client: FlaskClient, five: Personas) -> None:
    sign_in(client, five.dorte)
    tree = parse(get(client, "/risiko/udvikling").text)
    titles = {text_of(e) for e in tree.iter("{http://www.w3.org/2000/svg}title")}
    assert {"Fra risikoen i dag til restrisikoen", "Restrisikoen måned for måned"} <= titles
    captions = [text_of(e) for e in tree.iter("caption")]
    assert captions == [
        "Vurderinger fra felt til felt, de hyppigste først", "Antal vurderede i hver farve ved udgangen af hver måned",
    ]  # fmt: skip
    moves, standings = tree.iter("tbody")
    assert sum(int(text_of(row[-1])) for row in moves) == 5
    assert text_of(standings[0][-1]) == "5", "today stands first, with all"
    assert len(standings) in (12, 13)


def test_the_heat_map_has_a_word_and_a_number_in_each_field(client: FlaskClient, five: Personas) -> None:
    sign_in(client, five.dorte)
    page = get(client, "/risiko/varmekort").text
    heat = find(parse(page), **{"class": "risk-heat"})
    fields = [text_of(cell) for cell in heat.iter("td") if "risk-cell" in cell.get("class", "")]
    assert fields
    assert all(re.fullmatch(r"(Grøn|Gul|Rød) \d+", field) for field in fields)
    assert [text_of(head) for head in heat[1][0]][1:] == ["Børn og Kultur", "Social"]
    for link in heat.iter("a"):
        behind = text_of(parse(get(client, link.get("href", "").partition("#")[0]).text))
        number = re.search(r"\d+$", text_of(link))
        assert number is None or f"{number[0]} vurdering" in behind
    assert "Egne trusler" in page


def test_the_ten_worst_say_what_is_done(client: FlaskClient, five: Personas) -> None:
    sign_in(client, five.dorte)
    words = text_of(parse(get(client, "/risiko/top").text))
    assert "Åbne handlinger" in words
    assert "Nej" in words


def test_what_is_accepted_is_shown_to_who_may_read_it(client: FlaskClient, app: Flask, five: Personas) -> None:
    with app.test_request_context():
        begin_writing()
        reader = make_person(email="laeser@fjordby.example", name="Liv Lyng")
        make_grant(person=reader, role="reader", unit=db.session.get_one(Unit, five.municipality_id))
        make_account(reader)
        db.session.commit()
    for who, is_shown in ((five.dorte, True), ("laeser@fjordby.example", False)):
        sign_in(client, who)
        assert ("Accepteret" in client.get("/risiko/top").text) is is_shown
        paper = docx.Document(BytesIO(client.get("/risiko/risikobillede.docx").data))
        heads = {cell.text for table in paper.tables for cell in table.rows[0].cells}
        assert "Åbne handlinger" in heads
        assert ("Accepteret" in heads) is is_shown


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_assessments_says_what_to_do(client: FlaskClient, personas: Personas, page: str) -> None:
    sign_in(client, personas.dorte)
    assert "Ingen" in get(client, page).text


def test_a_leader_sees_the_own_administration_and_an_administrator_nothing(client: FlaskClient, five: Personas) -> None:
    sign_in(client, five.bent)
    assert "3 vurderinger gælder." in get(client, "/risiko").text
    heat = find(parse(get(client, "/risiko/varmekort").text), **{"class": "risk-heat"})
    assert [text_of(head) for head in heat[1][0]][1:] == ["Social"]
    sign_in(client, five.frida)
    assert {client.get(page).status_code for page in PAGES} == {404}
