"""The report counts what is there, says the same in every form, and costs the same for few and many."""

import io
from datetime import date, timedelta
from pathlib import Path

import pdfua
import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import event

from aarshjul.status.cells import shown
from aarshjul.status.export import as_pdf
from aarshjul.status.report import COMMON, Row, StatusReport, make_report
from app.audit.actions import Doing
from app.core.db import begin_writing, db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.organisation.model import Unit
from register.activity.model import ActivityFinding
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_activity, make_assessment, make_task, make_unit

DAY = date(2027, 3, 1)
DOING = Doing(at=NOW, via="cli")


def unit(code: str) -> Unit:
    return db.session.scalars(db.select(Unit).where(Unit.code == code)).one()


def report(scope: Scope | None = None, *, as_of: date = DAY) -> StatusReport:
    return make_report("DDS", as_of=as_of, made_at=NOW, scope=scope or Scope.everything())


def row(made: StatusReport, code: str) -> Row:
    return next(r for r in made.rows if r.code == code)


@pytest.fixture
def filled(ctx: Flask, personas: Personas) -> Flask:
    """Social: three records, one with a missing basis, one red risk; six tasks of every fate. One record nowhere."""
    home_care, social = unit("SOC-HJ"), unit("SOC")
    good = make_activity(
        unit=home_care, last_review_on=DAY - timedelta(days=100), next_review_on=DAY + timedelta(days=9)
    )
    lacking = make_activity(unit=social, next_review_on=DAY - timedelta(days=1))
    warned = make_activity(unit=social)
    make_activity(unit=None)
    for activity, grade in ((good, 4), (lacking, 1)):
        make_assessment(activity=activity, grades=(grade, 1, 1), likelihood=grade, assessed_on=DAY - timedelta(days=10))
    # An assessment has the rules look again; what they find in these bare records is not what is counted here.
    good.findings, lacking.findings, warned.findings = [], [], []
    db.session.flush()
    lacking.findings = [
        ActivityFinding(position=0, rule="R03", severity="error", is_legal=True, field="purposes", message="x")
    ]
    warned.findings = [
        ActivityFinding(position=0, rule="R11", severity="error", is_legal=False, field="purposes", message="x")
    ]
    make_task(unit=social, due_on=date(2027, 2, 1), done_on=date(2027, 2, 1), title="Til tiden")
    make_task(unit=social, due_on=date(2027, 2, 1), done_on=date(2027, 2, 2), title="For sent")
    make_task(unit=social, due_on=date(2027, 2, 15), title="Lidt over")
    make_task(unit=social, due_on=date(2027, 1, 29), title="Langt over æøå")
    make_task(unit=social, due_on=date(2026, 12, 1), title="Fra sidste år")
    make_task(unit=social, due_on=DAY, title="I dag")
    make_task(unit=social, due_on=date(2027, 2, 2), state="withdrawn", title="Trukket")
    make_task(
        unit=unit("FJORDBY") if unit_exists("FJORDBY") else unit("KOMMUNE"), due_on=date(2027, 6, 1), title="Fælles"
    )
    return ctx


def unit_exists(code: str) -> bool:
    return db.session.scalar(db.select(Unit.id).where(Unit.code == code)) is not None


def test_every_figure_of_an_administration(filled: Flask) -> None:
    counts = row(report(), "SOC").counts
    assert (counts.records, counts.art30_fulfilled) == (3, 2)
    assert (counts.reviewed, counts.reviews_overdue) == (1, 1)
    assert (counts.assessed, counts.risks, counts.red, counts.red_undecided) == (2, 2, 1, 1)
    assert (counts.tasks_due, counts.done_on_time, counts.done_late) == (5, 1, 1)
    assert (counts.overdue, counts.overdue_long) == (3, 2)
    assert row(report(), "SOC").light == "red"
    assert "K6" in row(report(), "SOC").reasons


def test_what_lies_in_no_administration_has_a_row_of_its_own(filled: Flask) -> None:
    made = report()
    assert row(made, COMMON).counts.records == 1
    assert made.total.counts.records == 4


def test_an_administration_without_anything_has_no_colour(filled: Flask) -> None:
    assert row(report(), "BOK").light == "grey"
    assert all(shown(measure) == "intet grundlag" for measure in row(report(), "BOK").measures)


def test_no_record_fulfils_article_30_while_the_dpo_is_unknown(filled: Flask) -> None:
    from app.organisation.store import get_municipality

    municipality = get_municipality()
    municipality.dpo_email = municipality.dpo_phone = ""
    db.session.flush()
    assert row(report(), "SOC").counts.art30_fulfilled == 0


def test_looked_back_at_tasks_stand_as_they_stood(filled: Flask) -> None:
    counts = row(report(as_of=date(2027, 2, 1)), "SOC").counts
    assert (counts.tasks_due, counts.done_on_time, counts.done_late) == (3, 1, 0)
    assert counts.overdue == 2


def test_a_manager_gets_the_own_branch_only(filled: Flask) -> None:
    made = report(Scope(paths=(unit("SOC").path,)))
    assert [r.code for r in made.rows] == ["SOC"]
    assert report(Scope.nothing()).total.counts.records == 0


def test_an_unknown_body_has_no_report(filled: Flask) -> None:
    with pytest.raises(NotFound):
        make_report("XYZ", as_of=DAY, made_at=NOW, scope=Scope.everything())


def test_the_pdf_is_tagged_and_says_its_language_and_title(filled: Flask) -> None:
    with pikepdf.open(io.BytesIO(as_pdf(report()))) as document:
        assert str(document.Root.Lang) == "da"
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        assert str(document.docinfo["/Title"]) == "Statusrapport til DDS"
        with document.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Statusrapport til DDS"]
            assert [item.title for item in outline.root[0].children][:2] == ["Overblik", "Nøgletal for hele rapporten"]


def test_a_pdf_ua_checker_finds_no_error(filled: Flask, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(as_pdf(report()))
    found = pdfua.validate(str(file)).findings
    assert [f"{f.rule_id} {f.message}" for f in found if f.severity is pdfua.Severity.ERROR] == []


def test_the_report_costs_the_same_for_many_tasks(filled: Flask) -> None:
    def statements() -> int:
        db.session.commit()
        seen: list[str] = []

        def count(_c: object, _cur: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT")):
                seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", count)
        report()
        event.remove(db.engine, "before_cursor_execute", count)
        return len(seen)

    statements()
    few = statements()
    begin_writing()
    social = unit("SOC")
    for number in range(200):
        make_task(unit=social, due_on=date(2027, 1, 1) + timedelta(days=number))
        make_activity(unit=social)
    for number in range(6):
        make_unit(code=f"N{number}", kind="administration", parent=social.parent)
    assert statements() == few <= 30


def test_the_figures_are_read_and_downloaded(app: Flask, client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.dorte)
    assert "Tal til DDS" in client.get("/rapporter").text
    assert client.get("/rapporter/status/DDS?dato=ikke-en-dag").status_code == 200
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK"), ("json", b"{")):
        answer = client.get(f"/rapporter/status/DDS.{form}")
        assert answer.data.startswith(start)
        assert "attachment" in answer.headers["Content-Disposition"]
    assert client.get("/rapporter/status/XYZ").status_code == 404


def test_the_administrator_has_no_report(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.frida)
    assert client.get("/rapporter").status_code == 404


def test_a_report_on_a_part_does_not_pass_for_the_whole(filled: Flask) -> None:
    assert report().total.name == "Hele kommunen"
    part = report(Scope(paths=(unit("SOC").path,)))
    assert part.total.name == "Din del af kommunen"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(part))).pages)
    assert "Din del af kommunen: " in text
    assert "Hele kommunen" not in text
