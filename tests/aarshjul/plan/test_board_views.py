"""/femaarsplan/tavle and the versions: what people see and do there."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from aarshjul.capacity.model import Capacity
from aarshjul.plan.model import Plan, PlanItem
from aarshjul.plan.version_actions import begin_draft
from app.audit.actions import Doing
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Person, Unit
from tests.bench.measure import TRANSACTION_WORDS
from tests.conftest import sign_in
from tests.make import (
    NOW,
    Personas,
    make_account,
    make_grant,
    make_holder,
    make_person,
    make_plan,
    make_unit,
)
from tests.page import parse

YEAR = clock.today().year
GITTE = "gitte@fjordby.example"


def write(app: Flask, what: Callable[[], Any]) -> None:
    with app.test_request_context():
        begin_writing()
        what()
        db.session.commit()


@pytest.fixture
def draft(app: Flask, personas: Personas) -> Personas:
    """This year's plan as a draft; gitte is the information security coordinator, anna has 20 hours a year."""

    def make() -> None:
        make_plan(first_year=YEAR, codes={"T01", "T02", "T05"})
        begin_draft(doing=Doing(at=NOW))
        root = db.session.get_one(Unit, personas.municipality_id)
        gitte = make_person(email=GITTE, name="Gitte Gran", unit=root)
        make_grant(person=gitte, role="isc", unit=root)
        make_account(gitte)
        anna = db.session.scalars(db.select(Person).where(Person.email == personas.anna)).one()
        anna.unit = db.session.get_one(Unit, personas.social_id)
        db.session.add(Capacity(person_id=anna.id, year=YEAR, hours=20))

    write(app, make)
    return personas


def year_of(app: Flask, code: str) -> int:
    with app.app_context():
        query = db.select(PlanItem.first_year).join(Plan, Plan.id == PlanItem.plan_id)
        return int(db.session.scalars(query.where(Plan.version == 2, PlanItem.code == code)).one())


def move(client: FlaskClient, code: str, year: int, seen_year: int, forvaltning: str = "", **more: Any) -> Any:
    data = {"code": code, "year": year, "seen_year": seen_year}
    return client.post(f"/femaarsplan/tavle/flyt?forvaltning={forvaltning}", data=data, **more)


def column(page: str, year: int) -> str:
    found = re.search(rf'data-drop-year="{year}">(.*?)</section>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def test_a_card_stands_in_the_year_it_begins_and_the_hours_follow_it(
    app: Flask, client: FlaskClient, draft: Personas
) -> None:
    sign_in(client, GITTE)
    page = client.get("/femaarsplan/tavle").text
    parse(page)
    before = column(page, YEAR)
    assert "T01" in before
    assert "24 af 20 timer" in before, "anna holds the review of twelve hours and four meetings of three"
    assert "Anna Ahorn: 24 af 20 timer (4 for mange)" in before
    assert "Opmærksomhed" in before

    answer = move(client, "T01", YEAR + 1, YEAR, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert f"T01 begynder nu i {YEAR + 1}." in answer.text
    after = column(answer.text, YEAR)
    assert "T01" not in after
    assert "12 af 20 timer" in after and "I orden" in after
    assert "T01" in column(answer.text, YEAR + 1)
    assert year_of(app, "T01") == YEAR + 1


def test_whose_hours_there_are_is_for_who_may_read_capacity(client: FlaskClient, draft: Personas) -> None:
    sign_in(client, draft.anna)
    assert "Anna Ahorn" in client.get("/femaarsplan/tavle").text.split("data-drop-year", 1)[1]
    for who in (draft.bent, draft.carla, draft.erik):
        sign_in(client, who)
        assert "Anna Ahorn" not in client.get("/femaarsplan/tavle").text


def test_without_script_the_button_does_the_same(app: Flask, client: FlaskClient, draft: Personas) -> None:
    sign_in(client, GITTE)
    answer = move(client, "T01", YEAR + 1, YEAR)
    assert (answer.status_code, answer.location) == (303, "/femaarsplan/tavle#kort-T01")
    assert f"T01 begynder nu i {YEAR + 1}." in client.get("/femaarsplan/tavle").text


def test_one_who_comes_too_late_hears_it_and_nothing_is_moved(app: Flask, client: FlaskClient, draft: Personas) -> None:
    sign_in(client, GITTE)
    move(client, "T01", YEAR + 1, YEAR)
    answer = move(client, "T01", YEAR + 3, YEAR, headers={"HX-Request": "true"})
    assert f"En anden har flyttet T01 til {YEAR + 1} imens." in answer.text
    assert year_of(app, "T01") == YEAR + 1


def test_a_coordinator_moves_in_her_own_administration_alone(app: Flask, client: FlaskClient, draft: Personas) -> None:
    sign_in(client, draft.anna)
    page = client.get("/femaarsplan/tavle").text
    assert "Vælg din egen forvaltning" in page and "data-card" not in page
    assert move(client, "T01", YEAR + 2, YEAR).status_code == 403
    assert move(client, "T01", YEAR + 2, YEAR, "BOK").status_code == 403
    assert "data-card" in client.get("/femaarsplan/tavle?forvaltning=SOC").text

    assert move(client, "T01", YEAR + 2, YEAR, "SOC").status_code == 303

    assert year_of(app, "T01") == YEAR
    own = column(client.get("/femaarsplan/tavle?forvaltning=SOC").text, YEAR + 2)
    assert "Forvaltningens eget startår" in own
    assert client.get("/femaarsplan/tavle/T01").status_code == 403


def test_what_has_no_year_or_no_item_is_refused_in_words(app: Flask, client: FlaskClient, draft: Personas) -> None:
    sign_in(client, GITTE)
    assert "Planen rækker fra" in move(client, "T01", YEAR + 9, YEAR, headers={"HX-Request": "true"}).text
    assert "Planen rækker fra" in move(client, "T01", "x", YEAR, headers={"HX-Request": "true"}).text  # type: ignore[arg-type]
    assert move(client, "T99", YEAR, YEAR).status_code == 404
    assert (
        "Opgaven blev ikke flyttet" in client.post("/femaarsplan/tavle/flyt", data={}, headers={"HX-Request": "1"}).text
    )


def test_an_item_is_changed_taken_out_and_put_back(app: Flask, client: FlaskClient, draft: Personas) -> None:
    sign_in(client, GITTE)
    form = client.get("/femaarsplan/tavle/T01").text
    parse(form)
    edition = re.search(r'name="edition"[^>]*value="(\d+)"', form)
    assert edition
    data = {
        "edition": edition[1], "kind": "project", "first_year": YEAR + 1, "depends_on": "T05", "asks_hours": "40",
        "asks_kroner": "25000", "reason": "En vikar.",
    }  # fmt: skip
    assert client.post("/femaarsplan/tavle/T01", data=data).status_code == 303
    board = column(client.get("/femaarsplan/tavle").text, YEAR + 1)
    assert "Projekt" in board and "40 timer, 25.000 kr." in board
    late = client.post("/femaarsplan/tavle/T01", data=data)
    assert late.status_code == 422 and "En anden har ændret planen" in late.text
    wrong = client.post("/femaarsplan/tavle/T01", data=data | {"last_year": "27", "asks_kroner": "mange"})
    assert wrong.status_code == 422 and "Skriv et årstal med fire cifre." in wrong.text

    assert client.post("/femaarsplan/tavle/T01/fjern").status_code == 303
    assert client.get("/femaarsplan/tavle/T01").status_code == 404
    assert client.post("/femaarsplan/tavle/foej-til", data={"code": "T01", "year": YEAR + 2}).status_code == 303
    assert year_of(app, "T01") == YEAR + 2
    assert client.post("/femaarsplan/tavle/foej-til", data={"code": "T01", "year": YEAR + 2}).status_code == 422


def test_a_version_is_sent_sent_back_and_approved_by_dds(app: Flask, client: FlaskClient, draft: Personas) -> None:
    sign_in(client, GITTE)
    move(client, "T01", YEAR + 1, YEAR)
    page = client.get("/femaarsplan/2").text
    parse(page)
    assert "Det ændrer udgaven" in page
    assert (
        client.post("/femaarsplan/2/send", data=_seen(page, "submit") | {"submit-note": "Til mødet."}).status_code
        == 303
    )
    assert client.post("/femaarsplan/2/godkend").status_code == 403

    sign_in(client, draft.erik)
    page = client.get("/femaarsplan/2").text
    parse(page)
    assert "Til mødet." in page
    assert client.post("/femaarsplan/2/godkend", data=_seen(page, "approve")).status_code == 422
    back = client.post("/femaarsplan/2/send-tilbage", data=_seen(page, "send_back") | {"send_back-reason": "Vent."})
    assert back.status_code == 303

    sign_in(client, GITTE)
    page = client.get("/femaarsplan/2").text
    assert client.post("/femaarsplan/2/send", data=_seen(page, "submit")).status_code == 303
    sign_in(client, draft.erik)
    data = _seen(client.get("/femaarsplan/2").text, "approve") | {"approve-note": "Godkendt den 3. marts."}
    assert client.post("/femaarsplan/2/godkend", data=data).status_code == 303
    page = client.get("/femaarsplan/2").text
    assert "Godkendt den 3. marts." in page
    assert "nye opgaver" in page, "what became of the tasks is said"


def _seen(page: str, prefix: str) -> dict[str, str]:
    found = re.search(rf'name="{prefix}-edition"[^>]*value="(\d+)"', page)
    assert found, prefix
    return {f"{prefix}-edition": found[1]}


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("who", [GITTE, "anna@fjordby.example", "erik@fjordby.example"])
def test_the_board_costs_at_most_ten_statements_however_large_the_plan(
    app: Flask, client: FlaskClient, draft: Personas, who: str
) -> None:
    sign_in(client, who)

    def asked() -> list[str]:
        with counted(app) as statements:
            assert client.get("/femaarsplan/tavle?forvaltning=SOC").status_code == 200
        return [one for one in statements if not one.startswith(TRANSACTION_WORDS)]

    def grow() -> None:
        root = db.session.get_one(Unit, draft.municipality_id)
        plan = db.session.scalars(db.select(Plan).where(Plan.version == 2)).one()
        template = plan.items[0].template
        for number in range(20):
            unit = make_unit(code=f"F{number}", name=f"Forvaltning {number}", kind="administration", parent=root)
            person = make_person(email=f"f{number}@fjordby.example", unit=unit)
            make_holder(unit=unit, function="coordinator", person=person)
            db.session.add(Capacity(person_id=person.id, year=YEAR, hours=100))
            db.session.add(PlanItem(plan_id=plan.id, code=f"X{number}", template_id=template.id, first_year=YEAR))

    asked()
    before = asked()
    write(app, grow)
    after = asked()
    assert len(before) == len(after)
    assert len(after) <= 10, "\n".join(after)
