"""A text to citizens: made, mended, published, kept, and held against the record that changes."""

from dataclasses import replace
from io import BytesIO

import docx
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
from tests.page import parse, read_form, text_of


@pytest.fixture
def url(app: Flask, personas: Personas) -> str:
    with app.test_request_context():
        begin_writing()
        purposes = (Purpose(text="At bevilge hjælpemidler", art6=("e",)),)
        record = make_record(title="Hjælpemidler", unit="SOC", number="12", purposes=purposes)
        db.session.commit()
        return f"/fortegnelse/{record.id}/oplysning/13"


def change_record(app: Flask, url: str, **fields: object) -> None:
    with app.test_request_context():
        begin_writing()
        record = db.session.get_one(ProcessingActivity, int(url.split("/")[2]))
        wanted = replace(to_content(record), **fields)  # type: ignore[arg-type]
        command = ChangeActivity(activity_id=record.id, version=record.version, content=wanted)
        change_activity(command, doing=Doing(at=NOW, via="cli"))
        db.session.commit()


def publish(client: FlaskClient, url: str) -> None:
    form = read_form(client.get(f"{url}/ret").text)
    form["udgiv"] = "ja"
    assert client.post(f"{url}/ret", data=form).status_code == 303


def test_from_draft_to_published_and_every_published_text_stays(
    app: Flask, client: FlaskClient, personas: Personas, url: str
) -> None:
    sign_in(client, personas.anna)
    assert "Teksten er ikke skrevet endnu" in client.get(url).text
    form = read_form(client.get(f"{url}/ret").text)
    place = next(name for name, value in form.items() if value == "At bevilge hjælpemidler")
    form[place] = "Vi bruger dem til at se, om du kan få et hjælpemiddel"
    assert client.post(f"{url}/ret", data=form).status_code == 303
    assert "Kladde" in client.get(url).text
    publish(client, url)
    assert "om du kan få et hjælpemiddel" in client.get(url).text and "Udgivet" in client.get(url).text
    form = read_form(client.get(f"{url}/ret").text)
    form[place] = "Helt nye ord"
    client.post(f"{url}/ret", data=form)
    assert "Helt nye ord" in client.get(url).text
    assert "om du kan få et hjælpemiddel" in client.get(f"{url}?udgave=1").text
    assert f"{url}/tekst.docx?udgave=2" in client.get(url).text
    assert f"{url}/tekst.docx?udgave=1" in client.get(f"{url}?udgave=1").text
    for query, new in (("", False), ("?udgave=1", False), ("?udgave=2", True)):
        document = docx.Document(BytesIO(client.get(f"{url}/tekst.docx{query}").data))
        assert ("Helt nye ord" in "\n".join(paragraph.text for paragraph in document.paragraphs)) == new, query
    assert client.get(f"{url}/tekst.docx?udgave=9").status_code == 404


def test_a_sign_that_no_document_can_hold_is_left_out(client: FlaskClient, personas: Personas, url: str) -> None:
    sign_in(client, personas.anna)
    form = read_form(client.get(f"{url}/ret").text)
    place = next(name for name, value in form.items() if value == "At bevilge hjælpemidler")
    form[place] = "Før\x02efter"
    assert client.post(f"{url}/ret", data=form).status_code == 303
    document = docx.Document(BytesIO(client.get(f"{url}/tekst.docx").data))
    assert any("efter" in paragraph.text for paragraph in document.paragraphs)


def test_a_record_that_changes_calls_for_the_text_again(
    app: Flask, client: FlaskClient, personas: Personas, url: str
) -> None:
    sign_in(client, personas.anna)
    publish(client, url)
    change_record(app, url, case_ref="2027-1")
    assert "er ændret, siden" not in client.get(url).text
    change_record(app, url, purposes=(Purpose(text="At låne dem ud", art6=("e",)),))
    assert "er ændret, siden teksten blev skrevet" in client.get(url).text
    assert "At låne dem ud" in client.get(f"{url}/ret?ny=1").text
    assert "At bevilge hjælpemidler" in client.get(f"{url}/ret").text


def test_two_who_write_at_once_do_not_write_over_each_other(client: FlaskClient, personas: Personas, url: str) -> None:
    sign_in(client, personas.anna)
    mine = read_form(client.get(f"{url}/ret").text)
    theirs = read_form(client.get(f"{url}/ret").text)
    assert client.post(f"{url}/ret", data=theirs).status_code == 303
    answer = client.post(f"{url}/ret", data=mine)
    assert answer.status_code == 422 and "En anden har rettet teksten" in text_of(parse(answer.text))


def test_an_empty_text_is_refused(client: FlaskClient, personas: Personas, url: str) -> None:
    sign_in(client, personas.anna)
    form = read_form(client.get(f"{url}/ret").text)
    for name in [name for name in form if name.endswith("-text")]:
        form[name] = ""
    answer = client.post(f"{url}/ret", data=form)
    assert answer.status_code == 422 and "Teksten er tom" in answer.text
