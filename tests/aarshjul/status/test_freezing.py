"""A report stands fast once it is frozen, says the same in every form, and tells when it was altered."""

import io
import json
import re
from datetime import date, timedelta

import openpyxl
import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import event, insert, text

from aarshjul.status.actions import BeginReport, begin_report, discard_report, freeze_report
from aarshjul.status.cells import value_of
from aarshjul.status.export import as_docx, as_json, as_pdf, as_xlsx
from aarshjul.status.history import keep_month, keep_month_when_due, list_history
from aarshjul.status.kept import get_report, list_altered, list_recommendations, load_report, why_altered
from aarshjul.status.kpis import KPIS
from aarshjul.status.model import KpiMonth, StatusReportRow
from aarshjul.status.report import StatusReport, make_report
from aarshjul.status.snapshot import canonical, from_json
from aarshjul.status.tables import list_tables
from aarshjul.status.writing import (
    PutRecommendation,
    WriteComment,
    WriteDpoPart,
    put_recommendation,
    remove_recommendation,
    write_comment,
    write_dpo_part,
)
from app.audit.actions import Doing
from app.core import clock
from app.core.db import begin_writing, db
from app.core.errors import EditConflict, NotFound, Refused
from app.core.scope import Scope
from app.organisation.model import Person, Unit
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_activity, make_assessment, make_task, make_unit

DAY = clock.day_of(NOW)


def unit(code: str) -> Unit:
    return db.session.scalars(db.select(Unit).where(Unit.code == code)).one()


def person_id(email: str) -> int:
    return db.session.scalars(db.select(Person.id).where(Person.email == email)).one()


def doing(person_id: int | None = None) -> Doing:
    return Doing(at=NOW, person_id=person_id)


@pytest.fixture
def filled(ctx: Flask, personas: Personas) -> Flask:
    social = unit("SOC")
    for number in range(3):
        activity = make_activity(unit=social, last_review_on=DAY - timedelta(days=40))
        make_assessment(activity=activity, grades=(4, 1, 1), likelihood=4 if not number else 1, assessed_on=DAY)
    make_task(unit=social, due_on=DAY - timedelta(days=3), title="Lidt over æøå")
    make_task(unit=social, due_on=DAY - timedelta(days=1), done_on=DAY - timedelta(days=1), title="Til tiden")
    return ctx


def begun(**changes: object) -> StatusReportRow:
    command = BeginReport(body_code="DDS", as_of=DAY, since=date(DAY.year, 1, 1))
    return begin_report(command, doing=doing())


def written(personas: Personas) -> StatusReportRow:
    row = begun()
    social = unit("SOC")
    write_comment(
        WriteComment(report_id=row.id, unit_id=social.id, text="Vi har haft travlt.", version=0), doing=doing()
    )
    for title in ("Godkend planen", "Beslut 40 timer"):
        command = PutRecommendation(report_id=row.id, recommendation_id=None, title=title, text="Fordi der mangler.")
        put_recommendation(command, doing=doing())
    part = WriteDpoPart(report_id=row.id, text="Jeg er bekymret.", is_signed=True, version=row.version)
    write_dpo_part(part, doing=doing(person_id(personas.dorte)))
    return row


def frozen(personas: Personas) -> StatusReportRow:
    row = written(personas)
    return freeze_report(row.id, row.version, doing=doing())


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
    from aarshjul.status.snapshot import hash_of

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
    write_dpo_part(part, doing=doing(person_id(personas.dorte)))
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


def _flat(text_: str) -> str:
    return " ".join(text_.replace("\u00ad", "").split())


def test_page_pdf_xlsx_docx_and_json_agree_figure_by_figure(
    filled: Flask, client: FlaskClient, personas: Personas
) -> None:
    report_id = frozen(personas).id
    db.session.commit()
    sign_in(client, personas.erik)
    # First: what is rendered without a request leaves nobody signed in behind it.
    page = _flat(re.sub(r"<[^>]+>", " ", client.get(f"/rapporter/{report_id}").text))
    report = load_report(get_report(report_id, with_drafts=False), now=NOW)
    told = json.loads(as_json(report))
    pdf = _flat("\n".join(one.extract_text() for one in PdfReader(io.BytesIO(as_pdf(report))).pages))
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(report)))
    numbers = {(line[0], str(line[1]).split()[0]): line for line in book["Tal"].iter_rows(min_row=2, values_only=True)}
    document = Document(io.BytesIO(as_docx(report)))
    word = [[cell.text for cell in line.cells] for table in document.tables for line in table.rows]
    for row in (*told["administrations"], told["total"]):
        in_overview = next(line for line in word if line[0] == row["name"] and len(line) == 10)
        for place, kpi in enumerate(kpi for kpi in told["kpis"] if kpi["in_overview"]):
            value = row["kpis"][kpi["code"]]
            expected = (
                value["word"]
                if value["light"] == "grey"
                else f"{value['word']}\n{value_of(value['part'], value['whole'])}"
            )
            assert in_overview[2 + place] == expected
        for code, value in row["kpis"].items():
            line = numbers[row["name"], code]
            assert line[2:4] == (value["part"], value["whole"]) or code == "K15"
            assert line[5] == value["word"]
        words = [row["word"]]
        for kpi in told["kpis"]:
            if kpi["in_overview"]:
                value = row["kpis"][kpi["code"]]
                words += [value["word"]] + (
                    [] if value["light"] == "grey" else [value_of(value["part"], value["whole"])]
                )
        line = _flat(f"{row['name']} {' '.join(words)}")
        assert line in page
        assert line in pdf
    for said in ("Godkend planen", "Vi har haft travlt.", "Jeg er bekymret.", "Lidt over æøå"):
        assert said in page and said in pdf
        assert any(said in str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line)
        assert said in "\n".join([p.text for p in document.paragraphs] + [c for line in word for c in line])


def test_a_frozen_file_is_given_byte_for_byte(filled: Flask, client: FlaskClient, personas: Personas) -> None:
    row = frozen(personas)
    report_id, snapshot = row.id, row.snapshot
    db.session.commit()
    sign_in(client, personas.erik)
    assert client.get(f"/rapporter/{report_id}.json").data == snapshot.encode()
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        assert client.get(f"/rapporter/{report_id}.{form}").data.startswith(start)
    assert f"/rapporter/{report_id}" in client.get("/rapporter").text


@pytest.mark.parametrize(
    ("who", "status", "writes_dpo_part"),
    [("erik", 404, 403), ("bent", 404, 403), ("dorte", 200, 200), ("anna", 200, 403)],
)
def test_a_draft_is_for_those_who_work_on_it(
    filled: Flask, client: FlaskClient, personas: Personas, who: str, status: int, writes_dpo_part: int
) -> None:
    report_id, social_id, culture_id = written(personas).id, unit("SOC").id, unit("BOK").id
    db.session.commit()
    sign_in(client, getattr(personas, who))
    answer = client.get(f"/rapporter/{report_id}")
    assert answer.status_code == status
    assert (f"/rapporter/{report_id}/bemaerkning/{social_id}" in answer.text) == (who == "anna")
    assert f"/rapporter/{report_id}/bemaerkning/{culture_id}" not in answer.text
    assert (f"/rapporter/{report_id}/raadgiver" in answer.text) == (who == "dorte")
    assert client.get(f"/rapporter/{report_id}/raadgiver").status_code == writes_dpo_part


def test_a_month_is_kept_once_and_anew_when_a_report_is_frozen(filled: Flask, personas: Personas) -> None:
    assert keep_month_when_due(NOW)["kept"] > 0
    assert keep_month_when_due(NOW) == {"kept": 0}
    make_activity(unit=unit("SOC"))
    kept = keep_month(DAY)
    assert kept == keep_month(DAY) == db.session.query(KpiMonth).count()
    history = list_history(KPIS, until=DAY)
    assert [(p.month, p.whole) for p in history["K1"]] == [(DAY.replace(day=1), 4)]


def statements(make: object) -> int:
    seen: list[str] = []

    def count(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    make()  # type: ignore[operator]
    event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)


def test_sixty_administrations_with_five_years_of_history_cost_no_more(filled: Flask, personas: Personas) -> None:
    def report() -> StatusReport:
        return make_report("DDS", as_of=DAY, made_at=NOW, scope=Scope.everything())

    db.session.commit()
    statements(report)
    few = statements(report)
    begin_writing()
    top = unit("SOC").parent
    units = [make_unit(code=f"N{number}", kind="administration", parent=top) for number in range(60)]
    months = [date(DAY.year - 5 + (DAY.month + n) // 12, (DAY.month + n) % 12 + 1, 1) for n in range(60)]
    db.session.execute(
        insert(KpiMonth),
        [
            {"month": month, "taken_on": month, "unit_id": unit_id, "code": kpi.code, "part": 3,
             "whole": 4 if kpi.whole else None}
            for month in months for unit_id in (None, *(u.id for u in units)) for kpi in KPIS
        ],
    )  # fmt: skip
    db.session.commit()
    assert statements(report) == few <= 60
    made = report()
    assert len(made.rows) >= 60
    assert len(made.history["K1"]) >= 58


def test_the_months_are_charts_with_their_values_in_words(filled: Flask) -> None:
    first = date(DAY.year - 1, 1, 1)
    db.session.execute(
        insert(KpiMonth),
        [
            {"month": month, "taken_on": month, "unit_id": None, "code": code, "part": part, "whole": whole}
            for month, part in ((first, 1), (DAY.replace(day=1), 3))
            for code, whole in (("K1", 4), ("K4", None))
        ],
    )
    report = make_report("DDS", as_of=DAY, made_at=NOW, scope=Scope.everything())
    pdf = _flat("\n".join(one.extract_text() for one in PdfReader(io.BytesIO(as_pdf(report))).pages))
    assert f"01.{DAY.year - 1}: 25 % → {DAY:%m.%Y}: 75 %" in pdf
    assert f"01.{DAY.year - 1}: 1 → {DAY:%m.%Y}: 3" in pdf
