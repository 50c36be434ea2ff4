"""What the set-up page says about the program itself."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from app.core.db import db
from app.job.store import find_last_beat
from app.job.views import SILENT_AFTER
from config import ROOT

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Status:
    """Version, make of database, and when the scheduler last gave a sign of life."""

    version: str
    database: str
    beat_at: datetime | None
    is_alive: bool


def find_status(now: datetime) -> Status:
    """How the program is, at this moment."""
    beat_at = find_last_beat()
    return Status(
        version=program_version(),
        database=DATABASES.get(db.engine.dialect.name, db.engine.dialect.name),
        beat_at=beat_at,
        is_alive=beat_at is not None and now - beat_at < SILENT_AFTER,
    )


@cache
def program_version() -> str:
    """The version in pyproject.toml."""
    version: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return version
