"""Watching what a test's requests and commands write: a transaction that changed rows must have told of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, has_request_context, request, request_started

from app.core.db import db

_WRITES = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?(.*)', re.DOTALL)
_SETS = re.compile(r'[\s,]"?(\w+)"?\s*=')

KEEPS_ITS_OWN_COUNT = frozenset(
    {
        "throttle",  # wrong tries; a refusal has its event
        "draft",  # what somebody has not saved: no record changes, and nobody else sees it
        "heartbeat",  # a sign of life of the program
        "outgoing_mail",  # each row is itself the account of a mail and how it went
        "job_result",  # the file of a job; ordering it and fetching it have their events
        "reminder",  # each row is itself the account of a reminder
        "activity_finding",  # what the rules find follows from the record, the day and other records
        "kpi_month",  # what the report counts follows from the records; a frozen report keeps its own
        "list_columns",  # how a list looks to one person; it changes nothing for anybody else
        "alembic_version",
    }
)
PART = {
    "user_session": {"seen_at"},
    "task": {"remind_on"},
    "job": {
        "state",
        "tries",
        "claimed_by",
        "claimed_at",
        "beat_at",
        "started_at",
        "finished_at",
        "done",
        "total",
        "message",
        "file_name",
        "mimetype",
        "size",
        "expires_at",
    },
    "plan": {"planned_on", "planned_through"},
    "account": {"totp_last_step", "password_hash", "has_shortcuts"},
    "dpia": {"followed_at"},
    "hearing_participant": {"remind_on"},
    "processing_activity": {"imported_fields", "error_count", "is_art30_fulfilled", "is_complete", "found_on"},
}
"""Columns that the program keeps for itself; a password hash is made anew at sign-in when its cost has changed.

A job's say how far the worker is with it; that it was ordered, and its file fetched, has its event. Which keys a person
uses is nobody else's business. What the rules find is found anew every day.
"""
SWEPT = frozenset({"user_session", "single_use_token", "recovery_code", "job"})
"""Rows that are removed when nobody needs them any more."""
COMMANDS = frozenset({"init"})
"""`flask init` lays the program's own ground data in."""


def is_told_elsewhere(statement: str) -> bool:
    """Whether this statement changes nothing that the trail must tell of."""
    found = _WRITES.match(statement)
    if found is None:
        return True
    verb, table, rest = found.groups()
    if table in KEEPS_ITS_OWN_COUNT:
        return True
    if verb == "DELETE FROM":
        return table in SWEPT
    if verb == "UPDATE":
        columns = set(_SETS.findall(" " + rest.split(" WHERE ")[0].partition("SET")[2]))
        return columns <= PART.get(table, set())
    return False


@contextmanager
def watch(app: Flask) -> Iterator[list[str]]:
    """What was committed by a request or a command without an event, as "POST user.change: UPDATE person SET …"."""
    untold: list[str] = []

    def begin(connection: Any) -> None:
        connection.info["writes"], connection.info["is_told"] = [], False

    def note(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if _writes_audit_event(statement):
            connection.info["is_told"] = True
        elif not is_told_elsewhere(statement):
            connection.info.setdefault("writes", []).append(statement)

    def end(connection: Any) -> None:
        where = _where()
        if where and connection.info.get("writes") and not connection.info.get("is_told"):
            untold.extend(f"{where}: {' '.join(words.split())[:160]}" for words in connection.info["writes"][:3])

    def start(_sender: Any, **_more: Any) -> None:
        request.environ["tests.real"] = True

    with app.app_context():
        engine = db.engine
    listeners = (("begin", begin), ("before_cursor_execute", note), ("commit", end))
    for name, listener in listeners:
        sa.event.listen(engine, name, listener)
    request_started.connect(start, app)
    try:
        yield untold
    finally:
        for name, listener in listeners:
            sa.event.remove(engine, name, listener)
        request_started.disconnect(start, app)


def _writes_audit_event(statement: str) -> bool:
    found = _WRITES.match(statement)
    return found is not None and found[2] == "audit_event"


def _where() -> str:
    """The request or command whose transaction this is; "" for the test itself."""
    if has_request_context() and request.environ.get("tests.real"):
        return f"{request.method} {request.endpoint}"
    command = click.get_current_context(silent=True)
    return "" if command is None or command.info_name in COMMANDS else f"flask {command.info_name}"
