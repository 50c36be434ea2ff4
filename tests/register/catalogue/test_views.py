"""The pages of measures, recipients and laws."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import begin_writing, db
from register.activity.content import Disclosure, Purpose
from register.catalogue.actions import create_entry
from register.catalogue.kind import Kind
from register.catalogue.kinds import KINDS
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import Personas, make_record
from tests.page import fill, parse, read_form, text_of
from tests.register.catalogue.test_actions import DOING

EVERY = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
POINTING = {
    "measure": {"security_measures": ("X",)},
    "recipient": {"disclosures": (Disclosure(recipient="X"),)},
    "law": {"purposes": (Purpose(text="At hjælpe", laws=("X",)),)},
}


@EVERY
def test_one_is_made_found_changed_and_retired(client: FlaskClient, personas: Personas, kind: Kind) -> None:
    sign_in(client, personas.anna)
    assert "Listen er tom" in client.get(f"/{kind.slug}").text
    form = read_form(client.get(f"/{kind.slug}/ny").text)
    fill(form, {"name": "Ældreomsorg", "description": "Bruges i hjemmeplejen"})
    made = client.post(f"/{kind.slug}/ny", data=form)
    assert made.status_code == 303, made.text
    assert "Bruges i hjemmeplejen" in client.get(made.location).text
    assert "Ældreomsorg" in client.get(f"/{kind.slug}?q=ÆLDREOMS").text
    assert "Ingen passer" in client.get(f"/{kind.slug}?q=findes+ikke").text
    form = read_form(client.get(f"{made.location}/ret").text)
    fill(form, {"description": "Bruges også på plejehjem", "reason": "Udvidet"})
    assert client.post(f"{made.location}/ret", data=form).status_code == 303
    page = text_of(parse(client.get(made.location).text))
    assert "Bruges også på plejehjem" in page and "Udvidet" in page
    fill(form, {"description": "Sent"})
    old = client.post(f"{made.location}/ret", data=form)
    assert old.status_code == 409 and "Der står nu" in old.text and "Sent" in old.text
    assert client.post(f"{made.location}/udgaa").status_code == 303
    assert "Ældreomsorg" not in client.get(f"/{kind.slug}").text
    assert "Ældreomsorg" in client.get(f"/{kind.slug}?status=udgaaet").text


@EVERY
def test_a_record_says_which_activities_use_it_and_no_more_than_one_may_see(
    app: Flask, client: FlaskClient, personas: Personas, kind: Kind
) -> None:
    with app.test_request_context():
        begin_writing()
        entry = create_entry(kind, kind.content(name="Noget", code="X"), doing=DOING)
        make_record(title="I Social", unit="SOC", **POINTING[kind.name])
        make_record(title="I Børn", unit="BOK", **POINTING[kind.name])
        db.session.commit()
        address = f"/{kind.slug}/{entry.id}"
    sign_in(client, personas.anna)
    page = client.get(address).text
    assert "I Social" in page and "I Børn" in page
    sign_in(client, personas.bent)
    page = client.get(address).text
    assert "I Social" in page and "I Børn" not in page


@EVERY
def test_a_list_costs_the_same_however_long_it_is(
    app: Flask, client: FlaskClient, personas: Personas, kind: Kind
) -> None:
    sign_in(client, personas.anna)
    counts = []
    for wanted in (2, 60):
        with app.test_request_context():
            begin_writing()
            for n in range(wanted):
                create_entry(kind, kind.content(name=f"Navn {wanted} {n}"), doing=DOING)
            db.session.commit()
            engine = db.engine
        with statements_of(engine) as seen:
            client.get(f"/{kind.slug}")
        counts.append(len(seen))
    assert counts[0] == counts[1]
