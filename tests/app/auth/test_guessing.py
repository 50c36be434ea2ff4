"""Wrong passwords against one account: a thousand from four processes at once, and some by who is signed in."""

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from typing import Any

import argon2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from app.audit.model import AuditEvent
from app.core import clock
from app.core.db import db
from app.throttle.rules import ACCOUNT
from config import Settings
from tests.app.auth.ways import OTHER, PASSWORD, give_password
from tests.conftest import sign_in
from tests.make import Personas
from wsgi import make_app

PROCESSES, EACH, EACH_ON_SQLITE = 4, 250, 60
"""A thousand where processes really write at the same moment; SQLite lets them write one after the other anyway."""
FORK = multiprocessing.get_context("fork")


def counting(tried: Counter[str]) -> Callable[[argon2.PasswordHasher, str, str], Any]:
    """The comparison of a password with a hash, which says each time that it is made."""
    verify = argon2.PasswordHasher.verify

    def counted(self: argon2.PasswordHasher, kept: str, password: str) -> Any:
        tried["hash"] += 1
        return verify(self, kept, password)

    return counted


def guess(
    settings: Settings, compiled: FileSystemBytecodeCache, email: str, each: int, begin: Barrier, told: Any
) -> None:
    """Guess through the whole program, in a process with an app and a database connection of its own.

    Tells how often a hash was worked out, and what the answers were.
    """
    app = make_app(settings, testing=True)
    app.config["WTF_CSRF_ENABLED"] = False
    app.jinja_env.bytecode_cache = compiled
    tried = Counter[str]()
    argon2.PasswordHasher.verify = counting(tried)  # type: ignore[assignment]
    client = app.test_client()
    answers: Counter[str] = Counter()
    begin.wait(120)
    for number in range(each):
        answer = client.post("/log-ind", data={"email": email, "password": f"forkert nummer {number}"})
        word = "wait" if "For mange" in answer.text else "wrong" if "passer ikke" in answer.text else answer.text
        answers[f"{answer.status_code} {word}"] += 1
    told.put((tried["hash"], answers))


def test_a_thousand_wrong_passwords_from_four_processes_reach_the_hash_as_often_as_the_guard_allows(
    app: Flask,
    client: FlaskClient,
    settings: Settings,
    personas: Personas,
    compiled_templates: FileSystemBytecodeCache,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    give_password(app, personas.anna)
    begin, queue = FORK.Barrier(PROCESSES + 1), FORK.Queue()
    each = EACH_ON_SQLITE if settings.database_url.startswith("sqlite") else EACH
    words = (settings, compiled_templates, personas.anna, each, begin, queue)
    guessers = [FORK.Process(target=guess, args=words, daemon=True) for _ in range(PROCESSES)]
    for guesser in guessers:
        guesser.start()
    began = time.monotonic()
    begin.wait(120)
    told = [queue.get(timeout=600) for _ in guessers]
    took = timedelta(seconds=time.monotonic() - began)
    for guesser in guessers:
        guesser.join(60)
    tried = sum(count for count, _answers in told)
    answers: Counter[str] = sum((answers for _count, answers in told), Counter())
    assert set(answers) == {"422 wrong", "422 wait"}
    assert sum(answers.values()) == PROCESSES * each
    assert answers["422 wrong"] == tried
    assert ACCOUNT.free <= tried <= ACCOUNT.most_tries_within(took)
    # The right password is not even looked at while the account is locked, and opens when the wait is over.
    right = {"email": personas.anna, "password": PASSWORD}
    now = clock.now()
    refused = client.post("/log-ind", data=right)
    assert (refused.status_code, "For mange" in refused.text) == (422, True)
    monkeypatch.setattr(clock, "now", lambda: now + ACCOUNT.longest)
    assert client.post("/log-ind", data=right).status_code == 303


def test_who_is_signed_in_guesses_at_the_own_password_no_faster(
    app: Flask, client: FlaskClient, personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stolen cookie is no way to the password: the tries are the same that are counted at sign-in."""
    give_password(app, personas.anna)
    sign_in(client, personas.anna)
    now, tried = clock.now(), Counter[str]()
    monkeypatch.setattr(argon2.PasswordHasher, "verify", counting(tried))
    monkeypatch.setattr(clock, "now", lambda: now)
    for number in range(30):
        answer = client.post("/adgangskode", data={"current": f"forkert nummer {number}", "password": OTHER})
        assert answer.status_code == 422
        assert ("For mange" if number >= ACCOUNT.free else "ikke din nuværende") in answer.text
    right = client.post("/adgangskode", data={"current": PASSWORD, "password": OTHER})
    assert "For mange" in right.text
    at_the_door = app.test_client().post("/log-ind", data={"email": personas.anna, "password": PASSWORD})
    assert "For mange" in at_the_door.text
    assert tried["hash"] == ACCOUNT.free
    with app.app_context():
        verbs = list(db.session.scalars(db.select(AuditEvent.verb).order_by(AuditEvent.id)))[-ACCOUNT.free - 1 :]
        db.session.rollback()
    assert verbs == ["auth.refuse"] * ACCOUNT.free + ["auth.lock"]
    monkeypatch.setattr(clock, "now", lambda: now + ACCOUNT.longest)
    assert client.post("/adgangskode", data={"current": PASSWORD, "password": OTHER}).status_code == 303
