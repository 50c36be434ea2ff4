"""Who may not accept, what is not assessed any more, and what a refusal or a second thought leaves as it was."""

from datetime import timedelta

import pytest
from flask import Flask

from app.audit.actions import Doing
from app.comment.actions import AddComment, add_comment
from app.comment.model import Comment
from app.core.db import db
from app.core.errors import Refused
from app.core.scope import Scope
from app.organisation.model import Unit
from register.risk.accepting import AcceptRisk, accept_risk
from register.risk.drafting import SaidOfThreat, begin_assessment, discard_draft, write_threats
from register.risk.finishing import FinishAssessment, confirm_assessment, finish_assessment
from register.risk.hosting import KIND as COMMENTED
from register.risk.model import AssessedThreat, RiskAction, RiskAssessment
from register.risk.planning import PlanAction, change_action, plan_action
from register.risk.subject import get_subject, kind_of
from tests.make import NOW, TODAY, Personas, make_activity, make_assessment, make_person

CLI = Doing(at=NOW, via="cli")
REASON = "Vi har gjort det, der er til at gøre."


def doing(name: str) -> Doing:
    return Doing(at=NOW, person_id=make_person(email=f"{name}@fjordby.example", name=name.title()).id)


def accept(assessment: RiskAssessment, who: Doing, decision: str = "") -> None:
    until = TODAY + timedelta(days=90)
    command = AcceptRisk(assessment_id=assessment.id, reason=REASON, expires_on=until, decision=decision)
    accept_risk(command, doing=who)


def written_by(writer: Doing, finisher: Doing, *, grade: int = 3) -> RiskAssessment:
    """An assessment that one writes threats in and another finishes."""
    made = make_assessment(activity=make_activity(), grades=(grade, 1, 1), likelihood=grade)
    draft = begin_assessment(get_subject(*kind_of(made), scope=Scope.everything()), doing=finisher)
    said = [
        SaidOfThreat(
            id=row.id, is_relevant=row.is_relevant or False, irrelevant_reason="Sker ikke her.",
            likelihood=row.likelihood, evidence="",
        )
        for row in draft.threats
    ]  # fmt: skip
    write_threats(draft.id, said, version=draft.version, doing=writer)
    command = FinishAssessment(assessment_id=draft.id, version=draft.version, reason="Set på igen.", assessed_on=TODAY)
    return finish_assessment(command, doing=finisher)


def test_whoever_has_written_in_it_does_not_accept_it_whoever_pressed_finish(ctx: Flask, personas: Personas) -> None:
    writer, finisher, other = doing("ib"), doing("ove"), doing("eva")
    made = written_by(writer, finisher)
    for one in (writer, finisher):
        with pytest.raises(Refused, match="selv skrevet"):
            accept(made, one)
    accept(made, other)


def test_a_confirmation_by_another_does_not_free_who_wrote_it(ctx: Flask, personas: Personas) -> None:
    writer, finisher, other = doing("ib"), doing("ove"), doing("eva")
    made = written_by(writer, finisher)
    subject = get_subject(*kind_of(made), scope=Scope.everything())
    again = confirm_assessment(subject, on=TODAY, note="", doing=other)
    for one in (writer, finisher, other):
        with pytest.raises(Refused, match="selv skrevet"):
            accept(again, one)


def test_a_red_one_needs_the_words_of_a_decision_and_another_than_its_author(ctx: Flask, personas: Personas) -> None:
    writer, finisher, other = doing("ib"), doing("ove"), doing("eva")
    made = written_by(writer, finisher, grade=4)
    assert made.colour == "red"
    with pytest.raises(Refused, match="selv skrevet"):
        accept(made, finisher, "DDS 1. marts, punkt 4")
    with pytest.raises(Refused, match="hvor og hvornår"):
        accept(made, other, "-")
    accept(made, other, "DDS 1. marts, punkt 4")


def test_what_is_retired_is_not_assessed_accepted_or_planned_for(ctx: Flask, personas: Personas) -> None:
    activity = make_activity(unit=db.session.get_one(Unit, personas.social_id))
    made = make_assessment(activity=activity)
    subject = get_subject("activity", activity.id, scope=Scope.everything())
    draft = begin_assessment(subject, doing=CLI)
    activity.status = "retired"
    db.session.flush()
    command = PlanAction(
        title="Lås skabet", unit=db.session.get_one(Unit, personas.social_id), function="leader", person=None,
        due_on=TODAY,
    )  # fmt: skip
    for step in (
        lambda: begin_assessment(subject, doing=CLI),
        lambda: write_threats(draft.id, [], version=draft.version, doing=CLI),
        lambda: accept(made, CLI),
        lambda: plan_action(made, command, today=TODAY, doing=CLI),
    ):
        with pytest.raises(Refused, match="udgået"):
            step()


def test_the_next_assessment_is_no_later_than_the_colour_says(ctx: Flask, personas: Personas) -> None:
    with pytest.raises(Refused, match="senest"):
        make_assessment(activity=make_activity(), grades=(4, 4, 4), likelihood=4, next_on=TODAY + timedelta(days=367))
    made = make_assessment(activity=make_activity(), grades=(4, 4, 4), likelihood=4, next_on=TODAY + timedelta(days=30))
    assert made.next_on == TODAY + timedelta(days=30)


def test_what_was_said_of_a_draft_goes_with_it(ctx: Flask, personas: Personas) -> None:
    activity = make_activity()
    draft = begin_assessment(get_subject("activity", activity.id, scope=Scope.everything()), doing=CLI)
    add_comment(AddComment(kind=COMMENTED, subject_id=draft.id, text="Gammel kommentar"), doing=CLI)
    discard_draft(draft.id, version=draft.version, doing=CLI)
    assert db.session.scalars(db.select(Comment)).all() == []


def test_an_action_is_turned_against_another_threat_and_is_never_the_dpo_s(ctx: Flask, personas: Personas) -> None:
    unit = db.session.get_one(Unit, personas.social_id)
    made = make_assessment(activity=make_activity(unit=unit))
    [threat] = db.session.scalars(db.select(AssessedThreat))
    said = {"title": "Lås skabet", "unit": unit, "person": None, "due_on": TODAY}
    action = plan_action(made, PlanAction(function="leader", **said), today=TODAY, doing=CLI)
    assert action.assessed_threat_id is None
    command = PlanAction(function="leader", threat_id=threat.id, **said)
    change_action(action.id, command, version=action.version, today=TODAY, doing=CLI)
    assert db.session.get_one(RiskAction, action.id).assessed_threat_id == threat.id
    with pytest.raises(Refused, match="38"):
        plan_action(made, PlanAction(function="dpo", **said), today=TODAY, doing=CLI)
    with pytest.raises(Refused, match="38"):
        change_action(action.id, PlanAction(function="dpo", **said), version=action.version, today=TODAY, doing=CLI)
