"""The plan as a workbook, and plan and wheel on paper: what is in them is what is in the plan."""

import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pdfua
import pikepdf
import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.capacity.actions import PutCapacity, put_capacity
from aarshjul.plan.actions import make_plan_tasks
from aarshjul.plan.export import gather, plan_sheets, write_plan
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.auth.sessions import begin_session
from app.auth.store import find_viewer, get_account_of
from app.auth.viewer import Viewer
from app.core import clock
from app.core.db import begin_writing, db
from app.core.sheets import Cell
from app.organisation.model import Person, Unit
from tests.conftest import sign_in
from tests.make import Personas, make_plan, make_task

YEAR = clock.today().year
NOT_INSTALLED = (
    "LibreOffice mangler, så ingen har set, om et andet regneark læser det samme som vi skrev. Kør ./run setup --dev."
)


@pytest.fixture
def planned(app: Flask, personas: Personas) -> Personas:
    """Six items, planned from the start of the year; Anna has said her hours, and a school has a task of its own."""
    with app.test_request_context():
        begin_writing()
        make_plan(first_year=YEAR, codes={"T01", "T05", "T08", "T27", "T42", "T60"})
        make_plan_tasks(clock.parse_moment(f"{YEAR}-01-01"))
        anna = db.session.scalars(db.select(Person).where(Person.email == personas.anna)).one()
        doing = Doing(at=clock.now(), via="cli")
        put_capacity(PutCapacity(person_id=anna.id, year=YEAR, hours=100.25), doing=doing)
        school = db.session.get_one(Unit, personas.school_id)
        school.name = "=SUM(A1) «Ærøskolen» & co\n2. linje"
        make_task(
            unit=school, due_on=date(YEAR, 2, 26), planned_on=date(YEAR, 2, 28), law_due_on=date(YEAR, 2, 28),
            hours=0.75, title="+45 12345678 <b>æøå</b>", kind="review", done_on=date(YEAR, 2, 1),
        )  # fmt: skip
        make_task(unit=school, due_on=date(YEAR, 2, 26), state="withdrawn", title="Trukket tilbage")
        db.session.commit()
    return personas


def viewer_of(email: str) -> Viewer:
    begin_writing()
    token = begin_session(get_account_of(email), via="password", now=clock.now())
    viewer = find_viewer(token, now=clock.now())
    assert viewer is not None
    return viewer


@pytest.fixture
def dpo(app: Flask, planned: Personas) -> Iterator[Viewer]:
    with app.test_request_context():
        yield viewer_of(planned.dorte)
        db.session.rollback()


def plain(cell: Any) -> Cell:
    """A cell as it was meant: whole numbers are whole, days have no hour, nothing is nothing."""
    if isinstance(cell, datetime):
        assert cell.time().isoformat() == "00:00:00"
        return cell.date()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return None if cell == "" else cell


def meant(viewer: Viewer, code: str = "") -> dict[str, list[list[Cell]]]:
    """Every sheet of the plan as it should stand: headings, rows and the line of totals."""
    sheets = {}
    for sheet in plan_sheets(gather(viewer, code, today=clock.today())):
        rows = [list(sheet.headings), *(list(row) for row in sheet.rows)]
        if sheet.totals:
            rows.append(list(sheet.totals))
        sheets[sheet.name] = [[plain(cell) for cell in row] for row in rows]
    return sheets


def read(file: Any) -> dict[str, list[list[Cell]]]:
    """Every cell of a workbook, sheet by sheet."""
    book = openpyxl.load_workbook(file)
    return {page.title: [[plain(cell) for cell in row] for row in page.iter_rows(values_only=True)] for page in book}


@pytest.fixture
def workbook(dpo: Viewer, tmp_path: Path) -> Path:
    target = tmp_path / "femaarsplan.xlsx"
    with target.open("wb") as file:
        write_plan(gather(dpo, "", today=clock.today()), file)
    return target


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    """What a file holds does not hang on the make of the database; one is enough."""
    target = tmp_path / "data.sqlite3"
    target.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{target}"


def test_libreoffice_gives_back_every_date_number_and_heading(workbook: Path, dpo: Viewer, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    assert office, NOT_INSTALLED
    out = tmp_path / "læst"
    subprocess.run(
        [
            office, f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}", "--headless", "--norestore",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(workbook),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with zipfile.ZipFile(out / workbook.name) as made:
        assert b"LibreOffice" in made.read("docProps/app.xml")
    found, wanted = read(out / workbook.name), meant(dpo)
    assert list(found) == list(wanted) == ["Femårsplan", "Alle opgaver", "Kapacitet"]
    for name, rows in wanted.items():
        assert len(found[name]) == len(rows), name
        for number, (theirs, ours) in enumerate(zip(found[name], rows, strict=True), start=1):
            assert theirs == ours, f"{name}, række {number}"
            assert [type(cell) for cell in theirs] == [type(cell) for cell in ours], f"{name}, række {number}"
    kinds = {type(cell) for rows in wanted.values() for row in rows[1:] for cell in row}
    assert kinds == {str, int, float, date, type(None)}


def test_the_workbook_can_be_worked_in_and_printed(workbook: Path) -> None:
    for page in openpyxl.load_workbook(workbook):
        assert page.freeze_panes == "A2", page.title
        assert page.auto_filter.ref.startswith("A1:"), page.title
        assert page.print_title_rows == "$1:$1", page.title
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.page_setup.fitToHeight == 0, "as many pages as it takes, one wide"
        assert page["A1"].font.b
    plan = openpyxl.load_workbook(workbook)["Femårsplan"]
    # The totals stand below what is filtered.
    assert plan.auto_filter.ref == f"A1:V{plan.max_row - 1}"
    assert plan.cell(plan.max_row, 1).value == "I alt"


def test_the_sheets_say_what_the_plan_says(workbook: Path, dpo: Viewer, planned: Personas) -> None:
    sheets = read(workbook)
    plan = {row[0]: dict(zip(sheets["Femårsplan"][0], row, strict=True)) for row in sheets["Femårsplan"][1:]}
    assert plan["T01"]["Opgave"] == "Årets gennemgang af fortegnelsen"
    assert (plan["T01"]["Type"], plan["T01"]["Rolle"], plan["T01"]["Hvor"]) == (
        "Tilbagevendende", "GDPR-koordinator", "Hver forvaltning",
    )  # fmt: skip
    assert (plan["T01"][f"{YEAR} opgaver"], plan["T01"][f"{YEAR} timer"], plan["T01"]["Timer i alt"]) == (2, 24, 120)
    tasks = sheets["Alle opgaver"][1:]
    stands = db.select(db.func.count()).where(Task.state != "withdrawn")
    assert len(tasks) == db.session.scalar(stands)
    assert plan["I alt"]["Opgaver i alt"] == len(tasks)
    own = next(row for row in tasks if row[1] == "+45 12345678 <b>æøå</b>")
    assert own == [
        "Fortegnelsen", "+45 12345678 <b>æøå</b>", "Børn og Kultur", "=SUM(A1) «Ærøskolen» & co\n2. linje", str(YEAR),
        date(YEAR, 2, 28), date(YEAR, 2, 26), date(YEAR, 2, 28), "Udført", "Carla Ceder", 0.75,
    ]  # fmt: skip
    assert all(isinstance(row[5], date) and isinstance(row[6], date) for row in tasks)
    quarters = [row for row in sheets["Kapacitet"][1:] if row[0] == "Social" and row[1] == YEAR]
    assert [row[2] for row in quarters] == [1, 2, 3, 4]
    assert sum(float(row[3]) for row in quarters) == pytest.approx(100.25, abs=0.03)  # type: ignore[arg-type]


def test_everybody_gets_the_part_they_may_read(app: Flask, planned: Personas) -> None:
    with app.test_request_context():
        manager = meant(viewer_of(planned.bent))
        assert list(manager) == ["Femårsplan", "Alle opgaver"], "a manager reads no hours"
        assert {row[2] for row in manager["Alle opgaver"][1:]} == {"Social"}
        coordinator = meant(viewer_of(planned.anna))
        names = {row[2]: set() for row in coordinator["Alle opgaver"][1:]}  # type: ignore[var-annotated]
        for row in coordinator["Alle opgaver"][1:]:
            names[row[2]].add(row[9])
        assert names["Social"] == {"Anna Ahorn", "Bent Birk"}
        # Others' tasks she may not open: the plan says when and where, not who.
        assert names["Børn og Kultur"] == {None}
        assert {row[0] for row in coordinator["Kapacitet"][1:]} == {"Social"}
        of_one = meant(viewer_of(planned.anna), "SOC")
        assert {row[2] for row in of_one["Alle opgaver"][1:]} == {"Social"}
        db.session.rollback()


def test_files_are_given_with_their_names_and_told(app: Flask, client: FlaskClient, planned: Personas) -> None:
    sign_in(client, planned.dorte)
    last = YEAR + 4
    for address, name in (
        ("/femaarsplan.xlsx", f"femaarsplan-{YEAR}-{last}.xlsx"),
        ("/femaarsplan.xlsx?forvaltning=SOC", f"femaarsplan-{YEAR}-{last}-SOC.xlsx"),
        ("/femaarsplan.pdf?forvaltning=FINDES-IKKE", f"femaarsplan-{YEAR}-{last}.pdf"),
        (f"/aarshjul.pdf?aar={YEAR + 1}&forvaltning=BOK", f"aarshjul-{YEAR + 1}-BOK.pdf"),
        ("/aarshjul.pdf?aar=1950", f"aarshjul-{YEAR}.pdf"),
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert name in answer.headers["Content-Disposition"]
        answer.close()
    page = client.get("/femaarsplan?forvaltning=SOC").text
    assert "/femaarsplan.xlsx?forvaltning=SOC" in page
    assert "/femaarsplan.pdf?forvaltning=SOC" in page
    assert f"/aarshjul.pdf?aar={YEAR}" in client.get("/aarshjul").text
    with app.app_context():
        verbs = db.session.scalars(db.select(AuditEvent.verb).where(AuditEvent.verb.like("%.export")))
        assert sorted(verbs) == ["plan.export"] * 3 + ["wheel.export"] * 2


def test_the_papers_are_accessible_and_hold_the_plan(client: FlaskClient, planned: Personas, tmp_path: Path) -> None:
    sign_in(client, planned.dorte)
    for address, title, across, words in (
        ("/femaarsplan.pdf", f"Femårsplan {YEAR}–{YEAR + 4}", True, ("Kapacitet", "T60", "I alt", "GDPR art. 30")),
        ("/aarshjul.pdf", f"Årshjul {YEAR}", False, ("Måned for måned", "Juli", "Ingen opgaver.", "Social: ")),
    ):
        body = client.get(address).data
        with pikepdf.open(BytesIO(body)) as made:
            assert str(made.docinfo["/Title"]) == title
            assert str(made.Root.Lang) == "da"
        file = tmp_path / "papir.pdf"
        file.write_bytes(body)
        found = pdfua.validate(str(file)).findings
        assert [f"{f.rule_id} {f.message}" for f in found if f.severity is pdfua.Severity.ERROR] == []
        pages = pypdf.PdfReader(BytesIO(body)).pages
        assert all((page.mediabox.width > page.mediabox.height) == across for page in pages)
        text = "\n".join(page.extract_text() for page in pages)
        assert all(word in text for word in words), text
    assert "Måned for måned" not in pages[0].extract_text(), "the wheel has its page alone"


def test_a_month_with_many_lines_says_how_many_are_not_printed(
    app: Flask, client: FlaskClient, planned: Personas
) -> None:
    with app.test_request_context():
        begin_writing()
        for n in range(70):
            make_task(unit=db.session.get_one(Unit, planned.social_id), due_on=date(YEAR, 7, 1), title=f"Nummer {n}")
        for place in (planned.social_id, planned.home_care_id, planned.school_id):
            make_task(unit=db.session.get_one(Unit, place), due_on=date(YEAR, 10, 1), title="Ens alle steder")
        db.session.commit()
    sign_in(client, planned.dorte)
    reader = pypdf.PdfReader(BytesIO(client.get("/aarshjul.pdf").data))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "10 linjer mere står i programmet under Årshjul." in text
    assert "Nummer 59" in text
    assert "Nummer 60" not in text
    assert "Ens alle steder 3 steder" in text
