"""Measures, recipients and laws: made, changed, kept by version, retired."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.actions import Doing
from app.core.db import db
from app.core.errors import EditConflict, Refused
from register.catalogue.actions import change_entry, content_of, create_entry, free_code, retire_entry
from register.catalogue.kind import Kind
from register.catalogue.kinds import KINDS
from register.versions.model import RecordVersion
from tests.make import NOW, Personas, make_personas

DOING = Doing(at=NOW, via="cli")
EVERY = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)


@pytest.fixture
def people(ctx: Flask) -> Personas:
    return make_personas()


def filled(kind: Kind, people: Personas) -> Any:
    """A content in which every field says something."""
    values: dict[str, Any] = {}
    for f in fields(kind.content):
        if f.name in kind.people:
            values[f.name] = people.bent
        elif f.name in kind.choices:
            values[f.name] = next(iter(kind.choices[f.name]))
        elif f.type in (str, "str"):
            values[f.name] = f"Noget om {f.name}"
        else:
            values[f.name] = date(2027, 1, 1) if f.name.endswith("_on") else 12.5
    return kind.content(**values | {"code": "ET-KORT-NAVN", "name": "Et navn"})


@EVERY
def test_every_field_is_a_column_with_a_label_and_comes_back(kind: Kind, people: Personas) -> None:
    content = filled(kind, people)
    assert {f.name for f in fields(kind.content)} == set(kind.labels)
    entry = create_entry(kind, content, doing=DOING)
    db.session.expire_all()
    assert content_of(kind, entry) == content


@EVERY
def test_every_field_can_be_emptied_again(kind: Kind, people: Personas) -> None:
    entry = create_entry(kind, filled(kind, people), doing=DOING)
    bare = kind.content(name="Et navn", code=entry.code)
    change_entry(kind, entry.id, bare, read=1, reason="Tømt", doing=DOING)
    db.session.expire_all()
    assert content_of(kind, entry) == bare


@EVERY
def test_each_save_is_kept_whole_and_nothing_changed_is_no_save(kind: Kind, people: Personas) -> None:
    entry = create_entry(kind, filled(kind, people), doing=DOING)
    changed = replace(content_of(kind, entry), description="Nyt")
    change_entry(kind, entry.id, changed, read=1, reason="Fordi", doing=DOING)
    change_entry(kind, entry.id, changed, read=2, reason="", doing=DOING)
    kept = db.session.execute(
        select(RecordVersion.version, RecordVersion.reason, RecordVersion.content)
        .where(RecordVersion.kind == kind.name, RecordVersion.subject_id == entry.id)
        .order_by(RecordVersion.version)
    ).all()
    assert [(version, reason) for version, reason, _content in kept] == [(1, ""), (2, "Fordi")]
    assert kept[0].content["description"] == "Noget om description" and kept[1].content["description"] == "Nyt"


@EVERY
def test_two_who_save_at_once_do_not_write_over_each_other(kind: Kind, people: Personas) -> None:
    entry = create_entry(kind, kind.content(name="A"), doing=DOING)
    change_entry(kind, entry.id, kind.content(name="B"), read=1, reason="", doing=DOING)
    with pytest.raises(EditConflict):
        change_entry(kind, entry.id, kind.content(name="C"), read=1, reason="", doing=DOING)
    assert entry.name == "B"


@EVERY
def test_the_code_is_made_of_the_name_and_stays(kind: Kind, people: Personas) -> None:
    first = create_entry(kind, kind.content(name="Log over opslag!"), doing=DOING)
    second = create_entry(kind, kind.content(name="Log over opslag"), doing=DOING)
    assert (first.code, second.code) == ("LOG-OVER-OPSLAG", "LOG-OVER-OPSLAG-2")
    change_entry(kind, first.id, kind.content(name="Andet", code="NY"), read=1, reason="", doing=DOING)
    assert (first.name, first.code) == ("Andet", "LOG-OVER-OPSLAG")
    assert free_code(kind.model, "???", kind.name) == kind.name.upper()


@EVERY
def test_what_cannot_be_kept_is_refused_at_its_field(kind: Kind, people: Personas) -> None:
    create_entry(kind, kind.content(name="A", code="X"), doing=DOING)
    for field, content in (
        ("name", kind.content(name="  ")),
        ("code", kind.content(name="B", code="X")),
        ("name", kind.content(name="C" * 401)),
    ):
        with pytest.raises(Refused) as refused:
            create_entry(kind, content, doing=DOING)
        assert refused.value.field == field


def test_the_dpo_owns_no_measure(people: Personas) -> None:
    kind = KINDS["measure"]
    with pytest.raises(Refused) as refused:
        create_entry(kind, kind.content(name="Log", owner=people.dorte), doing=DOING)
    assert refused.value.field == "owner"
    with pytest.raises(Refused, match="ingen person"):
        create_entry(kind, kind.content(name="Log", owner="ukendt@fjordby.example"), doing=DOING)


@EVERY
def test_what_is_retired_can_be_offered_again(kind: Kind, people: Personas) -> None:
    entry = create_entry(kind, kind.content(name="A"), doing=DOING)
    assert retire_entry(kind, entry.id, is_retired=True, doing=DOING).is_retired
    assert not retire_entry(kind, entry.id, is_retired=False, doing=DOING).is_retired
