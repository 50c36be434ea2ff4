"""Saved views and chosen columns, on the register's list."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.model import AuditEvent
from app.core.db import begin_writing, db
from app.listing.model import ListColumns, SavedView
from app.listing.rules import MOST_VIEWS
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import Personas, make_record, make_system
from tests.page import find, parse, text_of

VIEWS = "/lister/activity/visninger"
COLUMNS = "/lister/activity/kolonner"


@pytest.fixture
def register(app: Flask, personas: Personas) -> Personas:
    with app.test_request_context():
        begin_writing()
        make_system(code="ESDH", name="Sagsarkivet")
        make_record(title="Ældrepleje", number="9", unit="SOC-HJ", systems=("ESDH",), kle_numbers=("27.36", "27.35"))
        make_record(title="Skoler", number="10", unit="BOK")
        db.session.commit()
    return personas


@pytest.fixture
def annas(client: FlaskClient, register: Personas) -> FlaskClient:
    sign_in(client, register.anna)
    return client


def browser(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, email)
    return client


def tabs(client: FlaskClient, query: str = "") -> dict[str, str]:
    page = parse(client.get(f"/fortegnelse{query}").text)
    nav = find(page, **{"aria-label": "Visninger"})
    return {text_of(a): a.get("href", "") for a in nav.iter("a")}


def current(client: FlaskClient, query: str) -> list[str]:
    nav = find(parse(client.get(f"/fortegnelse{query}").text), **{"aria-label": "Visninger"})
    return [text_of(a) for a in nav.iter("a") if a.get("aria-current")]


def keep(client: FlaskClient, title: str, args: str, **more: str) -> int:
    return client.post(VIEWS, data={"title": title, "args": args, **more}).status_code


def heads(client: FlaskClient, query: str = "") -> list[str]:
    page = parse(client.get(f"/fortegnelse{query}").text)
    return [text_of(th).split(",")[0].strip() for th in page.iter("th") if th.get("scope") == "col"]


def view_id(app: Flask, title: str) -> int:
    with app.app_context():
        return db.session.scalars(select(SavedView.id).where(SavedView.title == title)).one()


def test_a_filter_kept_becomes_a_tab_that_leads_back_to_it(app: Flask, annas: FlaskClient, register: Personas) -> None:
    page = parse(annas.get("/fortegnelse?q=pleje&enhed=SOC&sort=-nummer&side=3&andet=1").text)
    args = find(page, name="args").get("value", "")
    assert args == "q=pleje&enhed=SOC&sort=-nummer"
    answer = annas.post(VIEWS, data={"title": "Pleje", "args": args})
    assert (answer.status_code, answer.location) == (303, "/fortegnelse?q=pleje&enhed=SOC&sort=-nummer")
    assert tabs(annas)["Pleje"] == "/fortegnelse?q=pleje&enhed=SOC&sort=-nummer"
    assert current(annas, "?enhed=SOC&q=pleje&sort=-nummer") == ["Pleje"]
    assert "Gem visningen" not in annas.get("/fortegnelse?q=pleje&enhed=SOC&sort=-nummer").text
    assert "Pleje" not in tabs(browser(app, register.carla))


def test_what_the_list_does_not_understand_is_not_kept(app: Flask, annas: FlaskClient) -> None:
    assert keep(annas, "Alt", "mangler=R30&status=findes-ikke&next=//ond.example&side=4&sort=-findes-ikke") == 303
    with app.app_context():
        assert db.session.scalars(select(SavedView.args)).one() == {"mangler": "R30"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"title": "", "args": "mangler=R30"}, "Skriv, hvad visningen skal hedde."),
        ({"title": "x" * 61, "args": "mangler=R30"}, "60"),
        ({"title": "Tom", "args": "status=findes-ikke"}, "ikke valgt noget filter"),
        ({"title": "Sag 310299-9999", "args": "mangler=R30"}, "ligner et CPR-nummer"),
        ({"title": "Nummer", "args": "q=310299-9999"}, "ikke valgt noget filter"),
    ],
)
def test_a_view_that_cannot_be_kept_says_why_and_keeps_what_was_typed(
    app: Flask, annas: FlaskClient, data: dict[str, str], said: str
) -> None:
    answer = annas.post(VIEWS, data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert find(parse(answer.text), id="title").get("value") == data["title"]
    with app.app_context():
        assert db.session.scalars(select(SavedView)).all() == []


def test_twenty_views_are_enough(annas: FlaskClient) -> None:
    assert {keep(annas, f"Nr. {n}", "mangler=R30") for n in range(MOST_VIEWS)} == {303}
    assert keep(annas, "En til", "mangler=R30") == 422


def test_a_shared_view_is_seen_by_all_and_changed_by_those_who_may(app: Flask, register: Personas) -> None:
    anna, bent, carla = (browser(app, email) for email in (register.anna, register.bent, register.carla))
    assert keep(anna, "Fælles", "mangler=R30", is_shared="y") == 303
    assert keep(bent, "Ikke fælles", "mangler=R33", is_shared="y") == 303
    assert "Fælles" in tabs(bent)
    assert "Ikke fælles" in tabs(bent)
    assert "Ikke fælles" not in tabs(carla), "a manager shares nothing"
    shared, own = view_id(app, "Fælles"), view_id(app, "Ikke fælles")
    for path in ("navn", "flyt", "slet"):
        assert bent.post(f"/lister/visninger/{shared}/{path}", data={"title": "X"}).status_code == 404
        assert carla.post(f"/lister/visninger/{own}/{path}", data={"title": "X"}).status_code == 404
    assert "Fælles" not in text_of(find(parse(bent.get(VIEWS).text), id="main-content")).replace("Fælles for", "")
    assert carla.post(f"/lister/visninger/{shared}/navn", data={"title": "Nyt navn"}).status_code == 303
    assert "Nyt navn" in tabs(bent)
    assert browser(app, register.frida).get(VIEWS).status_code == 404


def test_views_are_renamed_moved_and_removed_and_told_of(app: Flask, annas: FlaskClient) -> None:
    for title in ("Første", "Anden", "Tredje"):
        keep(annas, title, "mangler=R30")
    third = view_id(app, "Tredje")
    annas.post(f"/lister/visninger/{third}/flyt", data={"vej": "op"})
    annas.post(f"/lister/visninger/{view_id(app, 'Første')}/flyt", data={"vej": "op"})
    assert list(tabs(annas))[-3:] == ["Første", "Tredje", "Anden"]
    refused = annas.post(f"/lister/visninger/{third}/navn", data={"title": ""})
    assert refused.status_code == 422
    assert find(parse(refused.text), id=f"title-{third}").get("aria-invalid") == "true"
    assert annas.post(f"/lister/visninger/{third}/slet").status_code == 303
    assert list(tabs(annas))[-2:] == ["Første", "Anden"]
    with app.app_context():
        verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.subject_kind == "view")).all()
    assert sorted(verbs) == ["view.create"] * 3 + ["view.move", "view.remove"]


def test_columns_are_chosen_moved_and_taken_back(app: Flask, annas: FlaskClient, register: Personas) -> None:
    usual = heads(annas)
    order = ["kle", "systemer", "nummer", "aendret"]
    answer = annas.post(COLUMNS, data={"raekke": order, "kolonne": order, "next": "/fortegnelse?q=pleje"})
    assert answer.location == "/fortegnelse?q=pleje"
    assert heads(annas) == ["Behandling", "KLE", "Systemer", "Nr.", "Ændret"]
    row = next(
        tr for tr in parse(annas.get("/fortegnelse?q=pleje").text).iter("tr") if tr.find("td[@data-label]") is not None
    )
    cells = {td.get("data-label"): text_of(td) for td in row.iter("td") if td.get("data-label")}
    assert cells["KLE"] == "27.36, 27.35"
    assert cells["Systemer"] == "Sagsarkivet"
    moved = annas.post(COLUMNS, data={"raekke": order, "kolonne": order, "op": "nummer", "next": "/fortegnelse?q=a"})
    assert moved.location == "/fortegnelse?q=a&kolonner=1#kolonner"
    assert "open" in find(parse(annas.get(moved.location).text), id="kolonner").attrib
    assert heads(annas) == ["Behandling", "KLE", "Nr.", "Systemer", "Ændret"]
    assert heads(browser(app, register.carla)) == usual, "they are a person's own"
    annas.post(COLUMNS, data={"fra-start": "1"})
    assert heads(annas) == usual
    with app.app_context():
        assert db.session.scalars(select(ListColumns)).all() == []


def test_every_column_can_be_shown_and_sorted_by(annas: FlaskClient) -> None:
    page = parse(annas.get("/fortegnelse").text)
    every = [e.get("value", "") for e in page.iter("input") if e.get("name") == "kolonne"]
    annas.post(COLUMNS, data={"raekke": every, "kolonne": every})
    shown = parse(annas.get("/fortegnelse").text)
    assert len(heads(annas)) == len(every) + 1 == 13
    for row in (tr for tr in shown.iter("tr") if tr.find("td[@data-label]") is not None):
        assert len([td for td in row.iter("td") if td.get("data-label")]) == len(every)
    for link in [a.get("href", "") for a in shown.iter("a") if a.get("class") == "sort-head"]:
        assert annas.get(link).status_code == 200, link


def test_the_way_back_never_leads_off_the_site(annas: FlaskClient) -> None:
    for target in ("//ond.example", "https://ond.example/", "\\ond"):
        assert annas.post(COLUMNS, data={"kolonne": "kle", "next": target}).location == "/fortegnelse"


def test_a_list_nobody_has_is_not_found(annas: FlaskClient) -> None:
    assert annas.get("/lister/findes-ikke/visninger").status_code == 404
    assert annas.post("/lister/findes-ikke/kolonner").status_code == 404


def test_many_views_and_all_columns_cost_the_same_statements(app: Flask, annas: FlaskClient) -> None:
    def cost() -> int:
        with app.app_context():
            engine = db.engine
        with statements_of(engine) as seen:
            annas.get("/fortegnelse")
        return len(seen)

    keep(annas, "Én", "mangler=R30")
    few = cost()
    for n in range(10):
        keep(annas, f"Nr. {n}", "mangler=R30")
    assert cost() == few
    every = ["kle", "systemer", "forvaltning", "mangler", "aendret"]
    annas.post(COLUMNS, data={"raekke": every, "kolonne": every})
    assert cost() == few + 2, "systems and KLE numbers, a statement each"
