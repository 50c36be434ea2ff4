"""What an activity inherits from its systems: the highest governs, in the chain, in the list and in the picture."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import Unit
from register.activity.filtering import risk_colour
from register.activity.model import ProcessingActivity
from register.activity.row_model import ActivitySystem
from register.risk.chain import list_chain
from register.risk.rules import governing
from register.risk.scale import severity
from register.risk.subject import get_subject
from tests.make import Personas, make_activity, make_assessment, make_system

CELLS = st.none() | st.tuples(st.integers(1, 4), st.integers(1, 4))


def colour_in_list(activity_id: int) -> str | None:
    return db.session.scalar(db.select(risk_colour()).where(ProcessingActivity.id == activity_id))


@pytest.fixture
def unit(ctx: Flask, personas: Personas) -> Unit:
    return db.session.get_one(Unit, personas.social_id)


@given(own=CELLS, systems=st.lists(CELLS, max_size=3))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_list_shows_the_maximum_over_the_chain(
    unit: Unit, own: tuple[int, int] | None, systems: list[tuple[int, int] | None]
) -> None:
    activity = make_activity(unit=unit)
    colours = []
    if own:
        colours.append(make_assessment(activity=activity, grades=(own[0], 1, 1), likelihood=own[1]).colour)
    for cell in systems:
        system = make_system(unit=unit)
        db.session.add(ActivitySystem(activity_id=activity.id, system_id=system.id))
        db.session.flush()
        if cell:
            made = make_assessment(system_id=system.id, grades=(cell[0], 1, 1), likelihood=cell[1])
            colours.append(made.colour)
    chain = list_chain(get_subject("activity", activity.id, scope=Scope.everything()))
    assert sorted(link.colour for link in chain) == sorted(colours)
    worst = max(colours, key=severity, default=None)
    found = governing(chain)
    assert (found.colour if found else None) == worst
    assert colour_in_list(activity.id) == worst


def test_a_retired_system_gives_nothing_on(unit: Unit) -> None:
    activity, system = make_activity(unit=unit), make_system(unit=unit)
    db.session.add(ActivitySystem(activity_id=activity.id, system_id=system.id))
    make_assessment(activity=activity, grades=(1, 1, 1), likelihood=1)
    make_assessment(system_id=system.id, grades=(4, 1, 1), likelihood=4)
    assert colour_in_list(activity.id) == "red"
    system.is_retired = True
    db.session.flush()
    assert colour_in_list(activity.id) == "green"
