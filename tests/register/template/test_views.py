"""A template from a good record, followed by another, changed, and held against."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing
from app.core.db import begin_writing, db
from app.draft.model import Draft
from register.activity.actions import ChangeActivity, change_activity
from register.activity.content import ActivityContent, DataLine, Disclosure, Purpose
from register.activity.convert import to_content
from register.activity.model import ProcessingActivity
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_record
from tests.page import fill, read_form


@pytest.fixture
def source(app: Flask, personas: Personas) -> int:
    with app.test_request_context():
        begin_writing()
        purposes = (Purpose(text="At udbetale løn til tiden", art6=("b",)),)
        record = make_record(title="Løn", unit="SOC", purposes=purposes, measures="Adgang efter rolle")
        db.session.commit()
        return record.id


def change(app: Flask, activity_id: int, **fields: object) -> None:
    with app.test_request_context():
        begin_writing()
        record = db.session.get_one(ProcessingActivity, activity_id)
        wanted = replace(to_content(record), **fields)  # type: ignore[arg-type]
        command = ChangeActivity(activity_id=activity_id, version=record.version, content=wanted)
        change_activity(command, doing=Doing(at=NOW, via="cli"))
        db.session.commit()


def content_of(app: Flask, activity_id: int) -> ActivityContent:
    with app.test_request_context():
        return to_content(db.session.get_one(ProcessingActivity, activity_id))


def make(client: FlaskClient, source: int) -> str:
    answer = client.post(f"/fortegnelse/{source}/lav-skabelon", data={"name": "Løn i en forvaltning"})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_a_record_follows_a_template_and_chooses_field_by_field_when_it_changes(
    app: Flask, client: FlaskClient, personas: Personas, source: int
) -> None:
    sign_in(client, personas.anna)
    template = make(client, source)
    assert "Løn i en forvaltning" in client.get("/fortegnelse/skabeloner").text
    form = read_form(client.get(f"{template}/ny-behandling").text)
    assert form["measures"] == "Adgang efter rolle"
    fill(form, {"title": "Løn i Social", "unit": "SOC-HJ"})
    made = client.post(f"{template}/ny-behandling", data=form)
    assert made.status_code == 303, made.text
    mine = int(str(made.location).rsplit("/", 1)[1])
    change(app, mine, measures="Vores egne ord")
    change(app, source, measures="Adgang efter rolle og log", retention_reason="Loven siger det")
    renewed = client.post(f"{template}/ny-udgave", data={"note": "Log er kommet til"})
    assert renewed.status_code == 303
    assert "Skabelonen er ændret" in client.get(f"/fortegnelse/{mine}").text
    page = client.get(f"/fortegnelse/{mine}/skabelon")
    assert "Log er kommet til" in page.text and "Vores egne ord" in page.text
    choice = read_form(page.text)
    assert choice["brug-measures"] == "min" and choice["brug-retention_reason"] == "ny"
    assert client.post(f"/fortegnelse/{mine}/skabelon", data=choice).status_code == 303
    after = content_of(app, mine)
    assert (after.measures, after.retention_reason, after.unit) == ("Vores egne ord", "Loven siger det", "SOC-HJ")
    assert "Skabelonen er ændret" not in client.get(f"/fortegnelse/{mine}").text


def test_a_line_of_ours_is_not_taken_for_one_that_the_template_added(
    app: Flask, client: FlaskClient, personas: Personas, source: int
) -> None:
    name, own, new = DataLine(key="1", text="Navn"), DataLine(key="2", text="Vores"), DataLine(key="2", text="Løn")
    change(app, source, data_lines=(name,))
    sign_in(client, personas.anna)
    template = make(client, source)
    form = read_form(client.get(f"{template}/ny-behandling").text)
    fill(form, {"title": "Løn i Social", "unit": "SOC-HJ"})
    mine = int(str(client.post(f"{template}/ny-behandling", data=form).location).rsplit("/", 1)[1])
    change(app, mine, data_lines=(name, own))
    change(app, source, data_lines=(name, new), disclosures=(Disclosure(name="Skat", lines=("2",)),))
    assert client.post(f"{template}/ny-udgave", data={"note": "Skat får lønnen"}).status_code == 303
    choice = read_form(client.get(f"/fortegnelse/{mine}/skabelon").text)
    fill(choice, {"brug-data_lines": "min", "brug-disclosures": "ny"})
    assert client.post(f"/fortegnelse/{mine}/skabelon", data=choice).status_code == 303
    after = content_of(app, mine)
    assert after.data_lines == (name, own)
    assert after.disclosures[0].lines == (), "Skat is not told what our own line holds"
    change(app, source, disclosures=(Disclosure(name="Told", lines=("1", "2")),))
    assert client.post(f"{template}/ny-udgave", data={"note": "Told i stedet"}).status_code == 303
    choice = read_form(client.get(f"/fortegnelse/{mine}/skabelon").text)
    fill(choice, {"brug-disclosures": "ny"})
    assert client.post(f"/fortegnelse/{mine}/skabelon", data=choice).status_code == 303
    assert content_of(app, mine).disclosures[0].lines == ("1",), "nor is Told, when the line was left out before"


def test_a_record_follows_the_version_its_form_was_filled_from(
    app: Flask, client: FlaskClient, personas: Personas, source: int
) -> None:
    sign_in(client, personas.anna)
    template = make(client, source)
    page = client.get(f"{template}/ny-behandling").text
    (post_url,) = re.findall(r'action="(/fortegnelse/skabeloner/[^"]+)"', page)
    form = read_form(page)
    change(app, source, measures="Ny tekst")
    client.post(f"{template}/ny-udgave", data={"note": "Nyt"})
    fill(form, {"title": "Løn i Social", "unit": "SOC-HJ"})
    made = client.post(post_url.replace("&amp;", "&"), data=form)
    assert made.status_code == 303
    assert "Skabelonen er ændret" in client.get(str(made.location)).text
    with app.app_context():
        assert db.session.scalars(db.select(Draft)).all() == []


def test_a_template_does_not_get_a_new_version_that_says_the_same(
    client: FlaskClient, personas: Personas, source: int
) -> None:
    sign_in(client, personas.anna)
    template = make(client, source)
    answer = client.post(f"{template}/ny-udgave", data={"note": ""})
    assert answer.status_code == 422 and "og skabelonen er ens" in answer.text


def test_a_choice_made_on_an_old_page_is_asked_again(
    app: Flask, client: FlaskClient, personas: Personas, source: int
) -> None:
    sign_in(client, personas.anna)
    template = make(client, source)
    form = read_form(client.get(f"{template}/ny-behandling").text)
    fill(form, {"title": "Løn i Social", "unit": "SOC"})
    mine = int(str(client.post(f"{template}/ny-behandling", data=form).location).rsplit("/", 1)[1])
    change(app, source, measures="Nyt")
    client.post(f"{template}/ny-udgave", data={"note": ""})
    choice = read_form(client.get(f"/fortegnelse/{mine}/skabelon").text)
    change(app, mine, description="Imens")
    answer = client.post(f"/fortegnelse/{mine}/skabelon", data=choice)
    assert answer.status_code == 422 and "Se forskellene igen" in answer.text


def test_two_templates_have_two_names_and_a_retired_one_is_offered_again(
    client: FlaskClient, personas: Personas, source: int
) -> None:
    sign_in(client, personas.anna)
    template = make(client, source)
    again = client.post(f"/fortegnelse/{source}/lav-skabelon", data={"name": "Løn i en forvaltning"})
    assert again.status_code == 422 and "allerede en skabelon med det navn" in again.text
    assert client.post(f"{template}/udgaa").status_code == 303
    assert "Udgået" in client.get(template).text
    client.post(f"{template}/udgaa")
    assert "Udgået" not in client.get(template).text


def test_somebody_elses_template_may_be_followed_but_not_changed(
    client: FlaskClient, personas: Personas, source: int
) -> None:
    sign_in(client, personas.anna)
    template = make(client, source)
    sign_in(client, personas.carla)
    assert client.get(template).status_code == 200
    assert client.post(f"{template}/ny-udgave", data={"note": ""}).status_code == 403
    assert client.get(f"{template}/ny-behandling").status_code == 200
