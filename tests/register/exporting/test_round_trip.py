"""What was written out is read in again: json to the same bytes, sheets to the same data."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings

from app.audit.model import AuditEvent
from app.core.db import begin_writing, db
from app.organisation.base_data import add_base_data
from app.organisation.demo_data import add_demo_organisation
from app.organisation.model import Person, Unit
from app.organisation.store import find_person, find_unit, get_municipality
from register.activity.content import ActivityContent, Purpose
from register.demo_data import add_demo_register
from tests.make import NOW, Doing, Personas, make_personas
from tests.register.exporting.conftest import (
    Around,
    all_contents,
    arounds,
    change_register,
    forget_records,
    make_around,
    make_linked_records,
    make_register,
    read,
    registers,
    write,
)
from tests.register.importing.conftest import count_rows

FEW = settings(max_examples=12, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
"""Each example plays a whole register through the database."""


def start_over() -> None:
    """Back to the empty database that the test began with."""
    db.session.rollback()
    db.session.expunge_all()
    begin_writing()


@FEW
@given(register=registers(), changes=registers(), around=arounds())
def test_json_into_an_empty_database_and_out_again_is_the_same_bytes(
    ctx: Flask, register: list[ActivityContent], changes: list[ActivityContent], around: list[Around]
) -> None:
    start_over()
    people = make_personas()
    make_linked_records()
    make_around(around)
    make_register(register)
    change_register(changes, people)
    before, written = all_contents(), write("json")
    start_over()
    assert all_contents() == []
    result = read("fortegnelse.json", written)
    assert not result.rejected
    assert result.created == len(before)
    assert all_contents() == before
    assert write("json") == written


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@FEW
@given(register=registers())
def test_sheets_are_read_in_again_with_the_same_data(ctx: Flask, form: str, register: list[ActivityContent]) -> None:
    start_over()
    make_personas()
    make_linked_records()
    make_register(register)
    before, written = all_contents(), write(form)
    forget_records()
    result = read(f"fortegnelse.{form}", written)
    assert not result.rejected
    assert result.created == len(before)
    assert all_contents() == before


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_importing_what_was_just_written_changes_nothing(people: Personas, form: str) -> None:
    make_linked_records()
    make_register([ActivityContent(number="1", title="=1+1", purposes=(Purpose(text="'=x", art6=("e",)),), unit="SOC")])
    before, rows = all_contents(), count_rows()
    result = read(f"a.{form}", write(form))
    assert (result.read, result.unchanged, len(result.rejected)) == (1, 1, 0)
    assert all_contents() == before
    assert count_rows() - rows == {"audit_event": 1, "import_batch": 1}


def test_the_demo_goes_into_an_empty_database_with_all_it_points_at(ctx: Flask) -> None:
    doing = Doing(at=NOW, via="cli")
    add_demo_organisation(doing)
    add_base_data()
    add_demo_register(NOW)
    unit, person = find_unit("TEK-EJD"), find_person("bent@fjordby.example")
    assert unit is not None
    assert person is not None
    unit.is_closed, person.is_active = True, False
    db.session.flush()
    written = write("json")
    start_over()
    assert find_unit("TEK-EJD") is None
    result = read("fortegnelse.json", written)
    assert (result.created, len(result.rejected)) == (60, 0)
    assert write("json") == written
    assert get_municipality().dpo_is_known
    assert find_unit("TEK-EJD").is_closed  # type: ignore[union-attr]
    # What comes along with the records is told, each by itself.
    told = Counter(db.session.scalars(db.select(AuditEvent.verb)))
    assert told["person.create"] == db.session.scalar(db.select(db.func.count(Person.id)))
    assert told["organisation.create_unit"] + 1 == db.session.scalar(db.select(db.func.count(Unit.id)))
    assert (told["person.close"], told["organisation.close_unit"]) == (1, 1)
    assert told["municipality.change"] > 0


def test_the_status_of_a_record_comes_along(people: Personas) -> None:
    make_register([ActivityContent(number="1", title="Valg")])
    written = write("json").replace(b'"status": "draft"', b'"status": "approved"')
    forget_records()
    read("a.json", written)
    assert write("json") == written


def test_what_is_there_already_is_not_changed_by_what_a_file_carries(people: Personas) -> None:
    make_register([ActivityContent(number="1", title="Valg", unit="SOC", owner=people.bent)])
    written = write("json")
    unit, person = find_unit("SOC"), find_person(people.bent)
    assert unit is not None
    assert person is not None
    unit.name, person.name = "Social og Sundhed", "Bent Bøg"
    db.session.flush()
    assert read("a.json", written).unchanged == 1
    assert (unit.name, person.name) == ("Social og Sundhed", "Bent Bøg")


@pytest.mark.parametrize(
    ("others", "column"),
    [
        ({"units": [{"code": "X", "name": "X", "kind": "unit", "parent": "INGEN"}]}, "units.parent"),
        ({"units": {"code": "X"}}, "units"),
        ({"units": [{"code": 3}]}, "units.code"),
        ({"people": [{"email": "Ikke en adresse"}]}, "people.email"),
        ({"people": [{"email": "x@fjordby.example", "unit": "INGEN"}]}, "people.unit"),
        ({"systems": [{"code": "X", "name": ""}]}, "systems.name"),
        ({"systems": [{"code": "X", "name": "x" * 401}]}, "systems.name"),
        ({"municipality": {"mayor": "Nogen"}}, "municipality.mayor"),
    ],
)
def test_a_file_that_carries_something_unfit_is_refused_with_its_place(
    ctx: Flask, others: dict[str, object], column: str
) -> None:
    result = read("a.json", json.dumps({**others, "activities": [{"number": "1", "title": "A"}]}).encode())
    assert [(fault.row, fault.column) for fault in result.rejected] == [(1, column)]
    assert result.is_refused
    assert all_contents() == []


def test_a_long_register_keeps_its_order_and_every_field_of_it(people: Personas) -> None:
    make_linked_records()
    register = [replace(ActivityContent(title=f"Nr. {n}"), number=str(n)) for n in (10, 9, 100, 1)]
    make_register(register)
    assert [content.number for _source, content in all_contents()] == ["1", "9", "10", "100"]
