"""The measurements in short: what they compare, and that no list asks more as the register grows. Never seconds."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.core.db import begin_writing, db
from register.activity.actions import CreateActivity, create_activity
from register.activity.convert import load_options, to_content
from register.activity.model import ProcessingActivity
from register.activity.rules import RISK
from tests.bench.__main__ import as_table, keep
from tests.bench.data import add_organisation, add_records
from tests.bench.list import PAGES, ListPage, measure_list, refuse_database_rows
from tests.bench.mail import measure_mail
from tests.bench.measure import Outcome, in_turn, statements_of
from tests.bench.pdf import PDFS, SIDES, measure_pdf
from tests.bench.pdf_sample import MADE_ON, OWNER, TITLE
from tests.bench.plan import PLANS, measure_plan
from tests.bench.risk import RISKS, measure_risk
from tests.bench.status import measure_status
from tests.bench.tick import measure_tick
from tests.make import NOW

DOING = Doing(at=NOW, via="cli")


@pytest.fixture
def sixty(app: Flask) -> None:
    """Sixty records, committed."""
    with app.app_context():
        begin_writing()
        add_organisation(DOING)
        add_records(range(1, 61), doing=DOING)
        db.session.commit()


def statements(app: Flask) -> dict[str, int]:
    """How many statements each page costs."""
    with app.app_context():
        engine = db.engine
    counts = {}
    for name, (query, _words) in PAGES.items():
        page = ListPage(app, query)
        with statements_of(engine) as seen:
            page.fetch()
        counts[name] = len(seen)
    return counts


@pytest.mark.usefixtures("sixty")
def test_five_times_the_records_cost_no_more_statements(app: Flask) -> None:
    few = statements(app)
    with app.app_context():
        begin_writing()
        add_records(range(61, 301), doing=DOING)
        db.session.commit()
    assert statements(app) == few
    assert all(2 < count < 20 for count in few.values()), few


@pytest.mark.usefixtures("sixty")
def test_the_reference_draws_the_same_page_without_the_database(app: Flask) -> None:
    for name in PAGES:
        outcome = measure_list(app, name, count=60, rounds=2)
        assert outcome.ours > 0 < outcome.reference
        assert "60 behandlinger" in outcome.what


@pytest.mark.usefixtures("sixty")
def test_planning_is_measured_and_taken_back(app: Flask) -> None:
    assert list(PLANS) == ["plan", "replan", "plan-500"]
    first, again = (measure_plan(app, name, rounds=1, many=500) for name in ("plan", "replan"))
    assert first.what.startswith("Planen lagt fra bunden, ")
    assert again.statements < first.statements
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(Task)) == 0


def test_a_mail_is_measured_beside_the_same_bytes() -> None:
    outcome = measure_mail(mails=4, rounds=1)
    assert outcome.ours > 0 < outcome.reference
    assert outcome.statements < 20, "a round's own reads are shared by few mails here"
    assert outcome.what.startswith("Én mail fra udbakken, 4 i en runde, hver om 3 opgaver")


def test_a_tick_with_nothing_due_asks_the_same_however_many_tasks_there_are() -> None:
    outcome = measure_tick(many=300, few=20, rounds=1)
    assert outcome.ours > 0 < outcome.reference
    assert 5 < outcome.statements < 40
    assert outcome.what == "Et tick uden noget at gøre, 300 opgaver; mod 20 opgaver"


def test_the_status_report_takes_few_statements_and_little_beside_its_layout() -> None:
    few, many = (measure_status(units=units, tasks=3, rounds=1) for units in (3, 12))
    assert 5 < few.statements == many.statements <= 60
    assert many.ratio <= 4
    assert many.what.startswith("Statusrapporten for 12 forvaltninger med 60 måneder")


@pytest.mark.parametrize("name", RISKS)
def test_a_risk_picture_asks_the_same_however_many_assessments_there_are(name: str) -> None:
    few, many = (measure_risk(name, assessments=count, threats=3, rounds=1) for count in (4, 70))
    assert few.ours > 0 < few.reference
    assert 3 < few.statements == many.statements < 20
    assert many.what.startswith("Risikobilledet, ")
    assert "70 vurderinger af 3 trusler" in many.what


def test_what_is_done_before_each_turn_is_not_timed() -> None:
    runs: list[str] = []
    in_turn(lambda: runs.append("a"), lambda: runs.append("b"), rounds=1, warm_up=1, before=lambda: runs.append("-"))
    assert runs == ["-", "a", "b"] * 2


def test_the_pdf_is_measured_with_its_memory_beside_the_same_content(app: Flask) -> None:
    first, fast = (measure_pdf(app, name, records=4) for name in PDFS)
    assert first.ours > 0 < fast.ours
    assert first.reference == fast.reference > 0
    for outcome in (first, fast):
        ours, reference = re.findall(r"(\d+) MB", outcome.what)
        assert 30 < int(ours) < 400
        assert 30 < int(reference) < 400


def test_the_reference_holds_the_same_text(tmp_path: Path) -> None:
    for side, make in SIDES.items():
        make(3, tmp_path / f"{side}.pdf")
    words = {side: sorted(words_of(tmp_path / f"{side}.pdf")) for side in SIDES}
    assert words["tagged"] == words["untagged"] == words["reference"]


def words_of(file: Path) -> list[str]:
    """The words of a document, without the hyphens and breaks of its lines and without what stands on every page."""
    text = "".join(page.extract_text() for page in PdfReader(file).pages)
    for line in (MADE_ON, OWNER, TITLE):
        text = text.replace(line, "")
    return list(re.sub(r"Side \d+ af \d+|[\s\u2010\u00ad-]", "", text))


def test_a_record_written_in_bulk_is_what_a_save_leaves(ctx: Flask) -> None:
    add_organisation(DOING)
    add_records(range(1, 61), doing=DOING)
    for bulk in db.session.scalars(db.select(ProcessingActivity).options(*load_options())).all():
        saved = create_activity(CreateActivity(content=to_content(bulk), source="again"), doing=DOING)
        for name in ("number_key", "sort_key", "search", "unit_id", "owner_id", "changed_at", "version"):
            assert getattr(saved, name) == getattr(bulk, name), name
        assert to_content(saved) == to_content(bulk)
        # A record in bulk may have a risk assessment, the saved one has none.
        found, kept = ({(f.rule, f.message) for f in record.findings if f.field != RISK} for record in (saved, bulk))
        assert found == kept


def test_a_database_row_among_the_values_is_found() -> None:
    refuse_database_rows({"rows": [(1, "a"), {"b": None}]})
    with pytest.raises(AssertionError):
        refuse_database_rows({"rows": [(1, ProcessingActivity())]})


def test_the_sides_are_run_by_turns() -> None:
    runs: list[str] = []
    in_turn(lambda: runs.append("a"), lambda: runs.append("b"), rounds=2, warm_up=1)
    assert runs == ["a", "b"] * 3


def test_the_file_holds_what_is_promised_and_keeps_other_names(tmp_path: Path) -> None:
    file = tmp_path / "instance" / "bench.json"
    keep(file, {"list": Outcome(ours=0.03, reference=0.02, statements=9, what="en side")})
    keep(file, {"search": Outcome(ours=0.05, reference=0.02, statements=9, what="en anden")})
    assert json.loads(file.read_text(encoding="utf-8")) == {
        "list": {"ours": 0.03, "reference": 0.02, "ratio": 1.5, "statements": 9, "what": "en side"},
        "search": {"ours": 0.05, "reference": 0.02, "ratio": 2.5, "statements": 9, "what": "en anden"},
    }
    assert [path.name for path in file.parent.iterdir()] == ["bench.json"]


def test_the_table_says_milliseconds_ratio_and_how_many_a_second() -> None:
    lines = as_table({"list": Outcome(ours=0.03, reference=0.02, statements=9, what="en side")}).splitlines()
    assert lines[1].split("  ")[0] == "list"
    assert lines[1].split()[1:] == ["30,0", "ms", "20,0", "ms", "1,50", "33", "9", "en", "side"]
