"""Text that looks like a CPR number is warned about on every form, and is in no log line, audit row or mail.

The forms are found by asking for every page, as everybody who may see one, and sent as a browser would send them.
All numbers here are invented and cannot be given to anybody.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from aarshjul.task.answering import AnswerLink, make_token
from app.audit.model import AuditEvent
from app.core import clock
from app.core.cpr import looks_like_cpr
from app.core.db import begin_writing, db
from app.core.forms import NOT_CPR, BaseForm
from app.core.log import get_log, init_log
from app.mail.model import OutgoingMail
from app.organisation.model import Person
from config import ROOT
from tests.conftest import sign_in
from tests.make import Personas
from tests.page import _values as values_of
from tests.repo.world import World, make_world

NUMBER = "010199-9999"
WRITTEN = f"Sagen om {NUMBER}"
PERSONAS = ("anna", "bent", "carla", "dorte", "erik", "frida", "gert", "")
TEXTS = {"text", "search", "email", "tel", "url", ""}
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
class Form:
    """A form on a page: where it is sent, what it sends as it stands, and which of it a person writes."""

    persona: str
    page: str
    action: str
    data: MultiDict[str, str]
    texts: tuple[str, ...]
    boxes: tuple[str, ...]


def read_forms(text: str, persona: str, page: str) -> Iterator[Form]:
    tree: Element = html5lib.HTMLParser(namespaceHTMLElements=False).parse(text)
    for form in tree.iter("form"):
        if (form.get("method") or "get").lower() != "post" or form.get("action") == "/log-ud":
            continue
        data: MultiDict[str, str] = MultiDict()
        texts = []
        for element in form.iter():
            name = element.get("name", "")
            kind = element.get("type", "") if element.tag == "input" else ""
            if not name or element.tag not in {"input", "textarea", "select"} or kind in {"file", "submit"}:
                continue
            for value in values_of(element):
                data.add(name, value)
            is_code = element.get("autocomplete") == "one-time-code"
            # A day stands in a field of its own kind, which the script makes a text.
            if element.tag == "textarea" or (element.tag == "input" and kind in TEXTS and not is_code):
                texts.append(name)
        boxes = tuple(e.get("name", "") for e in form.iter("input") if e.get("type") == "checkbox")
        yield Form(persona, page, form.get("action") or page, data, tuple(texts), boxes)


def pages(app: Flask, client: FlaskClient, world: World, persona: str) -> Iterator[tuple[str, str]]:
    """Every page that this persona gets: path and HTML."""
    with app.app_context():
        bent = db.session.scalars(sa.select(Person).where(Person.email == "bent@fjordby.example")).one()
        token = make_token(AnswerLink(world.values["task_id"], bent.id), today=clock.today())
    waiting = []
    if persona in {"anna", "carla"}:
        listed = BytesIO(b"Nummer;Behandlingsaktivitet\r\nX-1;Noget\r\n")
        sent = client.post("/fortegnelse/import", data={"file": (listed, "liste.csv")})
        waiting = [sent.location]
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        given = {"token": token} if rule.endpoint.startswith("answer.") else {}
        values = {name: (world.values | given).get(name, 1) for name in rule.arguments}
        with suppress(ValueError):  # a form of file that this address has not
            waiting.append(app.url_map.bind("127.0.0.1").build(rule.endpoint, values))
    for path in waiting:
        answer = client.get(path)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            yield path, answer.text


@pytest.fixture
def browsers(app: Flask, world: World) -> dict[str, FlaskClient]:
    """A browser for each persona, kept open: a file that waits belongs to the session that sent it."""
    found = {persona: app.test_client() for persona in PERSONAS}
    for persona, client in found.items():
        if persona:
            sign_in(client, f"{persona}@fjordby.example")
    return found


def find_forms(app: Flask, browsers: dict[str, FlaskClient], world: World) -> list[Form]:
    """Every form with something to write in, once: with somebody who sees it."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    for persona, client in browsers.items():
        for path, text in pages(app, client, world, persona):
            for form in read_forms(text, persona, path):
                if form.texts:
                    found.setdefault((form.action, form.texts), form)
    return list(found.values())


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
    app: Flask, browsers: dict[str, FlaskClient], world: World, log: StringIO
) -> None:
    forms = find_forms(app, browsers, world)
    before = dump(app)
    for form in forms:
        data = MultiDict(form.data)
        for name in form.texts:
            data[name] = WRITTEN
        answer = browsers[form.persona].post(form.action, data=data)
        assert answer.status_code == 422, (form.action, answer.status_code)
        assert answer.text.count(WARNING) >= len(form.texts), (form.action, form.texts)
        # The box stands in the form that was sent, so that it can be sent with it.
        again = [f for f in read_forms(answer.text, form.persona, form.page) if set(f.texts) & set(form.texts)]
        assert [f for f in again if NOT_CPR in f.boxes], form.action
    assert dump(app) == before
    assert_kept_quiet(app, log)
    _assert_no_form_is_left_out({name for form in forms for name in form.texts})


def test_saved_anyway_it_is_kept_where_it_was_written_and_nowhere_else(
    app: Flask, browsers: dict[str, FlaskClient], world: World, log: StringIO
) -> None:
    """Each field that takes any words is sent twice: without the box and with it."""
    forms = find_forms(app, browsers, world)
    saved = set()
    for form in forms:
        for name in form.texts:
            data = MultiDict(form.data)
            data.setlist(name, [WRITTEN])
            _fill_the_rest(form, data, name)
            warned = browsers[form.persona].post(form.action, data=data)
            if warned.status_code != 422:
                continue  # an earlier field of the same form was saved, and the form's time is over
            box = _box(warned.text)
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


def _box(text: str) -> str:
    tree: Element = html5lib.HTMLParser(namespaceHTMLElements=False).parse(text)
    return next(e.get("value", "") for e in tree.iter("input") if e.get("name") == NOT_CPR)


def _fill_the_rest(form: Form, data: MultiDict[str, str], name: str) -> None:
    """Something in every other field that is empty, so that a form is not refused for want of it."""
    for other in form.data:
        if other != name and not data[other] and other in form.texts:
            if "email" in other:
                continue
            data[other] = {"period": "5 år", "cvr": "12345678", "phone": "", "number": ""}.get(
                other.rpartition("-")[2], "Noget"
            )
        elif other.rpartition("-")[2] in {"due_on"}:
            data[other] = clock.today().replace(year=clock.today().year + 1).isoformat()


def _assert_no_form_is_left_out(seen: set[str]) -> None:
    """Every form class with a field for words was met on a page."""
    fields = {name.rpartition("-")[2] for name in seen}
    missing = {
        f"{form.__module__}.{form.__name__}: {name}"
        for form in _subclasses(BaseForm)
        for name, field in vars(form).items()
        if hasattr(field, "field_class")
        and field.field_class.__name__ in {"StringField", "TextAreaField", "EmailField", "PeriodField", "TelField"}
        and (field.kwargs.get("render_kw") or {}).get("autocomplete") != "one-time-code"
        and name not in fields
    }
    assert missing == set()


def _subclasses(of: type) -> Iterator[type]:
    for each in of.__subclasses__():
        yield each
        yield from _subclasses(each)


def test_every_form_of_ours_is_one_that_warns() -> None:
    """No class of forms beside BaseForm, and no view that takes words out of a post by itself."""
    sources = [p for room in ("app", "register", "aarshjul") for p in (ROOT / room).rglob("*.py")]
    bases = {
        str(p.relative_to(ROOT)) for p in sources if re.search(r"\((Flask)?Form\):", p.read_text(encoding="utf-8"))
    }
    assert bases == {"app/core/forms.py"}
    takers = {str(p.relative_to(ROOT)) for p in sources if "request.form" in p.read_text(encoding="utf-8")}
    assert takers <= {
        "app/core/forms.py",
        "app/core/web.py",
        "app/leaving/views.py",
        "register/activity/editing.py",
        "register/activity/views.py",
        "register/importing/views.py",
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
