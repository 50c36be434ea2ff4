"""A record with every field filled, and people to work on it."""

from dataclasses import dataclass, replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.db import begin_writing, db
from app.organisation.model import Person, Unit
from register.activity.actions import CreateActivity, create_activity
from register.activity.content import ActivityContent
from register.activity.convert import to_content
from register.activity.model import ProcessingActivity
from register.processor.model import ProcessingAgreement
from tests.conftest import sign_in
from tests.make import NOW, Doing, Personas, make_account, make_grant, make_person, make_pointed, make_system
from tests.register.strategies import filled

GITTE = "gitte@fjordby.example"
"""Information security coordinator of the whole municipality: she writes everywhere."""


@dataclass(frozen=True)
class Desk:
    """The app, and the record that lies on the desk."""

    app: Flask
    activity_id: int

    @property
    def url(self) -> str:
        return f"/fortegnelse/{self.activity_id}"

    def client(self, email: str) -> FlaskClient:
        """A browser of this person's own."""
        client = self.app.test_client()
        sign_in(client, email)
        return client

    def content(self, activity_id: int | None = None) -> ActivityContent:
        """What the record says in the database now."""
        with self.app.app_context():
            return to_content(db.session.get_one(ProcessingActivity, activity_id or self.activity_id))


def make_all_pointed() -> None:
    """The records other than systems that `filled()` points at."""
    agreement = ProcessingAgreement(position=0, title="Driftsaftale", signed_on=date(2026, 1, 1))
    make_pointed(
        "processors", code="DRIFT", name="Nordlys Drift", agreements=[agreement], next_supervision_on=date(2030, 1, 1)
    )
    make_pointed("security_measures", code="LOG", name="Log over opslag")
    make_pointed("laws", code="SEL", name="Serviceloven")
    make_pointed("recipients", code="HJAELP", name="Hjælpemiddelhuset")


@pytest.fixture
def desk(app: Flask, personas: Personas) -> Desk:
    """A record in Hjemmeplejen (Social) in which every field says something."""
    with app.test_request_context():
        begin_writing()
        bent = db.session.scalars(select(Person).where(Person.email == personas.bent)).one()
        make_system(code="ESDH", name="Sagsarkivet", owner=bent)
        make_system(code="HJAELP", name="Hjælpemiddelbasen", owner=bent)
        make_all_pointed()
        root = db.session.scalars(select(Unit).where(Unit.kind == "municipality")).one()
        gitte = make_person(email=GITTE, name="Gitte Gran", unit=root)
        make_grant(person=gitte, role="isc", unit=root)
        make_account(gitte)
        content = replace(filled(), unit="SOC-HJ", owner=personas.bent, systems=("ESDH", "HJAELP"))
        activity = create_activity(CreateActivity(content=content), doing=Doing(at=NOW, via="cli"))
        db.session.commit()
        return Desk(app=app, activity_id=activity.id)
