"""Reading in a KLE list, on the command line and on the pages; which activities a change touches."""

import json
import os
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.core.db import begin_writing, db
from app.core.tables import PAGE_SIZE
from app.organisation.model import Unit
from register.kle.model import KleNumber
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_account, make_grant, make_person, make_record
from tests.page import parse, text_of

OLD = "nummer;titel;slettefrist\n27;Ældre;\n27.60;Pleje;P1825D\n27.61;Hjælp;\n"
NEW = "nummer;titel;slettefrist\n27;Ældre;\n27.60;Omsorg;P1825D\n"
DATA = Path(os.environ.get("TRIAL_DATA", "/nowhere"))


@pytest.fixture
def record(app: Flask, personas: Personas) -> int:
    with app.test_request_context():
        begin_writing()
        made = make_record(title="Hjemmepleje", unit="SOC", number="7", kle_numbers=("27.60.08", "27.61"))
        isc = make_person(email="ib@fjordby.example", name="Ib Is")
        make_grant(person=isc, role="isc", unit=db.session.get_one(Unit, 1))
        make_account(isc)
        db.session.commit()
        return made.id


def run(app: Flask, path: Path, text: str, *args: str) -> tuple[int, dict[str, object]]:
    path.write_text(text, encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["kle", "import", str(path), "--json", *args])
    return result.exit_code, json.loads(result.stdout)


def test_the_command_tells_what_changed_and_whom_it_touches(app: Flask, record: int, tmp_path: Path) -> None:
    code, first = run(app, tmp_path / "kle.csv", OLD)
    assert code == 0
    assert {name: first[name] for name in ("read", "created", "updated", "unchanged", "rejected")} == {
        "read": 3, "created": 3, "updated": 0, "unchanged": 0, "rejected": [],
    }  # fmt: skip
    code, dry = run(app, tmp_path / "kle.csv", NEW, "--dry-run")
    activity = {"id": record, "number": "7", "title": "Hjemmepleje"}
    assert dry["touched"] == [
        {"what": "renamed", "number": "27.60", "before": "Pleje", "after": "Omsorg", "activities": [activity]},
        {"what": "removed", "number": "27.61", "before": "Hjælp", "after": "", "activities": [activity]},
    ]
    code, second = run(app, tmp_path / "kle.csv", NEW)
    assert (second["updated"], second["unchanged"]) == (2, 1) and second["touched"] == dry["touched"]
    code, third = run(app, tmp_path / "kle.csv", NEW)
    assert (third["created"], third["updated"], third["unchanged"]) == (0, 0, 2)
    code, back = run(app, tmp_path / "kle.csv", OLD)
    assert (code, back["updated"]) == (0, 2)


def test_a_retention_that_the_list_drops_is_dropped_once(app: Flask, record: int, tmp_path: Path) -> None:
    run(app, tmp_path / "kle.csv", OLD)
    for held, text in (("P1825D", "nummer;titel\n27.60;Pleje\n"), ("", "nummer;titel;slettefrist\n27.60;Pleje;\n")):
        run(app, tmp_path / "kle.csv", text)
        with app.app_context():
            code = db.session.scalar(select(KleNumber.retention_code).where(KleNumber.number == "27.60"))
        assert code == held, "a column that is not there says nothing"
    assert run(app, tmp_path / "kle.csv", text)[1]["updated"] == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a;b\n1;2\n", "nummer"),
        ("nummer;titel\n27.6;Pleje\n", "ikke et KLE-nummer"),
        ("", "tom"),
    ],
)
def test_a_list_at_fault_changes_nothing(app: Flask, record: int, tmp_path: Path, text: str, words: str) -> None:
    code, answer = run(app, tmp_path / "kle.csv", text)
    assert code == 1
    assert words in str(answer["rejected"])
    with app.app_context():
        assert db.session.scalar(select(func.count(KleNumber.id))) == 0


def test_the_pages_show_what_a_list_would_touch_before_it_is_read_in(
    app: Flask, client: FlaskClient, personas: Personas, record: int, tmp_path: Path
) -> None:
    run(app, tmp_path / "kle.csv", OLD)
    sign_in(client, "ib@fjordby.example")
    preview = client.post("/kle/importer", data={"file": (BytesIO(NEW.encode()), "ny.csv")})
    assert preview.status_code == 200
    assert "Omsorg" in preview.text and "Hjemmepleje" in preview.text
    with app.app_context():
        assert db.session.scalar(select(KleNumber.title).where(KleNumber.number == "27.60")) == "Pleje"
    token = preview.text.split("/kle/importer/")[1].split('"')[0]
    assert client.post(f"/kle/importer/{token}").status_code == 303
    page = client.get("/kle?q=omsorg").text
    assert "27.60" in page and "27.61" not in page
    assert "Ikke på listen mere" in client.get("/kle?q=27.61").text
    assert "Hjemmepleje" in client.get("/kle/27.60").text
    assert client.get("/kle/99.99").status_code == 404
    sign_in(client, personas.anna)
    assert client.get("/kle/27.60").status_code == 200
    assert client.get("/kle/importer").status_code in (403, 404)


def test_a_number_shows_a_page_of_those_below_it(app: Flask, client: FlaskClient, personas: Personas) -> None:
    with app.test_request_context():
        begin_writing()
        db.session.add(KleNumber(number="27.60", title="Pleje", changed_at=NOW))
        for n in range(PAGE_SIZE + 1):
            make_record(title=f"Pleje {n:03}", unit="SOC", kle_numbers=("27.60.08",))
        make_record(title="Udgået pleje", unit="SOC", kle_numbers=("27.60",)).status = "retired"
        make_record(title="Noget andet", unit="SOC", kle_numbers=("27.6",))
        db.session.commit()
    sign_in(client, personas.anna)

    def shown(query: str) -> list[str]:
        return [text_of(e) for e in parse(client.get(f"/kle/27.60{query}").text).iter("th") if e.get("scope") == "row"]

    assert shown("") == [f"Pleje {n:03}" for n in range(PAGE_SIZE)]
    assert shown("?side=2") == shown("?side=99") == [f"Pleje {PAGE_SIZE:03}"]


@pytest.mark.trial
@pytest.mark.skipif(not DATA.joinpath("kle-2023.csv").exists(), reason="TRIAL_DATA is not here")
def test_the_published_list_reads_whole(app: Flask, personas: Personas) -> None:
    result = app.test_cli_runner().invoke(args=["kle", "import", str(DATA / "kle-2023.csv"), "--json"])
    answer = json.loads(result.stdout)
    assert result.exit_code == 0 and answer["rejected"] == []
    assert answer["created"] == answer["read"] == 36 + 488 + 2333
