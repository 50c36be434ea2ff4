"""Headings and rows of the two forms, and what is wrong with people."""

import pytest

from app.auth.rules import ROLES
from app.core.importing import Rejection
from app.organisation.importing.rules import (
    Columns,
    PersonRow,
    check_people,
    person_row,
    recognise,
    unit_row,
)

UNITS = frozenset({"FJORDBY", "SOC", "SOC-FAM"})


def person(row: int = 2, **changes: str | None) -> PersonRow:
    values = {"email": "ny@fjordby.example", "name": "Nynne Ny", "unit": "SOC", "role": "reader"}
    return PersonRow(row=row, **(values | changes))  # type: ignore[arg-type]


def faults(*rows: PersonRow, known: frozenset[str] = frozenset()) -> list[tuple[int, str, str]]:
    return list(check_people(rows, units=UNITS, known=known, roles=ROLES))


def test_the_form_is_told_by_the_headings() -> None:
    units = recognise(["code", "name", "kind", "parent", "leader_email", "coordinator_email"], 1)
    people = recognise(["email", "name", "unit", "role"], 1)
    assert isinstance(units, Columns)
    assert isinstance(people, Columns)
    assert (units.form, people.form) == ("units", "people")


def test_danish_headings_in_any_case_and_order_are_known_too() -> None:
    columns = recognise(["Navn", "KODE", "Hører under", "Type", "Leder", "Noter"], 1)
    assert isinstance(columns, Columns)
    row = unit_row(
        2,
        {
            "Navn": " Familie  rådgivningen",
            "KODE": "SOC-FAM",
            "Hører under": "SOC",
            "Type": "Enhed",
            "Leder": "A@B.EXAMPLE",
        },
        columns,
    )
    assert (row.code, row.name, row.kind, row.parent) == ("SOC-FAM", "Familie rådgivningen", "unit", "SOC")
    assert row.holders == {"leader": "a@b.example"}


def test_a_column_that_is_not_in_the_file_leaves_its_function_alone() -> None:
    columns = recognise(["code", "name", "kind", "parent"], 1)
    assert isinstance(columns, Columns)
    assert unit_row(2, {"code": "A", "name": "A", "kind": "unit", "parent": "B"}, columns).holders == {}


@pytest.mark.parametrize(
    ("headings", "column"),
    [
        (["code", "name", "parent"], "kind"),
        (["code", "name", "kind"], "parent"),
        (["name", "kind", "parent"], "code"),
        (["email", "unit", "role"], "name"),
    ],
)
def test_a_missing_column_is_named_at_the_heading(headings: list[str], column: str) -> None:
    problem = recognise(headings, 3)
    assert isinstance(problem, Rejection)
    assert (problem.row, problem.column) == (3, column)
    assert problem.sentence.startswith(f"Række 3, kolonne «{column}»: kolonnen mangler. ")


def test_headings_of_another_file_are_refused() -> None:
    problem = recognise(["KLE-nummer", "Titel"], 1)
    assert isinstance(problem, Rejection)
    assert "overskrifterne kendes ikke" in problem.message


def test_a_role_may_be_written_as_code_or_in_danish() -> None:
    columns = recognise(["email", "name", "unit", "role"], 1)
    assert isinstance(columns, Columns)
    for word in ("coordinator", "Coordinator", "GDPR-koordinator"):
        assert person_row(2, {"email": "a@b.example", "role": word}, columns, ROLES).role == "coordinator"


def test_a_role_that_is_nearly_right_gets_a_suggestion() -> None:
    assert faults(person(role="kordinator")) == [
        (2, "role", "rollen «kordinator» findes ikke. Mente du «GDPR-koordinator»?")
    ]


def test_a_role_that_is_far_off_gets_the_list() -> None:
    ((_row, _field, reason),) = faults(person(role="xyz"))
    assert "Vælg en af: Systemadministrator, Informationssikkerhedskoordinator," in reason


def test_an_unknown_unit_gets_a_suggestion() -> None:
    assert faults(person(unit="soc-fam")) == [(2, "unit", "enheden «soc-fam» findes ikke. Mente du «SOC-FAM»?")]


def test_a_person_needs_neither_role_nor_unit() -> None:
    assert faults(person(role="", unit="")) == []
    assert faults(person(role=None, unit=None)) == []


def test_a_role_needs_a_unit() -> None:
    assert [fault[:2] for fault in faults(person(unit=""))] == [(2, "unit")]


def test_a_name_is_needed_once_for_somebody_new() -> None:
    assert [fault[:2] for fault in faults(person(name=""))] == [(2, "name")]
    assert faults(person(), person(row=3, name="", role="manager")) == []
    assert faults(person(name=""), known=frozenset({"ny@fjordby.example"})) == []


def test_two_names_for_one_address_are_refused_at_the_second() -> None:
    assert faults(person(), person(row=5, name="Nynne Gammel")) == [
        (5, "name", "samme mailadresse har et andet navn i række 2.")
    ]


@pytest.mark.parametrize(
    "email", ["", "nynne", "a b@fjordby.example", "å@fjordby.example", "a@fjordby", "a@b.example\n"]
)
def test_what_is_no_mail_address_is_refused(email: str) -> None:
    assert [fault[:2] for fault in faults(person(email=email))] == [(2, "email")]
