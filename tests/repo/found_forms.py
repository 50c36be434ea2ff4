"""Every form of the program, found by asking for every page as everybody who may see one."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element

import html5lib
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from aarshjul.answer.links import AnswerLink, make_token
from aarshjul.hearing.asking import Asked
from aarshjul.hearing.starting import StartHearing, proposed_due, start_hearing
from aarshjul.status.actions import BeginReport, begin_report
from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.core.forms import BaseForm
from app.organisation.model import Person, Unit
from register.activity.actions import CreateActivity, create_activity
from register.activity.content import ActivityContent
from register.dpia.danger_list import questions
from register.dpia.screening_actions import Screen, ask_advice, screen
from register.risk.model import RiskAssessment
from tests.make import Personas, make_assessment, make_task
from tests.page import _values as values_of
from tests.repo.world import World

FILES = (".xlsx", ".csv", ".json", ".pdf")
"""Addresses that hand over a file, which takes long to make."""
TEXT_FIELDS = frozenset({"StringField", "TextAreaField", "EmailField", "PeriodField", "TelField", "NameField"})
PERSONAS = ("anna", "bent", "carla", "dorte", "erik", "frida", "gert", "")
TEXTS = {"text", "search", "email", "tel", "url", ""}
_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)


@dataclass(frozen=True)
class Form:
    """A form on a page: where it is sent, what it sends as it stands, and which of it a person writes."""

    persona: str
    page: str
    action: str
    data: MultiDict[str, str]
    texts: tuple[str, ...]
    boxes: tuple[str, ...]


def make_assessment_task(world: World, people: Personas) -> int:
    """A task that takes every answer there is, each with its words."""
    activity_id = world.values["activity_id"]
    [current] = db.session.scalars(sa.select(RiskAssessment.id).where(RiskAssessment.activity_id == activity_id))
    return make_task(
        unit=db.session.get_one(Unit, people.social_id), due_on=clock.today(), kind="risk",
        key=f"activity/{activity_id}/risk/{current}", subject_kind="activity", subject_id=activity_id,
    ).id  # fmt: skip


def make_later_steps(people: Personas) -> list[str]:
    """The pages of steps that a record only reaches when those before are taken."""
    doing = Doing(at=clock.now(), via="cli")
    red, screened, asked = (
        create_activity(CreateActivity(content=ActivityContent(title=title, unit="SOC")), doing=doing)
        for title in ("Rød", "Screenet", "Spurgt")
    )
    assessment = make_assessment(activity=red, grades=(4, 4, 4), likelihood=4, assessed_on=clock.today(), doing=doing)
    two = {question.code: question.code in {"wp248_4", "wp248_5"} for question in questions()}
    for activity in (screened, asked):
        screen(Screen(activity_id=activity.id, read=0, answers=two), doing=doing)
    ask_advice(asked.id, reason="Der er kun ti borgere om året.", version=1, doing=doing)
    today = clock.today()
    draft = begin_report(BeginReport(body_code="DDS", as_of=today, since=today), doing=doing)
    anna = db.session.scalars(sa.select(Person.id).where(Person.email == people.anna)).one()
    heard = start_hearing(
        StartHearing(
            title="Rød", due_on=proposed_due(clock.today()), unit_id=people.social_id, asked=Asked(person_ids=[anna]),
            activity_id=red.id, read=red.version,
        ),
        doing=doing,
    )  # fmt: skip
    return [
        *(f"/rapporter/{draft.id}/{page}" for page in ("forside", "indstilling", "raadgiver")),
        f"/rapporter/{draft.id}/bemaerkning/{people.social_id}",
        f"/hoeringer/{heard.id}/svar",
        f"/hoeringer/{heard.id}",
        f"/risiko/vurderinger/{assessment.id}/accept",
        f"/fortegnelse/{screened.id}/konsekvensanalyse/fravalg",
        f"/fortegnelse/{asked.id}/konsekvensanalyse/raad",
    ]


def read_forms(text: str, persona: str, page: str) -> Iterator[Form]:
    """The forms of a page that are posted. Each is read by itself: to read the whole page takes ten times as long."""
    for written in _FORM.findall(text):
        form: Element = html5lib.HTMLParser(namespaceHTMLElements=False).parse(written).find(".//form")
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


def pages(app: Flask, client: FlaskClient, world: World, persona: str, steps: list[str]) -> Iterator[tuple[str, str]]:
    """Every page that this persona gets, and the pages of later steps: path and HTML."""
    with app.app_context():
        anna = db.session.scalars(sa.select(Person).where(Person.email == "anna@fjordby.example")).one()
        token = make_token(AnswerLink(world.values["assessed_id"], anna.id), today=clock.today())
    waiting = list(steps)
    if persona in {"anna", "carla"}:
        listed = BytesIO(b"Nummer;Behandlingsaktivitet\r\nX-1;Noget\r\n")
        sent = client.post("/fortegnelse/import", data={"file": (listed, "liste.csv")})
        waiting += [sent.location, "/fortegnelse?status=draft"]
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        given = {"token": token} if rule.endpoint.startswith("answer.") else {}
        values = {name: (world.values | given).get(name, 1) for name in rule.arguments}
        with suppress(ValueError):  # a form of file that this address has not
            waiting.append(app.url_map.bind("127.0.0.1").build(rule.endpoint, values))
    for path in waiting:
        if path.endswith(FILES):
            continue
        answer = client.get(path)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            yield path, answer.text


def find_forms(app: Flask, browsers: dict[str, FlaskClient], world: World, steps: list[str]) -> list[Form]:
    """Every form with something to write in, once: with somebody who sees it."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    for persona, client in browsers.items():
        for path, text in pages(app, client, world, persona, steps):
            for form in read_forms(text, persona, path):
                if form.texts:
                    found.setdefault((form.action, form.texts), form)
    return list(found.values())


def assert_no_form_is_left_out(seen: set[str]) -> None:
    """Every form class with a field for words was met on a page."""
    fields = {name.rpartition("-")[2] for name in seen}
    missing = {
        f"{form.__module__}.{form.__name__}: {name}"
        for form in _subclasses(BaseForm)
        for name, field in vars(form).items()
        if hasattr(field, "field_class")
        and field.field_class.__name__ in TEXT_FIELDS
        and (field.kwargs.get("render_kw") or {}).get("autocomplete") != "one-time-code"
        and name not in fields
    }
    assert missing == set()


def _subclasses(of: type) -> Iterator[type]:
    for each in of.__subclasses__():
        yield each
        yield from _subclasses(each)
