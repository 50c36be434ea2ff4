"""Every route answers as the access table says; every page is valid HTML with a title; a GET writes nothing.

A route or a role that is added without a line fails: `table.py` says what each endpoint needs, `expected.py` who may.
"""

from collections import Counter
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.auth.rules import ACCESS, ROLES
from app.core.db import begin_writing, db
from tests.conftest import MOSTLY_POSTGRESQL, sign_in
from tests.make import Personas
from tests.repo.conftest import Stage, address_of, dump, rules_of
from tests.repo.expected import expected
from tests.repo.table import (
    ONLY_READ,
    OPEN,
    OWN_THING,
    ROUTES,
    SIGNED_IN,
    SPECIAL,
    TOKEN,
    TURNS_AWAY,
    WORKING,
    Either,
    Need,
)
from tests.repo.world import WHERE, World, make_world, player

WHO_MAY = expected()
ANSWERED = {200, 303, 409, 422}
"""What somebody who may gets for an empty form: done, refused with a reason, or sent back to mend it."""
TURNED_AWAY = {303, 400, 403, 404, 409, 410}
"""What an address gets that nobody was given."""


@pytest.fixture
def world(app: Flask, personas: Personas) -> World:
    with app.test_request_context():
        begin_writing()
        made = make_world(personas)
        db.session.commit()
        return made


def may(need: Need, role: str, where: str, *, verb: str = "") -> bool:
    """What §9 says of somebody who holds the role there and has nothing of their own in Social."""
    how_far = WHO_MAY.get((need.kind, verb or need.verb), {}).get(role)
    if need.is_decision and not verb:
        return how_far == "decision"
    if need.is_whole and not verb:
        return how_far == "all"
    return how_far == "all" or (how_far == "own" and (where == "inside" or not need.lies_in_social))


def wanted(rule: Rule, method: str, role: str, where: str) -> set[int]:
    """The answers that are right."""
    need = ROUTES[rule.endpoint]
    if need in (OPEN, SIGNED_IN):
        return TURNS_AWAY.get(rule.endpoint, ANSWERED)
    if need == WORKING:
        return {404} if role in ONLY_READ else ANSWERED
    if need in (OWN_THING, TOKEN):
        return TURNED_AWAY if need == TOKEN else {404}
    if isinstance(need, Either):
        return {200} if any(may(one, role, where) for one in need.needs) else {404}
    assert isinstance(need, Need)
    if may(need, role, where):
        return TURNS_AWAY.get(rule.endpoint, {200} if method == "GET" else ANSWERED)
    return {403} if need.verb != "read" and may(need, role, where, verb="read") else {404}


def test_every_route_has_a_line_and_no_line_is_left_over(app: Flask) -> None:
    found = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert found - set(ROUTES) == set(), "add a line for the new route in tests/repo/table.py"
    assert set(ROUTES) - found == set()
    assert set(TURNS_AWAY) <= set(ROUTES)


def test_every_line_needs_something_that_the_access_table_knows() -> None:
    for endpoint, need in ROUTES.items():
        needs = need.needs if isinstance(need, Either) else () if need in SPECIAL else (need,)
        for one in needs:
            assert isinstance(one, Need), endpoint
            assert (one.kind, one.verb) in WHO_MAY, endpoint
            assert (one.kind, one.verb) in ACCESS, endpoint


def test_every_role_that_can_be_held_is_played() -> None:
    assert set(ROLES) == {role for roles in WHO_MAY.values() for role in roles}


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("role", ROLES)
def test_every_route_answers_every_role_as_the_table_says(stage: Stage, role: str, where: str) -> None:
    app, email = stage.app, player(role, where)
    before, client = dump(app), stage.client(email)
    wrong = []
    for rule in rules_of(app, "GET"):
        told = client.get(address_of(app, rule, stage.world)).status_code
        if told not in wanted(rule, "GET", role, where):
            wrong.append(("GET", rule.endpoint, told))
    assert dump(app) == before, "a GET changed a row"
    allowed = []
    for rule in rules_of(app, "POST"):
        right = wanted(rule, "POST", role, where)
        if right & ANSWERED and ROUTES[rule.endpoint] != TOKEN:
            allowed.append((rule, right))
        elif (told := client.post(address_of(app, rule, stage.world)).status_code) not in right:
            wrong.append(("POST", rule.endpoint, told))
    assert dump(app) == before, "a refused write changed a row"
    for rule, right in allowed:
        told = stage.client(email).post(address_of(app, rule, stage.world)).status_code
        if told not in right:
            wrong.append(("POST", rule.endpoint, told))
        stage.set_up()
    assert wrong == []


def test_every_route_that_is_not_open_stands_behind_sign_in(app: Flask, client: FlaskClient, world: World) -> None:
    for method, ask in (("GET", client.get), ("POST", client.post)):
        for rule in rules_of(app, method):
            if ROUTES[rule.endpoint] not in (OPEN, TOKEN):
                answer = ask(address_of(app, rule, world))
                assert answer.status_code == 303, rule
                assert answer.location.startswith("/log-ind"), rule


def test_a_made_up_token_opens_nothing_for_a_stranger(app: Flask, client: FlaskClient, world: World) -> None:
    before = dump(app)
    for method, ask in (("GET", client.get), ("POST", client.post)):
        for rule in rules_of(app, method):
            if ROUTES[rule.endpoint] == TOKEN:
                assert ask(address_of(app, rule, world)).status_code in TURNED_AWAY, rule
    assert dump(app) == before


@MOSTLY_POSTGRESQL
@pytest.mark.parametrize("persona", ["carla", "erik", "frida"])
def test_reading_and_being_refused_change_no_row_on_either_database(
    app: Flask, client: FlaskClient, world: World, personas: Personas, persona: str
) -> None:
    role, where = {"carla": ("coordinator", "outside"), "erik": ("dds", "inside"), "frida": ("admin", "inside")}[
        persona
    ]
    sign_in(client, f"{persona}@fjordby.example")
    before = dump(app)
    for rule in rules_of(app, "GET"):
        client.get(address_of(app, rule, world))
    for rule in rules_of(app, "POST"):
        right = wanted(rule, "POST", role, where)
        if not right & ANSWERED or ROUTES[rule.endpoint] == TOKEN:
            assert client.post(address_of(app, rule, world)).status_code in right, rule
    assert dump(app) == before


@pytest.mark.parametrize("role", ["", "admin", "dpo", "coordinator", "manager", "dds", "auditor"])
def test_every_page_is_valid_html_with_a_title_one_heading_and_labels(stage: Stage, role: str) -> None:
    client = stage.client(player(role, "inside") if role else "")
    seen: set[str] = set()
    for rule in rules_of(stage.app, "GET"):
        answer = client.get(address_of(stage.app, rule, stage.world))
        if answer.mimetype == "text/html" and answer.status_code != 303 and answer.text not in seen:
            seen.add(answer.text)
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


def test_every_answer_carries_the_policy(stage: Stage) -> None:
    client = stage.client(player("coordinator", "inside"))
    for rule in rules_of(stage.app, "GET"):
        headers = client.get(address_of(stage.app, rule, stage.world)).headers
        assert "script-src 'self';" in headers["Content-Security-Policy"], rule
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_post_without_its_token_is_refused(stage: Stage) -> None:
    stage.app.config["WTF_CSRF_ENABLED"] = True
    client, before = stage.client(player("coordinator", "inside")), dump(stage.app)
    for rule in rules_of(stage.app, "POST"):
        if ROUTES[rule.endpoint] != TOKEN:
            assert client.post(address_of(stage.app, rule, stage.world)).status_code == 400, rule
    assert dump(stage.app) == before
