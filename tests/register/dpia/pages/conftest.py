"""The office of the tests of impact assessments, with everything done today."""

import pytest
from flask import Flask

from app.core.db import begin_writing, db
from tests.make import Personas
from tests.register.dpia.conftest import Office, make_office
from tests.register.dpia.pages.browsing import Today


@pytest.fixture
def office(app: Flask, personas: Personas) -> Office:
    with app.test_request_context():
        begin_writing()
        made = make_office()
        db.session.commit()
        return Today(made.activity_id, made.ids)
