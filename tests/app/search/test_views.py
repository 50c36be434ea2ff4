"""The header's search: across kinds, of what one may see."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.db import begin_writing, db
from app.organisation.model import Unit
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import Personas, make_pointed, make_record, make_system
from tests.page import find, parse, text_of


def add(app: Flask, count: int, *, title: str = "Databehandleraftale") -> None:
    with app.test_request_context():
        begin_writing()
        social = db.session.scalars(select(Unit).where(Unit.code == "SOC")).one()
        for n in range(count):
            make_record(title=f"{title} {n:02}", unit="SOC" if n % 2 else "BOK")
            make_system(name=f"Behandlersystemet {n:02}", unit=social)
        db.session.commit()


def found(client: FlaskClient, text: str) -> dict[str, tuple[list[str], str]]:
    """By kind: the titles of the hits, and where all of them are."""
    page = parse(client.get("/soeg", query_string={"q": text}).text)
    kinds = {}
    for section in (e for e in page.iter("section") if e.get("class") == "hits"):
        links = [(text_of(a), a.get("href", "")) for a in section.iter("a")]
        more = next((url for words, url in links if words.startswith("Se alle")), "")
        heading = next(section.iter("h2"))
        kinds[text_of(heading)] = ([words for words, _url in links if not words.startswith("Se alle")], more)
    return kinds


def browser(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, email)
    return client


def test_each_kind_shows_its_first_hits_and_leads_to_all(app: Flask, personas: Personas) -> None:
    add(app, 23)
    anna = browser(app, personas.anna)
    kinds = found(anna, "DATABEHANDLER aftale")
    assert list(kinds) == ["Behandlinger"]
    hits, more = kinds["Behandlinger"]
    assert hits == [f"Databehandleraftale {n:02}" for n in range(8)]
    assert more == "/fortegnelse?q=DATABEHANDLER+aftale"
    assert "Se alle 23" in anna.get("/soeg?q=databehandler").text
    assert "23 behandlinger" in anna.get(more).text
    both = found(anna, "behandler")
    assert list(both) == ["Behandlinger", "Systemer"]
    assert "46 fund" in anna.get("/soeg?q=behandler").text
    assert len(parse(anna.get(both["Systemer"][1]).text).findall(".//tbody/tr")) == 23


def test_what_records_point_at_is_found_by_its_name_too(app: Flask, personas: Personas) -> None:
    with app.test_request_context():
        begin_writing()
        for link in ("processors", "security_measures", "recipients", "laws"):
            make_pointed(link, code=f"TANG-{link}".upper(), name=f"Tangbo {link}")
        make_pointed("processors", code="VÆK", name="Tangbo den gamle", is_retired=True)
        db.session.commit()
    anna = browser(app, personas.anna)
    kinds = found(anna, "TANGBO")
    assert {kind: hits for kind, (hits, _more) in kinds.items()} == {
        "Databehandlere": ["Tangbo processors"], "Foranstaltninger": ["Tangbo security_measures"],
        "Modtagere": ["Tangbo recipients"], "Love": ["Tangbo laws"],
    }  # fmt: skip
    assert list(found(browser(app, personas.bent), "TANGBO")) == ["Foranstaltninger", "Modtagere", "Love"]


def test_everybody_finds_in_their_own_part_alone(app: Flask, personas: Personas) -> None:
    add(app, 4)
    assert found(browser(app, personas.bent), "databehandler")["Behandlinger"][0] == [
        "Databehandleraftale 01", "Databehandleraftale 03",
    ]  # fmt: skip
    assert len(found(browser(app, personas.carla), "databehandler")["Behandlinger"][0]) == 4
    for email in (personas.frida, personas.erik):
        client = browser(app, email)
        assert client.get("/soeg?q=databehandler").status_code == 404
        assert "data-search" not in client.get("/konto").text


@pytest.mark.parametrize(("text", "said"), [("", ""), ("   ", ""), ("findes-slet-ikke", "Intet fundet")])
def test_nothing_to_look_for_and_nothing_found(app: Flask, personas: Personas, text: str, said: str) -> None:
    page = parse(browser(app, personas.anna).get("/soeg", query_string={"q": text}).text)
    assert said in text_of(page)
    assert ("Intet fundet" in text_of(page)) == bool(said)
    assert find(page, id="search-page").get("value") == text.strip()


def test_the_header_leads_there_and_keeps_the_words(app: Flask, personas: Personas) -> None:
    anna = browser(app, personas.anna)
    field = find(parse(anna.get("/fortegnelse").text), id="search")
    assert "data-search" in field.attrib
    page = parse(anna.get("/soeg?q=børn").text)
    assert find(page, id="search").get("value") == "børn"
    forms = [f for f in page.iter("form") if f.get("role") == "search"]
    assert {f.get("action") for f in forms} == {"/soeg"}


def test_what_people_wrote_is_escaped(app: Flask, personas: Personas) -> None:
    add(app, 1, title="<b>Fed</b>")
    text = browser(app, personas.anna).get("/soeg?q=%3Cb%3E").text
    assert "<b>" not in text
    assert "&lt;b&gt;Fed" in text


def test_a_search_costs_the_same_for_few_and_many(app: Flask, personas: Personas) -> None:
    anna = browser(app, personas.anna)

    def cost() -> int:
        with app.app_context():
            engine = db.engine
        with statements_of(engine) as seen:
            assert anna.get("/soeg?q=behandler").status_code == 200
        return len(seen)

    add(app, 2)
    few = cost()
    add(app, 30, title="Andre aftaler om databehandlere")
    assert cost() == few <= 12
