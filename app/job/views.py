"""/healthz and /readyz: for the machine that watches."""

from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, jsonify
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.db import db
from app.job.rules import is_alive
from app.job.store import find_last_beat
from config import ROOT

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Any:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> Any:
    """The database answers, its schema is the program's, and some scheduler has given a sign of life lately."""
    checks = {"database": False, "schema": False, "scheduler": False}
    try:
        connection = db.session.connection()
        checks["database"] = True
        head = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
        checks["schema"] = MigrationContext.configure(connection).get_current_revision() == head
        checks["scheduler"] = is_alive(find_last_beat(), clock.now())
    except SQLAlchemyError:
        db.session.rollback()
    return jsonify(checks), 200 if all(checks.values()) else 503
