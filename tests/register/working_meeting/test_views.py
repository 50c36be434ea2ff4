"""A working meeting from the filter to the minutes."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing
from app.core.db import begin_writing, db
from register.activity.actions import ChangeActivity, change_activity
from register.activity.content import Purpose
from register.activity.convert import to_content
from register.activity.model import ProcessingActivity
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_record
from tests.page import fill, parse, read_form, text_of

LIST = "/fortegnelse/arbejdsmoeder"


@pytest.fixture
def ids(app: Flask, personas: Personas) -> list[int]:
    with app.test_request_context():
        begin_writing()
        made = [make_record(title=f"Behandling {n}", number=f"M{n}", unit="SOC").id for n in range(3)]
        db.session.commit()
        return made


def mend(app: Flask, activity_id: int) -> None:
    """Somebody at the table writes the purpose."""
    with app.test_request_context():
        begin_writing()
        record = db.session.get_one(ProcessingActivity, activity_id)
        wanted = replace(to_content(record), purposes=(Purpose(text="At hjælpe borgerne hjemme", art6=("d",)),))
        command = ChangeActivity(activity_id=activity_id, version=record.version, content=wanted)
        change_activity(command, doing=Doing(at=NOW, via="cli"))
        db.session.commit()


def make_school_record(app: Flask) -> None:
    with app.test_request_context():
        begin_writing()
        make_record(title="Skolens behandling", unit="BOK")
        db.session.commit()


def open_one(client: FlaskClient, chosen: str = "") -> str:
    form = read_form(client.get(f"{LIST}/nyt{chosen}").text)
    form["title"] = "Fælles møde"
    answer = client.post(f"{LIST}/nyt{chosen}", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_the_list_of_what_is_missing_shrinks_and_the_minutes_keep_it(
    app: Flask, client: FlaskClient, personas: Personas, ids: list[int]
) -> None:
    sign_in(client, personas.anna)
    meeting = open_one(client)
    text = text_of(parse(client.get(meeting).text))
    assert "Færdige behandlinger: 0 af 3." in text and "Angiv mindst ét formål" in text
    before = text.count("Mangler:")
    mend(app, ids[0])
    part = client.get(meeting, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert part.count("Mangler:") < before and "Løst:" in part
    form = read_form(client.get(meeting).text)
    fill(form, {"participants": "Anna og Bent", "notes": "Carla skriver resten"})
    form["luk"] = "ja"
    assert client.post(f"{meeting}/noter", data=form).status_code == 303
    mend(app, ids[1])
    minutes = text_of(parse(client.get(meeting).text))
    assert "Carla skriver resten" in minutes and "afsluttet" in minutes
    assert minutes.count("Løst:") == part.count("Løst:"), "what is mended afterwards does not change the minutes"
    assert client.post(f"{meeting}/noter", data=form).status_code == 422
    pdf = client.get(f"{meeting}/referat.pdf")
    assert pdf.mimetype == "application/pdf" and pdf.data.startswith(b"%PDF")
    assert "Fælles møde" in client.get(LIST).text


def test_the_records_are_those_of_the_filter_and_without_any_nothing_is_opened(
    client: FlaskClient, personas: Personas, ids: list[int]
) -> None:
    sign_in(client, personas.anna)
    page = client.get(f"{LIST}/nyt?q=Behandling+2").text
    assert "Behandling 2" in page and "Behandling 1" not in page
    form = read_form(page)
    form["title"] = "Møde"
    form.poplist("records")
    answer = client.post(f"{LIST}/nyt?q=Behandling+2", data=form)
    assert answer.status_code == 422 and "Vælg mindst én behandling." in answer.text


def test_a_manager_sees_only_the_own_branch_of_it(
    app: Flask, client: FlaskClient, personas: Personas, ids: list[int]
) -> None:
    make_school_record(app)
    sign_in(client, personas.anna)
    assert "Skolens behandling" not in client.get(f"{LIST}/nyt").text, "one's own are offered first"
    meeting = open_one(client, "?mangler=noget")
    assert "Skolens behandling" in client.get(meeting).text
    sign_in(client, personas.bent)
    text = client.get(meeting).text
    assert "Skolens behandling" not in text and "Behandling 1" in text
    assert client.post(f"{meeting}/noter", data={"notes": "x"}).status_code == 403


def test_notes_of_two_who_write_at_once_are_not_lost(client: FlaskClient, personas: Personas, ids: list[int]) -> None:
    sign_in(client, personas.anna)
    meeting = open_one(client)
    mine, theirs = (read_form(client.get(meeting).text) for _ in range(2))
    theirs["notes"] = "Deres noter"
    assert client.post(f"{meeting}/noter", data=theirs).status_code == 303
    mine["notes"] = "Mine noter"
    for closing in ({}, {"luk": "ja"}):
        answer = client.post(f"{meeting}/noter", data={**mine, **closing})
        assert answer.status_code == 409
        assert "Noter til referatet: Deres noter" in text_of(parse(answer.text)) and "Mine noter" in answer.text
    assert client.post(f"{meeting}/noter", data={"luk": "ja"}).status_code == 409, "nor closed by an empty form"
    again = read_form(answer.text)
    again["notes"] = "Begges noter"
    assert client.post(f"{meeting}/noter", data=again).status_code == 303
    assert "Begges noter" in client.get(meeting).text


def test_a_meeting_about_others_records_is_neither_seen_nor_written(
    app: Flask, client: FlaskClient, personas: Personas, ids: list[int]
) -> None:
    make_school_record(app)
    sign_in(client, personas.carla)
    meeting = open_one(client)
    assert meeting in client.get(LIST).text
    sign_in(client, personas.anna)
    assert client.get(meeting).status_code == 200, "a coordinator reads them all"
    notes = {"notes": "Ikke mine", "luk": "ja"}
    assert client.post(f"{meeting}/noter", data=notes).status_code == 403
    sign_in(client, personas.bent)
    assert meeting not in client.get(LIST).text
    assert client.get(meeting).status_code == client.get(f"{meeting}/referat.pdf").status_code == 404
