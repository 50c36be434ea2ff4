"""A report stands fast once it is frozen, and tells when it was altered."""

import json
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from aarshjul.status.actions import BeginReport, begin_report, discard_report, freeze_report
from aarshjul.status.export import as_json
from aarshjul.status.kept import get_report, list_altered, list_recommendations, load_report, why_altered
from aarshjul.status.model import StatusReportRow
from aarshjul.status.snapshot import canonical, from_json, hash_of
from aarshjul.status.tables import list_tables
from aarshjul.status.writing import (
    WriteComment,
    WriteDpoPart,
    remove_recommendation,
    write_comment,
    write_dpo_part,
)
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from tests.aarshjul.status.writing import DAY, begun, doing, frozen, person, unit, written
from tests.make import NOW, Personas, make_activity, make_task


def test_a_report_comes_back_from_its_json(filled: Flask, personas: Personas) -> None:
    report = load_report(written(personas), now=NOW)
    assert from_json(json.loads(canonical(report))) == report
    assert report.texts.dpo is not None
    assert [one.title for one in report.texts.recommendations] == ["Godkend planen", "Beslut 40 timer"]


def test_frozen_figures_and_texts_stand_when_the_data_changes(filled: Flask, personas: Personas) -> None:
    row = frozen(personas)
    before = load_report(row, now=NOW)
    snapshot, sha = row.snapshot, row.sha256
    for number in range(5):
        make_task(unit=unit("SOC"), due_on=DAY - timedelta(days=50 + number))
    make_activity(unit=unit("SOC"))
    unit("SOC").name = "Velfærd"
    db.session.flush()
    db.session.expire_all()
    after = load_report(get_report(row.id, with_drafts=False), now=NOW + timedelta(days=90))
    assert after == before
    assert as_json(after).decode() == snapshot
    assert row.sha256 == sha
    assert list_altered() == []
    assert "Velfærd" not in " ".join(str(cell) for table in list_tables(after) for line in table.rows for cell in line)


@pytest.mark.parametrize("column", ["snapshot", "sha256", "both"])
def test_altered_data_is_found(filled: Flask, personas: Personas, column: str) -> None:
    row = frozen(personas)
    other = row.snapshot.replace("travlt", "roligt")
    values = (
        {"snapshot": other, "sha256": "0" * 64} if column != "both" else {"snapshot": other, "sha256": hash_of(other)}
    )
    for name in values if column == "both" else (column,):
        db.session.execute(
            text(f"UPDATE status_report SET {name} = :v WHERE id = :id"), {"v": values[name], "id": row.id}
        )
    db.session.expire_all()
    row = get_report(row.id, with_drafts=False)
    assert why_altered(row)
    assert len(list_altered()) == 1
    with pytest.raises(Refused, match="er ændret i databasen"):
        load_report(row, now=NOW)


def test_nothing_is_written_in_a_frozen_report(filled: Flask, personas: Personas) -> None:
    row = frozen(personas)
    one = list_recommendations(row.id)[0]
    for act in (
        lambda: write_comment(
            WriteComment(report_id=row.id, unit_id=unit("SOC").id, text="x", version=1), doing=doing()
        ),
        lambda: remove_recommendation(row.id, one.id, doing=doing()),
        lambda: write_dpo_part(
            WriteDpoPart(report_id=row.id, text="x", is_signed=False, version=row.version), doing=doing()
        ),
        lambda: freeze_report(row.id, row.version, doing=doing()),
        lambda: discard_report(row.id, doing=doing()),
    ):
        with pytest.raises(Refused, match="låst"):
            act()


def test_two_who_write_at_once_are_told(filled: Flask, personas: Personas) -> None:
    row = written(personas)
    with pytest.raises(EditConflict):
        write_comment(WriteComment(report_id=row.id, unit_id=unit("SOC").id, text="x", version=0), doing=doing())
    with pytest.raises(EditConflict):
        freeze_report(row.id, row.version - 1, doing=doing())
    with pytest.raises(NotFound):
        write_comment(WriteComment(report_id=row.id, unit_id=unit("SOC-HJ").id, text="x", version=0), doing=doing())


def test_an_unsigned_part_of_the_dpo_is_in_no_report(filled: Flask, personas: Personas) -> None:
    row = written(personas)
    part = WriteDpoPart(report_id=row.id, text="Et nyt udkast.", is_signed=False, version=row.version)
    write_dpo_part(part, doing=doing(person(personas.dorte).id))
    assert load_report(row, now=NOW).texts.dpo is None
    assert "udkast" not in canonical(load_report(row, now=NOW))


def test_a_recommendation_taken_out_leaves_no_hole(filled: Flask, personas: Personas) -> None:
    row = written(personas)
    remove_recommendation(row.id, list_recommendations(row.id)[0].id, doing=doing())
    assert [(one.position, one.title) for one in list_recommendations(row.id)] == [(1, "Beslut 40 timer")]


def test_a_report_is_held_against_the_one_before(filled: Flask, personas: Personas) -> None:
    first = begin_report(
        BeginReport(body_code="DDS", as_of=DAY - timedelta(days=2), since=date(DAY.year - 1, 1, 1)), doing=doing()
    )
    freeze_report(first.id, first.version, doing=doing())
    make_activity(unit=unit("SOC"))
    report = load_report(begun(), now=NOW)
    assert report.before is not None and report.before.report_id == first.id
    table = next(table for table in list_tables(report) if table.code == "udvikling")
    reviewed = next(line for line in table.rows if str(line[0]).startswith("K2"))
    assert reviewed[2:] == ["100 %", "↓ dårligere"]


def test_the_draft_can_be_thrown_away(filled: Flask, personas: Personas) -> None:
    row = written(personas)
    discard_report(row.id, doing=doing())
    assert db.session.scalars(db.select(StatusReportRow)).all() == []
