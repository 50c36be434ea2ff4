"""The pages about versions: one whole, two compared, the register on a day."""

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing
from app.core.db import begin_writing, db
from register.activity.actions import ChangeActivity, change_activity
from register.activity.content import ActivityContent, Purpose
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_record
from tests.page import parse, text_of


@pytest.fixture
def record_id(app: Flask, personas: Personas) -> int:
    with app.test_request_context():
        begin_writing()
        record = make_record(title="Hjemmepleje", unit="SOC", number="7", description="Som før")
        wanted = ActivityContent(
            title="Hjemmepleje og sygepleje", number="7", unit="SOC", purposes=(Purpose(text="At pleje", art6=("e",)),)
        )
        command = ChangeActivity(activity_id=record.id, version=1, content=wanted, reason="Ny lov")
        change_activity(command, doing=Doing(at=NOW, via="cli"))
        db.session.commit()
        return record.id


def test_a_version_is_shown_whole(client: FlaskClient, personas: Personas, record_id: int) -> None:
    sign_in(client, personas.anna)
    text = text_of(parse(client.get(f"/fortegnelse/{record_id}/udgave/1").text))
    assert "Som før" in text and "At pleje" not in text
    now = text_of(parse(client.get(f"/fortegnelse/{record_id}/udgave/2").text))
    assert "At pleje" in now and "Ny lov" in now and "Det er den udgave, der gælder nu." in now
    assert client.get(f"/fortegnelse/{record_id}/udgave/3").status_code == 404


def test_two_versions_are_compared_by_field_with_who_and_why(
    client: FlaskClient, personas: Personas, record_id: int
) -> None:
    sign_in(client, personas.anna)
    text = text_of(parse(client.get(f"/fortegnelse/{record_id}/sammenlign").text))
    assert "Hjemmepleje og sygepleje" in text and "Som før" in text and "Ny lov" in text
    same = client.get(f"/fortegnelse/{record_id}/sammenlign?fra=1&til=1")
    assert "Der er ingen forskel" in same.text
    turned = client.get(f"/fortegnelse/{record_id}/sammenlign?fra=2&til=1")
    assert text_of(parse(turned.text)).index("Som før") > 0
    assert client.get(f"/fortegnelse/{record_id}/sammenlign?fra=9&til=1").status_code == 404


def test_the_register_on_a_day_says_what_day_is_wrong(client: FlaskClient, personas: Personas, record_id: int) -> None:
    with time_machine.travel(NOW + timedelta(days=1), tick=True):
        sign_in(client, personas.anna)
        page = text_of(parse(client.get("/fortegnelse/pr").text))
        assert "1 behandling" in page and "Hjemmepleje og sygepleje" in page
        assert "Hjemmepleje og sygepleje" in client.get("/fortegnelse/pr?dag=1.+marts+2027").text
    sign_in(client, personas.anna)
    assert "Der var ingen behandlinger" in client.get("/fortegnelse/pr?dag=2020-01-01").text
    future = client.get(f"/fortegnelse/pr?dag={date.max.isoformat()}")
    assert future.status_code == 422 and "ikke kommet endnu" in future.text
    odd = client.get("/fortegnelse/pr?dag=i+forgårs")
    assert odd.status_code == 422 and "«i forgårs» er ikke en dato" in odd.text
