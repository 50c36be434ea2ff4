"""Imports as tests play them, and what stands in the database afterwards."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.actions import Doing
from app.core.db import db
from register.activity.contents import list_entries
from register.activity.model import ProcessingActivity
from register.importing.actions import ImportRecords, import_records
from register.importing.mapping import get_mapping
from register.importing.outcome import RegisterImport
from tests.make import NOW, Personas, make_personas

OWN_LIST = Path(__file__).parents[2] / "data" / "own-article30.json"


@pytest.fixture
def people(ctx: Flask) -> Personas:
    """The municipality everybody knows, in the transaction of the test."""
    return make_personas()


def take_list(data: bytes = b"", **changes: Any) -> RegisterImport:
    """Import the list in our own words, or `data` of the same form."""
    doing = changes.pop("doing", Doing(at=NOW, via="cli"))
    command = ImportRecords(
        name="liste.json", data=data or OWN_LIST.read_bytes(), reading=get_mapping("kl-article30"), **changes
    )
    return import_records(command, doing=doing)


def take_file(name: str, data: str | bytes, **changes: Any) -> RegisterImport:
    """Import a file in the form of our own export."""
    doing = changes.pop("doing", Doing(at=NOW, via="cli"))
    held = data.encode() if isinstance(data, str) else data
    return import_records(ImportRecords(name=name, data=held, **changes), doing=doing)


def counts(result: RegisterImport) -> tuple[int, int, int, int]:
    """Read, created, updated, unchanged."""
    return result.read, result.created, result.updated, result.unchanged


def find_record(number: str) -> ProcessingActivity:
    """The record with this number."""
    return db.session.scalars(select(ProcessingActivity).where(ProcessingActivity.number == number)).one()


def contents_by_number() -> dict[str, Any]:
    """What every record says."""
    return {entry.content.number: entry.content for entry in list_entries(select(ProcessingActivity.id))}


def count_rows() -> Counter[str]:
    """How many rows each table holds."""
    return Counter(
        {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
        }
    )
