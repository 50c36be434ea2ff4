"""`flask organisation import` as scripts see it."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.core.db import db
from app.organisation.model import Person, Unit

UNITS = """\
code;name;kind;parent;leader_email;coordinator_email
FJORDBY;Fjordby Kommune;municipality;;;
SOC;Social;administration;FJORDBY;bent@fjordby.example;
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "enheder.csv"
    path.write_text(UNITS, encoding="utf-8")
    return path


def run(app: Flask, *args: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=["organisation", "import", *map(str, args)])


def codes(app: Flask) -> list[str]:
    with app.app_context():
        found = list(db.session.scalars(db.select(Unit.code).order_by(Unit.id)))
        db.session.rollback()
        return found


def test_json_is_one_document_and_the_rest_goes_to_standard_error(app: Flask, file: Path) -> None:
    result = run(app, file, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"read": 2, "created": 1, "updated": 1, "unchanged": 0, "rejected": []}
    assert "bent@fjordby.example" in result.stderr
    assert codes(app) == ["FJORDBY", "SOC"]
    again = run(app, file, "--json")
    assert json.loads(again.stdout) == {"read": 2, "created": 0, "updated": 0, "unchanged": 2, "rejected": []}


def test_a_person_reads_words(app: Flask, file: Path) -> None:
    result = run(app, file)
    assert result.stdout.splitlines()[0] == "Læst 2 enheder: 1 oprettet, 1 ændret, 0 uændret."


def test_a_dry_run_tells_the_same_and_saves_nothing(app: Flask, file: Path) -> None:
    result = run(app, file, "--dry-run", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["created"] == 1
    assert codes(app) == ["KOMMUNE"]
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Person.id))) == 0


def test_a_bad_row_ends_with_one_and_a_sentence_and_changes_nothing(app: Flask, file: Path) -> None:
    file.write_text(UNITS + "SOC-FAM;Familie;unit;SOK;;\n", encoding="utf-8")
    result = run(app, file, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "read": 3,
        "created": 0,
        "updated": 0,
        "unchanged": 0,
        "rejected": [
            {"row": 4, "column": "parent", "message": "enheden «SOK» findes ikke. Mente du «SOC»?"},
        ],
    }
    assert result.stderr.splitlines() == [
        "Række 4, kolonne «parent»: enheden «SOK» findes ikke. Mente du «SOC»?",
        "Intet er ændret.",
    ]
    assert codes(app) == ["KOMMUNE"]


def test_a_program_called_xlsx_is_refused_with_a_place(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "enheder.xlsx"
    path.write_bytes(b"MZ\x90\x00" + bytes(500))
    result = run(app, path)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Række 1, kolonne «A»: ")


def test_a_file_that_is_not_there_is_wrong_usage(app: Flask, tmp_path: Path) -> None:
    assert run(app, tmp_path / "ingen.csv").exit_code == 2
