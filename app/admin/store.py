"""What the set-up page says about the program itself."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from app.core.db import db
from app.core.filters import ago_words
from app.job.rules import ProcessName, is_alive, name_parts
from app.job.store import list_beats
from config import ROOT

MOST_PROCESSES = 20
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Process:
    """A background process: what it is called, and its last sign of life."""

    name: ProcessName
    at: datetime
    ago: str
    is_alive: bool


@dataclass(frozen=True)
class Status:
    """Version, make of database, and the background processes, the one that was alive last first."""

    version: str
    database: str
    processes: Sequence[Process]

    @property
    def beat_at(self) -> datetime | None:
        """The last sign of life of any of them."""
        return self.processes[0].at if self.processes else None

    @property
    def is_alive(self) -> bool:
        """Whether any of them lives."""
        return any(process.is_alive for process in self.processes)


def find_status(now: datetime) -> Status:
    """How the program is, at this moment."""
    return Status(
        version=program_version(),
        database=DATABASES.get(db.engine.dialect.name, db.engine.dialect.name),
        processes=[
            Process(name_parts(row.process), row.at, ago_words(row.at, now), is_alive(row.at, now))
            for row in list_beats(limit=MOST_PROCESSES)
        ],
    )


@cache
def program_version() -> str:
    """The version in pyproject.toml."""
    version: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return version
