"""The pages of one's own absences, and of somebody else's."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.absence.model import Absence
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Person, Unit
from tests.conftest import sign_in
from tests.make import Personas, make_absence, make_task

DAY = timedelta(days=1)


def data(start: int, end: int, deputy: str = "") -> dict[str, str]:
    today = clock.today()
    return {
        "from_on": (today + start * DAY).isoformat(), "to_on": (today + end * DAY).isoformat(), "deputy": deputy,
    }  # fmt: skip


def rows(app: Flask) -> list[Absence]:
    with app.app_context():
        return list(db.session.scalars(db.select(Absence).order_by(Absence.id)))


@pytest.fixture
def bent(app: Flask, personas: Personas) -> int:
    with app.app_context():
        begin_writing()
        who = db.session.scalars(db.select(Person).where(Person.email == personas.bent)).one()
        make_task(
            unit=db.session.get_one(Unit, personas.social_id), due_on=clock.today() + 3 * DAY, function="leader",
            title="Ledertilsyn",
        )  # fmt: skip
        db.session.commit()
        return who.id


def test_my_own_absence_is_entered_changed_and_taken_back(
    app: Flask, client: FlaskClient, personas: Personas, bent: int
) -> None:
    sign_in(client, personas.bent)
    answer = client.post("/konto/fravaer", data=data(0, 4, "Anna Ahorn"), follow_redirects=True)
    assert "Fraværet er meldt." in answer.text
    [absence] = rows(app)
    assert (absence.person_id, absence.from_on) == (bent, clock.today())
    assert "Ret dit fravær" in client.get("/").text
    assert client.post(f"/konto/fravaer/{absence.id}/ret", data=data(0, 9)).status_code == 303
    assert "Ingen stedfortræder" in client.get("/konto/fravaer").text
    assert client.post(f"/konto/fravaer/{absence.id}/fjern").status_code == 303
    assert rows(app) == []


def test_what_is_wrong_is_said_at_its_field_and_saved_nowhere(
    app: Flask, client: FlaskClient, personas: Personas, bent: int
) -> None:
    sign_in(client, personas.bent)
    for form, words in (
        (data(3, 2), "senere"), (data(0, 1, "ukendt"), "Ingen her hedder det."),
        (data(0, 1, personas.bent), "en anden"), ({}, "Skriv den første dag."),
    ):  # fmt: skip
        answer = client.post("/konto/fravaer", data=form)
        assert (answer.status_code, words in answer.text) == (422, True), words
    assert rows(app) == []


def test_another_s_absence_is_not_mine_to_change_and_the_administrator_s_to_enter(
    app: Flask, client: FlaskClient, personas: Personas, bent: int
) -> None:
    sign_in(client, personas.frida)
    page = f"/admin/brugere/{bent}/fravaer"
    assert client.post(page, data=data(1, 2, personas.anna)).status_code == 303
    assert "stedfortræder: Anna Ahorn" in client.get(f"/admin/brugere/{bent}").text
    [absence] = rows(app)
    sign_in(client, personas.anna)
    assert client.get(page).status_code == 404
    assert client.get(f"/konto/fravaer/{absence.id}/ret").status_code == 404
    assert client.post(f"/konto/fravaer/{absence.id}/fjern").status_code == 404
    assert len(rows(app)) == 1


def test_who_only_reads_sees_no_list_of_colleagues_until_something_falls_to_them(
    app: Flask, client: FlaskClient, personas: Personas, bent: int
) -> None:
    sign_in(client, personas.erik)
    assert client.get("/konto/fravaer").status_code == 404
    assert client.post("/konto/fravaer", data=data(0, 4)).status_code == 404
    assert "/konto/fravaer" not in client.get("/konto").text
    with app.app_context():
        begin_writing()
        erik = db.session.scalars(db.select(Person).where(Person.email == personas.erik)).one()
        make_task(unit=db.session.get_one(Unit, personas.social_id), due_on=clock.today() + 3 * DAY, person=erik)
        db.session.commit()
    assert "Anna Ahorn" in client.get("/konto/fravaer").text
    assert "/konto/fravaer" in client.get("/konto").text


def test_the_deputy_sees_the_task_marked_and_does_it_and_the_absent_one_sees_it_still(
    app: Flask, client: FlaskClient, personas: Personas, bent: int
) -> None:
    with app.app_context():
        begin_writing()
        carla = db.session.scalars(db.select(Person).where(Person.email == personas.carla)).one()
        who = db.session.get_one(Person, bent)
        make_absence(person=who, from_on=clock.today(), to_on=clock.today() + 5 * DAY, deputy=carla)
        task_id = db.session.scalar(db.text("SELECT id FROM task WHERE title = 'Ledertilsyn'"))
        db.session.commit()
    sign_in(client, personas.bent)
    assert "Ledertilsyn" in client.get("/").text
    sign_in(client, personas.carla)
    work = client.get("/").text
    assert "Ledertilsyn" in work
    assert "for Bent Birk, som er væk til" in work
    assert "Du er stedfortræder for Bent Birk" in work
    assert "Bent Birk er væk til og med" in client.get(f"/opgaver/{task_id}").text
    assert "for Bent Birk" in client.get("/opgaver?hvem=mig").text
    done = client.post(f"/opgaver/{task_id}/udfoert", data={"complete-version": "1"}, follow_redirects=True)
    assert "Opgaven er markeret som udført." in done.text
    # A deputy gets the tasks, not the roles: Social's other pages stay closed.
    assert client.get("/admin/brugere").status_code == 404
