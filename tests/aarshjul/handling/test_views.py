"""/opgavekatalog/varetages and /opgavekatalog/varetages-ikke."""

import csv
import io
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from aarshjul.plan.model import TaskHandling, TaskTemplate
from app.audit.model import AuditEvent
from app.core import clock
from app.core.db import db
from app.core.sheets.reading import read_rows
from tests.aarshjul.catalogue.test_views import get
from tests.conftest import sign_in
from tests.make import Personas
from tests.page import read_form

YEAR = clock.today().year
PAGE = "/opgavekatalog/varetages"
LIST = "/opgavekatalog/varetages-ikke"


def stands(app: Flask) -> dict[tuple[str, str], tuple[Any, ...]]:
    with app.app_context():
        return {
            (row.unit.code, row.template.code): (row.degree, row.risk_level, row.risk, row.proposed_year)
            for row in db.session.scalars(sa.select(TaskHandling))
        }


def place(app: Flask, data: MultiDict[str, str], code: str) -> str:
    """The name that the fields of a task begin with."""
    with app.app_context():
        number = db.session.scalars(sa.select(TaskTemplate.id).where(TaskTemplate.code == code)).one()
    found = next(name for name, value in data.items() if name.endswith("template_id") and value == str(number))
    return found.removesuffix("template_id")


def fill(
    app: Flask, data: MultiDict[str, str], code: str, degree: str, level: str = "", risk: str = "", year: Any = ""
) -> None:
    row = place(app, data, code)
    for name, value in (("degree", degree), ("risk_level", level), ("risk", risk), ("proposed_year", str(year))):
        data[row + name] = value


@pytest.fixture
def anna(client: FlaskClient, personas: Personas) -> FlaskClient:
    sign_in(client, personas.anna)
    return client


def test_an_administration_answers_and_the_page_counts(app: Flask, anna: FlaskClient) -> None:
    page = get(anna, PAGE)
    assert "Social: 0 af 60 besvaret" in page
    data = read_form(page)
    assert not [name for name in data if name.endswith("degree")], "no answer is chosen beforehand"
    fill(app, data, "T01", "handled")
    fill(app, data, "T27", "not", "high", "Gamle sager kommer frem.", YEAR + 1)
    answer = anna.post(f"{PAGE}/SOC", data=data)
    assert answer.location == f"{PAGE}?forvaltning=SOC"
    assert stands(app) == {
        ("SOC", "T01"): ("handled", "", "", None),
        ("SOC", "T27"): ("not", "high", "Gamle sager kommer frem.", YEAR + 1),
    }
    page = get(anna, answer.location)
    assert "2 svar er gemt." in page
    assert "Social: 2 af 60 besvaret" in page
    with app.app_context():
        before = db.session.scalar(sa.select(sa.func.count(AuditEvent.id)))
    assert anna.post(f"{PAGE}/SOC", data=read_form(page)).status_code == 303
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(AuditEvent.id))) == before, "nothing new, nothing told"


def test_an_answer_is_taken_back(app: Flask, anna: FlaskClient) -> None:
    data = read_form(get(anna, PAGE))
    fill(app, data, "T01", "handled")
    fill(app, data, "T27", "not", "high", "Gamle sager kommer frem.", YEAR + 1)
    anna.post(f"{PAGE}/SOC", data=data)
    data = read_form(get(anna, PAGE))
    data[place(app, data, "T27") + "degree"] = ""
    data[place(app, data, "T30") + "degree"] = ""
    wrong = data.copy()
    fill(app, wrong, "T01", "partly", risk="x" * 301)
    again = anna.post(f"{PAGE}/SOC", data=wrong)
    assert again.status_code == 422
    assert read_form(again.text)[place(app, data, "T27") + "degree"] == "", "the choice stays in the form"
    assert len(stands(app)) == 2
    assert anna.post(f"{PAGE}/SOC", data=data).status_code == 303
    assert stands(app) == {("SOC", "T01"): ("handled", "", "", None)}


def test_two_coordinators_at_once_lose_nothing(app: Flask, anna: FlaskClient) -> None:
    one = read_form(get(anna, PAGE))
    other = one.copy()
    fill(app, one, "T01", "handled")
    fill(app, other, "T27", "partly")
    assert anna.post(f"{PAGE}/SOC", data=one).status_code == 303
    assert anna.post(f"{PAGE}/SOC", data=other).status_code == 303
    assert {code: said[0] for (_unit, code), said in stands(app).items()} == {"T01": "handled", "T27": "partly"}
    late = other.copy()
    fill(app, late, "T01", "not", "low", "Min sætning.")
    answer = anna.post(f"{PAGE}/SOC", data=late)
    assert answer.status_code == 409
    assert "Der står nu:" in answer.text and answer.text.count("answer--overtaken") == 1
    again = read_form(answer.text)
    assert again[place(app, again, "T01") + "risk"] == "Min sætning."
    assert stands(app)["SOC", "T01"][0] == "handled"
    assert anna.post(f"{PAGE}/SOC", data=again).status_code == 303
    assert stands(app)["SOC", "T01"] == ("not", "low", "Min sætning.", None)


def test_an_answer_that_cannot_be_kept_is_told_at_its_row_and_the_others_stay_in_the_form(
    app: Flask, anna: FlaskClient
) -> None:
    data = read_form(get(anna, PAGE))
    fill(app, data, "T01", "", "high")
    data.poplist(place(app, data, "T01") + "degree")
    fill(app, data, "T27", "partly", "", "x" * 301)
    fill(app, data, "T30", "not", year=YEAR + 9)
    answer = anna.post(f"{PAGE}/SOC", data=data)
    assert answer.status_code == 422
    assert "Der er noget, du skal rette" in answer.text
    for message in ("Vælg først, om I løser opgaven.", "Skriv højst 300 tegn.", "Vælg i år eller et af de fire næste."):
        assert message in answer.text
    assert read_form(answer.text)[place(app, data, "T27") + "degree"] == "partly"
    assert stands(app) == {}


def test_a_coordinator_neither_sees_nor_answers_for_another_administration(
    app: Flask, anna: FlaskClient, personas: Personas
) -> None:
    assert anna.get(f"{PAGE}?forvaltning=BOK").status_code == 404
    assert anna.post(f"{PAGE}/BOK").status_code == 404
    data = read_form(get(anna, PAGE))
    fill(app, data, "T27", "not")
    anna.post(f"{PAGE}/SOC", data=data)
    sign_in(anna, personas.carla)
    assert "Her er intet endnu" in get(anna, LIST)
    sign_in(anna, personas.bent)
    page = get(anna, PAGE)
    assert "Gem svarene" not in page and "Slet ikke" in page
    assert anna.post(f"{PAGE}/SOC").status_code == 403
    sign_in(anna, personas.erik)
    assert anna.get(PAGE).status_code == anna.get(LIST).status_code == 404


def test_the_list_says_in_words_what_is_not_done_and_is_fetched_as_shown(
    app: Flask, anna: FlaskClient, personas: Personas
) -> None:
    data = read_form(get(anna, PAGE))
    fill(app, data, "T27", "not", "low")
    fill(app, data, "T30", "hardly", "high", "=1+1", YEAR + 2)
    fill(app, data, "T01", "handled")
    anna.post(f"{PAGE}/SOC", data=data)
    sign_in(anna, personas.dorte)
    page = get(anna, LIST)
    assert "2 opgaver varetages ikke fuldt ud: 1 slet ikke, 1 næsten ikke" in page
    assert re.findall(r'<th scope="row">\s*<a href="/opgavekatalog/(\w+)"', page) == ["T30", "T27"]
    assert "Intet passer" in get(anna, f"{LIST}?plan=nej")
    file = anna.get(f"{LIST}/hent.csv?sort=opgave")
    rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows] == ["Kode", "T27", "T30"]
    assert rows[2][4:8] == ["Næsten ikke", "Høj", "'=1+1", str(YEAR + 2)]
    book = anna.get(f"{LIST}/hent.xlsx?grad=not")
    sheet = read_rows("liste.xlsx", book.data, max_bytes=10**6, max_rows=10, max_columns=20)
    assert sheet.headings == rows[0]
    assert [row.values["Kode"] for row in sheet.rows] == ["T27"]
    with app.app_context():
        told = db.session.scalars(sa.select(AuditEvent.changes).where(AuditEvent.verb == "task_handling.export")).all()
    assert [(one["format"], one["count"]) for one in told] == [("csv", 2), ("xlsx", 1)]
