"""What a risk obliges to: the next assessment, planned actions, and an acceptance before the last one runs out."""

from datetime import date, timedelta

import pytest
from flask import Flask

from app.audit.actions import Doing
from app.core.db import db
from app.core.errors import Refused
from app.core.scope import Scope
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity
from register.obligations import Obligation, fulfil, list_fulfilments, list_obligations, why_not_confirm
from register.risk.accepting import AcceptRisk, accept_risk
from register.risk.drafting import begin_assessment
from register.risk.finishing import confirm_assessment
from register.risk.model import RiskAcceptance, RiskAction, RiskAssessment
from register.risk.planning import PlanAction, change_action, close_action, plan_action
from register.risk.subject import get_subject
from tests.make import NOW, TODAY, Personas, make_activity, make_assessment, make_person, make_system

DOING = Doing(at=NOW, via="cli")
REASON = "Vi har gjort det, vi kan, og ser på den igen."


@pytest.fixture
def unit(ctx: Flask, personas: Personas) -> Unit:
    return db.session.get_one(Unit, personas.social_id)


@pytest.fixture
def activity(unit: Unit) -> ProcessingActivity:
    return make_activity(unit=unit, title="Hjemmepleje")


def owed(kind: str) -> list[Obligation]:
    return [one for one in list_obligations() if one.kind == kind]


def plan(assessment: RiskAssessment, unit: Unit, **changes: object) -> RiskAction:
    values = {"title": "Indfør to-trins-login", "unit": unit, "function": "it", "person": None,
              "due_on": TODAY + timedelta(days=40)} | changes  # fmt: skip
    return plan_action(assessment, PlanAction(**values), today=TODAY, doing=DOING)  # type: ignore[arg-type]


def accept(assessment: RiskAssessment, **changes: object) -> RiskAcceptance:
    values = {"assessment_id": assessment.id, "reason": REASON, "decision": "DDS 1. marts",
              "expires_on": TODAY + timedelta(days=300)} | changes  # fmt: skip
    return accept_risk(AcceptRisk(**values), doing=DOING)  # type: ignore[arg-type]


def test_an_assessment_obliges_to_the_next_and_a_new_one_meets_it(activity: ProcessingActivity) -> None:
    made = make_assessment(activity=activity)
    [one] = owed("risk")
    assert (one.key, one.due_on) == (f"activity/{activity.id}/risk/{made.id}", made.next_on)
    assert list_fulfilments([one.key]) == {}
    make_assessment(activity=activity, assessed_on=TODAY + timedelta(days=1))
    assert list_fulfilments([one.key])[one.key].on == TODAY + timedelta(days=1)
    assert one.key not in {o.key for o in list_obligations()}


def test_a_system_obliges_as_well_and_a_task_done_confirms_it(unit: Unit) -> None:
    system = make_system(name="Journal", unit=unit)
    made = make_assessment(system_id=system.id)
    [one] = owed("risk")
    assert (one.key, one.subject_kind) == (f"system/{system.id}/risk/{made.id}", "system")
    fulfil(one.key, on=TODAY, note="Holder.", doing=DOING)
    fulfil(one.key, on=TODAY, note="Holder.", doing=DOING)
    assert db.session.scalar(db.select(db.func.count()).select_from(RiskAssessment)) == 2


def test_what_was_never_assessed_is_not_confirmed(activity: ProcessingActivity) -> None:
    assert why_not_confirm(f"activity/{activity.id}/risk/0")
    with pytest.raises(Refused):
        fulfil(f"activity/{activity.id}/risk/0", on=TODAY, doing=DOING)


def test_an_action_is_owed_once_the_assessment_holds_and_done_by_its_task(
    activity: ProcessingActivity, unit: Unit
) -> None:
    draft = begin_assessment(get_subject("activity", activity.id, scope=Scope.everything()), doing=DOING)
    plan(draft, unit)
    assert owed("action") == []
    db.session.delete(db.session.scalars(db.select(RiskAction)).one())
    db.session.delete(draft)
    person = make_person(name="Ib Itmand")
    action = plan(make_assessment(activity=activity), unit, person=person)
    [one] = owed("action")
    assert (one.title, one.function, one.person_id, one.due_on) == (action.title, "it", person.id, action.due_on)
    fulfil(one.key, on=TODAY, note="Slået til.", doing=DOING)
    assert (action.state, action.done_on, action.done_note) == ("done", TODAY, "Slået til.")
    assert list_fulfilments([one.key])[one.key].on == TODAY
    assert owed("action") == []


def test_an_action_outlives_the_assessment_that_asked_for_it(activity: ProcessingActivity, unit: Unit) -> None:
    action = plan(make_assessment(activity=activity), unit)
    make_assessment(activity=activity, assessed_on=TODAY + timedelta(days=1))
    assert [one.key for one in owed("action")] == [f"risk/{action.id}/action/0"]


def test_a_dropped_action_is_owed_by_nobody_and_says_why(activity: ProcessingActivity, unit: Unit) -> None:
    action = plan(make_assessment(activity=activity), unit)
    with pytest.raises(Refused):
        close_action(action.id, on=TODAY, note=" ", is_done=False, version=1, doing=DOING)
    close_action(action.id, on=TODAY, note="Systemet lukker.", is_done=False, version=1, doing=DOING)
    assert owed("action") == []
    assert list_fulfilments([f"risk/{action.id}/action/0"]) == {}


def test_an_action_is_moved_but_not_to_a_day_gone_by(activity: ProcessingActivity, unit: Unit) -> None:
    action = plan(make_assessment(activity=activity), unit)
    later = PlanAction(title="Nyt login", unit=unit, function="it", person=None, due_on=TODAY + timedelta(days=90))
    change_action(action.id, later, version=1, today=TODAY, doing=DOING)
    assert owed("action")[0].due_on == TODAY + timedelta(days=90)
    with pytest.raises(Refused):
        plan(action.assessment, unit, due_on=TODAY - timedelta(days=1))


def test_a_red_risk_is_to_be_decided_within_a_month_and_again_before_it_runs_out(activity: ProcessingActivity) -> None:
    made = make_assessment(activity=activity, grades=(4, 1, 1), likelihood=4)
    [first] = owed("acceptance")
    assert (first.function, first.due_on) == ("isc", TODAY + timedelta(days=30))
    assert why_not_confirm(first.key)
    accept(made)
    assert list_fulfilments([first.key])[first.key].on == TODAY
    [second] = owed("acceptance")
    assert (second.key, second.due_on) != (first.key, first.due_on)
    assert second.due_on == TODAY + timedelta(days=300)


def test_a_yellow_one_is_owed_only_once_somebody_has_accepted_it(activity: ProcessingActivity) -> None:
    made = make_assessment(activity=activity, grades=(3, 1, 1), likelihood=3)
    assert owed("acceptance") == []
    accept(made, decision="")
    assert [(one.function, one.due_on) for one in owed("acceptance")] == [("director", TODAY + timedelta(days=300))]


def test_what_is_confirmed_without_a_change_stays_accepted(activity: ProcessingActivity) -> None:
    made = make_assessment(activity=activity, grades=(4, 1, 1), likelihood=4)
    accept(made)
    before = [one.key for one in owed("acceptance")]
    confirm_assessment(get_subject("activity", activity.id, scope=Scope.everything()), on=TODAY, note="", doing=DOING)
    assert [one.key for one in owed("acceptance")] == before
    assert "R43" not in {finding.rule for finding in activity.findings}


def test_a_new_assessment_as_bad_as_the_last_is_accepted_anew(activity: ProcessingActivity) -> None:
    accept(make_assessment(activity=activity, grades=(4, 1, 1), likelihood=4))
    db.session.refresh(activity)
    assert "R43" not in {finding.rule for finding in activity.findings}
    make_assessment(activity=activity, grades=(4, 1, 1), likelihood=4)
    db.session.refresh(activity)
    assert "R43" in {finding.rule for finding in activity.findings}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "Ja"}, "reason"),
        ({"decision": " "}, "decision"),
        ({"expires_on": TODAY}, "expires_on"),
        ({"expires_on": date(TODAY.year + 1, TODAY.month, TODAY.day) + timedelta(days=1)}, "expires_on"),
    ],
)
def test_an_acceptance_says_why_until_when_and_where_it_was_decided(
    activity: ProcessingActivity, changes: dict[str, object], field: str
) -> None:
    made = make_assessment(activity=activity, grades=(4, 1, 1), likelihood=4)
    with pytest.raises(Refused) as refused:
        accept(made, **changes)
    assert refused.value.field == field


def test_only_what_holds_is_accepted(activity: ProcessingActivity) -> None:
    first = make_assessment(activity=activity)
    make_assessment(activity=activity)
    with pytest.raises(Refused):
        accept(first)


def test_a_done_review_obliges_to_the_next_even_twice_on_one_day(activity: ProcessingActivity) -> None:
    activity.next_review_on = TODAY
    db.session.flush()
    seen = set()
    for _ in range(3):
        [one] = owed("review")
        assert one.key not in seen
        seen.add(one.key)
        fulfil(one.key, on=TODAY, doing=DOING)
        fulfil(one.key, on=TODAY, doing=DOING)
        assert list_fulfilments([one.key])[one.key].on == TODAY
    db.session.refresh(activity)
    assert (activity.last_review_on, activity.review_round) == (TODAY, 3)


def test_a_record_without_a_unit_or_out_of_use_obliges_to_nothing(activity: ProcessingActivity) -> None:
    activity.next_review_on = TODAY
    make_activity(next_review_on=TODAY)
    make_assessment(activity=activity, grades=(4, 1, 1), likelihood=4)
    assert {one.kind for one in list_obligations()} == {"review", "risk", "acceptance"}
    activity.status = "retired"
    db.session.flush()
    assert list(list_obligations()) == []
