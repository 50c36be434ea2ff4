"""Every route is named here with who may ask for it; every page is valid HTML with a title; a GET writes nothing.

A route that is added without a line fails. `OPEN` needs no sign-in. For the others the table names the personas
who get an answer about something in Social; for everybody else a read is 404, a write 404 or 403.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.core.db import begin_writing, db
from tests.conftest import sign_in
from tests.make import Personas
from tests.repo.table import OPEN, POSTS, READS, TOKENS, WRITES
from tests.repo.world import World, make_world

PERSONAS = ("anna", "bent", "carla", "dorte", "erik", "frida", "gert")


@pytest.fixture
def world(app: Flask, personas: Personas) -> World:
    with app.test_request_context():
        begin_writing()
        made = make_world(personas)
        db.session.commit()
        return made


def rules(app: Flask, method: str) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()) and rule.endpoint != "static")


def address(app: Flask, rule: Rule, world: World) -> str:
    values = {name: world.values[name] for name in rule.arguments}
    built: str = app.url_map.bind("127.0.0.1").build(rule.endpoint, values)
    return built


def dump(app: Flask) -> dict[str, list[Any]]:
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table)).all()))
            for table in db.metadata.sorted_tables
        }


def test_every_route_is_named_once_and_no_name_is_left_over(app: Flask) -> None:
    found = {rule.endpoint for rule in app.url_map.iter_rules()}
    named = Counter([*OPEN, *READS, *WRITES, *POSTS, *TOKENS])
    assert found - set(named) == set(), "add a line for the new route in tests/repo/table.py"
    assert set(named) - found == set()
    assert [name for name, times in named.items() if times > 1] == []


def test_every_route_that_is_not_open_stands_behind_sign_in(app: Flask, client: FlaskClient, world: World) -> None:
    for rule in rules(app, "GET"):
        if rule.endpoint not in OPEN | TOKENS:
            answer = client.get(address(app, rule, world))
            assert answer.status_code == 303, rule
            assert answer.location.startswith("/log-ind"), rule
    for rule in rules(app, "POST"):
        if rule.endpoint not in OPEN | TOKENS:
            assert client.post(address(app, rule, world)).status_code == 303, rule


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_page_answers_those_in_the_table_and_nobody_else(
    app: Flask, client: FlaskClient, world: World, personas: Personas, persona: str
) -> None:
    sign_in(client, f"{persona}@fjordby.example")
    told = {
        rule.endpoint: client.get(address(app, rule, world)).status_code
        for rule in rules(app, "GET")
        if rule.endpoint in READS
    }
    # The front page leads those who have no work on it to their own first page.
    wanted = {endpoint: 200 if persona in READS[endpoint] else 404 for endpoint in told}
    wanted["home.show"] = 303 if persona in {"erik", "frida"} else 200
    assert told == wanted


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_form_to_write_with_opens_for_those_in_the_table_only(
    app: Flask, client: FlaskClient, world: World, personas: Personas, persona: str
) -> None:
    sign_in(client, f"{persona}@fjordby.example")
    for rule in rules(app, "GET"):
        if rule.endpoint in WRITES:
            answer = client.get(address(app, rule, world)).status_code
            assert (answer == 200) == (persona in WRITES[rule.endpoint]), (rule, answer)
            assert answer in {200, 403, 404}, (rule, answer)


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_write_that_is_not_in_the_table_is_refused_and_changes_nothing(
    app: Flask, client: FlaskClient, world: World, personas: Personas, persona: str
) -> None:
    sign_in(client, f"{persona}@fjordby.example")
    before = dump(app)
    for rule in rules(app, "POST"):
        if rule.endpoint in POSTS and persona not in POSTS[rule.endpoint]:
            assert client.post(address(app, rule, world)).status_code in {403, 404}, rule
    assert dump(app) == before


@pytest.mark.parametrize("persona", PERSONAS)
def test_an_empty_form_from_somebody_who_may_write_is_no_crash_and_no_refusal_of_access(
    app: Flask, client: FlaskClient, world: World, personas: Personas, persona: str
) -> None:
    sign_in(client, f"{persona}@fjordby.example")
    for rule in rules(app, "POST"):
        # Once an account is closed or its password changed, its owner is signed out: those come in tests of their own.
        if persona in POSTS.get(rule.endpoint, ()) and not rule.endpoint.startswith("user."):
            assert client.post(address(app, rule, world)).status_code in {200, 303, 409, 422}, rule


@pytest.mark.parametrize("persona", [*PERSONAS, ""])
def test_a_made_up_token_opens_nothing(
    app: Flask, client: FlaskClient, world: World, personas: Personas, persona: str
) -> None:
    if persona:
        sign_in(client, f"{persona}@fjordby.example")
    before = dump(app)
    for method, ask in (("GET", client.get), ("POST", client.post)):
        for rule in rules(app, method):
            if rule.endpoint in TOKENS:
                assert ask(address(app, rule, world)).status_code in {303, 403, 404}, rule
    assert dump(app) == before


def test_no_get_changes_a_row(app: Flask, client: FlaskClient, world: World, personas: Personas) -> None:
    before = dump(app)
    for persona in PERSONAS:
        sign_in(client, f"{persona}@fjordby.example")
        for rule in rules(app, "GET"):
            client.get(address(app, rule, world))
    assert dump(app) == before


@pytest.mark.parametrize("persona", [*PERSONAS, ""])
def test_every_page_is_valid_html_with_a_title_one_heading_and_labels(
    app: Flask, client: FlaskClient, world: World, personas: Personas, persona: str
) -> None:
    if persona:
        sign_in(client, f"{persona}@fjordby.example")
    for rule in rules(app, "GET"):
        answer = client.get(address(app, rule, world))
        if answer.mimetype == "text/html" and answer.status_code != 303:
            assert_sound(answer.text, rule.endpoint)


def assert_sound(text: str, name: str) -> None:
    """Strictly valid; a title; one h1; no id twice; every field has a name that is read out; no unescaped text."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page: Element = parser.parse(text)
    title = page.findtext("./head/title") or ""
    assert title.strip(), name
    assert len(page.findall(".//h1")) == 1, name
    ids = Counter(node.get("id") for node in page.iter() if node.get("id"))
    assert [key for key, times in ids.items() if times > 1] == [], name
    labelled = {node.get("for") for node in page.iter("label")}
    for kind in ("input", "select", "textarea"):
        for node in page.iter(kind):
            is_named = node.get("id") in labelled or node.get("aria-label") or node.get("aria-labelledby")
            assert node.get("type") == "hidden" or is_named, (name, node.attrib)
    assert "<b>æøå</b>" not in text, name


def test_every_answer_carries_the_policy(app: Flask, client: FlaskClient, world: World, personas: Personas) -> None:
    sign_in(client, personas.anna)
    for rule in rules(app, "GET"):
        headers = client.get(address(app, rule, world)).headers
        assert "script-src 'self';" in headers["Content-Security-Policy"], rule
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_post_without_its_token_is_refused(app: Flask, client: FlaskClient, world: World, personas: Personas) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    sign_in(client, personas.anna)
    before = dump(app)
    for rule in rules(app, "POST"):
        if rule.endpoint not in TOKENS:
            assert client.post(address(app, rule, world)).status_code == 400, rule
    assert dump(app) == before
