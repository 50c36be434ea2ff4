"""The judge of `./run wapiti`: what it lets go and what it holds on to. Every route has an address to begin at."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests
from flask import Flask

from app.core.db import begin_writing, db
from config import ROOT
from tests.attack.addresses import addresses, get_rules
from tests.attack.target import PLANTED
from tests.attack.verdict import Answers, is_false_alarm, judge_findings, judge_reach, may_open
from tests.make import Personas
from tests.repo.world import make_world

BODY = "POST /x HTTP/1.1\ncookie: session=a\n\nassign-csrf_token=good&note=Hej"
FINDING = {"module": "csrf", "method": "POST", "path": "/x", "http_request": BODY}
XSS = {"category": "Reflected Cross Site Scripting", "level": 2, "method": "GET", "path": PLANTED, "info": "navn"}


@contextmanager
def server(answers: dict[str, int]) -> Iterator[str]:
    """A form's address: its answer for each token, "" for none."""

    class Form(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(answers[fields.get("assign-csrf_token", [""])[0]])
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Form) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


@pytest.mark.parametrize(
    ("answers", "falls"),
    [
        ({"": 400, "wapiti": 400, "good": 303}, True),
        ({"": 303, "wapiti": 303, "good": 303}, False),
        ({"": 400, "wapiti": 303, "good": 303}, False),
        ({"": 303, "wapiti": 400, "good": 303}, False),
        ({"": 400, "wapiti": 400, "good": 400}, False),
    ],
)
def test_a_finding_about_a_token_falls_only_when_the_form_asks_for_it(answers: dict[str, int], falls: bool) -> None:
    with server(answers) as url, requests.Session() as browser:
        assert is_false_alarm(browser, url, FINDING) is falls
        assert not is_false_alarm(browser, url, FINDING | {"http_request": "POST /x HTTP/1.1\n\nnote=Hej"})
        assert not is_false_alarm(browser, url, FINDING | {"module": "xss"})


def test_all_but_the_planted_hole_is_told_from_medium_on() -> None:
    other: dict[str, Any] = XSS | {"path": "/opgaver"}
    assert judge_findings([XSS, other | {"level": 1}], 0) == []
    assert len(judge_findings([XSS, other], 0)) == 1
    assert judge_findings([], 0) == ["den plantede XSS blev ikke fundet"]


def answers(codes: dict[str, frozenset[int]], **changes: Any) -> Answers:
    return Answers(**({"asked": 1, "signed_in": 1, "codes": codes, "crashed": {}, "too_many": 0} | changes))


def test_too_few_routes_a_page_too_many_a_crash_and_a_limit_are_told() -> None:
    wanted = {"task.index", "activity.list", "organisation.index", "user.index"}
    right = {"task.index": 200, "activity.list": 200, "organisation.index": 404, "user.index": 404}
    codes = {name: frozenset({code}) for name, code in right.items()}
    assert [name for name in wanted if may_open(name)] == [n for n in wanted if right[n] == 200]
    assert judge_reach(answers(codes), wanted) == []
    assert len(judge_reach(answers(codes | {"task.index": frozenset({404})}), wanted)) == 1
    assert len(judge_reach(answers(codes | {"organisation.index": frozenset({200})}), wanted)) == 2
    assert len(judge_reach(answers(codes, crashed={"task.index": 1}), wanted)) == 1
    assert len(judge_reach(answers(codes, too_many=1), wanted)) == 1


def test_every_route_has_an_address_to_begin_at(app: Flask, personas: Personas) -> None:
    with app.test_request_context():
        begin_writing()
        make_world(personas)
        db.session.flush()
        begun_at = {endpoint for endpoint, _path in addresses(app, personas.anna)}
        assert {rule.endpoint for rule in get_rules(app)} - begun_at == set()
        db.session.rollback()


def test_nothing_here_speaks_ldap() -> None:
    """Why the scanner's module for it is left out."""
    assert "ldap" not in (ROOT / "requirements.txt").read_text(encoding="utf-8").lower()
