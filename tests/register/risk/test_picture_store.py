"""What the pictures count is what stands in the assessments, whoever looks and however many there are."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pytest
from flask import Flask

from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import Unit
from register.risk.accepting import AcceptRisk, accept_risk
from register.risk.facts import consequences_of, facts_of
from register.risk.finishing import confirm_assessment
from register.risk.model import AssessedThreat, RiskAcceptance, RiskAssessment, RiskScenario
from register.risk.picture import HeatRow, days_of_year, history
from register.risk.picture_store import (
    columns_of,
    count_cells,
    list_heat,
    list_moves,
    list_places,
    list_scale_uses,
    list_spells,
    list_top,
    name_uses,
)
from register.risk.planning import PlanAction, plan_action
from register.risk.presets import DATATILSYNET, STANDARD
from register.risk.rules import inherent, residual, total
from register.risk.scale import SEVERITY, severity
from register.risk.scale_model import RiskScale
from register.risk.scale_store import scale_of
from register.risk.store import OWN_THREATS, RiskFilter, list_rows
from register.risk.subject import COLUMNS, get_subject, kind_of
from register.risk.threat_model import Threat
from tests.bench.measure import statements_of
from tests.make import TODAY, Personas, make_activity, make_assessment, make_system
from tests.register.risk.random_assessments import DOING, assess

EVERYTHING = Scope.everything()
ALL = RiskFilter()


@dataclass(frozen=True)
class Many:
    """Assessments by chance: of activities, systems and scenarios in four units, in one and in none."""

    rows: list[RiskAssessment]
    people: Personas

    @property
    def current(self) -> list[RiskAssessment]:
        return [row for row in self.rows if row.is_current]


@pytest.fixture
def standard(ctx: Flask, personas: Personas) -> RiskScale:
    return db.session.scalars(db.select(RiskScale).where(RiskScale.code == STANDARD.code)).one()


def make_many(people: Personas, count: int) -> Many:
    """So many finished assessments, some dated back before the one they took the place of."""
    chance = Random(20270301)
    standard, other = (
        db.session.scalars(db.select(RiskScale).where(RiskScale.code == scale.code)).one()
        for scale in (STANDARD, DATATILSYNET)
    )
    threats = list(db.session.scalars(db.select(Threat).order_by(Threat.id).limit(30)))
    places = (
        people.social_id, people.home_care_id, people.culture_id, people.school_id, people.municipality_id,
    )  # fmt: skip
    units = [*(db.session.get_one(Unit, number) for number in places), None]
    rows: list[RiskAssessment] = []
    subjects: list[dict[str, int]] = []
    while len(rows) < count:
        if len(subjects) < count * 2 // 5:
            unit = units[len(subjects) % len(units)]
            subjects.append(make_subject(("activity", "system", "scenario")[len(subjects) // len(units) % 3], unit))
        on = TODAY - timedelta(days=chance.randint(0, 420))
        scales = [standard, standard, other]
        subject = subjects[-1] if len(rows) < len(subjects) else chance.choice(subjects)
        rows.append(assess(chance, assessed_on=on, scales=scales, threats=threats, **subject))
    db.session.expire_all()
    return Many(rows, people)


def make_subject(kind: str, unit: Unit | None) -> dict[str, int]:
    if kind == "activity":
        return {"activity_id": make_activity(unit=unit).id}
    if kind == "system":
        return {"system_id": make_system(unit=unit).id}
    scenario = RiskScenario(title="Strømmen går", unit=unit)
    db.session.add(scenario)
    db.session.flush()
    return {"scenario_id": scenario.id}


@pytest.fixture
def many(ctx: Flask, personas: Personas) -> Many:
    """Enough of every kind in every place."""
    return make_many(personas, 60)


def test_what_is_kept_at_the_save_of_two_hundred_is_what_the_rules_say(ctx: Flask, personas: Personas) -> None:
    rows = make_many(personas, 200).rows
    assert len(rows) == 200
    for row in rows:
        scale, consequences = scale_of(row.scale), consequences_of(row)
        facts = [facts_of(threat) for threat in row.threats]
        before = [inherent(scale, consequences, threat) for threat in facts]
        after = [residual(scale, consequences, threat) for threat in facts]
        for kept, today, left in zip(row.threats, before, after, strict=True):
            assert kept.colour == (today.colour_on(scale) if today else "")
            assert kept.residual_colour == (left.colour_on(scale) if left else "")
            assert kept.inherent_consequence == (today.consequence if today else None)
        first, last = total(before), total(after)
        assert first is not None
        assert last is not None
        assert (row.inherent_consequence, row.inherent_likelihood) == (first.consequence, first.likelihood)
        assert row.inherent_colour == first.colour_on(scale)
        assert (row.consequence, row.likelihood) == (last.consequence, last.likelihood)
        assert (row.colour, row.severity) == (last.colour_on(scale), severity(last.colour_on(scale)))
        later = [one.assessed_on for one in rows if kind_of(one) == kind_of(row) and one.id > row.id]
        assert row.replaced_on == min(later, default=None)


def test_the_cells_of_all_scales_hold_every_assessment_once(many: Many) -> None:
    for is_before in (False, True):
        filters = RiskFilter(is_before=is_before)
        uses = list_scale_uses(filters, scope=EVERYTHING)
        assert sum(use.count for use in uses) == len(many.current)
        for use in uses:
            own = [row for row in many.current if row.scale_id == use.id]
            found = Counter(
                (row.inherent_consequence, row.inherent_likelihood) if is_before else (row.consequence, row.likelihood)
                for row in own
            )
            assert count_cells(use.id, filters, scope=EVERYTHING) == found


def test_the_moves_are_those_of_the_assessments(many: Many, standard: RiskScale) -> None:
    found = Counter(
        (row.inherent_consequence, row.inherent_likelihood, row.consequence, row.likelihood)
        for row in many.current
        if row.scale_id == standard.id
    )
    moved = list_moves(ALL, scope=EVERYTHING)
    assert [(use.id, use.count) for use in list_scale_uses(ALL, scope=EVERYTHING)] == [
        (use.id, use.count) for use in name_uses(moved.counts)
    ]
    moves = moved.on(standard.id)
    assert {(*move.before, *move.after): move.count for move in moves} == found


def test_a_cell_chosen_leads_to_its_assessments_of_that_scale_alone(many: Many, standard: RiskScale) -> None:
    for is_before in (False, True):
        for (consequence, likelihood), count in count_cells(
            standard.id, RiskFilter(is_before=is_before), scope=EVERYTHING
        ).items():
            chosen = RiskFilter(
                consequence=consequence, likelihood=likelihood, scale_id=standard.id, is_before=is_before
            )
            assert len(list_rows(chosen, scope=EVERYTHING, limit=500)) == count


def test_a_colour_is_that_of_today_or_what_is_left(many: Many) -> None:
    for is_before in (False, True):
        colours = Counter(row.inherent_colour if is_before else row.colour for row in many.current)
        assert len(colours) > 2
        for colour, count in colours.items():
            chosen = RiskFilter(colour=colour, is_before=is_before)
            assert len(list_rows(chosen, scope=EVERYTHING, limit=500)) == count


def holding(rows: list[RiskAssessment], day: date) -> Counter[str]:
    """The plainest way: of each subject the one that was finished last among those dated before or on the day."""
    newest: dict[tuple[str, int], RiskAssessment] = {}
    for row in sorted(rows, key=lambda row: row.id):
        if row.assessed_on <= day:
            newest[kind_of(row)] = row
    return Counter(row.colour for row in newest.values())


def test_the_development_is_what_held_each_day(many: Many) -> None:
    days = days_of_year(TODAY)
    for standing in history(list_spells(days, ALL, scope=EVERYTHING), days):
        assert Counter(dict(standing.counts)) == holding(many.rows, standing.on), standing.on
    now = Counter(row.colour for row in many.current)
    assert Counter(dict(history(list_spells(days, ALL, scope=EVERYTHING), days)[-1].counts)) == now


def test_the_development_of_a_kind_in_an_administration(many: Many) -> None:
    days = days_of_year(TODAY)
    filters = RiskFilter(administration="SOC", kind="system")
    own = [row for row in many.rows if row.system and row.system.unit and row.system.unit.path in paths(many, "SOC")]
    assert own
    for standing in history(list_spells(days, filters, scope=EVERYTHING), days):
        assert Counter(dict(standing.counts)) == holding(own, standing.on)


def paths(many: Many, code: str) -> list[str]:
    top = db.session.scalars(db.select(Unit).where(Unit.code == code)).one()
    return list(db.session.scalars(db.select(Unit.path).where(Unit.path.startswith(top.path))))


def unit_of(row: RiskAssessment) -> Unit | None:
    about = row.activity or row.system or row.scenario
    assert about is not None
    return about.unit


def heat_by_hand(rows: list[RiskAssessment]) -> dict[tuple[int | None, int | None], tuple[int, int]]:
    worst: dict[tuple[int | None, int | None], int] = {}
    found: dict[tuple[int | None, int | None], set[int]] = {}
    for row in rows:
        unit = unit_of(row)
        for threat in row.threats:
            if threat.is_relevant:
                place = (unit.administration_id if unit else None, threat.threat_id)
                worst[place] = max(worst.get(place, 0), severity(threat.residual_colour))
                found.setdefault(place, set()).add(row.id)
    return {place: (worst[place], len(found[place])) for place in worst}


def test_the_heat_is_the_worst_of_each_field_and_counts_an_assessment_once(many: Many) -> None:
    rows = list_heat(ALL, scope=EVERYTHING)
    assert {(row.administration, row.threat): (row.severity, row.count) for row in rows} == heat_by_hand(many.current)
    assert all(isinstance(row, HeatRow) and 0 <= row.severity < len(SEVERITY) for row in rows)


def test_a_field_of_the_heat_map_leads_to_its_assessments(many: Many) -> None:
    for place in list_places(scope=EVERYTHING):
        for row in list_heat(RiskFilter(administration=place.code), scope=EVERYTHING):
            assert row.administration == place.id
            threat = OWN_THREATS if row.threat is None else row.threat
            behind = list_rows(RiskFilter(administration=place.code, threat=threat), scope=EVERYTHING, limit=500)
            assert len(behind) == row.count


def test_what_lies_in_no_administration_is_found_by_the_municipality_s_code(many: Many) -> None:
    places = list_places(scope=EVERYTHING)
    assert [(place.code, place.name) for place in places] == [
        ("BOK", "Børn og Kultur"), ("SOC", "Social"), ("KOMMUNE", "Fælles"),
    ]  # fmt: skip
    counts = {
        place.code: len(list_rows(RiskFilter(administration=place.code), scope=EVERYTHING, limit=500))
        for place in places
    }
    assert sum(counts.values()) == len(many.current)
    common = [row for row in many.current if (unit := unit_of(row)) is None or unit.administration_id is None]
    assert counts["KOMMUNE"] == len(common) > 0
    assert columns_of(places, frozenset({1}), "") == places[:2]
    assert columns_of(places, frozenset({1, None}), "") == places
    assert columns_of(places, frozenset({1}), "SOC") == places[1:2]


def test_nobody_counts_what_they_may_not_read(many: Many, standard: RiskScale) -> None:
    social = db.session.get_one(Unit, many.people.social_id)
    scope = Scope(paths=(social.path,))
    own = [row for row in many.current if (unit := unit_of(row)) and unit.path.startswith(social.path)]
    assert 0 < len(own) < len(many.current)
    assert sum(use.count for use in list_scale_uses(ALL, scope=scope)) == len(own)
    assert sum(count_cells(standard.id, ALL, scope=scope).values()) == sum(r.scale_id == standard.id for r in own)
    assert {(r.administration, r.threat): (r.severity, r.count) for r in list_heat(ALL, scope=scope)} == heat_by_hand(
        own
    )
    days = days_of_year(TODAY)
    assert history(list_spells(days, ALL, scope=scope), days)[-1].total == len(own)
    assert {top.row.administration for top in list_top(ALL, scope=scope, accepted=EVERYTHING, today=TODAY)} == {
        "Social"
    }
    assert [place.code for place in list_places(scope=scope)] == ["SOC"]
    assert list_heat(ALL, scope=Scope.nothing()) == []
    assert list_spells(days, ALL, scope=Scope.nothing()) == []


def test_the_worst_stand_first_with_acceptance_and_actions(ctx: Flask, personas: Personas) -> None:
    social = db.session.get_one(Unit, personas.social_id)
    mild = make_assessment(activity=make_activity(unit=social, title="Mild"), grades=(1, 1, 1), likelihood=1)
    red = make_assessment(activity=make_activity(unit=social, title="Rød"), grades=(4, 1, 1), likelihood=4)
    yellow = make_assessment(activity=make_activity(unit=social, title="Gul"), grades=(4, 1, 1), likelihood=2)
    until = TODAY + timedelta(days=200)
    accept_risk(
        AcceptRisk(assessment_id=yellow.id, reason="Vi skifter system til sommer.", expires_on=until), doing=DOING
    )
    for days, title in ((40, "Skift system"), (20, "Hold kursus")):
        plan_action(
            red,
            PlanAction(title=title, unit=social, function="leader", person=None, due_on=TODAY + timedelta(days=days)),
            today=TODAY,
            doing=DOING,
        )
    # Confirmed: what was accepted is accepted still, and what was to be done is still to be done.
    for subject in (red, yellow):
        confirm_assessment(get_subject(*kind_of(subject), scope=EVERYTHING), on=TODAY, note="", doing=DOING)
    first, second, third = list_top(ALL, scope=EVERYTHING, accepted=EVERYTHING, today=TODAY)
    assert [one.row.name for one in (first, second, third)] == ["Rød", "Gul", "Mild"]
    assert (first.is_accepted, first.accepted_until) == (False, None)
    assert (first.open_actions, first.next_due_on) == (2, TODAY + timedelta(days=20))
    assert (second.is_accepted, second.accepted_until) == (True, until)
    assert (second.open_actions, second.next_due_on) == (0, None)
    assert third.row.id == mild.id
    [_red, expired, _mild] = list_top(ALL, scope=EVERYTHING, accepted=EVERYTHING, today=until + timedelta(days=1))
    assert (expired.is_accepted, expired.accepted_until) == (False, until)
    db.session.add(
        RiskAcceptance(
            assessment_id=yellow.id, colour="green", reason="", accepted_on=TODAY, expires_on=until, at=DOING.at
        )
    )
    db.session.flush()
    assert not list_top(ALL, scope=EVERYTHING, accepted=EVERYTHING, today=TODAY)[1].is_accepted, (
        "the newest acceptance is the one that holds"
    )


def test_only_what_is_in_use_is_in_the_pictures(ctx: Flask, personas: Personas, standard: RiskScale) -> None:
    social = db.session.get_one(Unit, personas.social_id)
    activity, system = make_activity(unit=social), make_system(unit=social)
    make_assessment(activity=activity)
    make_assessment(system_id=system.id)
    activity.status, system.is_retired = "retired", True
    db.session.flush()
    days = days_of_year(TODAY)
    assert count_cells(standard.id, ALL, scope=EVERYTHING) == {}
    assert history(list_spells(days, ALL, scope=EVERYTHING), days)[-1].total == 0
    assert list_top(ALL, scope=EVERYTHING, accepted=EVERYTHING, today=TODAY) == []


def test_a_draft_is_in_no_picture(ctx: Flask, personas: Personas, standard: RiskScale) -> None:
    activity = make_activity(unit=db.session.get_one(Unit, personas.social_id))
    draft = RiskAssessment(activity_id=activity.id, scale=standard, is_draft=True, assessed_on=TODAY, at=DOING.at)
    draft.threats = [AssessedThreat(title="Ny", is_relevant=True, hits_integrity=True, residual_colour="red")]
    db.session.add(draft)
    db.session.flush()
    days = days_of_year(TODAY)
    assert list_heat(ALL, scope=EVERYTHING) == []
    assert list_spells(days, ALL, scope=EVERYTHING) == []
    assert list_scale_uses(ALL, scope=EVERYTHING) == []


@pytest.fixture
def each_picture(standard: RiskScale) -> Iterator[dict[str, int]]:
    """How many statements each picture costs."""
    days = days_of_year(TODAY)
    scale_id = standard.id
    pictures = {
        "cells": lambda: count_cells(scale_id, ALL, scope=EVERYTHING),
        "moves": lambda: list_moves(ALL, scope=EVERYTHING),
        "spells": lambda: list_spells(days, ALL, scope=EVERYTHING),
        "heat": lambda: list_heat(ALL, scope=EVERYTHING),
        "top": lambda: list_top(ALL, scope=EVERYTHING, accepted=EVERYTHING, today=TODAY),
    }
    counts = {}
    for name, ask in pictures.items():
        with statements_of(db.engine) as seen:
            ask()
        counts[name] = len(seen)
    yield counts


def test_each_picture_is_one_statement(many: Many, each_picture: dict[str, int]) -> None:
    assert each_picture == {"cells": 1, "moves": 1, "spells": 1, "heat": 1, "top": 3}


def test_every_kind_has_its_column() -> None:
    assert list(COLUMNS) == ["activity", "system", "scenario"]
