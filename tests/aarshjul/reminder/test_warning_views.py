"""What stands in the way of reminders is told to whoever sees to the mails, for their own part of the organisation."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db
from app.organisation.model import FunctionHolder, Person, Unit
from tests.aarshjul.reminder.playground import add_holder, add_task, write
from tests.conftest import sign_in
from tests.make import TODAY, Personas, make_account, make_grant, make_person


def person(email: str) -> Person:
    return db.session.scalars(sa.select(Person).where(Person.email == email)).one()


@pytest.fixture
def isc(app: Flask, client: FlaskClient, fjordby: Personas) -> FlaskClient:
    """The information security coordinator's window."""

    def make() -> None:
        root = db.session.get_one(Unit, fjordby.municipality_id)
        gitte = make_person(email="gitte@fjordby.example", name="Gitte Gran", unit=root)
        make_grant(person=gitte, role="isc", unit=root)
        make_account(gitte)

    write(app, make)
    sign_in(client, "gitte@fjordby.example")
    return client


def add_due(app: Flask, fjordby: Personas, unit_id: int, **changes: object) -> int:
    """A task that is due today by the clock of this machine, as the pages read it."""
    today = clock.today()
    return add_task(app, fjordby, today, unit_id=unit_id, remind_on=today, **changes)


def test_what_falls_to_nobody_is_told_to_who_sees_everything_and_to_nobody_elsewhere(
    app: Flask, client: FlaskClient, fjordby: Personas
) -> None:
    add_due(app, fjordby, fjordby.municipality_id, function="it", title="Test af gendannelse")
    sign_in(client, fjordby.frida)
    page = client.get("/admin").text
    assert "Opgaver, som ingen bliver mindet om" in page
    assert "Ingen har funktionen «It-drift»" in page
    assert "Test af gendannelse" in page
    sign_in(client, fjordby.anna)
    assert "ingen bliver mindet om" not in client.get("/").text
    assert "ingen bliver mindet om" not in client.get("/paamindelser").text


def test_who_cannot_be_mailed_is_told_once_with_all_that_stands_with_them(
    app: Flask, isc: FlaskClient, fjordby: Personas
) -> None:
    def spoil() -> None:
        person(fjordby.bent).email = "bent birk@fjordby.example"

    write(app, spoil)
    for number in range(3):
        add_due(app, fjordby, fjordby.social_id, title=f"Opgave {number}")
    page = isc.get("/paamindelser").text
    assert page.count("bent birk@fjordby.example") == 1
    assert "1 funktion, skal mindes om 3 opgaver nu" in page
    assert "/admin/brugere/" in page


def test_a_stand_in_without_function_who_cannot_be_mailed_is_told_too(
    app: Flask, isc: FlaskClient, fjordby: Personas
) -> None:
    def name() -> int:
        return make_person(email="vikar@@fjordby.example", name="Vibe Vikar").id

    named = write(app, name)
    add_due(app, fjordby, fjordby.social_id, person_id=named)
    page = isc.get("/paamindelser").text
    assert "Vibe Vikar" in page
    assert "1 åben opgave i eget navn, skal mindes om 1 opgave nu" in page


def test_who_has_left_and_still_stands_with_something_is_told_with_the_page_that_hands_it_over(
    app: Flask, isc: FlaskClient, client: FlaskClient, fjordby: Personas
) -> None:
    def leave() -> int:
        bent = person(fjordby.bent)
        bent.is_active = False
        return bent.id

    bent_id = write(app, leave)
    task_id = add_task(app, fjordby, TODAY, person_id=bent_id)
    page = isc.get("/").text
    assert "Personer, der er stoppet" in page
    assert "1 funktion, 1 åben opgave i eget navn" in page
    assert f"/admin/brugere/{bent_id}/overdrag" in page
    sign_in(client, fjordby.anna)
    page = client.get("/").text
    assert "Bent Birk" in page
    assert f'href="/opgaver/{task_id}"' in page, "she may give the task to another"
    assert "retter systemadministratoren" in page


def test_a_unit_without_a_leader_in_it_or_above_is_told_with_who_hears_instead(
    app: Flask, isc: FlaskClient, client: FlaskClient, fjordby: Personas
) -> None:
    soon = clock.today() + timedelta(days=90)
    add_task(app, fjordby, soon, unit_id=fjordby.school_id, function="coordinator")
    add_task(app, fjordby, soon + timedelta(days=1), unit_id=fjordby.culture_id, function="coordinator")
    add_task(app, fjordby, soon, unit_id=fjordby.home_care_id)
    page = isc.get("/paamindelser").text
    assert "Enheder uden leder" in page
    assert "Skovskolen</a>: 1 opgave inden for 90 dage. Beskeden går til GDPR-koordinatoren i stedet." in page
    assert "Hjemmeplejen</a>: 1 opgave" not in page, "Social has a leader"
    sign_in(client, fjordby.carla)
    assert "Skovskolen: 1 opgave" in client.get("/").text
    sign_in(client, fjordby.anna)
    assert "Skovskolen" not in client.get("/").text
    add_holder(app, fjordby.culture_id, "director", "direktoer@fjordby.example", "Dan Direktør")
    sign_in(client, "gitte@fjordby.example")
    assert "Beskeden går til forvaltningsdirektøren i stedet." in isc.get("/paamindelser").text


def test_many_of_a_kind_are_counted_and_cost_no_more_statements(
    app: Flask, isc: FlaskClient, fjordby: Personas
) -> None:
    def add(count: int, first: int) -> None:
        social = db.session.get_one(Unit, fjordby.social_id)
        for number in range(first, first + count):
            gone = make_person(email=f"p{number}@fjordby.example", name=f"Person {number:02}", is_active=False)
            db.session.add(FunctionHolder(unit=social, function=f"f{number}", person=gone))

    def statements() -> tuple[int, str]:
        found: list[str] = []
        with app.app_context():
            engine = db.engine
        listener = lambda _c, _cu, statement, *_: found.append(statement)  # noqa: E731 - it is taken off again
        sa.event.listen(engine, "before_cursor_execute", listener)
        page = isc.get("/paamindelser").text
        sa.event.remove(engine, "before_cursor_execute", listener)
        return len(found), page

    write(app, lambda: add(2, 0))
    isc.get("/paamindelser")
    few, page = statements()
    assert "til</li>" not in page
    write(app, lambda: add(15, 2))
    many, page = statements()
    assert few == many
    assert "<li>og 12 til</li>" in page


def test_nothing_in_the_way_shows_nothing(client: FlaskClient, fjordby: Personas) -> None:
    sign_in(client, fjordby.anna)
    assert "når ikke frem" not in client.get("/").text


@pytest.mark.parametrize("who", ["bent", "dorte", "erik"])
def test_who_does_not_see_to_the_mails_is_not_told(
    app: Flask, client: FlaskClient, fjordby: Personas, who: str
) -> None:
    add_due(app, fjordby, fjordby.municipality_id, function="it")
    sign_in(client, getattr(fjordby, who))
    assert "når ikke frem" not in client.get("/", follow_redirects=True).text
    assert client.get("/paamindelser").status_code == 404
