"""The demo municipality in the database: the same import, and somebody for every function a plan asks for."""

import pytest
from flask import Flask

from app.audit.actions import Doing
from app.core.db import db
from app.organisation.demo_data import DEMO_LOGINS, add_demo_organisation, has_demo, is_unused
from app.organisation.model import Municipality, Person, RoleGrant, Unit
from app.organisation.rules import FUNCTIONS
from app.organisation.store import load_directory
from tests.make import NOW, TODAY

DOING = Doing(at=NOW, via="cli")


@pytest.fixture
def demo(ctx: Flask) -> None:
    assert is_unused()
    assert not has_demo()
    add_demo_organisation(DOING)


def test_everything_in_the_files_is_there(demo: None) -> None:
    assert has_demo()
    assert not is_unused()
    kinds = db.session.execute(db.select(Unit.kind, db.func.count()).group_by(Unit.kind)).all()
    assert dict(kinds) == {"municipality": 1, "administration": 8, "unit": 31}
    assert db.session.scalar(db.select(db.func.count(Person.id))) == 30
    assert db.session.scalar(db.select(db.func.count(RoleGrant.id))) == 58
    municipality = db.session.get_one(Municipality, 1)
    assert municipality.name == "Fjordby Kommune"
    assert municipality.controller_is_known
    assert municipality.dpo_is_known


def test_nobody_is_left_without_a_name(demo: None) -> None:
    assert db.session.scalars(db.select(Person).where(Person.name == Person.email)).all() == []


def test_the_people_of_the_logins_are_among_them(demo: None) -> None:
    emails = set(db.session.scalars(db.select(Person.email)))
    assert {email for email, _words in DEMO_LOGINS} <= emails


def test_every_function_but_the_archive_has_somebody_everywhere(demo: None) -> None:
    directory = load_directory(TODAY)
    units = db.session.scalars(db.select(Unit)).all()
    for function in set(FUNCTIONS) - {"archive", "system_owner"}:
        for unit in units:
            assert not directory.holders.find(function, unit.id).is_fallback, (function, unit.code)
    root = next(unit for unit in units if unit.kind == "municipality")
    assert directory.holders.find("archive", root.id).is_fallback
