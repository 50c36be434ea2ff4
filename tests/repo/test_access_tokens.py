"""A file that waits between preview and yes: its address opens for who sent it, in the browser it was sent from.

Everybody else is played with the real token, in every role inside and outside; so is somebody who may no longer.
"""

import io
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.auth.rules import ROLES
from app.core.db import begin_writing, db
from app.organisation.model import Person, RoleGrant, Unit
from tests.page import read_form
from tests.repo.conftest import Stage, dump
from tests.repo.expected import expected
from tests.repo.world import WHERE, player

RECORDS = b"L\xc3\xb8benr;Navn;Form\xc3\xa5l;Afdeling\n1;Byggesager;At give tilladelse;SOC\n"
UNITS = b"code;name;kind;parent\nSOC-NY;Nyt Botilbud;unit;SOC\n"
HERS = player("coordinator", "inside")
ADMIN = player("admin", "inside")


def begin_records(client: FlaskClient) -> tuple[str, str]:
    """Send a file of records; the addresses of its columns and of its preview."""
    columns = client.post("/fortegnelse/import", data={"file": (io.BytesIO(RECORDS), "liste.csv")}).location
    preview = client.post(columns, data=read_form(client.get(columns).text)).location
    assert client.get(preview).status_code == 200
    return columns, preview


def begin_units(client: FlaskClient) -> tuple[str, dict[str, str]]:
    """Send a file of units; the address of the yes, and what the button sends."""
    page = client.post("/admin/organisation/fil", data={"file": (io.BytesIO(UNITS), "enheder.csv")}).text
    address = re.search(r'action="(/admin/organisation/fil/[^"]+)"', page)
    assert address is not None
    fields = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) for name in ("digest", "complete")}
    return address[1], {name: found[1] for name, found in fields.items() if found}


def others(stage: Stage, sender: str) -> Iterator[tuple[str, str, FlaskClient]]:
    """Everybody in every role and place; the sender too, but from another browser."""
    for role in ROLES:
        for where in WHERE:
            email = player(role, where)
            yield role, email + (" elsewhere" if email == sender else ""), stage.client(email)


def take_role(stage: Stage, email: str, *, give: str = "", unit: str = "") -> None:
    """Take every role from somebody, behind the program's back, and perhaps give another."""
    with stage.app.app_context():
        begin_writing()
        person = db.session.scalars(db.select(Person).where(Person.email == email)).one()
        db.session.execute(db.delete(RoleGrant).where(RoleGrant.person_id == person.id))
        if give:
            there = db.session.scalars(db.select(Unit).where(Unit.code == unit)).one()
            db.session.add(RoleGrant(person=person, role=give, unit=there))
        db.session.commit()


def test_a_waiting_list_of_records_opens_for_its_sender_alone(stage: Stage) -> None:
    sender, who_may, who_reads = stage.client(HERS), expected()["activity", "import"], expected()["activity", "read"]
    columns, preview = begin_records(sender)
    before = dump(stage.app)
    for role, name, client in others(stage, HERS):
        for ask, address in (
            (client.get, columns),
            (client.post, columns),
            (client.get, preview),
            (client.post, preview),
        ):
            answer = ask(address)
            assert "Byggesager" not in answer.text
            if role in who_may:
                assert (answer.status_code, answer.location) == (303, "/fortegnelse/import"), (name, address)
            else:
                assert answer.status_code == (403 if role in who_reads else 404), (name, address)
    assert dump(stage.app) == before
    done = sender.post(preview)
    assert dump(stage.app) != before, "the sender's file still waited"
    assert sender.get(done.location).status_code == 200
    for role, name, client in others(stage, HERS):
        if "elsewhere" not in name:
            is_refused = role in who_reads and role not in who_may
            # Who answers for the whole register sees, and may undo, everybody's imports.
            wanted = 200 if role == "isc" else 403 if is_refused else 404
            assert client.get(done.location).status_code == wanted, name


def test_a_waiting_file_of_units_opens_for_its_sender_alone(stage: Stage) -> None:
    sender, who_may = stage.client(ADMIN), expected()["organisation", "write"]
    who_reads = expected()["organisation", "read"]
    address, fields = begin_units(sender)
    before = dump(stage.app)
    for role, name, client in others(stage, ADMIN):
        answer = client.post(address, data=fields)
        if role in who_may:
            assert (answer.status_code, answer.location) == (303, "/admin/organisation/fil"), name
        else:
            assert answer.status_code == (403 if role in who_reads else 404), name
    assert dump(stage.app) == before
    assert sender.post(address, data=fields).location == "/admin/organisation"
    assert dump(stage.app)["unit"] != before["unit"]


def assert_refused(answer: TestResponse, *, is_reader: bool) -> None:
    """Turned away; who holds no role at all any more is asked to sign in."""
    if answer.status_code == 303:
        assert answer.location.startswith("/log-ind")
    else:
        assert answer.status_code == (403 if is_reader else 404)


@pytest.mark.parametrize("role", ["", "manager", "dpo", "reader", "dds"])
def test_whose_role_was_taken_since_the_preview_takes_no_records_over(stage: Stage, role: str) -> None:
    sender = stage.client(HERS)
    columns, preview = begin_records(sender)
    take_role(stage, HERS, give=role, unit="SOC")
    before = dump(stage.app)
    for ask, address in ((sender.get, columns), (sender.post, columns), (sender.get, preview), (sender.post, preview)):
        assert_refused(ask(address), is_reader=role != "dds")
    assert dump(stage.app) == before


def test_whose_role_was_moved_since_the_preview_takes_no_records_over(stage: Stage) -> None:
    sender = stage.client(HERS)
    _columns, preview = begin_records(sender)
    take_role(stage, HERS, give="coordinator", unit="BOK")
    before = dump(stage.app)
    for data in ({}, {"accept_partial": "1"}):
        sender.post(preview, data=data)
        assert dump(stage.app) == before, data


@pytest.mark.parametrize("role", ["", "isc", "coordinator", "dpo"])
def test_whose_role_was_taken_since_the_preview_takes_no_units_over(stage: Stage, role: str) -> None:
    sender = stage.client(ADMIN)
    address, fields = begin_units(sender)
    take_role(stage, ADMIN, give=role, unit="SOC")
    before = dump(stage.app)
    assert_refused(sender.post(address, data=fields), is_reader=role in {"isc", "dpo"})
    assert dump(stage.app) == before
