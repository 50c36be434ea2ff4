"""The published lists that TRIAL_DATA points at, each looked at and planned as a person would who changes nothing."""

import os
from pathlib import Path

import pytest
from flask import Flask

from app.core.errors import Refused
from app.core.sheets import SheetProblem
from register.importing.actions import ImportRecords, plan_import
from register.importing.looking import COLUMNS, Choice, Look, look_at
from register.importing.planning import Plan

pytestmark = pytest.mark.trial


@pytest.fixture
def folder() -> Path:
    given = os.environ.get("TRIAL_DATA")
    if not given:
        pytest.skip("TRIAL_DATA peger ikke på en mappe med prøvedata.")
    return Path(given)


def look(folder: Path, name: str, **more: str) -> tuple[bytes, Look]:
    data = (folder / name).read_bytes()
    return data, look_at(name, data, **more)


def plan(data: bytes, seen: Look, **columns: str) -> Plan:
    """What an import would do with these columns: ours → the file's heading."""
    by_heading = {heading: key for key, heading in columns.items()}
    choice = Choice(COLUMNS, [by_heading.get(heading, "") for heading in seen.headings], sheet=seen.sheet)
    return plan_import(ImportRecords(name="fil", data=data, reading=seen.reading(choice)))


def test_a_template_with_marked_headings_and_two_kinds_of_dates(ctx: Flask, folder: Path) -> None:
    data, seen = look(folder, "kitos_it_kontrakter_valid.xlsx")
    assert seen.rows == "1"
    assert "IT Kontrakt Navn (påkrævet)" in seen.headings
    found = plan(data, seen, number="Id", title="IT Kontrakt Navn (påkrævet)", last_review_on="Indgået")
    assert [str(step.content.last_review_on) for step in found.planned][:2] == ["2022-03-01", "None"]
    assert {fault.column for fault in found.rejected} <= {"Id"}, "rows without a number; every day is read"


def test_a_list_with_long_cells_and_repeated_groups_of_columns(ctx: Flask, folder: Path) -> None:
    data, seen = look(folder, "anssi_recyf_nis2_iso_semikolon_multiline.csv")
    assert seen.rows == "1"
    assert {"Référence ISO (1)", "Référence ISO (7)"} <= set(seen.headings)
    found = plan(data, seen, number="Référence", title="Objectif", description="Contenu")
    assert found.planned
    assert any("\n" in step.content.description for step in found.planned)


def test_a_workbook_of_seven_sheets(ctx: Flask, folder: Path) -> None:
    data, seen = look(folder, "ciso_assistant_processing_workbook.xlsx")
    assert (seen.sheets[0], len(seen.sheets)) == ("Processing", 7)
    found = plan(data, seen, number="ref_id", title="name", description="description")
    assert [step.content.title for step in found.planned] == ["HR Payroll"]
    _data, other = look(folder, "ciso_assistant_processing_workbook.xlsx", sheet="Transfers")
    assert other.headings[:2] == ["name", "description"]


def test_a_data_map_of_another_tool(ctx: Flask, folder: Path) -> None:
    data, seen = look(folder, "fides_datamap_sample.json")
    assert "system.name" in seen.headings
    found = plan(data, seen, number="system.fides_key", title="system.name")
    assert found.read > 1
    assert found.planned or found.rejected


def test_a_list_of_one_record_on_many_rows_is_told_row_by_row(ctx: Flask, folder: Path) -> None:
    data, seen = look(folder, "kl-activity-to-kle.csv")
    assert seen.guess.keys[:2] == ["number", "title"]
    found = plan_import(ImportRecords(name="kl.csv", data=data, reading=seen.reading(seen.guess)))
    assert found.read == 1_815
    assert all(fault.row > 1 and fault.message for fault in found.rejected)


def test_the_published_activities_are_known_by_their_form(ctx: Flask, folder: Path) -> None:
    data, seen = look(folder, "kl-article30.json")
    assert seen.guess.way == "kl-article30"
    found = plan_import(ImportRecords(name="kl.json", data=data, reading=seen.reading(seen.guess)))
    assert (len(found.planned), found.rejected) == (94, [])


def test_every_other_file_is_read_or_refused_in_words(ctx: Flask, folder: Path) -> None:
    for path in sorted(folder.rglob("*.*")):
        try:
            seen = look_at(path.name, path.read_bytes())
        except (Refused, SheetProblem) as refused:
            assert refused.message
        else:
            assert seen.ways
