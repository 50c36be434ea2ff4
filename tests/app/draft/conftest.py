"""A short record of Social on the desk."""

import pytest
from flask import Flask

from app.core.db import begin_writing, db
from app.organisation.model import Unit
from register.activity.actions import CreateActivity, create_activity
from register.activity.content import ActivityContent, Purpose
from tests.make import NOW, Doing, Personas, make_account, make_grant, make_person
from tests.register.activity.conftest import GITTE, Desk


@pytest.fixture
def desk(app: Flask, personas: Personas) -> Desk:
    """A record in Hjemmeplejen (Social), and Gitte, who writes everywhere."""
    content = ActivityContent(
        title="Hjælpemidler til voksne", unit="SOC-HJ", description="Fra ansøgning\ntil svar", measures="Lås",
        purposes=(Purpose(text="At behandle ansøgninger", art6=("c", "e"), special_law="Serviceloven § 112"),),
    )  # fmt: skip
    with app.test_request_context():
        begin_writing()
        gitte = make_person(email=GITTE, name="Gitte Gran")
        make_grant(person=gitte, role="isc", unit=db.session.scalars(db.select(Unit).filter_by(parent_id=None)).one())
        make_account(gitte)
        activity = create_activity(CreateActivity(content=content), doing=Doing(at=NOW, via="cli"))
        db.session.commit()
        return Desk(app=app, activity_id=activity.id)
