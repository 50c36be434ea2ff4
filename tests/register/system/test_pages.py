"""/systemer: list, record and form."""

from dataclasses import fields

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.model import AuditEvent
from app.core.db import begin_writing, db
from app.core.tables import PAGE_SIZE
from app.organisation.model import Unit
from register.system.actions import content_of
from register.system.content import SystemContent
from register.system.model import System
from register.versions.model import RecordVersion
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import Personas, make_pointed, make_record, make_system
from tests.page import fill, parse, read_form, text_of


@pytest.fixture
def systems(app: Flask, personas: Personas) -> dict[str, int]:
    """Three systems: one of Social's used twice, one of Børn og Kultur's, one without a unit."""
    with app.test_request_context():
        begin_writing()
        social, culture = (db.session.get_one(Unit, row_id) for row_id in (personas.social_id, personas.culture_id))
        rows = [
            make_system(code="ÆLDRE", name="Ældresystemet", supplier="Klitrose", unit=social, is_critical=True),
            make_system(code="ELEV", name="Elevplan", supplier="Åbjerg IT", unit=culture, description="Fravær"),
            make_system(code="FÆLLES", name="Fælles arkiv"),
        ]
        make_record(title="Hjemmepleje", unit="SOC-HJ", systems=("ÆLDRE",))
        make_record(title="Skole", unit="BOK-SK", systems=("ÆLDRE", "ELEV"))
        db.session.commit()
        return {row.code: row.id for row in rows}


@pytest.fixture
def annas(client: FlaskClient, systems: dict[str, int], personas: Personas) -> FlaskClient:
    sign_in(client, personas.anna)
    return client


def names(client: FlaskClient, query: str = "") -> list[str]:
    answer = client.get(f"/systemer{query}")
    assert answer.status_code == 200
    return [text_of(e) for e in parse(answer.text).iter("th") if e.get("scope") == "row"]


def test_the_list_is_searched_and_sorted_by_the_address(annas: FlaskClient) -> None:
    found = {
        "": "EFÆ", "?sort=-navn": "ÆFE", "?q=ÆLDRE": "Æ", "?q=åbjerg": "E", "?q=fravær": "E", "?q=x": "",
        "?kritisk=ja": "Æ", "?q=100%25": "", "?sort=-behandlinger": "ÆEF", "?sort=leverandoer": "ÆEF",
        "?sort=enhed": "EÆF", "?sort=ejer": "EFÆ", "?sort=findes-ikke&side=99": "EFÆ",
    }  # fmt: skip
    for query, letters in found.items():
        assert "".join(name[0] for name in names(annas, query)) == letters, query


def test_a_system_shows_what_is_done_in_it(
    app: Flask, annas: FlaskClient, systems: dict[str, int], personas: Personas
) -> None:
    page = text_of(parse(annas.get(f"/systemer/{systems['ÆLDRE']}").text))
    for said in ("Ældresystemet", "Kritisk", "Klitrose", "Bruges af", "Hjemmepleje", "Skole", "Ret systemet"):
        assert said in page, said
    assert "Ingen behandlinger peger på systemet." in annas.get(f"/systemer/{systems['FÆLLES']}").text
    bent = app.test_client()
    sign_in(bent, personas.bent)
    page = text_of(parse(bent.get(f"/systemer/{systems['ÆLDRE']}").text))
    assert "Hjemmepleje" in page
    assert "Skole" not in page
    assert "Ret systemet" not in page
    assert bent.get(f"/systemer/{systems['ELEV']}").status_code == 404


def test_a_system_shows_a_page_of_those_done_in_it(app: Flask, annas: FlaskClient, systems: dict[str, int]) -> None:
    with app.test_request_context():
        begin_writing()
        for n in range(PAGE_SIZE):
            make_record(title=f"Åben {n:03}", unit="SOC", systems=("ÆLDRE",))
        make_record(title="Udgået", unit="SOC", systems=("ÆLDRE",)).status = "retired"
        db.session.commit()

    def shown(query: str) -> list[str]:
        page = parse(annas.get(f"/systemer/{systems['ÆLDRE']}{query}").text)
        return [text_of(e) for e in page.iter("th") if e.get("scope") == "row"]

    assert shown("")[:2] == ["Hjemmepleje", "Skole"] and len(shown("")) == PAGE_SIZE
    assert shown("?side=2") == [f"Åben {n:03}" for n in range(PAGE_SIZE - 2, PAGE_SIZE)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_list_counts_the_records_one_may_see_alone(
    app: Flask, annas: FlaskClient, systems: dict[str, int], personas: Personas
) -> None:
    def counted(client: FlaskClient, query: str = "") -> dict[str, str]:
        tree = parse(client.get(f"/systemer{query}").text)
        rows = [row for row in tree.iter("tr") if row.find("th[@scope='row']") is not None]
        return {text_of(row.find("th"))[0]: text_of(row.find("td[@class='num']")) for row in rows}  # type: ignore[arg-type]

    bent = app.test_client()
    sign_in(bent, personas.bent)
    assert counted(annas)["Æ"] == "2"
    assert counted(bent)["Æ"] == "1"
    assert counted(bent, "?sort=-behandlinger&side=99") == counted(bent)


def test_those_who_do_not_own_a_system_do_not_write_it(annas: FlaskClient, systems: dict[str, int]) -> None:
    for code in ("ELEV", "FÆLLES"):
        url = f"/systemer/{systems[code]}"
        assert annas.get(url).status_code == 200
        assert annas.get(f"{url}/ret").status_code == 403
        assert annas.post(f"{url}/ret", data={"name": "x"}).status_code == 403


def test_a_new_system_gets_a_code_of_its_name(app: Flask, annas: FlaskClient) -> None:
    for wanted in ("NYTTE-SYSTEM", "NYTTE-SYSTEM-2"):
        data = read_form(annas.get("/systemer/ny").text)
        fill(data, {"name": "Nytte-System", "unit": "SOC"})
        answer = annas.post("/systemer/ny", data=data)
        assert answer.status_code == 303
        with app.app_context():
            assert db.session.get_one(System, int(answer.location.rsplit("/", 1)[1])).code == wanted


def test_every_field_is_saved_and_can_be_emptied_again(
    app: Flask, annas: FlaskClient, systems: dict[str, int], personas: Personas
) -> None:
    def stored() -> SystemContent:
        with app.app_context():
            return content_of(db.session.get_one(System, systems["ÆLDRE"]))

    with app.app_context():
        begin_writing()
        make_pointed("processors", code="HAVTORN", name="Havtorn Data")
        db.session.commit()
    url = f"/systemer/{systems['ÆLDRE']}/ret"
    whole = SystemContent(
        name="Nyt navn", code="NY", supplier="Havtorn", description="Linje 1\nLinje 2", unit="SOC-HJ",
        owner=personas.bent, is_critical=True, processor="HAVTORN", hosting="cloud", ai_class="limited",
        archive_duty="preserve",
    )  # fmt: skip
    data = read_form(annas.get(url).text)
    assert {f.name for f in fields(SystemContent)} <= {*data, "is_retired"}
    fill(data, {f.name: str(getattr(whole, f.name)) for f in fields(whole) if f.type != "bool" and f.type is not bool})
    assert annas.post(url, data=data).status_code == 303
    assert stored() == whole
    data = read_form(annas.get(url).text)
    emptied = ("supplier", "description", "owner", "processor", "hosting", "ai_class", "archive_duty")
    fill(data, dict.fromkeys(emptied, ""))
    data.poplist("is_critical")
    assert annas.post(url, data=data).status_code == 303
    assert stored() == SystemContent(name="Nyt navn", code="NY", unit="SOC-HJ")
    with app.app_context():
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "system.change")).all()
        assert [sorted(event.changes)[0] for event in events] == ["ai_class", "ai_class"]
        kept = select(RecordVersion.version).where(RecordVersion.kind == "system").order_by(RecordVersion.version)
        assert db.session.scalars(kept).all() == [2, 3]
    assert names(annas, "?q=NYT+NAVN") == ["Nyt navn"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", " ", "Skriv, hvad systemet hedder."),
        ("code", "ELEV", "Det korte navn «ELEV» er allerede brugt. Vælg et andet."),
        ("unit", "", "Vælg den enhed, der har ansvaret for systemet."),
        ("unit", "BOK", "Vælg en af mulighederne på listen."),
        ("supplier", "x" * 401, "Skriv højst 400 tegn."),
    ],
)
def test_bad_input_is_named_at_its_field(
    annas: FlaskClient, systems: dict[str, int], field: str, value: str, sentence: str
) -> None:
    url = f"/systemer/{systems['ÆLDRE']}/ret"
    data = read_form(annas.get(url).text)
    data["description"], data[field] = "Det, jeg skrev", value
    answer = annas.post(url, data=data)
    assert answer.status_code == 422
    page = parse(answer.text)
    group = next(e for e in page.iter("div") if "form-error" in e.get("class", "").split())
    assert sentence in text_of(group)
    assert read_form(page)["description"] == "Det, jeg skrev"


def test_the_second_of_two_sees_what_the_first_saved_and_keeps_the_own_text(
    app: Flask, annas: FlaskClient, systems: dict[str, int]
) -> None:
    url = f"/systemer/{systems['ÆLDRE']}/ret"
    mine = read_form(annas.get(url).text)
    theirs = mine.copy()
    theirs["supplier"] = "Havtorn"
    assert annas.post(url, data=theirs).status_code == 303
    mine["supplier"] = "Gran"
    answer = annas.post(url, data=mine)
    assert answer.status_code == 409
    page = parse(answer.text)
    assert "Leverandør: Havtorn" in text_of(page)
    again = read_form(page)
    assert again["supplier"] == "Gran"
    assert annas.post(url, data=again).status_code == 303
    with app.app_context():
        assert db.session.get_one(System, systems["ÆLDRE"]).supplier == "Gran"


def test_the_list_costs_the_same_for_few_and_many(app: Flask, annas: FlaskClient, personas: Personas) -> None:
    with app.app_context():
        engine = db.engine

    def cost() -> int:
        with statements_of(engine) as seen:
            annas.get("/systemer?q=s&sort=-behandlinger")
        return len(seen)

    few = cost()
    with app.test_request_context():
        begin_writing()
        social = db.session.get_one(Unit, personas.social_id)
        for n in range(100):
            make_system(code=f"S{n}", name=f"System {n}", unit=social)
        db.session.commit()
    assert cost() == few


def test_a_retired_system_stands_by_itself_and_is_chosen_no_more(
    app: Flask, annas: FlaskClient, systems: dict[str, int]
) -> None:
    url = f"/systemer/{systems['ÆLDRE']}"
    data = read_form(annas.get(f"{url}/ret").text)
    data["is_retired"] = "y"
    assert annas.post(f"{url}/ret", data=data).status_code == 303
    assert "Udgået" in text_of(parse(annas.get(url).text))
    assert "Ældresystemet" not in names(annas)
    assert names(annas, "?status=udgaaet") == ["Ældresystemet"]
    assert 'value="ÆLDRE"' not in annas.get("/fortegnelse/ny").text


def test_a_system_and_the_processor_that_supplies_it_point_at_each_other(
    app: Flask, annas: FlaskClient, systems: dict[str, int]
) -> None:
    with app.app_context():
        begin_writing()
        processor_id = make_pointed("processors", code="HAVTORN", name="Havtorn Data").id
        db.session.get_one(System, systems["ÆLDRE"]).processor = "HAVTORN"
        db.session.commit()
    assert f"/databehandlere/{processor_id}" in annas.get(f"/systemer/{systems['ÆLDRE']}").text
    assert f"/systemer/{systems['ÆLDRE']}" in annas.get(f"/databehandlere/{processor_id}").text
