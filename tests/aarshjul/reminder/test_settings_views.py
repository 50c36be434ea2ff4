"""/admin/paamindelser, the pause, and /konto/paamindelser."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.reminder.model import ReminderChoice, ReminderSettings
from aarshjul.reminder.settings_rules import USUAL, chosen_of
from aarshjul.reminder.store import find_settings
from app.core.db import db
from tests.conftest import sign_in
from tests.make import Personas
from tests.page import find, parse, read_form, text_of

ADDRESS = "/admin/paamindelser"
CPR = "310299-9999"
PAUSED = "Påmindelserne er på pause"


@pytest.fixture
def frida(client: FlaskClient, personas: Personas) -> FlaskClient:
    sign_in(client, personas.frida)
    return client


def other(client: FlaskClient, email: str) -> FlaskClient:
    browser = client.application.test_client()
    sign_in(browser, email)
    return browser


def form_of(client: FlaskClient, address: str = ADDRESS) -> Any:
    """The fields of the page's form that saves, as a browser would send them."""
    return read_form(client.get(address).text)


def save(client: FlaskClient, **changes: str) -> Any:
    form = form_of(client)
    for name, value in changes.items():
        form[name] = value
    return client.post(ADDRESS, data=form, follow_redirects=True)


def shown(page: str) -> str:
    return text_of(find(parse(page), id="main-content"))


def test_until_somebody_chooses_the_page_shows_what_is_usual_and_saved_as_it_is_changes_nothing(
    app: Flask, frida: FlaskClient
) -> None:
    form = form_of(frida)
    wanted = {"days_before": "30, 14, 7, 1, 0", "overdue_every": "7", "escalates": "y", "read": ""}
    wanted |= {"leader": "7", "above": "14", "director": "30", "draft": "60"}
    assert {name: form.get(name) for name in wanted} == wanted
    assert "chases_in_quiet_weeks" not in form
    assert "Der var ikke noget at ændre." in save(frida).text
    with app.app_context():
        assert find_settings() is None


def test_a_choice_is_put_in_order_kept_shown_and_told(app: Flask, frida: FlaskClient) -> None:
    page = save(frida, days_before="0 og 10;10, 45", overdue_every="5", leader="4", chases_in_quiet_weeks="y").text
    assert "Påmindelserne er gemt. De gælder fra den næste mail." in page
    form = read_form(page)
    assert (form["days_before"], form["overdue_every"], form["leader"]) == ("45, 10, 0", "5", "4")
    assert form["chases_in_quiet_weeks"] == "y"
    assert re.search(r"Rettet af Frida Fyr \d\d-\d\d-\d{4} kl\. \d\d\.\d\d\.", page)
    assert "Dage før fristen: 45, 10, 0" in shown(frida.get("/admin").text)
    trail = shown(frida.get("/admin/spor").text)
    assert "Rettede påmindelserne" in trail
    assert "Dage før fristen" in trail and "45, 10, 0" in trail


def test_those_above_are_told_of_nothing_when_the_box_is_empty_whatever_the_days_say(
    app: Flask, frida: FlaskClient
) -> None:
    form = form_of(frida)
    del form["escalates"]
    form["above"] = ""
    page = frida.post(ADDRESS, data=form, follow_redirects=True).text
    assert "Påmindelserne er gemt." in page
    with app.app_context():
        assert chosen_of(find_settings()).escalate_after == ()
    tree = parse(page)
    assert find(tree, name="escalates").get("checked") is None
    assert read_form(tree)["above"] == "14", "the usual days stand ready"
    assert "Leders leder" not in text_of(find(tree, id="eksempel"))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"days_before": "30, snart"}, "days_before", "«snart» er ikke et helt tal. Skriv tal med komma imellem"),
        ({"days_before": ""}, "days_before", "Skriv mindst ét tal."),
        ({"days_before": "30, 14"}, "days_before", "Mindst ét tal skal være 7 eller mindre"),
        ({"days_before": "61, 7"}, "days_before", "Skriv tal fra 0 til 60."),
        ({"overdue_every": "2"}, "overdue_every", "Skriv et helt tal fra 3 til 14."),
        ({"overdue_every": ""}, "overdue_every", "Skriv et helt tal fra 3 til 14."),
        ({"overdue_every": "syv"}, "overdue_every", "Skriv et helt tal."),
        ({"above": ""}, "above", "Skriv et helt tal fra 3 til 180."),
        ({"above": "7"}, "above", "Tallet skal være større end det forrige, 7."),
        ({"draft": "181"}, "draft", "Skriv et helt tal fra 3 til 180."),
        ({"days_before": "1" * 300}, "days_before", "Skriv højst 200 tegn."),
    ],
)
def test_a_mistake_comes_back_with_its_sentence_at_the_field_and_the_example_of_what_goes(
    app: Flask, frida: FlaskClient, changes: dict[str, str], field: str, sentence: str
) -> None:
    form = form_of(frida)
    for name, value in changes.items():
        form[name] = value
    answer = frida.post(ADDRESS, data=form)
    assert answer.status_code == 422
    tree = parse(answer.text)
    assert sentence in text_of(find(tree, id=f"{field}-error"))
    assert find(tree, name=field).get("value") == changes[field]
    assert "hver 7. dag" in text_of(find(tree, id="eksempel"))
    with app.app_context():
        assert find_settings() is None


def test_all_mistakes_are_told_at_once(frida: FlaskClient) -> None:
    form = form_of(frida)
    wrong = {"days_before": "snart", "overdue_every": "1", "above": "5", "director": ""}
    for name, value in wrong.items():
        form[name] = value
    tree = parse(frida.post(ADDRESS, data=form).text)
    for field in wrong:
        assert text_of(find(tree, id=f"{field}-error")), field


def test_two_who_save_at_once_are_told_and_what_was_written_stands(app: Flask, frida: FlaskClient) -> None:
    old = form_of(frida)
    save(frida, days_before="20, 5", overdue_every="10")
    old["days_before"] = "40, 5"
    answer = frida.post(ADDRESS, data=old)
    assert answer.status_code == 409
    said = shown(answer.text)
    assert "En anden har rettet påmindelserne, mens du skrev." in said
    assert "Dage før fristen: 20, 5" in said and "Dage mellem påmindelserne: 10" in said
    unmarked = {name: value for name, value in old.items() if name != "read"}
    assert frida.post(ADDRESS, data=unmarked).status_code == 409
    again = read_form(answer.text)
    assert again["days_before"] == "40, 5"
    assert "Påmindelserne er gemt." in frida.post(ADDRESS, data=again, follow_redirects=True).text
    with app.app_context():
        assert chosen_of(find_settings()).days_before == (40, 5)


def test_the_example_follows_the_date_asked_for(frida: FlaskClient) -> None:
    from app.core import clock

    due_on = clock.today().replace(month=3, day=31, year=clock.today().year + 1)
    words = text_of(find(parse(frida.get(f"{ADDRESS}?frist={due_on}").text), id="eksempel"))
    assert f"den 31. marts {due_on.year}" in words
    assert "Før fristen og på dagen" in words and "april og derefter hver 7. dag" in words
    for asked in ("1999-01-01", "9999-12-31", "i morgen", "2027-02-30", ""):
        answer = frida.get(ADDRESS, query_string={"frist": asked})
        assert answer.status_code == 200 and "Et eksempel" in answer.text


def test_reminders_are_paused_with_a_reason_seen_where_mails_are_and_go_on(
    app: Flask, frida: FlaskClient, personas: Personas
) -> None:
    assert PAUSED not in frida.get("/admin").text
    page = frida.post(f"{ADDRESS}/pause", data={"reason": "Vi <lægger> om"}, follow_redirects=True).text
    assert "Påmindelserne er sat på pause." in page
    assert "Vi &lt;lægger&gt; om" in page
    assert 'action="/admin/paamindelser/pause"' not in page
    for path in (ADDRESS, "/admin", "/admin/mails"):
        said = shown(frida.get(path).text)
        assert PAUSED in said and "Frida Fyr satte dem på pause" in said and "Vi <lægger> om" in said, path
        assert "Invitationer, adgangskoder og andre mails sendes som altid." in said
    assert "På pause" in shown(frida.get("/admin").text)
    assert PAUSED not in other(frida, personas.bent).get("/").text
    again = frida.post(f"{ADDRESS}/pause", data={"reason": "Igen"}, follow_redirects=True).text
    assert "Påmindelserne er allerede sat på pause." in again
    page = frida.post(f"{ADDRESS}/genoptag", follow_redirects=True).text
    assert "Påmindelserne er genoptaget." in page and PAUSED not in page
    assert "Påmindelserne var ikke på pause." in frida.post(f"{ADDRESS}/genoptag", follow_redirects=True).text
    trail = shown(frida.get("/admin/spor").text)
    assert "Satte påmindelserne på pause" in trail and "Genoptog påmindelserne" in trail
    with app.app_context():
        assert chosen_of(find_settings()) == USUAL


def test_who_keeps_information_security_sees_the_pause_on_the_front_page(
    app: Flask, frida: FlaskClient, personas: Personas
) -> None:
    from app.core.db import begin_writing
    from app.organisation.model import Person, Unit
    from tests.make import make_grant

    with app.app_context():
        begin_writing()
        person = db.session.scalars(sa.select(Person).where(Person.email == personas.anna)).one()
        make_grant(person=person, role="isc", unit=db.session.get_one(Unit, personas.municipality_id))
        db.session.commit()
    anna = other(frida, personas.anna)
    assert PAUSED not in anna.get("/").text
    frida.post(f"{ADDRESS}/pause", data={"reason": "Omlægning"})
    assert PAUSED in anna.get("/").text


def test_a_pause_without_a_reason_comes_back_and_what_is_chosen_stands_beside_it(
    app: Flask, frida: FlaskClient
) -> None:
    answer = frida.post(f"{ADDRESS}/pause", data={"reason": " "})
    assert answer.status_code == 422
    tree = parse(answer.text)
    assert "Skriv, hvorfor påmindelserne sættes på pause." in text_of(find(tree, id="reason-error"))
    assert find(tree, name="days_before").get("value") == "30, 14, 7, 1, 0"
    assert frida.post(f"{ADDRESS}/pause", data={"reason": f"Borger {CPR}"}).status_code == 422
    with app.app_context():
        assert db.session.get(ReminderSettings, 1) is None


def test_a_person_chooses_how_often_they_are_mailed(app: Flask, client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.bent)

    def chosen(page: str) -> list[str]:
        return re.findall(r'name="rhythm"\s+value="(\w+)"\s+checked', page)

    assert chosen(client.get("/konto").text) == ["daily"]
    page = client.post("/konto/paamindelser", data={"rhythm": "weekly"}, follow_redirects=True).text
    assert "Du får nu påmindelserne samlet om mandagen." in page
    assert chosen(page) == ["weekly"]
    same = client.post("/konto/paamindelser", data={"rhythm": "weekly"}, follow_redirects=True).text
    assert "Der var ikke noget at ændre." in same
    page = client.post("/konto/paamindelser", data={"rhythm": "daily"}, follow_redirects=True).text
    assert "Du får nu påmindelser hver arbejdsdag, når der er noget." in page
    assert chosen(page) == ["daily"]
    for data in ({"rhythm": "hourly"}, {}):
        answer = client.post("/konto/paamindelser", data=data)
        assert answer.status_code == 422
        assert 'id="rhythm"' in answer.text and "form-error-message" in answer.text
    with app.app_context():
        assert [row.rhythm for row in db.session.scalars(sa.select(ReminderChoice))] == ["daily"]
    trail = shown(other(client, personas.frida).get("/admin/spor").text)
    assert "Valgte, hvor tit påmindelserne kommer" in trail
    assert "Samlet om mandagen" in trail
