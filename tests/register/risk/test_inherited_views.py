"""The pages of a record whose risk is inherited from a system, for who may read the system and who may not."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import begin_writing, db
from app.organisation.model import Unit
from register.activity.row_model import ActivitySystem
from tests.conftest import sign_in
from tests.make import Personas, make_activity, make_assessment, make_system
from tests.page import parse, text_of


@pytest.fixture
def places(app: Flask, personas: Personas) -> tuple[int, int, int]:
    """A mild record in Social that uses a red system of Børn og Kultur: record, its assessment, system."""
    with app.test_request_context():
        begin_writing()
        activity = make_activity(unit=db.session.get_one(Unit, personas.social_id))
        system = make_system(unit=db.session.get_one(Unit, personas.culture_id), name="Journalen")
        db.session.add(ActivitySystem(activity_id=activity.id, system_id=system.id))
        own = make_assessment(activity=activity, grades=(1, 1, 1), likelihood=1)
        make_assessment(system_id=system.id, grades=(4, 4, 4), likelihood=4)
        db.session.commit()
        return activity.id, own.id, system.id


@pytest.mark.parametrize(("who", "has_link"), [("dorte", True), ("bent", False)])
def test_the_record_and_the_assessment_say_where_it_comes_from(
    client: FlaskClient, personas: Personas, places: tuple[int, int, int], who: str, has_link: bool
) -> None:
    activity_id, own_id, system_id = places
    sign_in(client, f"{who}@fjordby.example")
    for address in (
        f"/fortegnelse/{activity_id}", f"/fortegnelse/{activity_id}/risiko", f"/risiko/vurderinger/{own_id}",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "Journalen" in text_of(parse(answer.text))
        linked = f"/systemer/{system_id}/risiko" in answer.text
        assert linked is has_link, address
        if linked:
            assert client.get(f"/systemer/{system_id}/risiko").status_code == 200


def test_a_record_without_an_assessment_of_its_own_says_what_it_inherits(
    app: Flask, client: FlaskClient, personas: Personas, places: tuple[int, int, int]
) -> None:
    with app.test_request_context():
        begin_writing()
        activity = make_activity(unit=db.session.get_one(Unit, personas.social_id))
        db.session.add(ActivitySystem(activity_id=activity.id, system_id=places[2]))
        activity_id = activity.id
        db.session.commit()
    sign_in(client, personas.dorte)
    for address in (f"/fortegnelse/{activity_id}", f"/fortegnelse/{activity_id}/risiko"):
        words = text_of(parse(client.get(address).text))
        assert "Journalen" in words, address
        assert "rød" in words.lower(), address
