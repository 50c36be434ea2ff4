"""Assessing risk: the stored cell gives the colour, one assessment holds, the others are kept."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing
from app.core.db import begin_writing, db
from app.core.errors import NotFound, Refused
from app.core.scope import Scope
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity
from register.obligations import fulfil, list_fulfilments, list_obligations
from register.risk.actions import AssessRisk, add_base_data, assess_risk, confirm_assessment
from register.risk.model import RiskAssessment, RiskScale, RiskScaleCell
from register.risk.scale import STANDARD, colour
from register.risk.store import RiskFilter, count_cells, count_not_assessed, find_current, list_current
from tests.conftest import sign_in
from tests.make import NOW, TODAY, Personas, make_activity

DOING = Doing(at=NOW, via="cli")


def command(activity: ProcessingActivity, grade: int = 2, likelihood: int = 2, **changes: object) -> AssessRisk:
    values: dict[str, object] = {
        "confidentiality": grade, "integrity": 1, "availability": 1, "likelihood": likelihood,
        "reason": "Journaler kan blive set af uvedkommende.", "assessed_on": TODAY,
    }  # fmt: skip
    return AssessRisk(activity_id=activity.id, **(values | changes))  # type: ignore[arg-type]


@pytest.fixture
def activity(ctx: Flask, personas: Personas) -> ProcessingActivity:
    return make_activity(unit=db.session.get_one(Unit, personas.social_id), title="Hjemmepleje")


def test_every_cell_of_the_scale_is_stored(ctx: Flask) -> None:
    cells = {(c.consequence, c.likelihood): c.colour for c in db.session.scalars(db.select(RiskScaleCell))}
    assert cells == {(c, p): colour(STANDARD, c, p) for c in range(1, 5) for p in range(1, 5)}


def test_base_data_twice_is_one_scale(ctx: Flask) -> None:
    add_base_data()
    assert db.session.scalar(db.select(db.func.count()).select_from(RiskScale)) == 1


def test_the_highest_consequence_governs_and_the_colour_is_the_stored_cell(activity: ProcessingActivity) -> None:
    cell = db.session.scalars(
        db.select(RiskScaleCell).where(RiskScaleCell.consequence == 3, RiskScaleCell.likelihood == 2)
    ).one()
    cell.colour = "orange"
    made = assess_risk(command(activity, 1, integrity=3), doing=DOING)
    assert (made.consequence, made.colour) == (3, "orange")
    assert made.next_on == TODAY.replace(year=TODAY.year + 1)


def test_a_new_assessment_holds_and_the_one_before_is_kept(activity: ProcessingActivity) -> None:
    first = assess_risk(command(activity, 4, 4), doing=DOING)
    second = assess_risk(command(activity, 1, 1), doing=DOING)
    db.session.expire_all()
    assert find_current(activity.id) is second
    assert (first.is_current, first.colour) == (False, "red")


def test_the_next_assessment_lies_after_this_one(activity: ProcessingActivity) -> None:
    with pytest.raises(Refused) as refused:
        assess_risk(command(activity, next_on=TODAY), doing=DOING)
    assert refused.value.field == "next_on"


def test_a_grade_off_the_scale_is_refused(activity: ProcessingActivity) -> None:
    with pytest.raises(Refused):
        assess_risk(command(activity, 5), doing=DOING)


def test_confirming_makes_the_same_assessment_of_today(activity: ProcessingActivity) -> None:
    with pytest.raises(NotFound):
        confirm_assessment(activity.id, on=TODAY, note="", doing=DOING)
    assess_risk(command(activity, 3, 3, assessed_on=TODAY - timedelta(days=400)), doing=DOING)
    again = confirm_assessment(activity.id, on=TODAY, note="", doing=DOING)
    assert (again.confidentiality, again.likelihood, again.assessed_on) == (3, 3, TODAY)
    assert again.reason == "Journaler kan blive set af uvedkommende."


def test_the_picture_counts_each_cell_once_within_the_scope(activity: ProcessingActivity, personas: Personas) -> None:
    other = make_activity(unit=db.session.get_one(Unit, personas.culture_id))
    make_activity(unit=db.session.get_one(Unit, personas.culture_id))
    assess_risk(command(activity, 4, 4), doing=DOING)
    assess_risk(command(activity, 2, 2), doing=DOING)
    assess_risk(command(other, 2, 2), doing=DOING)
    assert count_cells(scope=Scope.everything()) == {(2, 2): 2}
    assert count_cells(scope=Scope.everything(), administration="SOC") == {(2, 2): 1}
    assert count_not_assessed(scope=Scope.everything()) == 1
    own = Scope(paths=(db.session.get_one(Unit, personas.social_id).path,))
    page = list_current(RiskFilter(), path="/risiko", args={}, scope=own)
    assert [row.activity_id for row in page.rows] == [activity.id]
    assert list_current(RiskFilter(colour="red"), path="", args={}, scope=own).total == 0


def test_an_assessment_obliges_to_the_next_and_a_new_one_meets_it(activity: ProcessingActivity) -> None:
    made = assess_risk(command(activity), doing=DOING)
    owed = next(o for o in list_obligations() if o.kind == "risk")
    assert (owed.key, owed.due_on) == (f"activity/{activity.id}/risk/{made.id}", made.next_on)
    assert list_fulfilments([owed.key]) == {}
    assess_risk(command(activity, assessed_on=TODAY + timedelta(days=1)), doing=DOING)
    assert list_fulfilments([owed.key])[owed.key].on == TODAY + timedelta(days=1)
    assert owed.key not in {o.key for o in list_obligations()}


def test_a_done_review_obliges_to_the_next_even_twice_on_one_day(activity: ProcessingActivity) -> None:
    activity.next_review_on = TODAY
    db.session.flush()
    seen = set()
    for _ in range(3):
        owed = next(o for o in list_obligations() if o.kind == "review")
        assert owed.key not in seen
        seen.add(owed.key)
        fulfil(owed.key, on=TODAY, doing=DOING)
        fulfil(owed.key, on=TODAY, doing=DOING)
        assert list_fulfilments([owed.key])[owed.key].on == TODAY
    db.session.refresh(activity)
    assert (activity.last_review_on, activity.review_round) == (TODAY, 3)


def test_a_record_without_a_unit_or_out_of_use_obliges_to_nothing(activity: ProcessingActivity) -> None:
    activity.next_review_on = TODAY
    make_activity(next_review_on=TODAY)
    assess_risk(command(activity), doing=DOING)
    assert len(list(list_obligations())) == 2
    activity.status = "retired"
    db.session.flush()
    assert list(list_obligations()) == []


def test_a_coordinator_assesses_on_the_page(app: Flask, client: FlaskClient, personas: Personas) -> None:
    with app.app_context():
        begin_writing()
        activity_id = make_activity(unit=db.session.get_one(Unit, personas.social_id), title="Hjemmepleje").id
        db.session.commit()
    url = f"/fortegnelse/{activity_id}/risiko"
    data = {
        "confidentiality": "3", "integrity": "2", "availability": "1", "likelihood": "4",
        "reason": "Æøå", "assessed_on": "01-03-2026",
    }  # fmt: skip
    sign_in(client, personas.anna)
    lacking = client.post(url, data=data | {"likelihood": ""})
    assert lacking.status_code == 422
    assert "Vælg et trin." in lacking.text
    assert "Æøå" in lacking.text
    assert client.post(url, data=data).status_code == 303
    assert "Rød" in client.get(url).text
    assert "Hjemmepleje" in client.get("/risiko?konsekvens=3&sandsynlighed=4").text
    assert "Hjemmepleje" not in client.get("/risiko?farve=green").text
    sign_in(client, personas.carla)
    assert client.get(url).status_code == 200
    assert client.post(url, data=data).status_code == 403
    with app.app_context():
        made = db.session.scalars(db.select(RiskAssessment)).one()
        assert (made.colour, made.assessed_on) == ("red", date(2026, 3, 1))
