"""The log holds where things went wrong, and nothing that people wrote."""

import json
import sys
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.log import get_log, init_log


@pytest.fixture(autouse=True)
def log(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """What stands in the log."""
    written = StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    init_log("INFO")
    return written


def raised_by(error: Exception) -> None:
    try:
        raise error
    except Exception:
        get_log().exception("it failed", number=7)


def test_an_error_is_one_line_with_its_kind_and_place_but_not_its_words(log: StringIO) -> None:
    raised_by(ValueError("cpr 999999-9999"))
    (line,) = log.getvalue().splitlines()
    said = json.loads(line)
    assert (said["event"], said["number"], said["level"]) == ("it failed", 7, "error")
    assert said["exception"].startswith("builtins.ValueError\n")
    assert "in raised_by" in said["exception"]
    assert "010203" not in line


def test_what_an_error_came_from_is_told_likewise(log: StringIO) -> None:
    error = RuntimeError("Anna Ahorn")
    error.__cause__ = KeyError("Bent Birk")
    raised_by(error)
    line = log.getvalue()
    assert "builtins.RuntimeError" in line
    assert "builtins.KeyError" in line
    assert "Ahorn" not in line
    assert "Birk" not in line


def test_words_about_the_machine_stay(log: StringIO) -> None:
    raised_by(ConnectionRefusedError(111, "Connection refused"))
    assert "Connection refused" in log.getvalue()


def test_a_crash_of_a_page_is_logged_without_its_address(app: Flask, client: FlaskClient, log: StringIO) -> None:
    def crash(token: str) -> None:
        raise ValueError(token)

    app.view_functions["answer.show"] = crash
    app.testing = False
    assert client.get("/svar/secret-token").status_code == 500
    said = json.loads(log.getvalue())
    assert (said["endpoint"], said["method"]) == ("answer.show", "GET")
    assert "secret-token" not in json.dumps(said)
