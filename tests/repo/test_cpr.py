"""Text that looks like a CPR number is warned about on every form, and is in no log line, audit row or mail.

The forms are found by asking for every page, as everybody who may see one, and sent as a browser would send them.
The numbers here cannot be given to anybody: there is no 31 February.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.datastructures import MultiDict

from app.audit.model import AuditEvent
from app.core import clock
from app.core.cpr import looks_like_cpr
from app.core.db import begin_writing, db
from app.core.forms import NOT_CPR
from app.core.log import get_log, init_log
from app.mail.model import OutgoingMail
from app.organisation.model import Unit
from config import ROOT
from tests.conftest import make_settings, sign_in
from tests.make import Personas, make_account, make_grant, make_person, make_personas
from tests.page import read_form
from tests.repo.changes import watch
from tests.repo.found_forms import (
    PERSONAS,
    Form,
    assert_no_form_is_left_out,
    find_forms,
    make_assessment_task,
    make_later_steps,
    read_forms,
)
from tests.repo.world import World, make_world
from wsgi import make_app

pytestmark = pytest.mark.xdist_group("cpr")

NUMBER = "310299-9999"
NOT_ANY_WORDS = ("phone", "number", "processor", "recipient", "spent", "colleague")
"""Fields that take a number, or the name of a record or a person there is."""
WRITTEN = f"Sagen om {NUMBER}"
_BOX = re.compile(r'<input[^>]*"not-cpr"[^>]*>')
WARNING = "sæt kryds øverst, hvis det er noget andet."
"""What stands at the field; the words for the script's own hint are on every page."""


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One make of database is enough: what is tested lies before it."""
    (tmp_path / "data.sqlite3").write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{tmp_path / 'data.sqlite3'}"


@pytest.fixture
def world(app: Flask, personas: Personas) -> World:
    with app.test_request_context():
        begin_writing()
        made = make_world(personas)
        db.session.commit()
        return made


@pytest.fixture
def log(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """What the program writes to its log, from the smallest on."""
    written = StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    init_log("DEBUG")
    yield written
    init_log("ERROR")


@dataclass(frozen=True)
class Everything:
    """The program, a browser for each persona (a file that waits belongs to its session), and every form they see."""

    app: Flask
    browsers: dict[str, FlaskClient]
    forms: list[Form]


@pytest.fixture(scope="module")
def everything(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, compiled_templates: FileSystemBytecodeCache
) -> Iterator[Everything]:
    """Found once for the two tests that send every form: every page is asked for, as everybody who is somebody."""
    folder = tmp_path_factory.mktemp("cpr")
    shutil.copy(sqlite_template, folder / "data.sqlite3")
    app = make_app(make_settings(folder, f"sqlite:///{folder / 'data.sqlite3'}"), testing=True)
    app.config["WTF_CSRF_ENABLED"] = False
    app.jinja_env.bytecode_cache = compiled_templates
    with app.test_request_context():
        begin_writing()
        people = make_personas()
        made = make_world(people)
        made.values["assessed_id"] = make_assessment_task(made, people)
        steps = make_later_steps(people)
        keeper = make_person(email="gitte@fjordby.example", name="Gitte Gran")
        make_grant(person=keeper, role="isc", unit=db.session.get_one(Unit, people.municipality_id))
        make_account(keeper)
        db.session.commit()
    browsers = {persona: app.test_client() for persona in (*PERSONAS, "gitte")}
    for persona, client in browsers.items():
        if persona:
            sign_in(client, f"{persona}@fjordby.example")
    with watch(app) as untold:
        yield Everything(app, browsers, find_forms(app, browsers, made, steps))
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    assert untold == [], "rows were changed without an event in the audit trail (tests/repo/changes.py)"


def dump(app: Flask) -> dict[str, list[str]]:
    """Every table but those that count tries and sessions."""
    apart = {"throttle", "user_session", "audit_event"}
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table)).all()))
            for table in db.metadata.sorted_tables
            if table.name not in apart
        }


def assert_kept_quiet(app: Flask, log: StringIO) -> None:
    """The number is in no line of the log, no row of the audit trail and no mail."""
    assert NUMBER not in log.getvalue()
    assert not looks_like_cpr(log.getvalue())
    with app.app_context():
        for event in db.session.scalars(sa.select(AuditEvent)):
            assert not looks_like_cpr(str(event.changes)), (event.verb, event.changes)
        for mail in db.session.scalars(sa.select(OutgoingMail)):
            assert not looks_like_cpr(f"{mail.subject} {mail.body_text} {mail.body_html}"), mail.kind


def test_every_form_comes_back_with_a_warning_and_a_box_and_nothing_is_saved(
    everything: Everything, log: StringIO
) -> None:
    app, browsers, forms = everything.app, everything.browsers, everything.forms
    before = dump(app)
    for form in forms:
        answer = browsers[form.persona].post(form.action, data=_all_written(form))
        assert answer.status_code == 422, (form.action, answer.status_code)
        assert answer.text.count(WARNING) >= len(form.texts), (form.action, form.texts)
        # The box stands in the form that was sent, so that it can be sent with it.
        again = [f for f in read_forms(answer.text, form.persona, form.page) if set(f.texts) & set(form.texts)]
        assert [f for f in again if NOT_CPR in f.boxes], form.action
    assert dump(app) == before
    assert_kept_quiet(app, log)
    assert_no_form_is_left_out({name for form in forms for name in form.texts})


def test_saved_anyway_it_is_kept_where_it_was_written_and_nowhere_else(everything: Everything, log: StringIO) -> None:
    """Each field that takes any words is sent with the box that the warning about the form brought."""
    app, browsers = everything.app, everything.browsers
    saved = set()
    for form in everything.forms:
        warned = browsers[form.persona].post(form.action, data=_all_written(form))
        if warned.status_code != 422:
            continue  # a field of another form was saved, and this one's time is over
        box = _box(warned.text)
        for name in _once_a_list(form.texts):
            data = MultiDict(form.data)
            data.setlist(name, [WRITTEN])
            _fill_the_rest(form, data, name)
            data[NOT_CPR] = box
            answer = browsers[form.persona].post(form.action, data=data)
            if answer.status_code == 303:
                saved.add(name.rpartition("-")[2])
            else:
                assert WARNING not in answer.text, (form.action, name)
    assert {"title", "name", "note", "reason"} <= saved, saved
    with app.app_context(), db.engine.connect() as connection:
        stored = [
            table.name
            for table in db.metadata.sorted_tables
            if any(NUMBER in repr(row) for row in connection.execute(sa.select(table)))
        ]
    assert "processing_activity" in stored
    assert "task" in stored
    assert_kept_quiet(app, log)


def _once_a_list(names: tuple[str, ...]) -> list[str]:
    """The fields, those of a list of equal rows in its first two rows alone: the others are the same form again."""
    return [name for name in names if not re.search(r"-([2-9]|\d\d+)-", name)]


def _all_written(form: Form) -> MultiDict[str, str]:
    """The form with the number in every text."""
    data = MultiDict(form.data)
    for name in form.texts:
        data[name] = WRITTEN
    return data


def _box(text: str) -> str:
    boxes = [e for e in map(_as_element, _BOX.findall(text)) if e.get("name") == NOT_CPR]
    return boxes[0].get("value", "")


def _as_element(written: str) -> Element:
    element: Element = html5lib.HTMLParser(namespaceHTMLElements=False).parse(written).find(".//input")
    return element


def _fill_the_rest(form: Form, data: MultiDict[str, str], name: str) -> None:
    """Something in every other field that is empty, so that a form is not refused for want of it."""
    for other in form.data:
        if other != name and not data[other] and other in form.texts:
            if "email" in other:
                continue
            data[other] = {"period": "5 år", "cvr": "12345678", **dict.fromkeys(NOT_ANY_WORDS, "")}.get(
                other.rpartition("-")[2], "Noget"
            )
        elif other.rpartition("-")[2] in {"due_on"}:
            data[other] = clock.today().replace(year=clock.today().year + 1).isoformat()


def test_every_form_of_ours_is_one_that_warns() -> None:
    """No class of forms beside BaseForm, and no view that takes words out of a post by itself."""
    sources = [p for room in ("app", "register", "aarshjul") for p in (ROOT / room).rglob("*.py")]
    bases = {
        str(p.relative_to(ROOT)) for p in sources if re.search(r"\((Flask)?Form\):", p.read_text(encoding="utf-8"))
    }
    assert bases == {"app/core/forms.py"}
    takers = {str(p.relative_to(ROOT)) for p in sources if "request.form" in p.read_text(encoding="utf-8")}
    assert takers <= {
        "aarshjul/meeting/decision_views.py",  # which button was pressed
        "app/core/forms.py",
        "app/core/web.py",
        "app/draft/desk.py",
        "app/draft/views.py",
        "app/leaving/views.py",
        "app/listing/views.py",  # keys of columns and which button was pressed
        "register/activity/bulk_views.py",  # row numbers, and the list's filter without what looks like a number
        "register/activity/editing.py",
        "register/risk/assess_views.py",  # grades and versions; the rows of threats are forms of their own
        "register/risk/joint_views.py",  # likelihoods and versions; the notes are forms of their own
        "register/risk/plan_views.py",  # which button was pressed
        "register/risk/views.py",  # the version of a draft
        "register/risk/scenario_views.py",  # which button was pressed
        "register/risk/threat_views.py",  # which button was pressed, and the name of one of the catalogue's suggestions
        "register/activity/views.py",
        "register/importing/views.py",
        "register/information/views.py",  # which button was pressed
        "register/life/views.py",  # which step, and a number of a version
        "register/template/views.py",  # numbers, and which side of a field was chosen
        "register/working_meeting/views.py",  # row numbers, and which button was pressed
    }, "a new reader of request.form: let a BaseForm read it, or show here that it takes no words"


@pytest.mark.parametrize("path", ["/fortegnelse", "/systemer", "/opgaver", "/risiko"])
def test_a_search_for_a_number_is_not_made_and_leaves_the_address(
    app: Flask, client: FlaskClient, world: World, log: StringIO, path: str
) -> None:
    sign_in(client, "anna@fjordby.example")
    answer = client.get(path, query_string={"q": WRITTEN, "sort": "titel"})
    assert answer.status_code == 303
    assert answer.location == f"{path}?sort=titel"
    page = client.get(answer.location)
    assert "Det ligner et CPR-nummer, så der er ikke søgt på det." in page.text
    assert NUMBER not in page.text
    assert_kept_quiet(app, log)


def test_the_way_back_from_a_search_never_leads_off_the_site(client: FlaskClient) -> None:
    answer = client.get("//evil.example/", query_string={"q": NUMBER})
    assert not (answer.location or "").startswith(("//", "http://evil"))


def test_no_line_of_the_log_holds_a_number(log: StringIO) -> None:
    get_log().warning(f"et sted {NUMBER}", data={"x": [NUMBER]}, other=NUMBER)
    assert NUMBER not in log.getvalue()
    assert log.getvalue().count("skjult") == 3


def test_the_preview_of_an_import_says_where_the_file_holds_a_number(
    client: FlaskClient, personas: Personas, log: StringIO
) -> None:
    sign_in(client, personas.anna)
    listed = f"Nummer;Behandlingsaktivitet\r\nX-1;Sag {NUMBER}\r\nX-2;Noget\r\n"
    columns = client.post("/fortegnelse/import", data={"file": (BytesIO(listed.encode()), "liste.csv")}).location
    preview = client.post(columns, data=read_form(client.get(columns).text)).location
    text = client.get(preview).text
    assert "Noget i filen ligner CPR-numre" in text
    assert "ække 2" in text.split("Noget i filen ligner CPR-numre")[1][:400]
    clean = f"Nummer;Behandlingsaktivitet\r\nX-1;Sag {NUMBER[:6]}\r\n"
    columns = client.post("/fortegnelse/import", data={"file": (BytesIO(clean.encode()), "liste.csv")}).location
    preview = client.post(columns, data=read_form(client.get(columns).text)).location
    assert "ligner CPR-numre" not in client.get(preview).text
    assert NUMBER not in log.getvalue()


def test_the_preview_of_the_organisation_says_where_the_file_holds_a_number(
    client: FlaskClient, personas: Personas, log: StringIO
) -> None:
    sign_in(client, personas.frida)
    for name, is_told in ((f"Ny {NUMBER}", True), ("Ny", False)):
        listed = f"code;name;kind;parent\nNY-1;{name};unit;SOC-HJ\n"
        page = client.post("/admin/organisation/fil", data={"file": (BytesIO(listed.encode()), "enheder.csv")})
        assert page.status_code == 200
        assert ("Noget i filen ligner CPR-numre: række 2" in page.text) is is_told
    assert NUMBER not in log.getvalue()
