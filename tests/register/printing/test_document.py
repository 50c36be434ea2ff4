"""The Art. 30 record as PDF and Word: everything a record says, unfinished ones too, and how far each has come."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import docx
import pikepdf
import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing
from app.core.db import begin_writing, db
from app.organisation.model import Municipality
from app.organisation.store import find_person
from config import Settings
from register.activity.actions import ChangeActivity, change_activity
from register.activity.content import ActivityContent
from register.activity.convert import to_content
from register.activity.filtering import ActivityFilter
from register.life import actions as life
from register.life.actions import TakeStep, take_step
from register.life.checking import Review
from register.life.rules import STEPS
from register.printing.book import Book, Order, open_book
from register.printing.docx import write_docx
from register.printing.pdf import write_pdf
from tests.conftest import sign_in
from tests.make import NOW, TODAY, Personas, make_personas, make_record
from tests.page import read_form
from tests.register.linked import make_linked
from tests.register.strategies import filled

CODES = {
    "systems": ("esdh", "hjaelpemiddel"),
    "processors": ("DRIFT",),
    "security_measures": ("LOG",),
    "laws": ("SEL",),
    "recipients": ("HJAELP",),
}


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    """What is printed does not hang on the make of the database; one is enough."""
    target = tmp_path / "data.sqlite3"
    target.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{target}"


@pytest.fixture
def people(ctx: Flask) -> Personas:
    people = make_personas()
    for link, codes in CODES.items():
        make_linked(link, codes)
    return people


def whole() -> ActivityContent:
    return replace(filled(), unit="SOC-HJ", owner="bent@fjordby.example", number="1", title="Hjælpemidler til voksne")


def fill(content: ActivityContent, **more: object) -> None:
    fields = {name: getattr(content, name) for name in content.to_json()}
    make_record(**fields | more)  # type: ignore[arg-type]


def book_of(order: Order | None = None) -> Book:
    return open_book(order or Order(ActivityFilter()), today=TODAY, viewer=None)


def pdf_text(book: Book, path: Path) -> list[str]:
    write_pdf(book, path)
    return [squeeze(page.extract_text()) for page in pypdf.PdfReader(path).pages]


def docx_text(book: Book) -> str:
    target = BytesIO()
    write_docx(book, target)
    document = docx.Document(BytesIO(target.getvalue()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return squeeze(" ".join([*(p.text for p in document.paragraphs), *cells]))


def squeeze(text: str) -> str:
    return " ".join(text.split())


def said_by(content: ActivityContent) -> list[str]:
    """The words people wrote, from every field and every row of it."""
    found: list[str] = []

    def look(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            for item in value:
                look(item)
        elif isinstance(value, dict):
            for name, item in value.items():
                if name not in {"key", "lines", "unit", "owner", "record_type"}:
                    look(item)

    look(content.to_json())
    # A code or a day is shown in words; a text of several words is shown as it is.
    return [text for text in found if " " in text]


def test_everything_a_record_says_stands_in_both(people: Personas, tmp_path: Path) -> None:
    fill(whole())
    book = book_of()
    pdf = " ".join(pdf_text(book, tmp_path / "a.pdf"))
    word = docx_text(book)
    texts = said_by(whole())
    assert len(texts) > 20
    for text in texts:
        assert text in word, text
        assert re.sub(r"\s", "", text) in re.sub(r"\s", "", pdf), text
    for words in ("Hjemmepleje", "Bent Birk", "Følsomme: helbred", "5 år", "USA", "EU-US DPF"):
        assert words in word and words in pdf, words


def test_unfinished_records_are_in_it_and_marked(people: Personas, tmp_path: Path) -> None:
    make_record(title="Uden noget", unit="SOC", number="9")
    book = book_of()
    for text in (" ".join(pdf_text(book, tmp_path / "a.pdf")), docx_text(book)):
        assert "Ikke fuldstændig efter artikel 30" in text
        assert "Angiv mindst ét formål" in text
        assert "Kladde, udgave 1. Ikke godkendt." in text


def test_version_and_approval_stand_on_each_record(
    people: Personas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(life, "review_for", lambda *_, **__: Review())
    record = make_record(title="Løn", unit="SOC", number="2")
    bent = find_person(people.bent)
    assert bent is not None
    for verb, person_id in (("submit", None), ("approve", bent.id)):
        command = TakeStep(activity_id=record.id, step=STEPS[verb], version=record.version, note="Set")
        take_step(command, doing=Doing(at=NOW, person_id=person_id, via="web"))
    text = docx_text(book_of())
    assert "Godkendt, udgave 3. Godkendt 1. marts 2027 af Bent Birk." in text


def test_as_of_a_day_it_is_what_the_register_said_then(people: Personas, tmp_path: Path) -> None:
    record = make_record(title="Før", unit="SOC", number="3")
    later = Doing(at=datetime(2027, 6, 1, 12, tzinfo=UTC), via="cli")
    wanted = replace(to_content(record), title="Efter", description="Kom til senere")
    change_activity(ChangeActivity(activity_id=record.id, version=1, content=wanted), doing=later)
    make_record(title="Ny i juni", unit="SOC", number="4")
    db.session.execute(
        db.text("UPDATE activity_version SET at = '2027-06-02 10:00:00' WHERE activity_id <> :id"), {"id": record.id}
    )
    then = docx_text(book_of(Order(ActivityFilter(), date(2027, 4, 1))))
    assert "3 Før" in then and "Efter" not in then and "Ny i juni" not in then
    assert "som den stod 1. april 2027, 1 behandling" in then
    now = docx_text(book_of(Order(ActivityFilter(), date(2027, 6, 30))))
    assert "3 Efter" in now and "Ny i juni" in now


def test_the_pdf_is_tagged_and_its_contents_lead_to_the_records(people: Personas, tmp_path: Path) -> None:
    for number in range(1, 26):
        make_record(title=f"Behandling {number}", unit="SOC", number=str(number))
    pages = pdf_text(book_of(), tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert str(pdf.Root.Lang) == "da"
        assert bool(pdf.Root.MarkInfo.Marked) and "/StructTreeRoot" in pdf.Root
        assert str(pdf.docinfo["/Title"]) == "Fortegnelse over behandlingsaktiviteter"
    contents = next(page for page in pages if "Indhold" in page)
    for number in range(1, 26):
        found = re.search(rf"\b{number} Behandling {number}\b ?(\d+)", contents)
        assert found is not None, contents
        assert f"{number} Behandling {number}" in pages[int(found[1]) - 1]


def test_an_empty_register_is_a_document_too(people: Personas, tmp_path: Path) -> None:
    db.session.get_one(Municipality, 1).name = ""
    pages = pdf_text(book_of(), tmp_path / "a.pdf")
    assert "Der er ingen behandlinger." in " ".join(pages)
    assert "0 behandlinger" in docx_text(book_of())


def test_it_is_ordered_on_a_page_and_made_of_what_one_may_read(
    app: Flask, client: FlaskClient, personas: Personas, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("database_url", "instance_dir", "secret_key", "audit_key", "log_level", "base_url"):
        monkeypatch.setenv(name.upper(), str(getattr(settings, name)))
    with app.test_request_context():
        begin_writing()
        make_record(title="Social sag", unit="SOC", number="1")
        make_record(title="Skolens sag", unit="BOK", number="2")
        db.session.commit()
    sign_in(client, personas.bent)
    form = read_form(client.get("/fortegnelse/dokument").text)
    form["form"] = "docx"
    ordered = client.post("/fortegnelse/dokument", data=form)
    assert ordered.status_code == 303, ordered.text
    result = app.test_cli_runner().invoke(args=["job", "run", "--json"])
    assert result.exit_code == 0, result.output
    data = client.get(f"{ordered.location}/hent").data
    document = docx.Document(BytesIO(data))
    text = " ".join(paragraph.text for paragraph in document.paragraphs)
    assert "Social sag" in text and "Skolens sag" not in text
    form["as_of"] = "2099-01-01"
    late = client.post("/fortegnelse/dokument", data=form)
    assert late.status_code == 422 and "ikke kommet endnu" in late.text


@pytest.mark.parametrize("form", ["pdf", "docx", "json", "xlsx", "csv"])
def test_the_command_writes_every_form_as_of_a_day(app: Flask, personas: Personas, tmp_path: Path, form: str) -> None:
    with app.test_request_context():
        begin_writing()
        make_record(title="Social sag", unit="SOC", number="1")
        db.session.commit()
    out = tmp_path / f"register.{form}"
    arguments = ["register", "export", "--format", form, "--out", str(out)]
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 0, result.output
    assert "1 behandling er skrevet" in result.output
    before = app.test_cli_runner().invoke(args=[*arguments, "--as-of", "2020-01-01"])
    assert before.exit_code == 0 and "0 behandlinger er skrevet" in before.output
    assert out.stat().st_size > 0
    late = app.test_cli_runner().invoke(args=[*arguments, "--as-of", "2099-01-01"])
    assert late.exit_code == 1 and "ikke kommet endnu" in late.output
