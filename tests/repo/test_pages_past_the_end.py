"""A page past a list's last one is the last one: its address is kept in a bookmark while the list grows shorter."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Unit
from register.activity.actions import CreateActivity, create_activity
from register.activity.content import ActivityContent
from tests.conftest import sign_in
from tests.make import Personas, make_assessment, make_grant, make_mail, make_person
from tests.page import parse, text_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MANY = 53


@pytest.fixture
def full(app: Flask, personas: Personas) -> Personas:
    """More than a page of risks, people and mails."""
    doing = Doing(at=clock.now(), via="cli")
    with app.test_request_context():
        begin_writing()
        social = db.session.get_one(Unit, personas.social_id)
        for number in range(MANY):
            activity = create_activity(
                CreateActivity(content=ActivityContent(title=f"Nr. {number:02}", unit="SOC")), doing=doing
            )
            make_assessment(activity=activity, assessed_on=date(2026, 1, 5), doing=doing)
            person = make_person(email=f"p{number:02}@fjordby.example", name=f"Person {number:02}", unit=social)
            make_grant(person=person, role="reader", unit=social)
            make_mail(person=person)
        db.session.commit()
    return personas


def rows(client: FlaskClient, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    body = parse(answer.text).iter("tbody")
    return [text_of(row) for table in body if "data-label" in str([c.attrib for c in table.iter()]) for row in table]


@pytest.mark.parametrize(
    ("address", "persona"), [("/risiko", "anna"), ("/admin/brugere", "frida"), ("/admin/mails", "frida")]
)
def test_a_page_past_the_last_is_the_last(client: FlaskClient, full: Personas, address: str, persona: str) -> None:
    sign_in(client, f"{persona}@fjordby.example")
    first, last = rows(client, address), rows(client, f"{address}?side=2")
    assert len(first) == 50
    assert 0 < len(last) < 50
    assert not set(first) & set(last)
    for past in ("3", "99", "999999"):
        assert rows(client, f"{address}?side={past}") == last, past
    for not_a_page in ("0", "-1", "x", "1.5", ""):
        assert rows(client, f"{address}?side={not_a_page}") == first, not_a_page
