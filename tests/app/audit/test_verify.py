"""`flask audit verify` after a real story: it passes, and fails after each kind of tampering by SQL."""

import json
import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing, record
from app.audit.model import AuditEvent
from app.audit.rules import FAULTS
from app.core.db import begin_writing, db
from tests.conftest import sign_in
from tests.make import NOW, Personas


@pytest.fixture
def story(app: Flask, client: FlaskClient, personas: Personas) -> int:
    """Frida renames the municipality, Anna is refused, DDS's report is fetched; the number of events."""
    sign_in(client, personas.frida)
    client.post(
        "/admin/kommune",
        data={"name": "Nyby Kommune", "cvr": "00000000", "email": "post@fjordby.example", "answers": "link"},
    )
    sign_in(client, personas.anna)
    assert client.get("/admin/kommune").status_code == 404
    assert client.get("/fortegnelse/hent.csv").status_code == 200
    with app.app_context():
        begin_writing()
        for number in range(6):
            record(Doing(at=NOW), "task.start", "task", number, {"state": ["not_started", "started"]})
        db.session.commit()
        return db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) or 0


def check(app: Flask) -> tuple[int, dict[str, object], str]:
    result = app.test_cli_runner().invoke(args=["audit", "verify", "--json"])
    return result.exit_code, json.loads(result.stdout), result.stderr


def by_sql(app: Flask, *statements: str) -> None:
    with app.app_context(), db.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_story_is_intact(app: Flask, story: int) -> None:
    code, told, said = check(app)
    assert (code, said) == (0, "")
    assert told["events"] == story >= 8
    assert told["intact"] is True
    assert told["broken"] is None
    assert told["head"] == told["kept_head"]
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert result.stdout == f"{story} hændelser, og hvert led passer.\n"


COLUMNS = "at, actor_id, via, verb, subject_kind, subject_id, changes"
TAMPERING = {
    "a word of an event": (["UPDATE audit_event SET verb = 'task.dismiss' WHERE number = 4"], "altered", 4),
    "who did it": (["UPDATE audit_event SET actor_id = NULL WHERE number = 2"], "altered", 2),
    "when": (["UPDATE audit_event SET at = '2027-03-01 07:00:01.000000' WHERE number = 5"], "altered", 5),
    "from and to": (
        ["""UPDATE audit_event SET changes = '{"state": ["done", "done"]}' WHERE number = 6"""],
        "altered",
        6,
    ),
    "a link": (["UPDATE audit_event SET link = 'x' WHERE number = 3"], "altered", 3),
    "a row in the middle is removed": (["DELETE FROM audit_event WHERE number = 4"], "removed", 4),
    "the first is removed": (["DELETE FROM audit_event WHERE number = 1"], "removed", 1),
    "the last is removed": (
        ["DELETE FROM audit_event WHERE number = (SELECT max(number) FROM audit_event)"],
        "cut",
        None,
    ),
    "all are removed": (["DELETE FROM audit_event"], "cut", None),
    "a row is inserted outside the chain": (
        [
            f"INSERT INTO audit_event (number, link, {COLUMNS})"
            f" SELECT NULL, '', {COLUMNS} FROM audit_event WHERE number = 2"
        ],
        "unlinked",
        None,
    ),
    "a row is inserted at the end": (
        [
            f"INSERT INTO audit_event (number, link, {COLUMNS})"
            f" SELECT number + 1, link, {COLUMNS} FROM audit_event ORDER BY number DESC LIMIT 1"
        ],
        "altered",
        None,
    ),
    "a row is inserted in the middle and the rest pushed on": (
        [
            "UPDATE audit_event SET number = -number WHERE number >= 4",
            "UPDATE audit_event SET number = 1 - number WHERE number < 0",
            f"INSERT INTO audit_event (number, link, {COLUMNS})"
            f" SELECT 4, link, {COLUMNS} FROM audit_event WHERE number = 2",
        ],
        "altered",
        4,
    ),
    "two rows change places": (
        [
            "UPDATE audit_event SET number = -3 WHERE number = 3",
            "UPDATE audit_event SET number = 3 WHERE number = 5",
            "UPDATE audit_event SET number = 5 WHERE number = -3",
        ],
        "altered",
        3,
    ),
    "two rows change what they say": (
        [
            "UPDATE audit_event SET subject_id = (SELECT sum(subject_id) FROM audit_event WHERE number IN (5, 6))"
            " - subject_id WHERE number IN (5, 6)"
        ],
        "altered",
        5,
    ),
    "a number": (["UPDATE audit_event SET number = 999 WHERE number = 5"], "removed", 5),
    "a row is let out of the chain": (
        ["UPDATE audit_event SET number = NULL, link = '' WHERE number = 5"],
        "removed",
        5,
    ),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_every_tampering_is_found_and_named(app: Flask, story: int, what: str) -> None:
    statements, fault, number = TAMPERING[what]
    by_sql(app, *statements)
    code, told, said = check(app)
    broken = told["broken"]
    assert (code, told["intact"]) == (1, False)
    assert isinstance(broken, dict)
    assert broken["what"] == fault
    assert number is None or broken["number"] == number
    assert said.strip() == broken["message"]
    assert "%(" not in said


def test_a_value_of_the_wrong_kind_is_found_and_no_crash(app: Flask, story: int) -> None:
    if db_is_sqlite(app):
        by_sql(app, "UPDATE audit_event SET at = 'i går', changes = '{ikke json' WHERE number = 4")
        assert check(app)[1]["broken"]["number"] == 4  # type: ignore[index]


def db_is_sqlite(app: Flask) -> bool:
    with app.app_context():
        return db.engine.dialect.name == "sqlite"


def test_another_key_is_said_plainly(app: Flask, story: int) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], audit_key="a key of somebody else")
    code, told, said = check(app)
    assert code == 1
    assert told["broken"]["what"] == "other_key"  # type: ignore[index]
    assert "AUDIT_KEY" in said


def test_a_spoilt_head_file_is_a_fault_and_a_missing_one_is_said(app: Flask, story: int) -> None:
    path = app.config["SETTINGS"].audit_head_file
    path.write_text("")
    assert check(app)[1]["broken"]["what"] == "head_unreadable"  # type: ignore[index]
    path.unlink()
    assert check(app)[0] == 0
    assert "intet led gemt" in app.test_cli_runner().invoke(args=["audit", "verify"]).stdout


def test_another_head_than_the_databases_own_is_a_fault(app: Flask, story: int) -> None:
    path = app.config["SETTINGS"].audit_head_file
    path.write_text(json.dumps({"number": story, "link": "0" * 64}))
    assert check(app)[1]["broken"]["what"] == "rewritten"  # type: ignore[index]


def test_every_fault_has_its_words() -> None:
    for words in FAULTS.values():
        assert words % {"number": 1, "id": 2}


def test_the_check_waits_for_no_writer(app: Flask, story: int) -> None:
    with app.app_context():
        begin_writing()
        record(Doing(at=NOW), "task.start", "task", 1)
        db.session.flush()
        answers: list[int] = []
        checking = threading.Thread(target=lambda: answers.append(check(app)[0]))
        checking.start()
        checking.join(timeout=10)
        assert answers == [0]
        db.session.rollback()
