"""/attestering: starting a campaign, its board and its file; a leader's page."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from aarshjul.attestation.model import AttestationCampaign, AttestationLine
from aarshjul.task.actions import AssignTask, assign_task
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Person, Unit
from register.activity.actions import ChangeActivity, change_activity, confirm_review
from register.activity.content import Retention
from register.activity.convert import to_content
from register.activity.model import ProcessingActivity
from tests.aarshjul.attestation.conftest import Office, add_many, make_office
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import make_account, make_grant, make_holder, make_person, make_unit
from tests.page import find, parse, read_form, text_of

TODAY = clock.today()
PAGE = "/attestering"


@pytest.fixture
def stage(app: Flask) -> Office:
    """The municipality of conftest.py, committed; its actions are today's."""
    with app.test_request_context():
        begin_writing()
        office = make_office()
        db.session.commit()
        return office


@pytest.fixture
def anna(client: FlaskClient, stage: Office) -> FlaskClient:
    sign_in(client, stage.people.anna)
    return client


@pytest.fixture
def bent(app: Flask, stage: Office) -> FlaskClient:
    client = app.test_client()
    sign_in(client, stage.people.bent)
    return client


def get(client: FlaskClient, url: str, code: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == code, (url, answer.status_code)
    return answer.text


def begin(anna: FlaskClient, **changes: str) -> int:
    """Start a campaign as a coordinator does; its number."""
    data = read_form(get(anna, f"{PAGE}/ny"))
    for name, value in changes.items():
        data[name] = value
    looked = anna.post(f"{PAGE}/ny", data=data)
    assert looked.status_code == 200, text_of(parse(looked.text))
    started = anna.post(PAGE, data=read_form(looked.text))
    assert started.status_code == 303
    return int(started.location.rpartition("/")[2])


def rows(data: MultiDict[str, str]) -> Iterator[str]:
    """What the names of each record's fields begin with."""
    return (name.removesuffix("line_id") for name in data if name.endswith("line_id"))


def one(app: Flask, campaign_id: int, title: str) -> AttestationLine:
    with app.app_context():
        query = sa.select(AttestationLine).join(AttestationLine.activity)
        return db.session.scalars(
            query.where(AttestationLine.campaign_id == campaign_id, ProcessingActivity.title == title)
        ).one()


def test_a_coordinator_sees_who_is_asked_and_starts(app: Flask, anna: FlaskClient, stage: Office) -> None:
    assert "Ingen attesteringer endnu" in get(anna, PAGE)
    form = read_form(get(anna, f"{PAGE}/ny"))
    assert form["title"] == f"Bekræft fortegnelsen {TODAY.year}"
    assert form.getlist("places") == [str(stage.people.social_id)], "the only one is chosen already"
    looked = anna.post(f"{PAGE}/ny", data=form)
    words = text_of(parse(looked.text))
    assert "5 behandlinger" in words and "2 enheder" in words and "1 leder" in words
    assert "Intet er sat i gang endnu" in words and "ingen leder" not in words
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(AttestationCampaign.id))) == 0
    back = anna.post(f"{PAGE}/ny", data={**read_form(looked.text), "ret": "1"})
    assert read_form(back.text)["due_on"] == form["due_on"]
    started = anna.post(PAGE, data=read_form(looked.text))
    board = get(anna, started.location)
    assert "Attesteringen er sat i gang" in board and "0 af 5 besvaret (0 %)" in board
    assert "Bekræft fortegnelsen" in get(anna, PAGE) and "I gang" in get(anna, PAGE)
    refused = anna.post(f"{PAGE}/ny", data=form)
    assert refused.status_code == 422
    assert "Social har allerede en attestering, der er i gang" in refused.text


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "Skriv, hvad attesteringen hedder."),
        ("due_on", (TODAY - timedelta(days=1)).isoformat(), "Fristen er gået."),
        ("due_on", "31-02-2027", "Skriv datoen som dd-mm-åååå."),
        ("opens_on", (TODAY - timedelta(days=1)).isoformat(), "Dagen er gået."),
        ("places", "", "Vælg mindst én forvaltning."),
        ("places", "999", "Vælg mindst én forvaltning."),
        ("places", "x", "Vælg mindst én forvaltning."),
    ],
)
def test_what_is_wrong_is_told_at_its_field(anna: FlaskClient, field: str, value: str, says: str) -> None:
    data = read_form(get(anna, f"{PAGE}/ny"))
    data[field] = value
    for address in (f"{PAGE}/ny", PAGE):
        answer = anna.post(address, data=data)
        assert answer.status_code == 422, address
        assert says in answer.text, address


def test_a_leader_confirms_all_but_one_and_says_what_is_wrong(
    app: Flask, anna: FlaskClient, bent: FlaskClient, stage: Office
) -> None:
    campaign_id = begin(anna, note="Spørg Anna, hvis du er i tvivl.")
    page = f"{PAGE}/{campaign_id}/{stage.people.social_id}"
    front = get(bent, "/")
    assert f'href="{page}"' in front and "Social: 3 behandlinger venter på dig" in front
    text = get(bent, page)
    assert "Bekræft alle 3" in text and "Spørg Anna, hvis du er i tvivl." in text
    data = read_form(text)
    places = list(rows(data))
    assert [data[place + "choice"] for place in places] == ["confirm"] * 3
    data[places[1] + "choice"] = "needs_change"
    refused = bent.post(page, data=data)
    assert refused.status_code == 422
    assert "Skriv, hvad der skal ændres, så koordinatoren kan rette det." in refused.text
    assert read_form(refused.text)[places[1] + "choice"] == "needs_change", "the choice stays"
    data[places[1] + "words"] = "Vi sender ikke til regionen mere <b>"
    answer = bent.post(page, data=data)
    assert answer.location == page
    after = get(bent, page)
    assert "2 behandlinger er bekræftet." in after and "din opgave er lukket" in after
    assert "Alle enhedens behandlinger har fået et svar." in after and "data-save" not in after
    assert bent.post(page, data=data).status_code == 303
    assert "Alle enhedens behandlinger har fået et svar." in get(bent, page)
    board = get(anna, f"{PAGE}/{campaign_id}")
    assert "3 af 5 besvaret (60 %)" in board and "Vi sender ikke til regionen mere &lt;b&gt;" in board
    assert "Ikke gennemgået siden" in board
    with app.app_context():
        [task] = db.session.scalars(sa.select(Task).where(Task.unit_id == stage.people.social_id))
        assert (task.state, task.done_on) == ("done", TODAY)
    assert page not in get(bent, "/")


def test_the_page_says_what_has_changed_since_each_was_last_confirmed(
    app: Flask, anna: FlaskClient, bent: FlaskClient, stage: Office
) -> None:
    with app.test_request_context():
        begin_writing()
        doing = Doing(at=clock.now(), via="cli")
        first, second, _third = stage.social
        for activity_id in (first, second):
            confirm_review(activity_id, on=TODAY - timedelta(days=30), doing=doing)
        row = db.session.get_one(ProcessingActivity, first)
        content = replace(to_content(row), description="Nyt", retention=(Retention(period="P5Y"),))
        change_activity(ChangeActivity(activity_id=first, version=row.version, content=content), doing=doing)
        db.session.commit()
    campaign_id = begin(anna)
    text = get(bent, f"{PAGE}/{campaign_id}/{stage.people.social_id}")
    day = app.jinja_env.filters["day"](TODAY - timedelta(days=30))
    assert f"2 felter er ændret siden {day}: Beskrivelse og Slettefrister." in text
    assert f"Ingen ændringer siden {day}." in text
    assert "Ikke bekræftet før." in text
    compare = re.search(r'href="(/fortegnelse/\d+/sammenlign[^"]*)"', text)
    assert compare is not None
    assert "Slettefrister" in get(bent, compare.group(1).replace("&amp;", "&"))


def test_the_tasks_own_page_leads_to_the_records_and_cannot_be_marked_as_done(
    app: Flask, anna: FlaskClient, bent: FlaskClient, stage: Office
) -> None:
    campaign_id = begin(anna)
    with app.app_context():
        task_id = db.session.scalars(sa.select(Task.id).where(Task.unit_id == stage.people.social_id)).one()
    text = get(bent, f"/opgaver/{task_id}")
    assert f'href="{PAGE}/{campaign_id}/{stage.people.social_id}"' in text
    assert "Attestering af fortegnelsen" in text and "Markér som udført" not in text
    assert "Markér som ikke relevant" not in text and "Udskyd" in text
    posted = bent.post(f"/opgaver/{task_id}/udfoert", data={"complete-version": "1"})
    assert posted.status_code == 422 and "på deres egen side" in posted.text


def test_who_sees_does_not_answer_and_who_does_not_see_finds_nothing(
    app: Flask, anna: FlaskClient, bent: FlaskClient, stage: Office
) -> None:
    campaign_id = begin(anna)
    page = f"{PAGE}/{campaign_id}/{stage.people.social_id}"
    data = read_form(get(bent, page))
    people = stage.people
    for email, sees in ((people.anna, True), (people.dorte, True), (people.carla, False), (people.erik, False)):
        client = app.test_client()
        sign_in(client, email)
        for url in (page, f"{PAGE}/{campaign_id}", f"{PAGE}/{campaign_id}/hent.xlsx"):
            assert client.get(url).status_code == (200 if sees else 404), (email, url)
        assert client.post(page, data=data).status_code == (403 if sees else 404), email
        if sees:
            assert "det er den, der har opgaven, som bekræfter dem" in client.get(page).text
    with app.app_context():
        assert set(db.session.scalars(sa.select(AttestationLine.state))) == {"waiting"}
    assert get(bent, f"{PAGE}/{campaign_id}/999", 404) and get(bent, f"{PAGE}/999/{people.social_id}", 404)
    assert get(bent, f"{PAGE}/{campaign_id}/{people.school_id}", 404)


def test_a_leader_without_access_to_the_records_is_not_shown_them(app: Flask, anna: FlaskClient, stage: Office) -> None:
    with app.test_request_context():
        begin_writing()
        olga = make_person(email="olga@fjordby.example", name="Olga Oliven")
        make_account(olga)
        make_holder(unit=db.session.get_one(Unit, stage.people.home_care_id), function="leader", person=olga)
        db.session.commit()
    campaign_id = begin(anna)
    client = app.test_client()
    sign_in(client, "olga@fjordby.example")
    page = f"{PAGE}/{campaign_id}/{stage.people.home_care_id}"
    assert client.get(page).status_code == 404 and client.post(page).status_code == 404
    with app.app_context():
        task_id = db.session.scalars(sa.select(Task.id).where(Task.unit_id == stage.people.home_care_id)).one()
    text = get(client, f"/opgaver/{task_id}")
    assert "Du har ikke adgang til dem." in text and page not in text
    board = get(client, f"{PAGE}/{campaign_id}")
    assert "0 af 2 besvaret" in board and page not in board
    assert "Bekræft fortegnelsen" in get(client, PAGE)


def test_the_coordinator_to_whom_a_unit_without_leader_falls_gives_it_on_and_does_not_confirm(
    app: Flask, stage: Office
) -> None:
    client = app.test_client()
    sign_in(client, stage.people.carla)
    campaign_id = begin(client)
    page = f"{PAGE}/{campaign_id}/{stage.people.school_id}"
    assert "Enheden har ingen leder." in get(client, page)
    assert client.post(page).status_code == 403
    with app.test_request_context():
        begin_writing()
        task = db.session.scalars(sa.select(Task).where(Task.unit_id == stage.people.school_id)).one()
        carla = db.session.scalars(sa.select(Person).where(Person.email == stage.people.carla)).one()
        assign_task(AssignTask(task_id=task.id, person_id=carla.id), doing=Doing(at=clock.now(), person_id=carla.id))
        db.session.commit()
    assert client.post(page, data=read_form(get(client, page))).status_code == 303
    assert "1 behandling er bekræftet." in get(client, page)


def test_the_coordinator_moves_the_date_and_closes_but_not_what_is_also_anothers(
    app: Flask, anna: FlaskClient, stage: Office
) -> None:
    campaign_id = begin(anna)
    board = f"{PAGE}/{campaign_id}"
    refused = anna.post(f"{board}/frist", data={"move-version": "1", "move-due_on": TODAY.isoformat()})
    assert refused.status_code == 422 and "Fristen er gået." in refused.text
    with app.app_context():
        due_on = db.session.get_one(AttestationCampaign, campaign_id).due_on
    later = due_on - timedelta(days=7)
    moved = anna.post(f"{board}/frist", data={"move-version": "1", "move-due_on": later.isoformat()})
    assert moved.status_code in (303, 422)
    if moved.status_code == 303:
        assert "også på ledernes opgaver" in get(anna, board)
    version = str(2 if moved.status_code == 303 else 1)
    assert anna.post(f"{board}/luk", data={"close-version": version}).status_code == 422
    closed = anna.post(f"{board}/luk", data={"close-version": version, "close-reason": "Forkert år"})
    assert closed.status_code == 303
    page = get(anna, board)
    assert "2 opgaver er trukket tilbage." in page and "Afsluttet" in page and "Flyt fristen" not in page
    with app.test_request_context():
        begin_writing()
        gitte = make_person(email="gitte@fjordby.example", name="Gitte")
        make_account(gitte)
        make_grant(person=gitte, role="isc", unit=db.session.get_one(Unit, stage.people.municipality_id))
        db.session.commit()
    client = app.test_client()
    sign_in(client, "gitte@fjordby.example")
    form = read_form(get(client, f"{PAGE}/ny"))
    form.setlist("places", [str(stage.people.social_id), str(stage.people.culture_id)])
    looked = client.post(f"{PAGE}/ny", data=form)
    assert "har ingen leder at spørge" in looked.text and "Skovskolen (1)" in looked.text
    assert "1 behandling er ikke med" in looked.text
    both = int(client.post(PAGE, data=read_form(looked.text)).location.rpartition("/")[2])
    seen = get(anna, f"{PAGE}/{both}")
    assert "Skovskolen" not in seen and "Flyt fristen" not in seen
    assert anna.post(f"{PAGE}/{both}/luk", data={"close-version": "1", "close-reason": "Nej"}).status_code == 403
    whole = get(client, f"{PAGE}/{both}")
    assert "Børn og Kultur" in whole and "0 af 6 besvaret" in whole and "Flyt fristen" in whole
    only = text_of(find(parse(get(client, f"{PAGE}/{both}?forvaltning=BOK")), id="main-content"))
    assert "0 af 1 besvaret" in only and "Hjemmeplejen" not in only


def test_the_file_holds_the_units_and_every_record(
    app: Flask, anna: FlaskClient, bent: FlaskClient, stage: Office
) -> None:
    campaign_id = begin(anna)
    page = f"{PAGE}/{campaign_id}/{stage.people.social_id}"
    data = read_form(get(bent, page))
    first, *_others = rows(data)
    data[first + "choice"], data[first + "words"] = "needs_change", "=Forkert"
    bent.post(page, data=data)
    answer = anna.get(f"{PAGE}/{campaign_id}/hent.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    units, records = (list(book[name].iter_rows(values_only=True)) for name in ("Enheder", "Behandlinger"))
    assert [row[:2] for row in units[1:]] == [("Social", "Hjemmeplejen"), ("Social", "Social"), ("I alt", None)]
    assert units[3][2:] == (5, 2, 1, 1, 2, 0, 60)
    assert len(records) == 6 and [row[5] for row in records if row[5]] == ["Hvad skal ændres", "=Forkert"]
    with app.app_context():
        told = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.verb == "attestation_campaign.export")).one()
        assert told.changes["count"] == [None, 2] or told.changes["count"] == 2


def test_pages_cost_the_same_for_ten_records_and_for_a_thousand(
    app: Flask, anna: FlaskClient, bent: FlaskClient, stage: Office
) -> None:
    def cost(client: FlaskClient, url: str) -> int:
        with app.app_context(), statements_of(db.engine) as seen:
            get(client, url)
        return len(seen)

    campaign_id = begin(anna)
    urls = (f"{PAGE}/{campaign_id}", PAGE, f"{PAGE}/{campaign_id}/{stage.people.social_id}", "/")
    few = {url: (cost(anna, url), cost(bent, url)) for url in urls}
    with app.test_request_context():
        begin_writing()
        social = db.session.get_one(Unit, stage.people.social_id)
        parts = [make_unit(name=f"Enhed {n}", parent=social) for n in range(60)]
        places = [social.id] * 300 + [parts[number % 60].id for number in range(700)]
        lines = [
            {"campaign_id": campaign_id, "activity_id": activity_id, "unit_id": unit_id, "note": ""}
            for activity_id, unit_id in zip(add_many(places), places, strict=True)
        ]
        db.session.execute(sa.insert(AttestationLine), lines)
        db.session.commit()
    many = {url: (cost(anna, url), cost(bent, url)) for url in urls}
    for url in urls:
        assert max(abs(a - b) for a, b in zip(few[url], many[url], strict=True)) <= 2, (url, few[url], many[url])
    assert "200 af 303 vises" in get(bent, urls[2])


def test_a_text_that_looks_like_a_cpr_number_is_asked_about(
    app: Flask, anna: FlaskClient, bent: FlaskClient, stage: Office
) -> None:
    campaign_id = begin(anna)
    page = f"{PAGE}/{campaign_id}/{stage.people.social_id}"
    data = read_form(get(bent, page))
    first, *_others = rows(data)
    data[first + "choice"], data[first + "words"] = "needs_change", "Sagen om 310227-" + "1234 er slettet"
    answer = bent.post(page, data=data)
    assert answer.status_code == 422 and "ligner et CPR-nummer" in answer.text
    again = read_form(answer.text)
    again["not-cpr"] = find(parse(answer.text), name="not-cpr").get("value", "")
    assert bent.post(page, data=again).status_code == 303
