"""`flask report`: the report as a file, and whether every frozen one stands."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from aarshjul.status.model import StatusReportRow
from app.audit.model import AuditEvent
from app.core.db import db
from tests.aarshjul.status.writing import frozen
from tests.make import Personas


def test_the_report_is_written_once_and_told_once(ctx: Flask, personas: Personas, tmp_path: Path) -> None:
    db.session.commit()
    target = tmp_path / "rapport.json"
    words = ["report", "status", "--body", "DDS", "--as-of", "2026-11-01", "--format", "json", "--out", str(target)]
    answer = ctx.test_cli_runner().invoke(args=words)
    assert answer.exit_code == 0, answer.output
    told = json.loads(target.read_text(encoding="utf-8"))
    assert (told["body"], told["as_of"], told["head"]["edition"]) == ("DDS", "2026-11-01", 0)
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "report.export")).all()
    assert [event.changes for event in events] == [{"body": [None, "DDS"], "format": [None, "json"]}]


@pytest.mark.parametrize("where", ["ingen/mappe.json", ""])
def test_what_cannot_be_done_leaves_nothing_behind(ctx: Flask, personas: Personas, tmp_path: Path, where: str) -> None:
    db.session.commit()
    target, body = (tmp_path / where, "DDS") if where else (tmp_path / "rapport.json", "XYZ")
    words = ["report", "status", "--body", body, "--format", "json", "--out", str(target)]
    answer = ctx.test_cli_runner().invoke(args=words)
    assert answer.exit_code == 1
    assert not target.exists()
    assert db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "report.export")).all() == []


def test_an_altered_report_ends_the_check_with_an_error(ctx: Flask, personas: Personas) -> None:
    report_id = frozen(personas).id
    db.session.commit()
    runner = ctx.test_cli_runner()
    assert runner.invoke(args=["report", "check"]).exit_code == 0
    db.session.get_one(StatusReportRow, report_id).snapshot += " "
    db.session.commit()
    answer = runner.invoke(args=["report", "check"])
    assert answer.exit_code == 1
    assert "er ændret i databasen" in answer.output
