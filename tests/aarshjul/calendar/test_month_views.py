"""/aarshjul by month and by week."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Person, Unit
from tests.aarshjul.task.test_views import counted
from tests.conftest import sign_in
from tests.make import Personas, make_holder, make_task
from tests.page import parse, text_of

MONTH = "/aarshjul?visning=maaned&maaned=2027-03"
WEEK = "/aarshjul?visning=uge&uge=2027-W11"
DAY = date(2027, 3, 15)


def write(app: Flask, what: Callable[[], Any]) -> None:
    with app.test_request_context():
        begin_writing()
        what()
        db.session.commit()


@pytest.fixture
def march(app: Flask, personas: Personas) -> Personas:
    """15 March 2027: fourteen tasks in Social, one with a statutory date; one in Børn og Kultur on the day after."""

    def make() -> None:
        social, culture = (db.session.get_one(Unit, which) for which in (personas.social_id, personas.culture_id))
        for number in range(13):
            make_task(unit=social, due_on=DAY, title=f"Ærøs opgave {number:02}")
        make_task(unit=social, due_on=DAY, law_due_on=date(2027, 3, 31), title="A ved lov")
        make_task(unit=culture, due_on=DAY + timedelta(days=1), title="Carlas opgave")
        make_task(unit=social, due_on=DAY, title="Trukket tilbage", state="withdrawn")
        make_task(unit=social, due_on=date(2027, 3, 1), title="Gjort", done_on=date(2027, 2, 27))

    write(app, make)
    return personas


def days(page: str) -> dict[str, str]:
    """The words of each day."""
    found = [e for e in parse(page).iter() if e.get("data-day")]
    return {e.get("data-day", ""): text_of(e) for e in found}


def get(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.text


def test_a_month_shows_three_tasks_a_day_and_leads_to_the_others(client: FlaskClient, march: Personas) -> None:
    sign_in(client, march.anna)
    page = get(client, MONTH)
    assert "<h1>" in page
    assert "Marts 2027" in page
    assert "16 opgaver, 1 udført" in page
    of_day = days(page)
    assert len(of_day) == 35
    assert of_day["2027-03-15"].count("Social") == 3
    assert "og 11 mere" in of_day["2027-03-15"]
    assert "Trukket tilbage" not in page
    more = re.search(r'href="([^"]+)">og 11 mere', page)
    assert more is not None
    assert more[1].replace("&amp;", "&") == f"{WEEK}#dag-2027-03-15"
    week = days(get(client, WEEK))
    assert week["2027-03-15"].count("Social") == 14
    assert len(week) == 7


def test_a_statutory_date_stands_beside_the_internal_one(client: FlaskClient, march: Personas) -> None:
    sign_in(client, march.anna)
    assert "A ved lov Social Lovfrist 31-03-2027" in days(get(client, MONTH))["2027-03-15"]


def test_holidays_closed_days_and_quiet_weeks_are_said_in_words(client: FlaskClient, march: Personas) -> None:
    sign_in(client, march.anna)
    of_march = days(get(client, MONTH))
    assert "Langfredag, helligdag" in of_march["2027-03-26"]
    page = get(client, "/aarshjul?visning=maaned&maaned=2027-12")
    assert "Juleaftensdag, lukket" in days(page)["2027-12-24"]
    assert re.search(r"Uge </span>52.*?Stille uge", page, re.DOTALL)
    assert "Stille uge" not in get(client, MONTH)
    assert "Stille uge" in get(client, "/aarshjul?visning=uge&uge=2027-W28")


def test_a_task_opens_where_the_viewer_may_open_it_and_is_told_in_words(client: FlaskClient, march: Personas) -> None:
    sign_in(client, march.anna)
    page = get(client, MONTH)
    assert re.search(r'<a href="/opgaver/\d+">A ved lov</a>', page)
    assert "Carlas opgave" in page
    assert not re.search(r'<a href="/opgaver/\d+">Carlas opgave', page)
    assert "Udført" in days(page)["2027-03-01"]


def test_the_tasks_are_narrowed_to_an_administration_and_to_ones_own(client: FlaskClient, march: Personas) -> None:
    sign_in(client, march.anna)
    assert "1 opgave, 0 udført" in get(client, f"{MONTH}&forvaltning=BOK")
    assert "15 opgaver, 1 udført" in get(client, f"{MONTH}&hvem=mig")
    assert "16 opgaver" in get(client, f"{MONTH}&forvaltning=FINDES-IKKE")
    page = get(client, f"{MONTH}&forvaltning=SOC&hvem=mig")
    assert "maaned=2027-04&amp;forvaltning=SOC&amp;hvem=mig" in page, "the choice is kept when one goes on"
    assert "0 opgaver" in get(client, f"{MONTH}&forvaltning=BOK&hvem=mig")


def test_what_falls_to_somebody_outside_their_scope_is_theirs(app: Flask, client: FlaskClient, march: Personas) -> None:
    def make() -> None:
        bent = db.session.scalars(db.select(Person).where(Person.email == march.bent)).one()
        make_holder(unit=db.session.get_one(Unit, march.culture_id), function="it", person=bent)
        culture = db.session.get_one(Unit, march.culture_id)
        make_task(unit=culture, due_on=DAY, title="Bents i kulturen", function="it")

    write(app, make)
    sign_in(client, march.bent)
    assert "Bents i kulturen" not in get(client, MONTH)
    page = get(client, f"{MONTH}&hvem=mig")
    assert re.search(r'<a href="/opgaver/\d+">Bents i kulturen</a>', page)


def test_a_week_with_more_than_it_shows_leads_to_the_list_for_who_may_open_it(
    app: Flask, client: FlaskClient, march: Personas
) -> None:
    def make() -> None:
        social = db.session.get_one(Unit, march.social_id)
        for number in range(300):
            make_task(unit=social, due_on=DAY, title=f"Mange {number}")

    with counted(app) as few:
        sign_in(client, march.bent)
        get(client, MONTH)
    few_statements = len(few)
    write(app, make)
    with counted(app) as many:
        sign_in(client, march.bent)
        page = get(client, MONTH)
    assert len(many) == few_statements
    assert "og 311 mere" in page
    assert len(page) < 120_000
    week = get(client, f"{WEEK}&forvaltning=SOC")
    link = re.search(r'href="(/opgaver\?[^"]+)">og 294 mere', week)
    assert link is not None
    assert "316 opgaver" in get(client, link[1].replace("&amp;", "&"))
    sign_in(client, march.erik)
    week = get(client, WEEK)
    assert "og 294 mere" in week
    assert not re.search(r'href="[^"]+">og 294 mere', week)


@pytest.mark.parametrize("address", [MONTH, WEEK, f"{MONTH}&hvem=mig&forvaltning=SOC"])
def test_a_page_takes_at_most_ten_statements(app: Flask, client: FlaskClient, march: Personas, address: str) -> None:
    sign_in(client, march.anna)
    with counted(app) as statements:
        get(client, address)
    assert len([one for one in statements if one.lstrip().startswith("SELECT")]) <= 10, statements


def test_today_is_marked_and_odd_addresses_lead_to_it(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.anna)
    today = clock.today().isoformat()
    for odd in ("visning=maaned", "visning=uge", "visning=maaned&maaned=9999-99", "visning=uge&uge=hej"):
        page = get(client, f"/aarshjul?{odd}")
        assert "I dag" in days(page)[today], odd
        assert page.count('aria-current="date"') == 1


def test_who_may_not_read_the_plan_sees_no_calendar(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.frida)
    assert client.get(MONTH).status_code == 404
