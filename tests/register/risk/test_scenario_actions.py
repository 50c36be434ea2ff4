"""A scenario is written, moved and retired, and keeps its assessments through all of it."""

from datetime import timedelta

import pytest
from flask import Flask

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from app.core.scope import Scope
from app.organisation.hanging import count_on_units
from app.organisation.model import Unit
from register.risk.drafting import begin_assessment
from register.risk.model import RiskScenario
from register.risk.scenario_actions import WriteScenario, change_scenario, create_scenario, retire_scenario
from register.risk.scenario_store import ScenarioFilter, get_scenario, list_scenarios, scenario_subjects
from register.risk.store import RiskFilter, list_of_subject, list_rows
from register.risk.subject import get_subject
from tests.make import NOW, TODAY, Personas, make_assessment, make_unit

DOING = Doing(at=NOW, via="cli")
ALL = Scope.everything()
NEXT = TODAY + timedelta(days=90)


def write(unit: Unit | None, *, title: str = "Øen mister strømmen", description: str = "I en uge.") -> WriteScenario:
    return WriteScenario(title=title, description=description, unit=unit)


@pytest.fixture
def social(ctx: Flask, personas: Personas) -> Unit:
    return db.session.get_one(Unit, personas.social_id)


def told() -> list[str]:
    verbs = db.session.scalars(db.select(AuditEvent.verb).order_by(AuditEvent.id))
    return [verb for verb in verbs if verb.startswith("risk_scenario")]


def titles(scope: Scope = ALL, **wanted: object) -> list[str]:
    found = ScenarioFilter(**wanted)  # type: ignore[arg-type]
    return [row.title for row in list_scenarios(found, {}, "/risiko/scenarier", scope=scope).rows]


def test_a_scenario_is_kept_as_it_was_written_and_told(social: Unit) -> None:
    made = create_scenario(write(social, title="  Øen mister \n strømmen "), doing=DOING)
    assert (made.title, made.description, made.unit, made.version) == (
        "Øen mister strømmen", "I en uge.", social, 1,
    )  # fmt: skip
    assert scenario_subjects([made.id])[made.id].url == f"/risiko/scenarier/{made.id}"
    assert told() == ["risk_scenario.create"]


@pytest.mark.parametrize(("title", "field"), [("  ", "title"), ("x" * 401, "title")])
def test_a_scenario_without_a_title_that_fits_is_refused(social: Unit, title: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        create_scenario(write(social, title=title), doing=DOING)
    assert refused.value.field == field


def test_a_scenario_lies_in_a_unit(social: Unit) -> None:
    with pytest.raises(Refused) as refused:
        create_scenario(write(None), doing=DOING)
    assert refused.value.field == "unit"
    assert db.session.scalars(db.select(RiskScenario)).all() == []


def test_one_that_is_moved_and_retired_keeps_its_assessments(social: Unit) -> None:
    made = create_scenario(write(social), doing=DOING)
    held = make_assessment(scenario_id=made.id)
    elsewhere = make_unit(name="Et andet sted", parent=social.parent)
    change_scenario(made.id, write(elsewhere, title="Nyt navn"), read=1, doing=DOING)
    assert (made.unit, made.title, made.version) == (elsewhere, "Nyt navn", 2)
    [event] = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "risk_scenario.change"))
    assert event.changes == {
        "title": ["Øen mister strømmen", "Nyt navn"], "unit": [social.name, "Et andet sted"],
    }  # fmt: skip
    inside = Scope(paths=(elsewhere.path,))
    assert list_of_subject(get_subject("scenario", made.id, scope=inside)) == [held]
    assert [row.name for row in list_rows(RiskFilter(), scope=inside, limit=9)] == ["Nyt navn"]
    retire_scenario(made.id, is_retired=True, doing=DOING)
    assert list_of_subject(get_subject("scenario", made.id, scope=inside)) == [held]
    assert list_rows(RiskFilter(), scope=inside, limit=9) == [], "what is retired is no part of the picture"


def test_who_read_an_older_version_is_told_and_nothing_is_saved(social: Unit) -> None:
    made = create_scenario(write(social), doing=DOING)
    change_scenario(made.id, write(social, description="I to uger."), read=1, doing=DOING)
    with pytest.raises(EditConflict):
        change_scenario(made.id, write(social, description="I tre."), read=1, doing=DOING)
    assert (made.description, made.version) == ("I to uger.", 2)
    change_scenario(made.id, write(social, description=" I to uger. "), read=1, doing=DOING)
    assert made.version == 2, "what was wanted is there already"
    with pytest.raises(NotFound):
        change_scenario(999_999, write(social), read=1, doing=DOING)


def test_retiring_twice_is_retiring_once_and_it_is_taken_back(social: Unit) -> None:
    made = create_scenario(write(social), doing=DOING)
    for _press in range(2):
        retire_scenario(made.id, is_retired=True, doing=DOING)
    assert (titles(), titles(is_retired=True)) == ([], [made.title])
    retire_scenario(made.id, is_retired=False, doing=DOING)
    assert (titles(), titles(is_retired=True)) == ([made.title], [])
    assert told() == ["risk_scenario.create", "risk_scenario.retire", "risk_scenario.take_back"]


def test_a_scenario_in_use_keeps_its_unit_open(social: Unit) -> None:
    made = create_scenario(write(make_unit(name="Øen", parent=social.parent)), doing=DOING)
    assert "1 scenarie" in count_on_units()[made.unit_id or 0].blocking
    retire_scenario(made.id, is_retired=True, doing=DOING)
    hanging = count_on_units().get(made.unit_id or 0)
    assert hanging is None or "1 scenarie" not in hanging.words


def test_the_list_has_what_each_comes_to_and_what_is_begun(social: Unit) -> None:
    assessed = create_scenario(write(social, title="A"), doing=DOING)
    for likelihood in (1, 4):
        make_assessment(scenario_id=assessed.id, grades=(4, 1, 1), likelihood=likelihood, next_on=NEXT)
    create_scenario(write(social, title="Å"), doing=DOING)
    begun = create_scenario(write(social, title="Ø"), doing=DOING)
    begin_assessment(get_subject("scenario", begun.id, scope=ALL), doing=DOING)
    page = list_scenarios(ScenarioFilter(), {}, "/risiko/scenarier", scope=ALL)
    assert [(row.title, row.colour, row.next_on, row.is_begun) for row in page.rows] == [
        ("A", "red", NEXT, False), ("Ø", "", None, True), ("Å", "", None, False),
    ]  # fmt: skip


def test_one_sees_those_of_where_one_may_read(social: Unit) -> None:
    made = create_scenario(write(social), doing=DOING)
    other = create_scenario(write(make_unit(name="Andet", parent=social.parent)), doing=DOING)
    scope = Scope(paths=(social.path,))
    assert titles(scope) == [made.title]
    assert len(titles()) == 2
    with pytest.raises(NotFound):
        get_scenario(other.id, scope=scope)


def test_words_are_found_in_title_and_description_whatever_their_case(social: Unit) -> None:
    made = create_scenario(write(social, description="Ål dør. 100 %"), doing=DOING)
    for text in ("øen", "STRØMMEN ål", "100 %", ""):
        assert titles(q=text) == [made.title], text
    for text in ("øen gas", "%dør", "_en"):
        assert titles(q=text) == [], text
