"""Tampering by SQL with copies of a database that a story in the browser has left."""

import shutil
import sqlite3
from pathlib import Path

from app.core.db import db
from tests.conftest import make_settings
from wsgi import make_app

COLUMNS = "at, actor_id, via, verb, subject_kind, subject_id, changes"
TAMPERING = {
    "change a row": ["UPDATE audit_event SET verb = 'test.lie' WHERE number = 5"],
    "delete one": ["DELETE FROM audit_event WHERE number = 3"],
    "delete the last": ["DELETE FROM audit_event WHERE number = (SELECT max(number) FROM audit_event)"],
    "insert one": [
        f"INSERT INTO audit_event (number, link, {COLUMNS})"
        f" SELECT number + 1, link, {COLUMNS} FROM audit_event ORDER BY number DESC LIMIT 1"
    ],
    "insert one outside the chain": [
        f"INSERT INTO audit_event (number, link, {COLUMNS})"
        f" SELECT NULL, '', {COLUMNS} FROM audit_event WHERE number = 2"
    ],
    "swap two": [
        "UPDATE audit_event SET number = -2 WHERE number = 2",
        "UPDATE audit_event SET number = 2 WHERE number = 4",
        "UPDATE audit_event SET number = 4 WHERE number = -2",
    ],
}


def verdicts(instance: Path, work: Path) -> dict[str, int]:
    """The exit code of `flask audit verify` on an untouched copy ("") and after each tampering."""
    return {
        what: _verify(instance, work / f"{place}", TAMPERING.get(what, []))
        for place, what in enumerate(("", *TAMPERING))
    }


def _verify(instance: Path, folder: Path, statements: list[str]) -> int:
    folder.mkdir(parents=True)
    source = sqlite3.connect(instance / "data.sqlite3")
    copy = sqlite3.connect(folder / "data.sqlite3")
    source.backup(copy)
    for statement in statements:
        assert copy.execute(statement).rowcount > 0, statement
    copy.commit()
    copy.close()
    source.close()
    shutil.copy(instance / "audit-head.json", folder)
    key = (instance / "audit_key").read_text(encoding="utf-8").strip()
    app = make_app(make_settings(folder, f"sqlite:///{folder / 'data.sqlite3'}", audit_key=key), testing=True)
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return result.exit_code
