"""Registers to write out, and the same database emptied of them again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from hypothesis import strategies as st
from sqlalchemy import delete, select

from app.audit.actions import Doing
from app.core.db import db
from app.core.errors import Refused
from app.core.scope import Scope
from app.organisation.model import Person, Unit
from register.activity.actions import ChangeActivity, CreateActivity, change_activity, create_activity
from register.activity.content import ActivityContent
from register.activity.contents import list_entries
from register.activity.filtering import ActivityFilter, ListContext
from register.activity.model import ActivityVersion, ProcessingActivity
from register.exporting.shapes import KINDS, Name, Shape
from register.exporting.writing import write_register
from register.importing.actions import ImportRecords, import_records
from register.importing.outcome import RegisterImport
from tests.make import NOW, TODAY, Personas, make_personas, make_system
from tests.register.linked import make_linked
from tests.register.strategies import contents, pointing_at, texts

UNITS = ("SOC", "SOC-HJ", "BOK-SK")
OWNERS = (Personas.anna, Personas.bent)
CODES = {
    "systems": ("ESDH", "ELEV", "Ø-1; «x»"),
    "processors": ("DRIFT", '=1+"1" | sky'),
    "security_measures": ("LOG", "KRYPT"),
    "laws": ("SEL", "Ø; «x» | y"),
    "recipients": ("SKAT", "alle"),
}
"""What registers point at, by the link."""
EVERYTHING = ListContext(today=TODAY)


@pytest.fixture
def people(ctx: Flask) -> Personas:
    """The municipality everybody knows, in the transaction of the test."""
    return make_personas()


def registers(max_size: int = 3) -> st.SearchStrategy[list[ActivityContent]]:
    """Contents that point at units, people and other records that are there; any other field as the forms allow."""
    one = contents().map(lambda content: pointing_at(content, units=UNITS, owners=OWNERS, codes=CODES))
    titled = st.builds(lambda content, title: replace(content, title=content.title or title), one, st.just("Uden navn"))
    return st.lists(titled, max_size=max_size)


def make_linked_records() -> None:
    """The records that registers point at, and a system that nothing does."""
    for link, codes in CODES.items():
        make_linked(link, codes, description="Sager\nog post")
    make_system(code="UBRUGT", supplier="Havtorn Data", is_critical=True)


WORDS: Mapping[tuple[str, str], Sequence[Any]] = {
    ("system", "hosting"): ("", "own", "cloud"),
    ("system", "ai_class"): ("", "none", "high"),
    ("system", "archive_duty"): ("", "preserve"),
    ("processor", "person_band"): ("", "under_1000", "over_10000"),
    ("processor", "concept"): (None, 1, 6),
    ("processor_supervision", "concept"): (1, 6),
    ("processor_supervision", "result"): ("green", "yellow", "red"),
    ("measure", "kind"): ("", "preventive"),
    ("measure", "nature"): ("", "technical"),
    ("measure", "status"): ("planned", "in_place"),
}
"""Columns that hold one of a few words or numbers."""
MOMENTS = st.integers(0, 3 * 10**15).map(lambda micros: NOW - timedelta(microseconds=micros))


def rows_of(shape: Shape) -> st.SearchStrategy[dict[str, Any]]:
    """Rows of a table by column, any of them empty; people and units stand by what they are called."""
    return st.fixed_dictionaries({name.column.name: _values(shape, name) for name in shape.names()})


def _values(shape: Shape, name: Name) -> st.SearchStrategy[Any]:
    column = name.column
    if (shape.table.name, column.name) in WORDS:
        return st.sampled_from(WORDS[shape.table.name, column.name])
    if name.points_at:
        return st.sampled_from([None, *(OWNERS if name.points_at == "person" else UNITS)])
    lengths = getattr(column.type, "length", None) or 40
    by_kind: Mapping[type, st.SearchStrategy[Any]] = {
        str: texts().map(lambda text: text[:lengths].strip()),
        int: st.integers(1, 9),
        float: st.floats(0, 10_000, allow_nan=False),
        bool: st.booleans(),
        date: st.just(date(2027, 3, 1)),
        datetime: MOMENTS,
        object: st.dictionaries(texts(1), texts(), max_size=3),
    }
    found = by_kind[name.kind]
    return st.one_of(st.none(), found) if column.nullable else found


@dataclass(frozen=True)
class Around:
    """A record that activities point at, and what hangs on it."""

    kind: str
    row: Mapping[str, Any]
    below: Mapping[str, Sequence[Mapping[str, Any]]]


def arounds() -> st.SearchStrategy[list[Around]]:
    """Records of every kind, with agreements, supervisions and versions."""

    def of_kind(kind: str) -> st.SearchStrategy[Around]:
        shape = KINDS[kind]
        below = {name: st.lists(rows_of(lower), max_size=2) for name, lower in shape.below.items()}
        return st.builds(Around, st.just(kind), rows_of(shape), st.fixed_dictionaries(below))

    return st.lists(st.sampled_from(sorted(KINDS)).flatmap(of_kind), max_size=4)


def make_around(records: Iterable[Around]) -> None:
    """These records as rows, their keys made different; versions are numbered as they come."""
    for number, one in enumerate(records):
        shape = KINDS[one.kind]
        columns = {**one.row, shape.key: f"{one.row[shape.key][:10]}{number}"}
        if "name" in columns:
            columns["name"] = columns["name"] or "Uden navn"
        row = shape.model(**_with_ids(shape, columns))
        if "search" in shape.table.c and row.search is None:
            row.search = ""
        db.session.add(row)
        db.session.flush()
        for name, lower in shape.below.items():
            for at, item in enumerate(one.below[name], start=1):
                held = {**_with_ids(lower, item), lower.hangs_on: row.id}
                fixed = {"position": at, "version": at, "kind": shape.kind}
                held |= {key: value for key, value in fixed.items() if key in lower.table.c}
                held = {key: value for key, value in held.items() if key != "valid_until_on"}
                db.session.add(lower.model(**held))
        db.session.flush()


def _with_ids(shape: Shape, values: Mapping[str, Any]) -> dict[str, Any]:
    people = dict(db.session.execute(select(Person.email, Person.id)).all())
    units = dict(db.session.execute(select(Unit.code, Unit.id)).all())
    pointers = {name.column.name for name in shape.names() if name.points_at}
    return {name: (people | units).get(value) if name in pointers else value for name, value in values.items()}


def change_register(changes: Iterable[ActivityContent], people: Personas) -> None:
    """Changes of the records there are, one each, by Anna a day later: each keeps a version."""
    doing = Doing(at=NOW + timedelta(days=1), person_id=find_person_id(people.anna), via="web")
    for activity, content in zip(list_activities(), changes, strict=False):
        wanted = replace(content, number=activity.number)
        command = ChangeActivity(activity_id=activity.id, version=activity.version, content=wanted, reason="=Rettet")
        change_activity(command, doing=doing)


def list_activities() -> Sequence[ProcessingActivity]:
    """Every record, as it was made."""
    return db.session.scalars(select(ProcessingActivity).order_by(ProcessingActivity.id)).all()


def find_person_id(email: str) -> int:
    """The number of a person who is there."""
    return db.session.scalars(select(Person.id).where(Person.email == email)).one()


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
    target = BytesIO()
    write_register(form, target, wanted or ActivityFilter(), EVERYTHING, scope=scope or Scope.everything())
    return target.getvalue()


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
