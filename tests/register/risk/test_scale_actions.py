"""Scales in the database: each cell as it was made, one in use, an own one in versions; and what a change does."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import EditConflict, Refused
from register.risk.presets import DATATILSYNET, PRESETS, STANDARD
from register.risk.scale_actions import add_scales, make_scale, new_code, use_scale
from register.risk.scale_effect import effect
from register.risk.scale_model import RiskScale
from register.risk.scale_store import get_current_scale, list_grades, list_scales, next_version, scale_of
from tests.make import NOW, Personas, make_activity, make_assessment

DOING = Doing(at=NOW, via="cli")
OWN = replace(STANDARD, code="egen", name="Vores", cells=(*STANDARD.cells[:3], ("orange", "orange", "red", "red")))


def row_of(code: str) -> RiskScale:
    return db.session.scalars(db.select(RiskScale).where(RiskScale.code == code)).one()


def test_the_shipped_ones_come_back_as_they_were_made(ctx: Flask) -> None:
    add_scales()
    add_scales()
    assert [scale_of(row_of(scale.code)) for scale in PRESETS] == list(PRESETS)
    assert get_current_scale().code == STANDARD.code


def test_an_own_one_comes_back_as_it_was_made_and_is_told(ctx: Flask) -> None:
    row = make_scale(OWN, doing=DOING)
    db.session.expire_all()
    assert (scale_of(row), row.is_own, row.is_in_use, row.made_at) == (OWN, True, False, NOW)
    event = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "risk_scale.make")).one()
    assert (event.subject_kind, event.subject_id) == ("risk_scale", row.id)
    assert event.changes == {"name": [None, "Vores"], "version": [None, 1]}


def test_the_version_that_somebody_else_has_made_meanwhile_is_not_made_again(ctx: Flask) -> None:
    make_scale(OWN, doing=DOING)
    with pytest.raises(EditConflict):
        make_scale(replace(OWN, cells=STANDARD.cells), doing=DOING)
    assert scale_of(row_of("egen")) == OWN


def test_the_one_in_use_is_not_taken_into_use_again(ctx: Flask) -> None:
    other = row_of(DATATILSYNET.code).id
    for _again in range(2):
        use_scale(other, doing=DOING)
    events = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "risk_scale.use")).all()
    assert [event.changes for event in events] == [{"name": ["4×4 Standard", "4×4 Datatilsynet"]}]


def test_a_scale_with_a_flaw_is_not_made(ctx: Flask) -> None:
    milder = replace(OWN, cells=(("red", *STANDARD.cells[0][1:]), *OWN.cells[1:]))
    with pytest.raises(Refused) as refused:
        make_scale(milder, doing=DOING)
    assert refused.value.field == "cell-1-2"
    assert db.session.scalars(db.select(RiskScale.code).where(RiskScale.is_own)).all() == []


def test_a_change_is_a_new_version_and_old_assessments_keep_theirs(ctx: Flask, personas: Personas) -> None:
    first = make_scale(OWN, doing=DOING)
    use_scale(first.id, doing=DOING)
    made = make_assessment(activity=make_activity(), grades=(4, 1, 1), likelihood=1)
    second = make_scale(replace(OWN, version=next_version("egen"), cells=STANDARD.cells), doing=DOING)
    use_scale(second.id, doing=DOING)
    assert (second.version, made.scale_id, made.colour) == (2, first.id, "orange")
    assert make_assessment(activity=make_activity(), grades=(4, 1, 1), likelihood=1).colour == "yellow"
    assert [(row.code, row.version) for row in list_scales() if row.is_own] == [("egen", 2)]


def test_one_scale_is_in_use(ctx: Flask) -> None:
    for scale in (DATATILSYNET, STANDARD, DATATILSYNET):
        use_scale(row_of(scale.code).id, doing=DOING)
        assert [row.code for row in list_scales() if row.is_in_use] == [scale.code]
        assert list_scales()[0].is_in_use


def test_codes_are_made_of_names_and_never_twice(ctx: Flask) -> None:
    first = new_code("Fjordbys skala 5×5")
    make_scale(replace(OWN, code=first), doing=DOING)
    second = new_code("Fjordbys skala 5×5")
    assert first != second
    assert first.startswith("egen-")
    assert new_code("×").startswith("egen-")


def test_the_effect_is_counted_from_what_holds(ctx: Flask, personas: Personas) -> None:
    for grades, likelihood in (((1, 1, 1), 4), ((1, 1, 1), 1), ((4, 1, 1), 4)):
        make_assessment(activity=make_activity(), grades=grades, likelihood=likelihood)
    found = effect(list_grades(), DATATILSYNET)
    assert (found.milder, found.same, found.worse, found.lost) == (0, 2, 1, 0)
    assert found.moves == {("yellow", "orange"): 1, ("green", "green"): 1, ("red", "red"): 1}
    small: Any = replace(STANDARD, consequences=STANDARD.consequences[:2], cells=STANDARD.cells[:2])
    assert effect(list_grades(), small).lost == 1
