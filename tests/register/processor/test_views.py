"""The pages of processors: written, supervised, retired; what stands now, when two write at once."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import begin_writing, db
from register.processor.actions import create_processor
from register.processor.content import Agreement, ProcessorContent
from register.processor.model import Processor
from tests.conftest import sign_in
from tests.make import Personas, make_record
from tests.page import fill, parse, read_form, text_of
from tests.register.processor.test_actions import DOING, filled


@pytest.fixture
def processor(app: Flask, personas: Personas) -> int:
    with app.test_request_context():
        begin_writing()
        made = create_processor(filled(personas), doing=DOING)
        make_record(title="Hjemmepleje", unit="SOC", processors=("KLITROSE",))
        make_record(title="Skole", unit="BOK", processors=("KLITROSE",))
        db.session.commit()
        return made.id


@pytest.fixture
def annas(client: FlaskClient, personas: Personas) -> FlaskClient:
    sign_in(client, personas.anna)
    return client


def page_of(client: FlaskClient, address: str) -> str:
    return text_of(parse(client.get(address).text))


def test_a_processor_is_made_with_an_agreement_and_supervised(app: Flask, annas: FlaskClient) -> None:
    form = read_form(annas.get("/databehandlere/ny").text)
    fill(
        form,
        {
            "name": "Rurfugl Drift", "unit": "SOC", "agreements-0-title": "Hovedaftale",
            "agreements-0-signed_on": "01-02-2026", "person_band": "under_10000", "concept": "3",
        },
    )  # fmt: skip
    made = annas.post("/databehandlere/ny", data=form)
    assert made.status_code == 303, made.text
    page = page_of(annas, made.location)
    for said in ("Rurfugl Drift", "Hovedaftale", "01-02-2026", "2 point"):
        assert said in page, said
    held = read_form(annas.get(f"{made.location}/tilsyn").text)
    fill(held, {"conclusion": "Alt i orden", "next_on": ""})
    assert annas.post(f"{made.location}/tilsyn", data=held).status_code == 303
    page = page_of(annas, made.location)
    assert "Alt i orden" in page and "Tilsyn ført." in page
    with app.app_context():
        stored = db.session.scalars(db.select(Processor)).one()
        assert (stored.code, stored.supervision_round) == ("RURFUGL-DRIFT", 1)
        assert stored.next_supervision_on is not None


def test_a_supervision_of_a_day_to_come_is_asked_again_with_what_was_typed(annas: FlaskClient, processor: int) -> None:
    form = read_form(annas.get(f"/databehandlere/{processor}/tilsyn").text)
    fill(form, {"held_on": "01-01-2099", "conclusion": "Står her stadig"})
    answer = annas.post(f"/databehandlere/{processor}/tilsyn", data=form)
    assert answer.status_code == 422
    assert (
        "Dagen er ikke kommet endnu. Vælg i dag eller en tidligere dag." in answer.text
        and "Står her stadig" in answer.text
    )


def test_who_saves_last_sees_what_stands_and_then_decides(annas: FlaskClient, processor: int) -> None:
    address = f"/databehandlere/{processor}/ret"
    mine, theirs = (read_form(annas.get(address).text) for _ in range(2))
    fill(theirs, {"contact": "Deres kontakt", "agreements-0-ref": "Sag 2", "reason": "Ny sag"})
    assert annas.post(address, data=theirs).status_code == 303
    fill(mine, {"contact": "Min kontakt"})
    answer = annas.post(address, data=mine)
    assert answer.status_code == 409
    page = text_of(parse(answer.text))
    for said in ("Der står nu:", "Kontakt: Deres kontakt", "Sag 2"):
        assert said in page, said
    again = read_form(answer.text)
    assert again["contact"] == "Min kontakt"
    assert annas.post(address, data=again).status_code == 303
    page = page_of(annas, f"/databehandlere/{processor}")
    for said in ("Kontakt:", "Deres kontakt", "Min kontakt", "Ny sag"):
        assert said in page, said


def test_the_history_says_each_change_in_words(app: Flask, annas: FlaskClient, processor: int) -> None:
    address = f"/databehandlere/{processor}"
    form = read_form(annas.get(f"{address}/ret").text)
    fill(
        form,
        {
            "country": "", "person_band": "under_1000", "concept": "5", "next_supervision_on": "2. marts 2027",
            "sub_processors-0-name": "Nordskær", "agreements-0-valid_until_on": "",
        },
    )  # fmt: skip
    form.poplist("has_special")
    assert annas.post(f"{address}/ret", data=form).status_code == 303
    changes = [text_of(e) for e in parse(annas.get(address).text).iter("p") if e.get("class") == "history__change"]
    said = {line.partition(":")[0]: line for line in changes}
    assert set(said) == {
        "Land", "Databehandleraftaler", "Underdatabehandlere", "Antal personer", "Særlige behandlinger",
        "Tilsynskoncept", "Næste tilsyn",
    }  # fmt: skip
    assert "USA" in said["Land"] and "tomt" in said["Land"]
    assert "gælder til 01-01-2028" in said["Databehandleraftaler"] and "opsagt" in said["Databehandleraftaler"]
    assert "Skyen, USA, Lagring" in said["Underdatabehandlere"] and "Nordskær" in said["Underdatabehandlere"]
    assert "Flere end 10.000" in said["Antal personer"] and "Færre end 1.000" in said["Antal personer"]
    assert "01-09-2027" in said["Næste tilsyn"] and "02-03-2027" in said["Næste tilsyn"]


def test_what_a_processor_does_is_counted_and_shown_in_ones_own_part_alone(
    app: Flask, annas: FlaskClient, processor: int, personas: Personas
) -> None:
    page = page_of(annas, f"/databehandlere/{processor}")
    assert "Hjemmepleje" in page and "Skole" in page
    bent = app.test_client()
    sign_in(bent, personas.bent)
    page = page_of(bent, f"/databehandlere/{processor}")
    assert "Hjemmepleje" in page and "Skole" not in page and "Ret databehandleren" not in page


def test_the_list_is_narrowed_to_what_calls_for_something(app: Flask, annas: FlaskClient, processor: int) -> None:
    with app.test_request_context():
        begin_writing()
        create_processor(
            ProcessorContent(name="Åben aftale", unit="SOC", agreements=(Agreement(title="A"),)), doing=DOING
        )
        create_processor(ProcessorContent(name="Uden aftale", unit="SOC"), doing=DOING)
        db.session.commit()

    def names(query: str) -> list[str]:
        page = parse(annas.get(f"/databehandlere{query}").text)
        return [text_of(e) for e in page.iter("th") if e.get("scope") == "row"]

    assert [name.split(" ")[0] for name in names("")] == ["Klitrose", "Uden", "Åben"]
    assert [name.split(" ")[0] for name in names("?q=ÅBEN+aft")] == ["Åben"]
    assert annas.post(f"/databehandlere/{processor}/udgaa").status_code == 303
    assert [name.split(" ")[0] for name in names("")] == ["Uden", "Åben"]


@pytest.mark.parametrize("cvr", ["123", "1234567a"])
def test_a_cvr_number_has_eight_digits(annas: FlaskClient, processor: int, cvr: str) -> None:
    address = f"/databehandlere/{processor}/ret"
    form = read_form(annas.get(address).text)
    fill(form, {"cvr": cvr})
    answer = annas.post(address, data=form)
    assert answer.status_code == 422 and "Et CVR-nummer har otte cifre." in answer.text
