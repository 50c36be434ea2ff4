"""The list: searched, filtered, sorted and counted in SQL, from the address alone."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Municipality
from register.activity.content import DataLine, Disclosure, Purpose, Retention
from register.activity.model import ProcessingActivity
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_assessment, make_record
from tests.page import parse, text_of

WHOLE = {
    "purposes": (Purpose(text="At løse opgaven for borgerne", art6=("e",), special_law="Serviceloven § 79"),),
    "subjects": ("adults",),
    "data_lines": (DataLine(subject="adults", category="ordinary", text="Navn"),),
    "disclosures": (Disclosure(category="authorities", lines=("*",)),),
    "retention": (Retention(period="P5Y"),),
    "measures": "Adgang efter rolle",
    "dpia_screening": "no",
}
"""What a record needs to miss nothing but an owner."""


def without(*names: str) -> dict[str, object]:
    return {name: value for name, value in WHOLE.items() if name not in names}


@pytest.fixture
def today() -> date:
    return clock.today()


@pytest.fixture
def register(app: Flask, personas: Personas, today: date) -> Iterator[Personas]:
    """Five records: two whole, three that miss something; in two administrations, one of them in no unit."""
    with app.test_request_context():
        begin_writing()
        late, soon = today - timedelta(days=3), today + timedelta(days=9)
        make_record(
            title="Ældrepleje i ØST", number="9", unit="SOC-HJ", owner=personas.bent, next_review_on=late, **WHOLE
        )
        make_record(title="Skoleindskrivning", number="10", unit="BOK-SK", next_review_on=soon, **without("retention"))
        make_record(title="Åben rådgivning 100%", number="11", unit="SOC", **without("measures", "retention"))
        make_record(title="Bibliotek_lån", number="2", unit="BOK", owner=personas.carla, **WHOLE)
        make_record(title="Uden hjem", number="3", **without("disclosures"))
        for number, likelihood in (("9", 1), ("10", 4)):
            row = db.session.scalars(select(ProcessingActivity).where(ProcessingActivity.number == number)).one()
            make_assessment(activity=row, grades=(4, 1, 1), likelihood=likelihood, assessed_on=today)
        db.session.commit()
    yield personas


@pytest.fixture
def annas(client: FlaskClient, register: Personas) -> FlaskClient:
    sign_in(client, register.anna)
    return client


def titles(client: FlaskClient, query: str = "") -> list[str]:
    answer = client.get(f"/fortegnelse{query}")
    assert answer.status_code == 200
    heads = (e for e in parse(answer.text).iter("th") if e.get("scope") == "row")
    return [text_of(e) for e in heads]


ALL = ["Bibliotek_lån", "Skoleindskrivning", "Uden hjem", "Ældrepleje i ØST", "Åben rådgivning 100%"]


def test_the_list_stands_in_danish_order_and_counts_in_words(annas: FlaskClient) -> None:
    assert titles(annas) == ALL
    assert "5 behandlinger, 3 mangler noget" in annas.get("/fortegnelse").text


FOUND = {
    "q=ældrepleje": "Æ",
    "q=ÆLDREPLEJE+øst": "Æ",
    "q=skole+ældre": "",
    "q=100%25": "Å",
    "q=k_l": "B",
    "q=k/l": "",
    "q=carla": "B",
    "q=hjemmeplejen": "Æ",
    "q=a%ffb": "",
    "enhed=SOC": "ÆÅ",
    "enhed=SOC-HJ": "Æ",
    "enhed=FINDES-IKKE": "",
    "mangler=noget": "SUÅ",
    "mangler=intet": "BÆ",
    "mangler=R30": "SÅ",
    "mangler=R33": "Å",
    "mangler=R46": "SUÅ",
    "mangler=R42-adv": "BUÅ",
    "mangler=R42": "",
    "mangler=tilside": "",
    "mangler=R01": "",
    "mangler=R01-adv": "",
    "mangler=R99": "BSUÆÅ",
    "gennemgang=over": "Æ",
    "gennemgang=snart": "S",
    "gennemgang=uden": "BUÅ",
    "risiko=red": "S",
    "risiko=yellow": "Æ",
    "risiko=intet": "BUÅ",
    "status=draft": "BSUÆÅ",
    "status=approved": "",
    "ejer=bent@fjordby.example": "Æ",
    "omraade=mit": "ÆÅ",
    "omraade=mit&mangler=noget": "Å",
    "sort=nummer": "BUÆSÅ",
    "sort=-titel": "ÅÆUSB",
    "sort=-mangler": "SÅUBÆ",
    "sort=gennemgang": "ÆSBUÅ",
    "sort=-gennemgang": "SÆBUÅ",
    "sort=ejer": "ÆBSUÅ",
    "sort=enhed": "BÆSÅU",
    "sort=findes-ikke&side=900": "BSUÆÅ",
}
"""What each address shows, by the first letters of the titles, in order."""


def test_the_address_narrows_and_sorts(annas: FlaskClient) -> None:
    for query, found in FOUND.items():
        assert "".join(title[0] for title in titles(annas, f"?{query}")) == found, query


def test_filters_taken_together_are_what_each_of_them_finds(annas: FlaskClient) -> None:
    parts = ("q=e", "enhed=SOC", "mangler=noget", "mangler=intet", "gennemgang=over", "risiko=intet", "status=draft")
    alone = {part: set(titles(annas, f"?{part}")) for part in parts}
    for one, other in combinations(parts, 2):
        if one.split("=")[0] != other.split("=")[0]:
            assert set(titles(annas, f"?{one}&{other}")) == alone[one] & alone[other], (one, other)


def test_a_chip_takes_its_own_filter_away_and_keeps_the_rest(annas: FlaskClient) -> None:
    page = parse(annas.get("/fortegnelse?q=e&enhed=SOC&mangler=R30&sort=-titel").text)
    chips = {
        text_of(e).removeprefix("Fjern filteret "): e.get("href") for e in page.iter("a") if e.get("class") == "chip"
    }
    assert chips == {
        "Søgning: e": "/fortegnelse?enhed=SOC&mangler=R30&sort=-titel",
        "Enhed: Social": "/fortegnelse?q=e&mangler=R30&sort=-titel",
        "Mangler slettefrist": "/fortegnelse?q=e&enhed=SOC&sort=-titel",
    }


def test_the_worklist_counts_each_rule_within_the_other_filters(annas: FlaskClient) -> None:
    def options(query: str) -> list[str]:
        page = parse(annas.get(f"/fortegnelse{query}").text)
        select_ = next(e for e in page.iter("select") if e.get("name") == "mangler")
        return [text_of(e) for e in select_.iter("option")][4:]

    assert options("") == [
        "Mangler modtagere: 1", "Mangler slettefrist: 2", "Mangler foranstaltninger: 1",
        "Mangler ledelsesbeslutning om rød restrisiko: 1", "Mangler aktiv ansvarlig: 3",
        "Mangler risikovurdering (bør ses på): 3", "Mangler KLE-emnenummer (bør ses på): 5",
        "Mangler gennemgang inden for 12 måneder (bør ses på): 5",
    ]  # fmt: skip
    assert options("?enhed=SOC&mangler=R33") == [
        "Mangler slettefrist: 1", "Mangler foranstaltninger: 1", "Mangler aktiv ansvarlig: 1",
        "Mangler risikovurdering (bør ses på): 1", "Mangler KLE-emnenummer (bør ses på): 2",
        "Mangler gennemgang inden for 12 måneder (bør ses på): 2",
    ]  # fmt: skip


def test_when_the_municipality_lacks_its_dpo_every_record_does(app: Flask, annas: FlaskClient) -> None:
    with app.app_context():
        begin_writing()
        row = db.session.get_one(Municipality, 1)
        row.dpo_email = row.dpo_phone = ""
        db.session.commit()
    assert titles(annas, "?mangler=R02") == ALL
    assert titles(annas, "?mangler=intet") == []
    text = annas.get("/fortegnelse").text
    assert "5 behandlinger, 5 mangler noget" in text
    assert "Mangler databeskyttelsesrådgiver: 5" in text


def test_everybody_sees_their_own_part_of_the_register(app: Flask, register: Personas) -> None:
    seen = {}
    for name in ("anna", "bent", "carla", "dorte"):
        client = app.test_client()
        sign_in(client, getattr(register, name))
        seen[name] = titles(client)
    assert seen["anna"] == seen["carla"] == seen["dorte"] == ALL
    assert seen["bent"] == ["Ældrepleje i ØST", "Åben rådgivning 100%"]
    for name in ("erik", "frida"):
        client = app.test_client()
        sign_in(client, getattr(register, name))
        assert client.get("/fortegnelse").status_code == 404


def test_the_menu_says_how_many_of_my_own_miss_something(app: Flask, register: Personas) -> None:
    def entry(email: str) -> str:
        client = app.test_client()
        sign_in(client, email)
        page = parse(client.get("/fortegnelse").text)
        return next(
            text_of(e) for e in page.iter("a") if e.get("href") == "/fortegnelse" and e.get("class") == "nav-link"
        )

    assert entry(register.anna) == "Fortegnelse 1 venter"
    assert entry(register.bent) == "Vores fortegnelse"
    assert entry(register.dorte) == "Fortegnelse"


def test_the_front_page_says_what_waits_in_my_own_part(app: Flask, register: Personas) -> None:
    def work(email: str) -> list[tuple[str, str | None]]:
        client = app.test_client()
        sign_in(client, email)
        page = parse(client.get("/").text)
        sections = [e for e in page.iter("section") if e.get("aria-labelledby") == "work-register"]
        return [(text_of(e), e.get("href")) for section in sections for e in section.iter("a")]

    assert work(register.anna) == [
        ("Gennemgang over fristen: 1", "/fortegnelse?gennemgang=over&omraade=mit"),
        ("Mangler slettefrist: 1", "/fortegnelse?mangler=R30&omraade=mit"),
        ("Mangler foranstaltninger: 1", "/fortegnelse?mangler=R33&omraade=mit"),
        ("Mangler aktiv ansvarlig: 1", "/fortegnelse?mangler=R46&omraade=mit"),
    ]
    assert work(register.bent) == work(register.dorte) == []


def test_only_those_who_write_are_offered_to(app: Flask, register: Personas) -> None:
    for name, offered in (("anna", True), ("bent", False), ("dorte", False)):
        client = app.test_client()
        sign_in(client, getattr(register, name))
        assert ("Ny behandling" in client.get("/fortegnelse").text) is offered


def test_an_empty_list_says_why_and_what_to_do(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.anna)
    page = client.get("/fortegnelse").text
    assert "Fortegnelsen er tom" in page
    assert "0 behandlinger" in page
    assert "Ingen behandlinger passer" in client.get("/fortegnelse?q=x").text


def test_pages_hold_fifty_and_together_everything_once(app: Flask, client: FlaskClient, personas: Personas) -> None:
    with app.test_request_context():
        begin_writing()
        for n in range(120):
            make_record(title="Samme navn" if n % 2 else f"Navn {n}", number=str(n), unit="SOC")
        db.session.commit()
    sign_in(client, personas.anna)
    for sort in ("titel", "-titel", "mangler", "-ejer"):
        pages = [client.get(f"/fortegnelse?sort={sort}&side={n}").text for n in (1, 2, 3)]
        links = [e.get("href") for text in pages for e in parse(text).iter("a")]
        ids = [link for link in links if link and link.removeprefix("/fortegnelse/").isdecimal()]
        assert len(ids) == len(set(ids)) == 120, sort


def test_the_list_costs_the_same_number_of_statements_for_ten_and_a_thousand(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    sign_in(client, personas.anna)

    def cost(query: str) -> int:
        with app.app_context():
            engine = db.engine
        with statements_of(engine) as seen:
            assert client.get(f"/fortegnelse{query}").status_code == 200
        return len(seen)

    def fill(count: int, start: int) -> None:
        with app.test_request_context():
            begin_writing()
            rows = [
                ProcessingActivity(
                    number=str(n), number_key=f"{n:08}", title=f"Nr. {n}", sort_key=f"nr. {n:08}", search=f"nr. {n}",
                    unit_id=personas.social_id, changed_at=NOW, error_count=n % 3,
                )
                for n in range(start, start + count)
            ]  # fmt: skip
            db.session.add_all(rows)
            db.session.commit()

    queries = ("", "?q=nr&enhed=SOC&mangler=noget&sort=-mangler&gennemgang=uden&risiko=intet&omraade=mit")
    fill(10, 0)
    small = [cost(query) for query in queries]
    fill(990, 10)
    assert [cost(query) for query in queries] == small
    assert max(small) <= 14


def test_every_sort_works_with_every_filter(annas: FlaskClient) -> None:
    sorts = [
        sign + key for sign, key in product(("", "-"), ("titel", "nummer", "enhed", "ejer", "mangler", "gennemgang"))
    ]
    for sort in sorts:
        found = titles(annas, f"?sort={sort}&mangler=noget&q=e&risiko=intet")
        assert sorted(found) == ["Uden hjem", "Åben rådgivning 100%"], sort
