"""/admin/lukkedage."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.calendar.store import get_closed_days, get_quiet_weeks
from app.core.workdays import ClosedDays
from tests.conftest import sign_in
from tests.make import Personas
from tests.page import read_form


@pytest.fixture
def frida(client: FlaskClient, personas: Personas) -> FlaskClient:
    sign_in(client, personas.frida)
    return client


def saved(app: Flask) -> tuple[ClosedDays, frozenset[int]]:
    with app.app_context():
        return get_closed_days(), get_quiet_weeks()


def test_the_form_shows_the_calendar_and_sent_as_it_is_changes_nothing(app: Flask, frida: FlaskClient) -> None:
    form = read_form(frida.get("/admin/lukkedage").text)
    assert form.getlist("closed") == ["constitution_day", "christmas_eve", "new_years_eve"]
    assert form["quiet_weeks"] == "27-31, 42, 52"
    before = saved(app)
    page = frida.post("/admin/lukkedage", data=form, follow_redirects=True)
    assert "Der var ikke noget at ændre." in page.text
    assert saved(app) == before


def test_a_closed_day_is_added_and_shown_again(app: Flask, frida: FlaskClient) -> None:
    form = read_form(frida.get("/admin/lukkedage").text)
    form["dates"], form["quiet_weeks"] = "7. maj 2027", "29, 30"
    page = frida.post("/admin/lukkedage", data=form, follow_redirects=True)
    assert "Lukkedagene er gemt." in page.text
    again = read_form(page.text)
    assert (again["dates"], again["quiet_weeks"]) == ("07-05-2027", "29, 30")
    closed, quiet = saved(app)
    assert [day.isoformat() for day in closed.dates] == ["2027-05-07"]
    assert quiet == {29, 30}


def test_what_cannot_be_read_comes_back_with_the_reason_at_its_field(app: Flask, frida: FlaskClient) -> None:
    form = read_form(frida.get("/admin/lukkedage").text)
    form["dates"], form["quiet_weeks"] = "maj 2027", "27-99"
    answer = frida.post("/admin/lukkedage", data=form)
    assert answer.status_code == 422
    assert "«maj 2027» er en måned, ikke en dag." in answer.text
    assert "«27-99» er ikke ugenumre." in answer.text
    assert saved(app)[0] == ClosedDays()


def test_the_page_says_before_saving_what_a_change_moves(frida: FlaskClient) -> None:
    assert "Ændringen flytter kun opgaver, som ingen har rørt." in frida.get("/admin/lukkedage").text


def test_the_set_up_leads_to_it_for_those_who_may_change_it(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.frida)
    assert re.search(r'href="/admin/lukkedage".*Stille uger: 27-31, 42, 52', client.get("/admin").text, re.DOTALL)
    sign_in(client, personas.dorte)
    assert "/admin/lukkedage" not in client.get("/admin").text


def test_the_trail_tells_the_change_in_words(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.frida)
    form = read_form(client.get("/admin/lukkedage").text)
    form.poplist("closed")
    form["dates"] = "07-05-2027"
    client.post("/admin/lukkedage", data=form)
    page = client.get("/admin/spor").text
    assert "Rettede lukkedage og stille uger" in page
    assert "Grundlovsdag, 5. juni" in page
    assert "07-05-2027" in page
