"""A thousand wrong passwords against one account from four processes at once."""

import multiprocessing
import time
from collections import Counter
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from typing import Any

import argon2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from app.core import clock
from app.throttle.rules import ACCOUNT
from config import Settings
from tests.app.auth.ways import PASSWORD, give_password
from tests.make import Personas
from wsgi import make_app

PROCESSES, EACH = 4, 250
FORK = multiprocessing.get_context("fork")


def guess(settings: Settings, compiled: FileSystemBytecodeCache, email: str, begin: Barrier, told: Any) -> None:
    """Guess through the whole program, in a process with an app and a database connection of its own.

    Tells how often a hash was worked out, and what the answers were.
    """
    app = make_app(settings, testing=True)
    app.config["WTF_CSRF_ENABLED"] = False
    app.jinja_env.bytecode_cache = compiled
    verify, tried = argon2.PasswordHasher.verify, Counter[str]()

    def counted(self: argon2.PasswordHasher, kept: str, password: str) -> Any:
        tried["hash"] += 1
        return verify(self, kept, password)

    argon2.PasswordHasher.verify = counted  # type: ignore[assignment, method-assign]
    client = app.test_client()
    answers: Counter[str] = Counter()
    begin.wait(120)
    for number in range(EACH):
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
    words = (settings, compiled_templates, personas.anna, begin, queue)
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
    assert sum(answers.values()) == PROCESSES * EACH
    assert answers["422 wrong"] == tried
    assert ACCOUNT.free <= tried <= ACCOUNT.most_tries_within(took)
    # The right password is not even looked at while the account is locked, and opens when the wait is over.
    right = {"email": personas.anna, "password": PASSWORD}
    now = clock.now()
    refused = client.post("/log-ind", data=right)
    assert (refused.status_code, "For mange" in refused.text) == (422, True)
    monkeypatch.setattr(clock, "now", lambda: now + ACCOUNT.longest)
    assert client.post("/log-ind", data=right).status_code == 303
