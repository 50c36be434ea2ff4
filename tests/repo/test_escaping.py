"""What people write is shown as they wrote it: in no page, mail or report does it become markup, script or template."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.answer.links import AnswerLink, make_token
from aarshjul.hearing.letters import write_asked, write_moved, write_reminder, write_withdrawn
from aarshjul.hearing.store import list_participants
from aarshjul.mailtext.actions import send_sample
from aarshjul.meeting.model import GoverningBody, Meeting
from aarshjul.reminder.actions import look_at_due
from aarshjul.reminder.gathering import gather, list_people
from aarshjul.reminder.sample import sample_words
from aarshjul.status.export import as_html
from aarshjul.status.report import make_report
from aarshjul.status.scheduling import follow_meetings
from aarshjul.status.sending import send_report
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.auth.letters import write_address_changed, write_password_changed
from app.auth.store import get_account_of
from app.core import clock
from app.core.db import begin_writing, db
from app.core.scope import Scope
from app.core.workdays import ClosedDays, working_day_on_or_after
from app.mail.model import OutgoingMail
from app.organisation.model import Person, Unit
from app.second_factor.letters import write_news, write_reset
from app.token.actions import mail_link_to
from config import ROOT
from tests.conftest import sign_in
from tests.make import Personas, make_grant
from tests.repo.world import World, make_world

EVIL = "\"'><script>ondt(1)</script><img src=x onerror=ondt(2)>{{7*7}}${7*7}{%if 1%}"
PERSONAS = ("anna", "dorte", "frida", "bent", "")
MACHINE = re.compile(
    r"(^|_)(code|key|kind|state|status|hash|link|via|verb|role|path|email|source|function|per|period|colour|category"
    r"|country|basis|rule|severity|field|step|process|version|password|secret|address|agent|token|purpose_code|id"
    r"|message_id|server_said|claimed_by|claimed|issuer|subject_kind|plan_code|number|cvr|phone|article|key|search)$"
)
"""Columns that no person writes words in, or whose words are checked to be a code."""
WORDS_ALL_THE_SAME = {"outgoing_mail.subject", "system.supplier"}


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One make of database is enough: what is tested lies behind it."""
    (tmp_path / "data.sqlite3").write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{tmp_path / 'data.sqlite3'}"


@pytest.fixture
def world(app: Flask, personas: Personas) -> World:
    """One of everything, and in every column for words the same evil words."""
    with app.test_request_context():
        begin_writing()
        made = make_world(personas)
        for table in db.metadata.sorted_tables:
            if table.name in {"audit_event", "activity_version", "single_use_token", "throttle"}:
                continue
            columns = list(words_in(table))
            if columns:
                db.session.execute(sa.update(table).values({c: EVIL[: c.type.length or None] for c in columns}))
        db.session.commit()
        return made


def words_in(table: sa.Table) -> Iterator[sa.Column[str]]:
    for column in table.columns:
        is_text = isinstance(column.type, sa.String) and not column.foreign_keys and not column.primary_key
        known = f"{table.name}.{column.name}" in WORDS_ALL_THE_SAME
        if is_text and (known or not MACHINE.search(column.name)) and (column.type.length or 400) >= 200:
            yield column


def assert_harmless(text: str, where: str) -> int:
    """Nothing of the words became an element or an attribute, and nothing was calculated; their number."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(text)
    for element in tree.iter():
        if isinstance(element.tag, str):
            assert not (element.tag == "script" and "ondt" in "".join(element.itertext())), where
            assert not [name for name in element.attrib if name.startswith("on")], where
            assert element.get("src") != "x", where
    assert "<script>ondt" not in text, where
    assert "onerror=ondt(2)>" not in text, where
    assert not re.search(r">49[{$%]|>49\$", text), where
    return text.count("ondt(1)")


def test_what_people_write_is_shown_and_never_run(app: Flask, client: FlaskClient, world: World) -> None:
    shown = 0
    with app.app_context():
        anna = db.session.scalars(sa.select(Person).where(Person.email == "anna@fjordby.example")).one()
        token = make_token(AnswerLink(world.values["task_id"], anna.id), today=clock.today())
    for persona in PERSONAS:
        client.delete_cookie("session")
        if persona:
            sign_in(client, f"{persona}@fjordby.example")
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint in {"static", "auth.sign_out"}:
                continue
            given = {"token": token} if rule.endpoint.startswith("answer.") else {}
            values = {name: (world.values | given).get(name, 1) for name in rule.arguments}
            try:
                path = app.url_map.bind("127.0.0.1").build(rule.endpoint, values)
            except ValueError:
                continue
            answer = client.get(path, query_string={"q": EVIL})
            if answer.mimetype == "text/html":
                shown += assert_harmless(answer.text, f"{persona} {path}")
    assert shown > 100


def test_every_mail_and_the_report_are_as_harmless(app: Flask, world: World) -> None:
    """Each kind that has templates is written to somebody of that name, and shows the words."""
    with app.test_request_context():
        begin_writing()
        day = working_day_on_or_after(clock.today(), ClosedDays())
        now, doing = clock.now() + (day - clock.today()), Doing(at=clock.now(), via="cli")
        anna = get_account_of("anna@fjordby.example")
        db.session.execute(sa.update(Task).values(due_on=day + timedelta(days=7), remind_on=day))
        while look_at_due(now):
            pass
        for people in list_people(now):
            gather(now, people)
        mail_link_to(anna.person, "invitation", doing=doing)
        mail_link_to(anna.person, "reset", doing=doing)
        send_sample(sample_words("one"), anna.person_id, doing=doing)
        write_news(anna, "on", at=now)
        write_reset(anna, by_id=anna.person_id, at=now)
        write_password_changed(anna, at=now)
        write_address_changed(anna.person, "anna.foer@fjordby.example", by_id=anna.person_id, at=now)
        body = db.session.scalars(sa.select(GoverningBody).where(GoverningBody.code == "DDS")).one()
        body.name = "Styregruppen <b>æøå</b>"
        # The world's own meeting has its report already; the next one is to get a draft.
        db.session.execute(sa.update(Meeting).values(state="held", minutes="draft"))
        db.session.add(Meeting(body=body, planned_on=day, held_on=day + timedelta(days=5)))
        make_grant(person=anna.person, role="isc", unit=db.session.scalars(sa.select(Unit)).first())
        follow_meetings(now)
        for way in ("pdf", "link"):
            send_report(world.values["report_id"], way, b"%PDF", doing=replace(doing, at=now))
        # Those the world wrote hold the words as they stand; they are written anew, each of their kinds.
        db.session.execute(sa.delete(OutgoingMail).where(OutgoingMail.kind == "hearing"))
        [asked] = list_participants(world.values["hearing_id"])
        for write in (write_asked, write_reminder, write_withdrawn, partial(write_moved, before=day)):
            write(asked, at=now)
        shown: Counter[str] = Counter()
        for mail in db.session.scalars(sa.select(OutgoingMail).where(OutgoingMail.kind != "test")):
            shown[mail.kind] += assert_harmless(mail.body_html, mail.kind)
            assert "\n" not in mail.subject
        assert min(shown.values()) > 0, shown
        # Two templates are of one kind; a sample has those of the reminder; a report is sent in two ways.
        templates = {folder.name for folder in (ROOT / "templates/mail").iterdir() if folder.is_dir()}
        of_one_kind = {"second_factor_news", "second_factor_reset", "status_report"}
        assert set(shown) == (templates - of_one_kind) | {"second_factor", "reminder_test"} | {
            "status_report_file", "status_report_link",
        }  # fmt: skip
        assert db.session.scalar(sa.select(sa.func.count()).where(OutgoingMail.kind == "second_factor")) == 2
        report = make_report("DDS", as_of=clock.today(), made_at=now, scope=Scope.everything())
        assert assert_harmless(as_html(report), "report") > 0
        db.session.rollback()


@pytest.mark.parametrize(
    "words", ["' OR '1'='1", "'; DROP TABLE task; --", "%' ESCAPE '\\", '" UNION SELECT 1 --', "%_%"]
)
def test_sql_in_an_address_is_words(app: Flask, client: FlaskClient, world: World, words: str) -> None:
    sign_in(client, "anna@fjordby.example")
    for path in ("/fortegnelse", "/systemer", "/opgaver", "/risiko", "/femaarsplan", "/aarshjul"):
        names = ("q", "enhed", "sort", "side", "forvaltning", "status", "aar", "mangler", "tilstand", "risiko")
        answer = client.get(path, query_string=dict.fromkeys(names, words))
        assert answer.status_code == 200, path
    with app.app_context():
        assert "task" in sa.inspect(db.engine).get_table_names()


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example", "///evil.example", "https://evil.example", "https:evil.example", "/\\evil.example",
        "\\\\evil.example", "/%5cevil.example/..//", "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example",
        " //evil.example", "/ok\r\nSet-Cookie: a=b", "data:text/html,x", "http:///evil.example", "@evil.example",
        "\x00//evil",
    ],
)  # fmt: skip
def test_next_stays_on_the_site(client: FlaskClient, personas: Personas, target: str) -> None:
    sign_in(client, personas.anna)
    for path in ("/log-ind", "/log-ind/kommune"):
        answer = client.get(path, query_string={"next": target})
        where = answer.headers.get("Location", "/")
        assert "Set-Cookie: a" not in str(answer.headers)
        assert where.startswith("/"), where
        assert not where.startswith(("//", "/\\")), where
