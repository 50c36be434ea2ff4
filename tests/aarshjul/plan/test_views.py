"""/aarshjul and /femaarsplan."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.plan.actions import make_plan_tasks
from aarshjul.plan.model import TaskTemplate
from aarshjul.task.model import Task
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Unit
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import Personas, make_plan, make_task
from tests.page import parse

YEAR = clock.today().year


@pytest.fixture
def fjordby(app: Flask, personas: Personas) -> Personas:
    """This year's plan with three items, planned as of 1 January; this year's reviews are done."""

    def make() -> None:
        make_plan(first_year=YEAR, codes={"T01", "T05", "T08"})
        make_plan_tasks(clock.parse_moment(f"{YEAR}-01-01"))
        social = db.session.get_one(Unit, personas.social_id)
        make_task(unit=social, due_on=date(YEAR - 1, 12, 1), title="Sidste år")
        for own in db.session.scalars(db.select(Task).where(Task.plan_code == "T01", Task.period == str(YEAR))):
            own.state, own.done_on = "done", own.due_on

    write(app, make)
    return personas


def write(app: Flask, what: Callable[[], Any]) -> None:
    with app.test_request_context():
        begin_writing()
        what()
        db.session.commit()


def get(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    parse(answer.text)
    return answer.text


def test_the_wheel_has_a_ring_for_each_administration_and_one_for_what_all_share(
    client: FlaskClient, fjordby: Personas
) -> None:
    sign_in(client, fjordby.dorte)
    page = get(client, "/aarshjul")
    rings = re.search(r'<ol class="wheel-rings">(.*?)</ol>', page, re.DOTALL)
    assert rings
    assert [line.split(":")[0] for line in re.findall(r"<li>([^<]+)", rings.group(1))] == [
        "Børn og Kultur", "Social", "Fælles",
    ]  # fmt: skip
    assert "Social: 1 af 1 udført" in rings.group(1)


def test_a_dot_leads_to_its_task_only_where_it_may_be_opened(client: FlaskClient, fjordby: Personas) -> None:
    sign_in(client, fjordby.anna)
    page = get(client, "/aarshjul")
    links = re.findall(r'class="wheel__link" href="(/opgaver/\d+)"', page)
    assert len(links) == 1
    assert client.get(links[0]).status_code == 200
    sign_in(client, fjordby.erik)
    assert "wheel__link" not in get(client, "/aarshjul")


def test_another_year_and_one_administration_are_chosen_in_the_address(client: FlaskClient, fjordby: Personas) -> None:
    sign_in(client, fjordby.anna)
    page = get(client, f"/aarshjul?aar={YEAR + 2}&forvaltning=SOC")
    assert f"Årshjul {YEAR + 2}" in page
    assert "Børn og Kultur:" not in page
    assert "1 opgave, 0 udført" in page
    for odd in (f"aar={YEAR + 50}", "aar=hej", "aar=0000", "forvaltning=XYZ"):
        assert f"Årshjul {YEAR}" in get(client, f"/aarshjul?{odd}")


def test_the_months_list_the_same_tasks_as_the_wheel(client: FlaskClient, fjordby: Personas) -> None:
    sign_in(client, fjordby.anna)
    page = get(client, f"/aarshjul?visning=maaneder&aar={YEAR + 1}")
    assert len(re.findall(r'<section class="month"', page)) == 12
    listed = re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]+)', page)
    assert sorted(listed) == sorted(
        ["Årets gennemgang af fortegnelsen"] * 2
        + ["Rul femårsplanen et år frem", "Opdatering af retningslinjerne for informationssikkerhed"]
    )
    wheel = get(client, f"/aarshjul?aar={YEAR + 1}")
    assert "4 opgaver, 0 udført" in wheel


def test_a_manager_s_wheel_holds_his_own_administration_alone(client: FlaskClient, fjordby: Personas) -> None:
    sign_in(client, fjordby.bent)
    page = get(client, "/aarshjul")
    assert "Social: 1 af 1 udført" in page
    assert "Børn og Kultur" not in page
    assert "Fælles" not in page


def test_the_plan_shows_items_by_year_with_counts_and_hours(client: FlaskClient, fjordby: Personas) -> None:
    sign_in(client, fjordby.dorte)
    page = get(client, "/femaarsplan")
    assert f"Femårsplan {YEAR}–{YEAR + 4}" in page
    lines = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</tr>", page, re.DOTALL)
    by_code = {code: line for line in lines for code in re.findall(r"(T\d\d) ·", line)}
    assert set(by_code) == {"T01", "T05", "T08"}
    assert by_code["T01"].count("2 opgaver") == 5
    assert by_code["T01"].count("<span>Udført</span>") == 1
    # Every second year from the second.
    assert by_code["T08"].count("1 opgave") == 2
    # 12 hours in each of two administrations, five years.
    assert by_code["T01"].rstrip().endswith('<td data-label="Timer" class="num">120</td>')


def test_the_plan_of_one_administration_counts_its_tasks_alone(client: FlaskClient, fjordby: Personas) -> None:
    sign_in(client, fjordby.anna)
    page = get(client, "/femaarsplan?forvaltning=SOC")
    assert "2 opgaver" not in page
    link = re.search(r'href="(/opgaver\?[^"]*opgave=T01[^"]*)"', page)
    assert link
    listed = get(client, link.group(1).replace("&amp;", "&"))
    assert "1 opgave" in listed
    # The whole municipality's numbers are no links for who cannot open them all.
    assert "opgave=T01" not in get(client, "/femaarsplan")


def test_a_dds_member_reads_plan_and_wheel_and_finds_the_plan_in_the_menu(
    client: FlaskClient, fjordby: Personas
) -> None:
    sign_in(client, fjordby.erik)
    page = get(client, "/femaarsplan")
    assert re.search(r'aria-current="page"[^>]*>\s*<svg.*?Femårsplan', page, re.DOTALL)
    assert "/opgaver?" not in page
    assert "Årshjul" in get(client, "/aarshjul")


def test_the_menu_marks_the_annual_cycle_on_all_its_pages(client: FlaskClient, fjordby: Personas) -> None:
    sign_in(client, fjordby.anna)
    for address in ("/aarshjul", "/opgaver", "/femaarsplan"):
        page = get(client, address)
        marked = re.search(r'<li class="active current">.*?app-menu__label">([^<]+)', page, re.DOTALL)
        assert marked, address
        assert marked.group(1) == "Årshjul"


def test_the_administrator_has_no_plan(client: FlaskClient, fjordby: Personas) -> None:
    sign_in(client, fjordby.frida)
    assert client.get("/aarshjul").status_code == 404
    assert client.get("/femaarsplan").status_code == 404


def test_a_year_of_the_plan_stands_against_what_came_of_it(client: FlaskClient, app: Flask, fjordby: Personas) -> None:
    def spend() -> None:
        task = db.session.scalars(db.select(Task).where(Task.plan_code == "T01", Task.period == str(YEAR))).first()
        assert task is not None
        task.spent_minutes = 90

    write(app, spend)
    sign_in(client, fjordby.dorte)

    def numbers(page: str, code: str) -> list[str]:
        row = re.search(rf"{code}</span></th>(.*?)</tr>", page, re.DOTALL)
        assert row
        return [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in row[1].split("</td>")[:-1]]

    whole = numbers(get(client, "/femaarsplan/opfoelgning"), "T01")
    assert whole == ["2", "2", "2", "0", "0", "0", "0", "24", "1,5"]
    social = numbers(get(client, "/femaarsplan/opfoelgning?forvaltning=SOC"), "T01")
    assert social[:3] == ["1", "1", "1"]
    assert numbers(get(client, f"/femaarsplan/opfoelgning?aar={YEAR + 1}"), "T01")[:3] == ["2", "2", "0"]

    def dearer() -> None:
        db.session.execute(db.update(TaskTemplate).where(TaskTemplate.code == "T01").values(hours=99, title="Nyt navn"))

    write(app, dearer)
    again = get(client, "/femaarsplan/opfoelgning")
    assert numbers(again, "T01")[7] == "24", "the plan is held to what it said when it was approved"
    assert "Nyt navn" not in again
    assert "Ingen godkendt plan dækkede året" in get(client, f"/femaarsplan/opfoelgning?aar={YEAR - 2}")


def test_one_control_in_many_places_is_added_up(client: FlaskClient, app: Flask, fjordby: Personas) -> None:
    sign_in(client, fjordby.dorte)
    page = get(client, "/femaarsplan/opgave/T01")
    assert "2 af 2 opgaver er udført." in page
    rows = re.findall(r'<th scope="row">(.*?)</tr>', page, re.DOTALL)
    assert [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in rows] == [
        "Børn og Kultur 1 1 0 12 Udført",
        "Social 1 1 0 12 Udført",
    ]
    assert "0 af 2 opgaver" in get(client, f"/femaarsplan/opgave/T01?aar={YEAR + 1}")
    sign_in(client, fjordby.bent)
    assert "Børn og Kultur" not in get(client, "/femaarsplan/opgave/T01")
    assert client.get("/femaarsplan/opgave/T99").status_code == 404


def test_the_wheel_costs_at_most_ten_statements_however_many_tasks_there_are(
    client: FlaskClient, app: Flask, fjordby: Personas
) -> None:
    sign_in(client, fjordby.dorte)

    def asked() -> int:
        client.get("/aarshjul")
        with app.app_context(), statements_of(db.engine) as seen:
            assert client.get("/aarshjul").status_code == 200
        return len(seen)

    def grow() -> None:
        social = db.session.get_one(Unit, fjordby.social_id)
        for day in range(1, 29):
            make_task(unit=social, due_on=date(YEAR, 2, day))

    before = asked()
    write(app, grow)
    assert before == asked() <= 10
