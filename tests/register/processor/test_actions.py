"""Processors: written, emptied, kept by version, supervised."""

from dataclasses import fields, replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.actions import Doing
from app.core.db import db
from app.core.errors import EditConflict, Refused
from app.core.scope import Scope
from register.activity.model import ActivityFinding
from register.processor.actions import (
    HoldSupervision,
    change_processor,
    content_of,
    create_processor,
    hold_supervision,
)
from register.processor.content import LABELS, Agreement, ProcessorContent, Sub
from register.processor.model import Processor
from register.processor.store import get_processor
from register.versions.model import RecordVersion
from tests.make import NOW, Personas, make_personas, make_record

DOING = Doing(at=NOW, via="cli")


@pytest.fixture
def people(ctx: Flask) -> Personas:
    return make_personas()


def filled(people: Personas) -> ProcessorContent:
    return ProcessorContent(
        name="Klitrose Drift",
        code="KLITROSE",
        cvr="12345678",
        country="US",
        contact="post@klitrose.example",
        description="Driver journalen",
        unit="SOC",
        owner=people.bent,
        agreements=(
            Agreement(
                title="Hovedaftale", signed_on=date(2026, 1, 1), valid_until_on=date(2028, 1, 1),
                is_ended=True, ref="Sag 1", note="Afløst",
            ),
            Agreement(title="Ny aftale", signed_on=date(2027, 1, 1)),
        ),
        sub_processors=(
            Sub(name="Skyen", country="US", task="Lagring", transfer_basis="45_dpf", approved_on=date(2026, 5, 1)),
        ),
        dpf_checked_on=date(2026, 12, 1),
        person_band="over_10000",
        has_sensitive=True,
        has_confidential=True,
        has_special=True,
        concept=6,
        concept_reason="Kritisk system",
        next_supervision_on=date(2027, 9, 1),
    )  # fmt: skip


def test_every_field_comes_back_and_can_be_emptied_again(people: Personas) -> None:
    content = filled(people)
    assert {f.name for f in fields(ProcessorContent)} == set(LABELS)
    assert all(getattr(content, f.name) not in ("", (), None, False) for f in fields(ProcessorContent))
    processor = create_processor(content, doing=DOING)
    db.session.expire_all()
    stored = get_processor(processor.id, scope=Scope.everything())
    assert content_of(stored) == content
    bare = ProcessorContent(name="Klitrose Drift", code="KLITROSE")
    change_processor(processor.id, bare, read=1, reason="Tømt", doing=DOING)
    db.session.expire_all()
    assert content_of(get_processor(processor.id, scope=Scope.everything())) == bare


def test_each_save_is_kept_whole(people: Personas) -> None:
    processor = create_processor(filled(people), doing=DOING)
    change_processor(processor.id, replace(filled(people), description="Nyt"), read=1, reason="Fordi", doing=DOING)
    query = select(RecordVersion.content).where(RecordVersion.kind == "processor").order_by(RecordVersion.version)
    first, second = db.session.scalars(query)
    assert (first["description"], second["description"]) == ("Driver journalen", "Nyt")
    assert first["agreements"][0]["signed_on"] == "2026-01-01"


def test_two_who_save_at_once_do_not_write_over_each_other(people: Personas) -> None:
    processor = create_processor(filled(people), doing=DOING)
    change_processor(processor.id, replace(filled(people), name="B"), read=1, reason="", doing=DOING)
    with pytest.raises(EditConflict):
        change_processor(processor.id, replace(filled(people), name="C"), read=1, reason="", doing=DOING)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"unit": "XX"}, "unit"),
        ({"owner": "ukendt@fjordby.example"}, "owner"),
        ({"owner": "dorte@fjordby.example"}, "owner"),
        ({"concept": 1, "concept_reason": ""}, "concept"),
        ({"agreements": (Agreement(signed_on=date(2027, 1, 1), valid_until_on=date(2026, 1, 1)),)}, "agreements"),
        ({"sub_processors": (Sub(name="A", transfer_basis="99"),)}, "sub_processors"),
        ({"contact": "x" * 401}, "contact"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(people: Personas, change: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        create_processor(replace(filled(people), **change), doing=DOING)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert db.session.scalars(select(Processor)).all() == []


def test_a_supervision_sets_the_next_by_the_points(people: Personas) -> None:
    processor = create_processor(filled(people), doing=DOING)
    command = HoldSupervision(processor_id=processor.id, held_on=date(2027, 2, 28), concept=6, result="yellow")
    held = hold_supervision(command, doing=DOING)
    assert held.next_on == date(2028, 2, 28) == processor.next_supervision_on
    assert processor.supervision_round == 1
    with pytest.raises(Refused, match="ikke kommet endnu"):
        hold_supervision(replace(command, held_on=date(2027, 3, 2)), doing=DOING)
    with pytest.raises(Refused, match="efter dette"):
        hold_supervision(replace(command, next_on=date(2027, 2, 1)), doing=DOING)


def test_records_that_use_it_are_asked_about_again(people: Personas) -> None:
    processor = create_processor(ProcessorContent(name="Klitrose", code="KLITROSE"), doing=DOING)
    record = make_record(title="Journal", unit="SOC", processors=("KLITROSE",))

    def broken() -> set[str]:
        found = select(ActivityFinding.rule).where(ActivityFinding.activity_id == record.id)
        return set(db.session.scalars(found)) & {"R34", "R35"}

    assert broken() == {"R34", "R35"}
    agreed = replace(content_of(processor), agreements=(Agreement(title="Aftale", signed_on=date(2026, 1, 1)),))
    change_processor(processor.id, agreed, read=1, reason="", doing=DOING)
    assert broken() == {"R35"}
    hold_supervision(
        HoldSupervision(processor_id=processor.id, held_on=date(2027, 2, 1), concept=2, result="green"), doing=DOING
    )
    assert broken() == set()
