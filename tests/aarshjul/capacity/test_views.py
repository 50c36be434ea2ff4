"""/kapacitet."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from aarshjul.capacity.actions import PutCapacity, put_capacity
from aarshjul.capacity.store import find_capacity
from aarshjul.plan.model import TaskTemplate
from app.audit.actions import Doing
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Unit
from tests.aarshjul.capacity.conftest import done, person
from tests.conftest import sign_in
from tests.make import Personas, make_account, make_grant, make_holder, make_person, make_task
from tests.page import find, parse, text_of

YEAR = clock.today().year


@contextmanager
def writing(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        begin_writing()
        yield
        db.session.commit()


@pytest.fixture
def planned(app: Flask, personas: Personas) -> Personas:
    """Social: Anna has 80 hours and 25 of tasks in the second quarter. Carla has said nothing and has 6."""
    with writing(app):
        put_capacity(
            PutCapacity(person_id=person(personas.anna).id, year=YEAR, hours=80.0),
            doing=Doing(at=clock.now(), via="cli"),
        )
        make_task(unit=db.session.get_one(Unit, personas.social_id), due_on=date(YEAR, 5, 3), hours=25.0)
        make_task(unit=db.session.get_one(Unit, personas.culture_id), due_on=date(YEAR, 5, 3), hours=6.0)
    return personas


def stored(app: Flask, email: str, year: int = YEAR) -> float | None:
    with app.app_context():
        row = find_capacity(person(email).id, year)
        return row.hours if row else None


def number_of(app: Flask, email: str) -> int:
    with app.app_context():
        return person(email).id


def test_an_overloaded_quarter_is_said_where_it_is(client: FlaskClient, planned: Personas) -> None:
    sign_in(client, planned.anna)
    page = client.get("/kapacitet").text
    tree = parse(page)
    short = text_of(next(e for e in tree.iter("section") if e.get("class") == "load-short"))
    assert short.startswith(f"Der mangler timer ét sted i {YEAR}")
    assert "Social, 2. kvartal:" in short
    assert re.search(r"[\d,]+ timer mangler\. 25 er planlagt", short)
    chart = text_of(find(tree, id=f"load-{YEAR}-desc"))
    assert re.search(r"2\. kvartal: 25 timer planlagt, 2\d til rådighed \((Opmærksomhed|Handling kræves)\)", chart)
    assert "1. kvartal: 0 timer planlagt" in chart
    assert page.count('class="load-chart"') == 5


def test_who_reads_a_part_sees_that_part_alone_and_who_reads_nothing_gets_nothing(
    client: FlaskClient, planned: Personas
) -> None:
    sign_in(client, planned.anna)
    page = client.get("/kapacitet").text
    assert "Carla Ceder" not in page
    assert "Børn og Kultur" not in page
    sign_in(client, planned.dorte)
    page = client.get("/kapacitet").text
    assert "Carla Ceder" in page
    assert "Ret timer" not in page
    assert "Hele kommunen" in page
    only = client.get("/kapacitet?forvaltning=BOK").text
    assert "Fem år, kvartal for kvartal</h2>" not in only
    assert re.search(r"kvartal for kvartal<span[^>]*>: Børn og Kultur", only)
    for email in (planned.bent, planned.erik, planned.frida):
        sign_in(client, email)
        assert client.get("/kapacitet").status_code == 404, email
        assert "/kapacitet" not in client.get("/").text


def test_hours_are_written_where_they_stand(app: Flask, client: FlaskClient, planned: Personas) -> None:
    sign_in(client, planned.anna)
    address = f"/kapacitet/{number_of(app, planned.anna)}/{YEAR}"
    answer = client.post(
        address, data={"hours": "1.120,5", "was": "80.0", "note": "Orlov i maj"}, follow_redirects=True
    )
    assert f"Timerne for Anna Ahorn i {YEAR} er gemt." in answer.text
    assert "1.120,5" in answer.text
    assert "Orlov i maj" in answer.text
    assert stored(app, planned.anna) == 1120.5
    assert client.post(address, data={"hours": "", "was": "1120.5"}).status_code == 303
    assert stored(app, planned.anna) is None


@pytest.mark.parametrize(
    ("hours", "was", "says"),
    [
        ("mange", "80.0", "Skriv et tal."),
        ("-1", "80.0", "Skriv et antal timer mellem 0 og 2500."),
        ("nan", "80.0", "Skriv et antal timer mellem 0 og 2500."),
        ("9.999", "80.0", "Skriv et antal timer mellem 0 og 2500."),
        ("90", "70.0", "En anden har ændret timerne for Anna Ahorn imens."),
        ("90", "x", "En anden har ændret timerne for Anna Ahorn imens."),
    ],
)
def test_what_cannot_be_hours_comes_back_at_its_field(
    app: Flask, client: FlaskClient, planned: Personas, hours: str, was: str, says: str
) -> None:
    sign_in(client, planned.anna)
    answer = client.post(f"/kapacitet/{number_of(app, planned.anna)}/{YEAR}", data={"hours": hours, "was": was})
    assert answer.status_code == 422
    tree = parse(answer.text)
    field = find(tree, id="hours")
    assert field.get("aria-invalid") == "true"
    assert field.get("value") == hours
    assert says in text_of(find(tree, id="hours-error"))
    assert stored(app, planned.anna) == 80.0


def test_nobody_writes_hours_for_others_areas_or_other_years(
    app: Flask, client: FlaskClient, planned: Personas
) -> None:
    sign_in(client, planned.anna)
    assert client.post(f"/kapacitet/{number_of(app, planned.carla)}/{YEAR}", data={"hours": "5"}).status_code == 404
    for year in (YEAR - 1, YEAR + 5):
        assert client.post(f"/kapacitet/{number_of(app, planned.anna)}/{year}", data={"hours": "5"}).status_code == 404
    sign_in(client, planned.dorte)
    assert client.post(f"/kapacitet/{number_of(app, planned.anna)}/{YEAR}", data={"hours": "5"}).status_code == 403
    assert stored(app, planned.anna) == 80.0


def test_somebody_is_added_by_name_in_one_s_own_area(app: Flask, client: FlaskClient, planned: Personas) -> None:
    sign_in(client, planned.anna)
    data = {"person": "Bent Birk", "year": YEAR + 1, "hours": "40"}
    page = client.post("/kapacitet/tilfoej", data=data, follow_redirects=True).text
    assert f"Bent Birk har fået timer i {YEAR + 1}." in page
    assert f"Kapacitet {YEAR + 1}" in page
    assert stored(app, planned.bent, YEAR + 1) == 40.0
    for name, says in (("Carla Ceder", "i dit område"), ("Ingen Sådan", "Ingen her hedder det.")):
        answer = client.post("/kapacitet/tilfoej", data=data | {"person": name})
        assert answer.status_code == 422
        assert says in text_of(find(parse(answer.text), id="person-error"))
    sign_in(client, planned.dorte)
    assert client.get("/kapacitet/tilfoej").status_code == 403


def test_a_proposal_is_used_with_one_press(app: Flask, client: FlaskClient, planned: Personas) -> None:
    with writing(app):
        for n in range(3):
            done(db.session.get_one(Unit, planned.social_id), "T27", 390, date(YEAR, 1, 5 + n))
        template_id = db.session.scalars(db.select(TaskTemplate.id).where(TaskTemplate.code == "T27")).one()
        gitte = make_person(email="gitte@fjordby.example", name="Gitte Gran")
        make_grant(person=gitte, role="isc", unit=db.session.get_one(Unit, planned.municipality_id))
        make_account(gitte)
    for who in (planned.dorte, planned.anna):
        # The hours hold everywhere: they are set by who keeps the catalogue.
        sign_in(client, who)
        assert "Brug 6,5 timer" not in client.get("/kapacitet").text
    assert client.post(f"/kapacitet/forslag/{template_id}", data={"hours": "6.5"}).status_code == 403
    sign_in(client, "gitte@fjordby.example")
    page = client.get("/kapacitet").text
    assert "er sat til 4 timer. De seneste 3 gange tog det typisk 6,5 timer." in page
    assert "Brug 6,5 timer" in page
    answer = client.post(f"/kapacitet/forslag/{template_id}", data={"hours": "6.5"}, follow_redirects=True)
    assert "er sat til 6,5 timer. Opgaver, ingen har rørt, følger med om lidt." in answer.text
    assert "Brug 6,5 timer" not in answer.text
    for hours in ("6.5", "", "x"):
        assert client.post(f"/kapacitet/forslag/{template_id}", data={"hours": hours}).status_code == 409
    with app.app_context():
        assert db.session.get_one(TaskTemplate, template_id).hours == 6.5


def counted(app: Flask, client: FlaskClient, path: str) -> list[str]:
    """The statements of a page."""
    seen: list[str] = []

    def listen(*args: object) -> None:
        seen.append(str(args[2]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    assert client.get(path).status_code == 200
    event.remove(engine, "before_cursor_execute", listen)
    return seen


def test_the_page_costs_the_same_for_few_and_many_and_at_most_ten_statements(
    app: Flask, client: FlaskClient, planned: Personas
) -> None:
    sign_in(client, planned.dorte)
    client.get("/kapacitet")
    found = []
    for number in (0, 60):
        with writing(app):
            social = db.session.get_one(Unit, planned.social_id)
            for n in range(number):
                place = Unit(code=f"X{n}", name=f"Enhed {n}", kind="unit", parent=social, path="")
                db.session.add(place)
                db.session.flush()
                place.path, place.administration_id = f"{social.path}{place.id}/", social.id
                make_holder(unit=place, function="coordinator", person=make_person(unit=place))
                make_task(unit=place, due_on=date(YEAR, 1 + n % 12, 5), hours=2.0)
                done(place, "T27", 390, date(YEAR, 1, 5))
        pages = [counted(app, client, path) for path in ("/rapporter", "/kapacitet")]
        found.append(len(pages[1]))
    assert "side=2" in client.get("/kapacitet").text
    assert found[0] == found[1]
    # What stands round every page is read for every page.
    own = [statement for statement in pages[1] if statement not in pages[0]]
    assert len(own) <= 10, own
    assert found[1] <= 15, pages[1]
