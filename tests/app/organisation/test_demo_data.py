"""The invented municipality's own files: units, people and who the data controller is."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from app.organisation.model import Municipality

DEMO = Path(__file__).parents[3] / "app" / "organisation" / "demo"
FILES = sorted(DEMO.iterdir())

ROLES = {"admin", "isc", "dpo", "coordinator", "director", "manager"} | {
    "system_owner",
    "assignee",
    "dds",
    "auditor",
    "reader",
}
PERSONAS = {
    ("anna", "Anna Ahorn", "SOC", "coordinator"),
    ("bent", "Bent Birk", "SOC", "manager"),
    ("carla", "Carla Ceder", "BOK", "coordinator"),
    ("dorte", "Dorte Dun", "FJORDBY", "dpo"),
    ("erik", "Erik Eg", "FJORDBY", "dds"),
    ("frida", "Frida Fyr", "FJORDBY", "admin"),
}


def read_rows(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


UNITS = read_rows("units.csv")
PEOPLE = read_rows("people.csv")
EMAILS = {row["email"] for row in PEOPLE}


def test_the_units_have_the_columns_that_the_import_knows() -> None:
    assert list(UNITS[0]) == ["code", "name", "kind", "parent", "leader_email", "coordinator_email"]
    assert all(None not in row and None not in row.values() for row in UNITS)


def test_there_are_eight_administrations_and_thirty_one_units_below_them() -> None:
    assert Counter(row["kind"] for row in UNITS) == {"municipality": 1, "administration": 8, "unit": 31}
    assert len({row["code"] for row in UNITS}) == len({row["name"] for row in UNITS}) == len(UNITS)


def test_every_unit_stands_below_one_that_was_named_before_it() -> None:
    kinds: dict[str, str] = {}
    above = {"administration": "municipality", "unit": "administration"}
    for row in UNITS:
        assert kinds.get(row["parent"]) == above.get(row["kind"]), row
        kinds[row["code"]] = row["kind"]


def test_every_administration_has_a_leader_and_a_coordinator() -> None:
    for row in UNITS:
        if row["kind"] != "unit":
            assert row["leader_email"], row
            assert row["coordinator_email"], row


def test_two_units_have_no_leader_so_that_the_warning_has_something_to_show() -> None:
    assert [row["code"] for row in UNITS if not row["leader_email"]] == ["BOK-MUS", "TEK-EJD"]


def test_leaders_and_coordinators_are_people_of_the_municipality() -> None:
    named = {row[column] for row in UNITS for column in ("leader_email", "coordinator_email")} - {""}
    assert named <= EMAILS


def test_thirty_people_each_with_one_name() -> None:
    assert list(PEOPLE[0]) == ["email", "name", "unit", "role"]
    names = {(row["email"], row["name"]) for row in PEOPLE}
    assert len(names) == len(EMAILS) == 30


def test_every_role_is_held_in_a_unit_that_exists_and_none_twice() -> None:
    held = [(row["email"], row["unit"], row["role"]) for row in PEOPLE]
    assert len(set(held)) == len(held)
    assert {row["unit"] for row in PEOPLE} <= {row["code"] for row in UNITS}
    assert {row["role"] for row in PEOPLE} == ROLES


def test_the_personas_are_who_the_other_tests_say() -> None:
    held = {(row["email"].split("@")[0], row["name"], row["unit"], row["role"]) for row in PEOPLE}
    assert held >= PERSONAS


def test_who_coordinates_an_administration_has_the_role_there() -> None:
    held = {(row["email"], row["unit"]) for row in PEOPLE if row["role"] == "coordinator"}
    wanted = {(row["coordinator_email"], row["code"]) for row in UNITS if row["kind"] == "administration"}
    assert held == wanted


def test_the_dpo_holds_no_other_role() -> None:
    # Art. 38(6): tasks that conflict with the DPO's are not given to the DPO.
    assert [row["role"] for row in PEOPLE if row["email"] == "dorte@fjordby.example"] == ["dpo"]


def test_the_controller_and_the_dpo_can_be_reached() -> None:
    values = yaml.safe_load((DEMO / "municipality.yml").read_text(encoding="utf-8"))
    municipality = Municipality(**values)
    assert all(isinstance(value, str) and value for value in values.values())
    assert municipality.name == "Fjordby Kommune"
    assert municipality.controller_is_known
    assert municipality.dpo_is_known
    assert municipality.dpo_email in EMAILS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_looks_like_a_real_person(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\d{6}-?\d{4}", text)
    assert set(re.findall(r"[\w.+-]+@[\w.-]+", text)) == set(re.findall(r"[a-z]+@fjordby\.example", text))
