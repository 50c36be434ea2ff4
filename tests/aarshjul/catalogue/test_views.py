"""/opgavekatalog: the list, a task, its form, and who may write what."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.catalogue.actions import create_own, item_of
from aarshjul.catalogue.forms import TemplateForm
from aarshjul.plan.catalogue import CatalogueItem
from aarshjul.plan.model import Plan, PlanItem, TaskTemplate
from app.audit.actions import Doing
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Person, Unit
from tests.aarshjul.catalogue.test_rules import ITEM
from tests.aarshjul.task.test_views import counted
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_account, make_grant, make_person, make_task
from tests.page import fill, parse, read_form

DOING = Doing(at=NOW)


def write(app: Flask, what: Callable[[], Any]) -> Any:
    with app.test_request_context():
        begin_writing()
        made = what()
        db.session.commit()
        return made


def stored(app: Flask, code: str) -> TaskTemplate:
    with app.app_context():
        return db.session.scalars(sa.select(TaskTemplate).where(TaskTemplate.code == code)).one()


def get(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    parse(answer.text)
    return answer.text


def codes(page: str) -> list[str]:
    return re.findall(r'<th scope="row">\s*<a href="/opgavekatalog/(\w+)"', page)


@pytest.fixture
def ivan(app: Flask, personas: Personas) -> str:
    """The information security coordinator."""

    def make() -> None:
        person = make_person(email="ivan@fjordby.example")
        make_grant(person=person, role="isc", unit=db.session.get_one(Unit, personas.municipality_id))
        make_account(person)

    write(app, make)
    return "ivan@fjordby.example"


@pytest.fixture
def own(app: Flask, personas: Personas) -> str:
    code: str = write(app, lambda: create_own(ITEM, doing=DOING).code)
    return code


def test_the_list_is_paged_narrowed_and_sorted_by_its_address(
    client: FlaskClient, personas: Personas, own: str
) -> None:
    sign_in(client, personas.anna)
    page = get(client, "/opgavekatalog")
    assert "61 opgaver, 1 af dem har I selv skrevet" in page
    assert codes(page)[:2] == ["E01", "T01"] and len(codes(page)) == 50
    assert len(codes(get(client, "/opgavekatalog?side=2"))) == 11
    assert codes(get(client, "/opgavekatalog?slags=egne")) == ["E01"]
    assert codes(get(client, "/opgavekatalog?q=SLETNING+fagsystem")) == ["T27"]
    assert "Ingen opgaver er udgået" in get(client, "/opgavekatalog?vis=udgaaede")
    assert "Ingen udgåede opgaver passer" in get(client, "/opgavekatalog?vis=udgaaede&rolle=hr")
    assert "Ingen opgaver passer" in get(client, "/opgavekatalog?q=findesikke&rolle=hr")
    assert codes(get(client, "/opgavekatalog?sort=-timer"))[0] == "T57"
    assert 'href="/opgavekatalog/ny"' in page


def test_a_task_is_read_in_words(app: Flask, client: FlaskClient, personas: Personas) -> None:
    task = write(
        app,
        lambda: (
            make_task(
                unit=db.session.get_one(Unit, personas.social_id),
                due_on=clock.today(),
                plan_code="T27",
                title="Sletning",
            ).id
        ),
    )
    sign_in(client, personas.anna)
    page = get(client, "/opgavekatalog/T27")
    assert "Hvert år i september, månedens sidste dag" in page
    assert "Der skal lægges en fil på" in page
    assert f'href="/opgaver/{task}"' in page
    assert "opgave=T27&amp;tilstand=alle" in page
    assert "Planen, udgave 1" in page
    assert "Ret opgaven" not in page, "ours is the whole municipality's"
    assert client.get("/opgavekatalog/X01").status_code == 404
    sign_in(client, personas.carla)
    assert f'href="/opgaver/{task}"' not in get(client, "/opgavekatalog/T27")


def test_the_coordinator_of_information_security_changes_ours_and_others_are_told_why_not(
    app: Flask, client: FlaskClient, personas: Personas, ivan: str
) -> None:
    sign_in(client, personas.anna)
    assert client.get("/opgavekatalog/T08/ret").status_code == 403
    assert "fælles for hele kommunen" in client.post("/opgavekatalog/T08/udgaa").text
    sign_in(client, personas.bent)
    assert client.post("/opgavekatalog/T08/ret").status_code == 403
    assert client.get("/opgavekatalog/ny").status_code == 403
    sign_in(client, ivan)
    data = read_form(get(client, "/opgavekatalog/T08/ret"))
    assert data["hours"] == "20"
    data.setlist("months", ["3", "10"])
    data["hours"], data["day_kind"] = "2,5", "working"
    answer = client.post("/opgavekatalog/T08/ret", data=data)
    assert answer.status_code == 303
    task = stored(app, "T08")
    assert (task.months, task.hours, task.day, task.version) == ([3, 10], 2.5, "working", 2)
    page = get(client, "/opgavekatalog/T08")
    assert "Hvert andet år i marts og oktober, sidste arbejdsdag" in page
    assert "20 timer" in page and "2,5 timer" in page, "the history says so"


def test_a_coordinator_adds_an_own_task_and_keeps_it_while_no_plan_does_it_elsewhere(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    sign_in(client, personas.anna)
    data = read_form(get(client, "/opgavekatalog/ny"))
    refused = client.post("/opgavekatalog/ny", data=data)
    assert refused.status_code == 422
    assert "Skriv, hvad opgaven hedder." in refused.text
    fill(data, {
        "title": "Låse", "purpose": "Ingen skal kunne gå ind.", "guide": "Gå en runde.", "evidence": "En liste.",
        "hours": "0,5", "months": "3", "day_kind": "nth", "nth": "2", "weekday": "1", "where": "unit",
        "checklist": "Dørene er låst.\r\n\r\n Vinduerne  også. ",
    })  # fmt: skip
    answer = client.post("/opgavekatalog/ny", data=data)
    assert answer.location == "/opgavekatalog/E01"
    page = get(client, answer.location)
    assert "Hvert år den anden mandag i marts" in page
    assert "Opgaven er ikke i planen." in page
    assert stored(app, "E01").checklist == ["Dørene er låst.", "Vinduerne også."]
    assert client.get("/opgavekatalog/E01/ret").status_code == 200

    def take_in() -> None:
        plan = db.session.scalars(sa.select(Plan)).one()
        task = db.session.scalars(sa.select(TaskTemplate).where(TaskTemplate.code == "E01")).one()
        db.session.add(PlanItem(plan_id=plan.id, code="E01", template=task, first_year=2027))

    write(app, take_in)
    answer = client.get("/opgavekatalog/E01/ret")
    assert answer.status_code == 403
    assert "Planen løser opgaven uden for din forvaltning" in answer.text


def test_of_two_who_edit_at_once_the_second_sees_what_the_first_wrote(
    app: Flask, client: FlaskClient, personas: Personas, own: str
) -> None:
    sign_in(client, personas.anna)
    data = read_form(get(client, f"/opgavekatalog/{own}/ret"))
    first = data.copy()
    first["hours"] = "7"
    assert client.post(f"/opgavekatalog/{own}/ret", data=first).status_code == 303
    data["title"] = "Døre og låse"
    answer = client.post(f"/opgavekatalog/{own}/ret", data=data)
    assert answer.status_code == 409
    assert "7 timer" in answer.text
    again = read_form(answer.text)
    assert again["title"] == "Døre og låse"
    assert client.post(f"/opgavekatalog/{own}/ret", data=again).status_code == 303
    assert (stored(app, own).title, stored(app, own).hours) == ("Døre og låse", 1.0)


def test_a_retired_task_says_what_becomes_of_the_plan(client: FlaskClient, personas: Personas, own: str) -> None:
    sign_in(client, personas.anna)
    assert "Udgår den, bliver den i de planer, hvor den står." in get(client, f"/opgavekatalog/{own}")
    assert client.post(f"/opgavekatalog/{own}/udgaa").status_code == 303
    assert own not in codes(get(client, "/opgavekatalog"))
    assert codes(get(client, "/opgavekatalog?vis=udgaaede")) == [own]
    retired = get(client, f"/opgavekatalog/{own}")
    assert "Opgaven kan ikke vælges til nye planer. Den bliver i de planer, hvor den står." in retired
    client.post(f"/opgavekatalog/{own}/udgaa")
    assert own in codes(get(client, "/opgavekatalog"))


RECURRENCES = [
    {}, {"day": "15"}, {"day": "working"}, {"day": "-1FR"}, {"day": "2MO", "months": (1, 12), "every_years": 3},
    {"every_months": 18}, {"about": "system", "per": "administration"},
    {"per": "central", "is_statutory": True, "needs_evidence": True, "needs_approval": True},
    {"checklist": ("Se efter.", "Gem listen.")},
]  # fmt: skip


def test_a_form_that_nothing_is_written_in_gives_the_task_back(app: Flask) -> None:
    for changes in RECURRENCES:
        item: CatalogueItem = replace(ITEM, **changes)
        with app.test_request_context():
            form = TemplateForm.of(item)
            data = {name: field.data for name, field in form._fields.items() if name not in ("csrf_token",)}
            data = {name: value for name, value in data.items() if value not in (None, False)}
        with app.test_request_context(method="POST", data=data):
            form = TemplateForm.of(item)
            assert form.validate(), form.errors
            assert form.to_item() == item


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"day_kind": "number", "day_number": ""}, "Skriv en dato fra 1 til 31."),
        ({"day_kind": "number", "day_number": "32"}, "Skriv en dato fra 1 til 31."),
        ({"counting": "done"}, "Skriv et antal måneder fra 1 til 120."),
        ({"counting": "done", "every_months": "121"}, "Skriv et antal måneder fra 1 til 120."),
        ({"hours": "mange"}, "Skriv et tal."),
        ({"hours": "nan"}, "Skriv et antal timer fra 0 til 1000."),
        ({"where": "by"}, "Vælg en af mulighederne på listen."),
        ({"purpose": " "}, "Skriv, hvorfor opgaven skal løses."),
    ],
)
def test_a_form_that_cannot_be_kept_says_how_to_mend_it(
    client: FlaskClient, personas: Personas, own: str, changes: dict[str, str], message: str
) -> None:
    sign_in(client, personas.anna)
    data = read_form(client.get(f"/opgavekatalog/{own}/ret").text)
    fill(data, changes)
    answer = client.post(f"/opgavekatalog/{own}/ret", data=data)
    assert answer.status_code == 422
    assert message in answer.text


def test_the_pages_of_the_catalogue_hold_as_many_statements_for_many_as_for_few(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    sign_in(client, personas.anna)

    def counts() -> dict[str, int]:
        found = {}
        for address in (
            "/opgavekatalog",
            "/opgavekatalog/T01",
            "/opgavekatalog/varetages",
            "/opgavekatalog/varetages-ikke",
        ):
            with counted(app) as statements:
                get(client, address)
            found[address] = len(statements)
        return found

    def add_many() -> None:
        from aarshjul.plan.model import TaskHandling

        social = db.session.get_one(Unit, personas.social_id)
        anna = db.session.scalars(sa.select(Person).where(Person.email == personas.anna)).one()
        for _ in range(120):
            task = create_own(ITEM, doing=DOING)
            db.session.add(
                TaskHandling(template=task, unit=social, degree="not", risk="", changed_at=NOW, changed_by=anna)
            )
            make_task(unit=social, due_on=clock.today(), plan_code="T01")

    get(client, "/opgavekatalog")
    few = counts()
    write(app, add_many)
    assert counts() == few
    assert max(few.values()) <= 18 and few["/opgavekatalog/varetages"] <= 10, few


def test_item_and_row_say_the_same(app: Flask, own: str) -> None:
    with app.app_context():
        assert item_of(stored(app, own)) == replace(ITEM, code=own)
