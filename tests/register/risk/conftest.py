"""A record in Social, the coordinator who assesses its risk, and a draft of that."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db
from app.organisation.model import Unit
from tests.conftest import sign_in
from tests.make import Personas, make_activity
from tests.register.risk.browsing import write


@pytest.fixture
def activity_id(app: Flask, personas: Personas) -> int:
    return int(
        write(app, lambda: make_activity(unit=db.session.get_one(Unit, personas.social_id), title="Hjemmepleje").id)
    )


@pytest.fixture
def anna(client: FlaskClient, personas: Personas) -> FlaskClient:
    sign_in(client, personas.anna)
    return client


@pytest.fixture
def draft(anna: FlaskClient, activity_id: int) -> str:
    answer = anna.post(f"/risiko/vurder/activity/{activity_id}")
    assert answer.status_code == 303
    return answer.location.removesuffix("/konsekvens")
