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
    nobody = {"renamed": [], "moved": [], "gone": [], "kept": [], "refused": []}
    told = json.loads(result.stdout)
    renamed = [{"code": "FJORDBY", "name": "Fjordby Kommune (FJORDBY)", "from": "Kommunen", "to": "Fjordby Kommune"}]
    assert told == {"read": 2, "created": 1, "updated": 1, "unchanged": 0, "rejected": []} | nobody | {
        "renamed": renamed
    }
    assert "bent@fjordby.example" in result.stderr
    assert codes(app) == ["FJORDBY", "SOC"]
    again = run(app, file, "--json")
    assert json.loads(again.stdout) == {"read": 2, "created": 0, "updated": 0, "unchanged": 2, "rejected": []} | nobody


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
        "renamed": [],
        "moved": [],
        "gone": [],
        "kept": [],
        "refused": [],
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


PEOPLE = "email;name;unit;role\n" + "".join(f"p{n}@fjordby.example;Person {n};SOC;reader\n" for n in range(10))


@pytest.fixture
def staff(app: Flask, file: Path) -> Path:
    """A municipality with ten people and its leader, and the file that lacks three of the ten."""
    run(app, file)
    people = file.with_name("personer.csv")
    people.write_text(PEOPLE + "bent@fjordby.example;Bent Birk;SOC;\n", encoding="utf-8")
    assert run(app, people).exit_code == 0
    people.write_text("\n".join(people.read_text(encoding="utf-8").splitlines()[:1] + PEOPLE.splitlines()[1:8]))
    return people


def dump(app: Flask) -> dict[str, list[str]]:
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(db.select(table)).all()))
            for table in db.metadata.sorted_tables
        }


def test_a_file_that_would_remove_a_third_of_the_people_is_refused_and_no_table_is_touched(
    app: Flask, staff: Path
) -> None:
    before = dump(app)
    result = run(app, staff, "--complete")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "Filen ville lukke adgangen for 4 af 11 personer (37 %). Højst 10 % må lukkes på én gang.",
        "Skal det alligevel ske, så kør igen med --remove-at-most.",
        "Intet er ændret.",
    ]
    assert "Bent Birk (bent@fjordby.example): 1 funktion" in result.stdout
    assert dump(app) == before
    assert run(app, staff, "--complete", "--remove-at-most", "36").exit_code == 1
    as_json = run(app, staff, "--complete", "--json")
    assert as_json.exit_code == 1
    told = json.loads(as_json.stdout)
    assert (told["created"], told["updated"], told["unchanged"]) == (0, 0, 0)
    assert len(told["gone"]) == 4
    assert told["refused"][0].startswith("Filen ville lukke adgangen for 4 af 11")
    assert dump(app) == before


def test_it_goes_through_when_it_is_told_to_and_says_who(app: Flask, staff: Path) -> None:
    before = dump(app)
    trial = run(app, staff, "--complete", "--remove-at-most", "37", "--dry-run")
    assert trial.exit_code == 0
    assert trial.stdout.splitlines()[-1] == "Prøve: intet er gemt."
    assert dump(app) == before
    result = run(app, staff, "--complete", "--remove-at-most", "37")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:3] == [
        "Læst 7 rækker med personer: 0 oprettet, 0 ændret, 7 uændret. Adgangen er lukket for 4 personer.",
        "Lukket (4):",
        "  Bent Birk (bent@fjordby.example): 1 funktion",
    ]
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Person.id)).where(Person.is_active)) == 7
        db.session.rollback()
    again = json.loads(run(app, staff, "--complete", "--json").stdout)
    assert (again["gone"], again["unchanged"]) == ([], 7)


def test_without_complete_nobody_goes(app: Flask, staff: Path) -> None:
    before = json.loads(run(app, staff, "--json").stdout)
    assert (before["gone"], before["unchanged"]) == ([], 7)
    usage = run(app, staff, "--remove-at-most", "50")
    assert usage.exit_code == 2
    assert "--complete" in usage.stderr
