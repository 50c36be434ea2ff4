"""Filled forms: what is written lands where its writer may write, or is refused with a sentence and changes no row.

`test_routes.py` plays every route as every role, but with empty forms. Here somebody of Social and somebody of Børn og
Kultur send what a browser would send, into the other's area and into their own.
"""

import io
from collections.abc import Mapping
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.auth.rules import ACCESS, ALL, OWN, ROLES
from app.core.db import db
from tests.page import fill, find, parse, read_form, text_of
from tests.repo.conftest import Stage, dump
from tests.repo.world import player

HOME = {"inside": "SOC", "outside": "BOK"}
BELOW = {"inside": "SOC-HJ", "outside": "BOK-SK"}
AREAS = ("inside", "outside")
OTHER = {"inside": "outside", "outside": "inside"}
REGISTER_FILE = "Løbenr;Navn;Formål;Afdeling\n1;Byggesager;At give tilladelse;{unit}\n"


def send(stage: Stage, who: str, address: str, data: Any, *, read_by: str = "", read_at: str = "") -> TestResponse:
    """The form at the address, as `read_by` (who sends it, unless another is named) sees it, filled and sent."""
    form = read_form(stage.client(read_by or who).get(read_at or address).text)
    fill(form, data)
    return stage.client(who).post(address, data=form)


def unit_of(stage: Stage, table: str, column: str, value: str) -> str:
    """The code of the unit in which a row lies."""
    with stage.app.app_context(), db.engine.connect() as connection:
        sql = db.text(f"SELECT unit.code FROM {table} JOIN unit ON unit.id = unit_id WHERE {table}.{column} = :value")
        return str(connection.scalar(sql, {"value": value}))


def assert_refused_at(answer: TestResponse, field: str) -> None:
    """The form comes back, and says at this field what is wrong."""
    assert answer.status_code == 422
    tree = parse(answer.text)
    assert find(tree, name=field).get("aria-invalid") == "true"
    assert text_of(find(tree, id=f"{field}-error"))


KINDS: Mapping[str, tuple[str, dict[str, str], str, str]] = {
    "activity": ("/fortegnelse/ny", {"title": "Ny og fremmed"}, "processing_activity", "title"),
    "system": ("/systemer/ny", {"name": "Ny og fremmed"}, "system", "name"),
}


@pytest.mark.parametrize(
    ("kind", "role"), [(kind, role) for kind in KINDS for role, far in ACCESS[kind, "write"].items() if far == OWN]
)
@pytest.mark.parametrize("where", AREAS)
def test_something_new_lands_in_the_own_area_alone(stage: Stage, where: str, kind: str, role: str) -> None:
    address, data, table, column = KINDS[kind]
    who, before = player(role, where), dump(stage.app)
    for unit in (HOME[OTHER[where]], BELOW[OTHER[where]], "KOMMUNE", "", "FINDES-IKKE"):
        assert_refused_at(send(stage, who, address, data | {"unit": unit}), "unit")
    assert dump(stage.app) == before
    assert send(stage, who, address, data | {"unit": BELOW[where]}).status_code == 303
    assert unit_of(stage, table, column, "Ny og fremmed") == BELOW[where]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_moved_out_of_the_own_area(stage: Stage, kind: str) -> None:
    who, before = player("coordinator", "inside"), dump(stage.app)
    _address, _data, table, column = KINDS[kind]
    address = {"activity": f"/fortegnelse/{stage.world.values['activity_id']}/ret",
               "system": f"/systemer/{stage.world.values['system_id']}/ret"}[kind]  # fmt: skip
    for unit in ("BOK", "BOK-SK", "KOMMUNE", ""):
        assert_refused_at(send(stage, who, address, {"unit": unit}), "unit")
    assert dump(stage.app) == before
    assert send(stage, who, address, {"unit": "SOC-HJ", column: "Flyttet"}).status_code == 303
    assert unit_of(stage, table, column, "Flyttet") == "SOC-HJ"


def addresses_with_forms(stage: Stage) -> list[tuple[str, str, dict[str, str]]]:
    """Of what lies in Social: where it is sent, the page with the form, and what is filled in."""
    values = stage.world.values
    activity, system = f"/fortegnelse/{values['activity_id']}", f"/systemer/{values['system_id']}"
    draft = f"/risiko/vurderinger/{values['written_id']}"
    return [
        (f"{activity}/ret", f"{activity}/ret", {"title": "Rettet udefra"}),
        (f"{draft}/konsekvens", f"{draft}/konsekvens", {"context": "Vurderet udefra"}),
        (f"{system}/ret", f"{system}/ret", {"name": "Rettet udefra"}),
        (f"/opgaver/{values['task_id']}/udfoert", f"/opgaver/{values['task_id']}", {"complete-note": "Gjort udefra"}),
    ]


@pytest.mark.parametrize("role", ["coordinator", "system_owner", "manager", "director", "assignee", "reader"])
def test_a_filled_form_about_a_row_outside_changes_nothing(stage: Stage, role: str) -> None:
    insider, outsider, before = player("coordinator", "inside"), player(role, "outside"), dump(stage.app)
    for address, read_at, data in addresses_with_forms(stage):
        answer = send(stage, outsider, address, data, read_by=insider, read_at=read_at)
        assert answer.status_code in {403, 404}, address
    assert dump(stage.app) == before
    for address, read_at, data in addresses_with_forms(stage):
        before = dump(stage.app)
        assert send(stage, insider, address, data, read_at=read_at).status_code == 303, address
        assert dump(stage.app) != before, "the same form works from inside"


def test_a_task_is_given_to_those_on_offer_alone(stage: Stage) -> None:
    task, who = f"/opgaver/{stage.world.values['task_id']}", player("coordinator", "inside")
    page = parse(stage.client(who).get(task).text)
    offered = {o.get("value", ""): text_of(o) for o in find(page, name="assign-person_id").iter("option")}
    version, before = find(page, name="assign-version").get("value", ""), dump(stage.app)
    dpo = person_id(stage, "dorte@fjordby.example")
    assert dpo not in offered
    for chosen in (dpo, "999999", "-1", "nogen"):
        answer = stage.client(who).post(
            f"{task}/giv-videre", data={"assign-version": version, "assign-person_id": chosen}
        )
        assert_refused_at(answer, "assign-person_id")
    for outsider in ("coordinator", "manager"):
        form = {"assign-version": version, "assign-person_id": person_id(stage, "bent@fjordby.example")}
        assert stage.client(player(outsider, "outside")).post(f"{task}/giv-videre", data=form).status_code == 404
    assert dump(stage.app) == before
    assert stage.client(who).post(f"{task}/giv-videre", data=form).status_code == 303
    assert dump(stage.app)["task"] != before["task"]


def person_id(stage: Stage, email: str) -> str:
    with stage.app.app_context(), db.engine.connect() as connection:
        return str(connection.scalar(db.text("SELECT id FROM person WHERE email = :email"), {"email": email}))


@pytest.mark.parametrize("where", AREAS)
def test_a_file_writes_into_the_own_area_alone(stage: Stage, where: str) -> None:
    client, before = stage.client(player("coordinator", where)), dump(stage.app)

    def columns(unit: str, chosen: str) -> TestResponse:
        data = REGISTER_FILE.format(unit=unit).encode()
        there = client.post("/fortegnelse/import", data={"file": (io.BytesIO(data), "liste.csv")}).location
        form = read_form(client.get(there).text)
        form["unit"] = chosen
        return client.post(there, data=form)

    for unit in (HOME[OTHER[where]], BELOW[OTHER[where]], "KOMMUNE"):
        assert_refused_at(columns("", unit), "unit")
        preview = columns(unit, HOME[where]).location
        assert "uden for" in text_of(parse(client.get(preview).text))
        for data in ({}, {"accept_partial": "1"}):
            client.post(preview, data=data)
            assert dump(stage.app) == before, (unit, data)
        # The address carries the unit that was chosen: another one can be written there.
        forged = columns("", HOME[where]).location.replace(f"={HOME[where]}", f"={unit}")
        assert f"={unit}" in forged
        client.post(forged, data={"accept_partial": "1"})
        assert dump(stage.app) == before, forged
    assert client.post(columns(BELOW[where], HOME[where]).location).status_code == 303
    assert unit_of(stage, "processing_activity", "title", "Byggesager") == BELOW[where]


def set_up_forms(stage: Stage) -> list[tuple[str, str, dict[str, str]]]:
    """Object of the access table, address, and what is filled in: units and people are chosen."""
    person = f"/admin/brugere/{stage.world.values['person_id']}"
    absence = {"from_on": "01.09.2027", "to_on": "02.09.2027", "deputy": "bent@fjordby.example"}
    return [
        ("organisation", "/admin/brugere/ny", {
            "name": "Ny Nymand", "email": "ny@fjordby.example", "role": "reader", "unit": "SOC",
        }),
        ("organisation", f"{person}/ret", {"name": "Anna Ny", "email": "anna@fjordby.example", "unit": "BOK"}),
        ("organisation", f"{person}/roller", {"role": "isc", "unit": "KOMMUNE", "ends_on": ""}),
        ("organisation", "/admin/organisation/ny", {
            "code": "SOC-NY", "name": "Ny enhed", "kind": "unit", "parent": "SOC",
        }),
        ("group", "/admin/grupper", {"group": "Alle", "role": "reader", "unit": "SOC"}),
        ("absence", f"{person}/fravaer", absence),
    ]  # fmt: skip


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_units_people_and_roles_are_written_by_those_alone_who_may(stage: Stage, role: str) -> None:
    for kind, address, data in set_up_forms(stage):
        before = dump(stage.app)
        if ACCESS[kind, "write"].get(role) != ALL:
            for where in AREAS:
                answer = stage.client(player(role, where)).post(address, data=data)
                assert answer.status_code in {403, 404}, address
            assert dump(stage.app) == before, address


def test_the_same_set_up_forms_work_for_the_administrator(stage: Stage) -> None:
    for _kind, address, data in set_up_forms(stage):
        before = dump(stage.app)
        answer = stage.client(player("admin", "outside")).post(address, data=data)
        assert answer.status_code == 303, (address, text_of(parse(answer.text)))
        assert dump(stage.app) != before, address
