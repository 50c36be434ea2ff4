"""The pages of what follows from an assessment: the action plan, and living with what is left."""

import re

from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db
from app.organisation.model import Unit
from register.risk.model import RiskAcceptance, RiskAction, RiskAssessment, RiskEditor
from tests.conftest import sign_in
from tests.make import Personas, make_activity, make_assessment, make_grant, make_person
from tests.make import make_account as account
from tests.register.risk.browsing import read, write


def test_the_director_accepts_a_yellow_risk_and_not_their_own(
    app: Flask, client: FlaskClient, personas: Personas, activity_id: int
) -> None:
    def make() -> str:
        unit = db.session.get_one(Unit, personas.social_id)
        director = make_person(email="dina@fjordby.example", name="Dina Direktør", unit=unit)
        make_grant(person=director, role="director", unit=unit)
        account(director)
        activity = make_activity(unit=unit, title="Sagsbehandling")
        made = make_assessment(activity=activity, grades=(3, 1, 1), likelihood=3)
        return f"/risiko/vurderinger/{made.id}"

    address = write(app, make)
    sign_in(client, "dina@fjordby.example")
    page = client.get(address).text
    assert "Acceptér restrisikoen" in page
    data = {"reason": "", "expires_on": "01-01-2020"}
    refused = client.post(f"{address}/accept", data=data)
    assert refused.status_code == 422
    assert "Skriv, hvorfor risikoen kan accepteres." in refused.text

    with app.app_context():
        until = clock.today().replace(year=clock.today().year + 1, month=1, day=1)
    good = {"reason": "Vi har gjort det, der er til at gøre.", "expires_on": until.strftime("%d-%m-%Y")}
    assert client.post(f"{address}/accept", data=good).status_code == 303
    assert "Accepteret" in client.get(address).text
    assert read(app, lambda: db.session.scalars(db.select(RiskAcceptance.colour)).all()) == ["yellow"]
    assert client.get(f"{address}/accept").status_code == 200

    def write_in_it() -> None:
        number = db.session.scalars(db.select(RiskAssessment.id)).one()
        person_id = db.session.scalars(db.select(RiskAcceptance.by_id)).one()
        db.session.add(RiskEditor(assessment_id=number, person_id=person_id))

    write(app, write_in_it)
    assert client.get(f"{address}/accept").status_code == 403


def test_a_red_risk_is_taken_down_by_who_keeps_the_minutes_with_its_decision(
    app: Flask, client: FlaskClient, personas: Personas, activity_id: int
) -> None:
    def make() -> str:
        gitte = make_person(email="gitte@fjordby.example", name="Gitte Gran")
        make_grant(
            person=gitte, role="isc", unit=db.session.scalars(db.select(Unit).where(Unit.parent_id.is_(None))).one()
        )
        account(gitte)
        activity = make_activity(unit=db.session.get_one(Unit, personas.social_id))
        made = make_assessment(activity=activity, grades=(4, 1, 1), likelihood=4)
        return f"/risiko/vurderinger/{made.id}"

    address = write(app, make)
    sign_in(client, personas.bent)
    assert "skal besluttes i DDS" in client.get(address).text
    assert client.get(f"{address}/accept").status_code == 403
    sign_in(client, "gitte@fjordby.example")
    form = client.get(f"{address}/accept").text
    until = re.search(r'name="expires_on"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="expires_on"', form)
    assert until
    data = {"reason": "DDS lever med den til nyt system er inde.", "expires_on": until[1] or until[2], "decision": ""}
    refused = client.post(f"{address}/accept", data=data)
    assert refused.status_code == 422
    assert "Skriv, hvor og hvornår det er besluttet." in refused.text
    assert client.post(f"{address}/accept", data=data | {"decision": "DDS 1. marts, punkt 4"}).status_code == 303
    assert "DDS 1. marts, punkt 4" in client.get(address).text


def test_an_action_is_changed_done_or_dropped_with_a_reason(app: Flask, anna: FlaskClient, personas: Personas) -> None:
    def make() -> int:
        activity = make_activity(unit=db.session.get_one(Unit, personas.social_id))
        return make_assessment(activity=activity).id

    address = f"/risiko/vurderinger/{write(app, make)}"
    data = {"title": "Lås skabet", "unit": "SOC", "function": "leader", "due_on": "01-12-2099", "threat": "",
            "person": ""}  # fmt: skip
    late = anna.post(f"{address}/handlinger/ny", data=data | {"due_on": "01-12-2019"})
    assert late.status_code == 422
    assert "Fristen er gået." in late.text
    assert anna.post(f"{address}/handlinger/ny", data=data).status_code == 303
    [action_id] = read(app, lambda: db.session.scalars(db.select(RiskAction.id)).all())
    page = f"/risiko/handlinger/{action_id}"
    assert "Lås skabet" in anna.get(page).text
    assert anna.post(page, data=data | {"title": "Lås døren", "version": "1"}).status_code == 303
    stale = anna.post(page, data=data | {"title": "Lås porten", "version": "1"})
    assert stale.status_code == 422
    assert "En anden har ændret handlingen" in stale.text
    why = anna.post(f"{page}/luk", data={"version": "2", "note": "", "er": "droppet"})
    assert why.status_code == 422
    assert "Skriv, hvorfor handlingen ikke skal gøres." in why.text
    assert anna.post(f"{page}/luk", data={"version": "2", "note": "Låst.", "er": "gjort"}).status_code == 303
    assert read(app, lambda: db.session.get_one(RiskAction, action_id).state) == "done"
    assert anna.get(page).status_code == 404
