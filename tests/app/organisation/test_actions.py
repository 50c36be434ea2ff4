"""Changing one unit, and the municipality's own data."""

from dataclasses import replace

import pytest
from flask import Flask

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import Refused
from app.organisation.actions import ChangeMunicipality, PutUnit, change_municipality, change_unit, create_unit
from app.organisation.model import Municipality, Person, Unit
from app.organisation.store import list_holders
from tests.make import NOW, Personas, make_person, make_personas

DOING = Doing(at=NOW)


@pytest.fixture
def people(ctx: Flask) -> Personas:
    return make_personas()


def put(**changes: object) -> PutUnit:
    values = {"code": "SOC-NY", "name": "Nyt Botilbud", "kind": "unit", "parent": "SOC", "holders": {}}
    return PutUnit(**(values | changes))  # type: ignore[arg-type]


def get_unit(code: str) -> Unit:
    return db.session.scalars(db.select(Unit).where(Unit.code == code)).one()


def events(verb: str) -> list[dict[str, object]]:
    return [e.changes for e in db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == verb))]


def test_a_new_unit_lies_where_it_was_put(people: Personas) -> None:
    unit = create_unit(put(holders={"leader": people.bent, "coordinator": ""}), doing=DOING)
    assert unit.path == f"{get_unit('SOC').path}{unit.id}/"
    assert unit.administration_id == people.social_id
    assert list_holders()[unit.id, "leader"].email == people.bent
    assert events("organisation.create_unit") == [
        {
            "code": [None, "SOC-NY"],
            "name": [None, "Nyt Botilbud"],
            "kind": [None, "unit"],
            "parent": [None, "SOC"],
            "leader": [None, people.bent],
        }
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "SOC"}, "code"),
        ({"code": "ny"}, "code"),
        ({"parent": "INGEN"}, "parent"),
        ({"kind": "administration"}, "parent"),
        ({"name": ""}, "name"),
        ({"holders": {"leader": "ukendt@fjordby.example"}}, "leader_email"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_at_its_field(people: Personas, changes: dict, field: str) -> None:
    with pytest.raises(Refused) as refused:
        create_unit(put(**changes), doing=DOING)
    assert refused.value.field == field
    assert refused.value.message[0].isupper()


def test_somebody_who_has_left_cannot_be_made_leader(people: Personas) -> None:
    make_person(email="gerda@fjordby.example", is_active=False)
    with pytest.raises(Refused, match=r"gerda@fjordby\.example"):
        create_unit(put(holders={"leader": "gerda@fjordby.example"}), doing=DOING)


def test_a_change_tells_what_was_and_what_is(people: Personas) -> None:
    command = PutUnit(
        code="SOC-HJ", name="Hjemmeplejen Syd", kind="unit", parent="BOK", holders={"leader": people.anna, "it": ""}
    )
    change_unit(command, doing=DOING)
    unit = get_unit("SOC-HJ")
    assert (unit.name, unit.administration_id) == ("Hjemmeplejen Syd", people.culture_id)
    assert events("organisation.change_unit") == [
        {
            "name": ["Hjemmeplejen", "Hjemmeplejen Syd"],
            "parent": ["SOC", "BOK"],
            "leader": ["", "anna@fjordby.example"],
        }
    ]


def test_saving_without_a_change_leaves_no_trace(people: Personas) -> None:
    holders = {"leader": people.bent, "coordinator": people.anna}
    root = db.session.scalars(db.select(Unit).where(Unit.kind == "municipality")).one()
    command = PutUnit(code="SOC", name="Social", kind="administration", parent=root.code, holders=holders)
    change_unit(command, doing=DOING)
    assert events("organisation.change_unit") == []


def test_a_unit_cannot_be_moved_below_itself(people: Personas) -> None:
    create_unit(put(parent="SOC-HJ"), doing=DOING)
    with pytest.raises(Refused, match="under sig selv"):
        change_unit(PutUnit(code="SOC-HJ", name="Hjemmeplejen", kind="unit", parent="SOC-NY", holders={}), doing=DOING)


def test_the_municipality_s_data_change_and_can_be_emptied(people: Personas) -> None:
    row = db.session.get_one(Municipality, 1)
    same = ChangeMunicipality(
        name=row.name, cvr=row.cvr, address=row.address, email=row.email, phone=row.phone, dpo_name=row.dpo_name,
        dpo_email=row.dpo_email, dpo_phone=row.dpo_phone, answers_need_sign_in=row.answers_need_sign_in,
        answers_are_off=row.answers_are_off,
    )  # fmt: skip
    change_municipality(same, doing=DOING)
    assert events("municipality.change") == []
    change_municipality(replace(same, dpo_email="", answers_need_sign_in=True), doing=DOING)
    assert row.dpo_email == ""
    assert events("municipality.change") == [
        {"dpo_email": ["dorte@fjordby.example", ""], "answers_need_sign_in": [False, True]}
    ]


def test_nobody_gives_themselves_a_function(people: Personas) -> None:
    frida = db.session.scalars(db.select(Person).where(Person.email == people.frida)).one()
    for_self = PutUnit(code="SOC-HJ", name="Hjemmeplejen", kind="unit", parent="SOC", holders={"it": people.frida})
    with pytest.raises(Refused, match="dig selv en funktion") as refused:
        change_unit(for_self, doing=Doing(at=NOW, person_id=frida.id))
    assert refused.value.field == "it_email"
    # Another may, and once it is held the unit can be saved by her too.
    change_unit(for_self, doing=DOING)
    change_unit(replace(for_self, name="Hjemmepleje"), doing=Doing(at=NOW, person_id=frida.id))
    assert list_holders()[get_unit("SOC-HJ").id, "it"].email == people.frida
