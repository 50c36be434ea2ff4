"""Registers to write out, and the same database emptied of them again."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import strategies as st
from sqlalchemy import delete, select

from app.audit.actions import Doing
from app.core.db import db
from app.core.errors import Refused
from app.core.scope import Scope
from register.activity.actions import CreateActivity, create_activity
from register.activity.content import ActivityContent
from register.activity.contents import list_entries
from register.activity.filtering import ActivityFilter, ListContext
from register.activity.model import ActivityVersion, ProcessingActivity
from register.exporting.writing import render
from register.importing.actions import ImportRecords, import_records
from register.importing.outcome import RegisterImport
from tests.make import NOW, TODAY, Personas, make_personas, make_system
from tests.register.strategies import contents

UNITS = ("", "SOC", "SOC-HJ", "BOK-SK")
OWNERS = ("", Personas.anna, Personas.bent)
SYSTEMS = ("ESDH", "ELEV", "Ø-1; «x»")
EVERYTHING = ListContext(today=TODAY)


@pytest.fixture
def people(ctx: Flask) -> Personas:
    """The municipality everybody knows, in the transaction of the test."""
    return make_personas()


def registers(max_size: int = 3) -> st.SearchStrategy[list[ActivityContent]]:
    """Contents that point at units, people and systems that are there; any other field as the forms allow."""
    one = st.builds(
        lambda content, unit, owner, systems: replace(content, unit=unit, owner=owner, systems=tuple(systems)),
        contents(),
        st.sampled_from(UNITS),
        st.sampled_from(OWNERS),
        st.sets(st.sampled_from(SYSTEMS)).map(sorted),
    )
    return st.lists(one, max_size=max_size)


def make_systems() -> None:
    """The systems that registers point at, and one that nothing does."""
    for code in (*SYSTEMS, "UBRUGT"):
        make_system(code=code, supplier="Havtorn Data", description="Sager\nog post", is_critical=code == "ESDH")


def make_register(register: Iterable[ActivityContent]) -> None:
    """The contents as records; one that the register cannot hold (no title, a number that is taken) is left out."""
    for content in register:
        savepoint = db.session.begin_nested()
        try:
            create_activity(CreateActivity(content=content), doing=Doing(at=NOW, via="cli"))
            savepoint.commit()
        except Refused:
            savepoint.rollback()


def write(form: str, wanted: ActivityFilter | None = None, *, scope: Scope | None = None) -> bytes:
    """The register as a file."""
    return render(form, wanted or ActivityFilter(), EVERYTHING, scope=scope or Scope.everything())[0]


def read(name: str, data: bytes) -> RegisterImport:
    """Take the file over as the command line does."""
    return import_records(ImportRecords(name=name, data=data, restores=True), doing=Doing(at=NOW, via="cli"))


def all_contents() -> Sequence[tuple[str, ActivityContent]]:
    """Source and content of every record."""
    return [(entry.source, entry.content) for entry in list_entries(select(ProcessingActivity.id))]


def forget_records() -> None:
    """Empty the register; what it points at stays."""
    db.session.flush()
    db.session.expunge_all()
    db.session.execute(delete(ActivityVersion))
    db.session.execute(delete(ProcessingActivity))
