"""`flask register`: what it prints, what it refuses, and what is left when it has refused."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from flask import Flask

from app.core.db import begin_writing, db
from app.organisation.model import Municipality
from register.cli import register_commands
from tests.make import Personas, make_record
from tests.register.importing.conftest import OWN_LIST, contents_by_number, count_rows

LIST = json.loads(OWN_LIST.read_bytes())
MAPPED = ("--mapping", "kl-article30")


def run(app: Flask, *args: str | Path) -> Result:
    """The command with its exit code, standard output and standard error."""
    return app.test_cli_runner().invoke(register_commands, [str(arg) for arg in args])


def rows(app: Flask) -> Counter[str]:
    with app.app_context():
        found = count_rows()
        db.session.rollback()
        return found


def take(app: Flask, file: Path, *args: str) -> dict[str, Any]:
    result = run(app, "import", file, *args, "--json")
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


@pytest.fixture
def list_file(tmp_path: Path) -> Path:
    """The list in our own words, to be damaged."""
    path = tmp_path / "liste.json"
    path.write_bytes(OWN_LIST.read_bytes())
    return path


def test_the_list_is_imported_and_again_it_is_unchanged(app: Flask, personas: Personas) -> None:
    first = take(app, OWN_LIST, *MAPPED, "--unit", "SOC")
    expected = {"read": 12, "created": 12, "updated": 0, "unchanged": 0, "retired": 0, "rejected": [], "kept": []}
    assert first == expected
    assert take(app, OWN_LIST, *MAPPED, "--unit", "SOC") == expected | {"created": 0, "unchanged": 12}


def test_it_says_in_words_what_it_has_done(app: Flask, personas: Personas) -> None:
    result = run(app, "import", OWN_LIST, *MAPPED)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "12 behandlinger læst: 12 oprettet, 0 ændret, 0 uændret.\n"


def test_a_mapping_of_ones_own_is_a_file(app: Flask, personas: Personas, tmp_path: Path) -> None:
    mapping = tmp_path / "min.yml"
    mapping.write_text("source: min\nformat: sheet\nfields:\n  number: Id\n  title: Navn\n", encoding="utf-8")
    file = tmp_path / "liste.csv"
    file.write_text("Id;Navn\n1;Valg\n", encoding="utf-8")
    assert take(app, file, "--mapping", str(mapping))["created"] == 1
    result = run(app, "import", file, "--mapping", tmp_path / "ingen.yml")
    assert result.exit_code == 1
    assert "kl-article30" in result.stderr


def test_a_trial_saves_nothing(app: Flask, personas: Personas) -> None:
    before = rows(app)
    result = run(app, "import", OWN_LIST, *MAPPED, "--dry-run")
    assert (result.exit_code, result.stdout) == (
        0,
        "12 behandlinger læst: 12 oprettet, 0 ændret, 0 uændret.\nPrøve: intet er gemt.\n",
    )
    assert rows(app) == before


def damaged(kind: str) -> bytes:
    whole = OWN_LIST.read_bytes()
    if kind == "half":
        return whole[: len(whole) // 2]
    if kind == "program":
        return b"MZ\x90\x00\x03\x00\x00\x00" + bytes(500)
    if kind == "one record lacks the column":
        return json.dumps([{**LIST[0]}, {k: v for k, v in LIST[1].items() if k != "name"}, *LIST[2:]]).encode()
    return json.dumps([{k: v for k, v in record.items() if k != "kleGroups"} for record in LIST]).encode()


@pytest.mark.parametrize("kind", ["half", "program", "no column", "one record lacks the column"])
def test_a_damaged_file_is_refused_with_row_and_column_and_nothing_changes(
    app: Flask, personas: Personas, list_file: Path, kind: str
) -> None:
    take(app, OWN_LIST, *MAPPED, "--unit", "SOC")
    before = rows(app)
    file = list_file.with_suffix(".xlsx") if kind == "program" else list_file
    file.write_bytes(damaged(kind))
    for json_too in ((), ("--json",)):
        result = run(app, "import", file, *MAPPED, *json_too)
        assert result.exit_code == 1
        assert result.stderr.startswith("Række ")
        assert ", kolonne «" in result.stderr.splitlines()[0]
        assert result.stderr.endswith("Intet er ændret.\n")
        if json_too:
            answer = json.loads(result.stdout)
            assert answer["created"] == answer["updated"] == answer["unchanged"] == 0
            assert answer["rejected"][0].keys() == {"row", "column", "message"}
        else:
            assert result.stdout == ""
    assert rows(app) == before


def test_the_rest_is_taken_when_part_of_a_file_is_accepted(app: Flask, personas: Personas, list_file: Path) -> None:
    document = [dict(record) for record in LIST]
    document[2]["name"] = "Uden nummer"
    list_file.write_text(json.dumps(document), encoding="utf-8")
    result = run(app, "import", list_file, *MAPPED, "--accept-partial")
    assert result.exit_code == 0
    assert result.stdout == "12 behandlinger læst: 11 oprettet, 0 ændret, 0 uændret. 1 er sprunget over.\n"
    assert result.stderr.startswith("Række 3, kolonne «name»: ")


def test_a_field_changed_here_stays_and_is_reported(app: Flask, personas: Personas, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    with app.test_request_context():
        begin_writing()
        make_record(number="1", title="Vores", unit="SOC")
        db.session.commit()
    file.write_text(json.dumps([{"number": "1", "title": "Deres"}]), encoding="utf-8")
    result = run(app, "import", file)
    assert result.exit_code == 0
    assert "Række 1, kolonne «title»: feltet er rettet her siden sidst og bliver stående (nummer 1)." in result.stderr
    kept = take(app, file)["kept"]
    assert kept == [{"row": 1, "number": "1", "field": "title", "column": "title"}]


def test_wrong_usage_ends_with_two(app: Flask, tmp_path: Path) -> None:
    assert run(app, "import", tmp_path / "ingen.json").exit_code == 2
    assert run(app, "export", "--format", "odt", "--out", tmp_path / "a.odt").exit_code == 2


def test_a_unit_that_is_not_there_is_refused(app: Flask, personas: Personas) -> None:
    result = run(app, "import", OWN_LIST, *MAPPED, "--unit", "INGEN")
    assert (result.exit_code, result.stderr) == (1, "Der er ingen enhed med koden «INGEN».\n")


def test_check_names_for_every_record_what_it_lacks(app: Flask, personas: Personas) -> None:
    take(app, OWN_LIST, *MAPPED, "--unit", "SOC-HJ")
    result = run(app, "check", "--json")
    assert result.exit_code == 0
    first = json.loads(result.stdout)[0]
    assert first.pop("id") > 0
    assert [finding["rule"] for finding in first["findings"]] == [
        "R05",
        "R06",
        "R09",
        "R12",
        "R30",
        "R33",
        "R40",
        "R42",
        "R46",
        "R48",
    ]
    assert first["findings"][0] == {
        "rule": "R05",
        "severity": "error",
        "field": "subjects",
        "message": "Angiv mindst én kategori af registrerede (litra c).",
        "set_aside": False,
    }
    del first["findings"]
    assert first == {
        "number": "01",
        "title": "Udlån af lokaler til foreninger og aftenskoler",
        "administration": "SOC",
        "art30_complete": False,
        "complete": False,
    }
    assert run(app, "check").stdout.endswith("12 behandlinger, 12 mangler noget.\n")


def test_check_tells_what_the_municipality_itself_lacks(app: Flask, personas: Personas) -> None:
    take(app, OWN_LIST, *MAPPED)
    with app.app_context():
        begin_writing()
        row = db.session.get_one(Municipality, 1)
        row.name = row.dpo_email = ""
        db.session.commit()
    for record in json.loads(run(app, "check", "--json").stdout):
        assert [finding["rule"] for finding in record["findings"]][:2] == ["R01", "R02"]
        assert record["administration"] is None


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_an_export_is_imported_again_as_it_was(app: Flask, personas: Personas, tmp_path: Path, form: str) -> None:
    take(app, OWN_LIST, *MAPPED, "--unit", "SOC")
    out = tmp_path / f"fortegnelse.{form}"
    result = run(app, "export", "--format", form, "--out", out)
    assert (result.exit_code, result.stdout) == (0, f"12 behandlinger er skrevet i {out}.\n")
    assert take(app, out)["unchanged"] == 12


def test_the_xlsx_is_a_workbook_with_a_row_for_each_record(app: Flask, personas: Personas, tmp_path: Path) -> None:
    take(app, OWN_LIST, *MAPPED, "--unit", "SOC")
    run(app, "export", "--format", "xlsx", "--out", tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert sheet.max_row == 13
    assert [cell.value for cell in sheet["A"]][1:4] == ["01", "02", "03"]


def test_an_export_that_cannot_be_written_is_refused(app: Flask, personas: Personas, tmp_path: Path) -> None:
    result = run(app, "export", "--format", "csv", "--out", tmp_path / "ingen" / "a.csv")
    assert result.exit_code == 1
    assert "kan ikke skrives" in result.stderr


@pytest.mark.trial
@pytest.mark.parametrize("kind", ["half", "program", "no column"])
def test_the_published_list_says_94_and_its_damage_changes_nothing(
    app: Flask, personas: Personas, tmp_path: Path, kind: str
) -> None:
    folder = os.environ.get("TRIAL_DATA")
    if not folder:
        pytest.skip("TRIAL_DATA peger ikke på en mappe med prøvedata.")
    file = Path(folder) / "kl-article30.json"
    assert take(app, file, *MAPPED)["created"] == 94
    assert take(app, file, *MAPPED)["unchanged"] == 94
    before, whole = rows(app), file.read_bytes()
    document = [{k: v for k, v in record.items() if k != "description"} for record in json.loads(whole)]
    damage = {
        "half": whole[: len(whole) // 2],
        "program": b"MZ" + bytes(900),
        "no column": json.dumps(document).encode(),
    }
    bad = tmp_path / ("a.xlsx" if kind == "program" else "a.json")
    bad.write_bytes(damage[kind])
    result = run(app, "import", bad, *MAPPED)
    assert result.exit_code == 1
    assert ", kolonne «" in result.stderr.splitlines()[0]
    assert rows(app) == before
    with app.app_context():
        assert len(contents_by_number()) == 94
