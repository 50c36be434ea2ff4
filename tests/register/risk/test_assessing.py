"""Writing, finishing and confirming an assessment: one holds, the others are kept, a draft holds nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from app.audit.actions import Doing
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from app.core.scope import Scope
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity
from register.risk.drafting import (
    AddThreat,
    SaidOfThreat,
    TreatThreat,
    WriteConsequences,
    add_threat,
    begin_assessment,
    discard_draft,
    remove_threat,
    treat_threat,
    write_consequences,
    write_threats,
)
from register.risk.finishing import FinishAssessment, confirm_assessment, finish_assessment
from register.risk.model import AssessedThreat, RiskAssessment
from register.risk.presets import DATATILSYNET
from register.risk.scale_actions import use_scale
from register.risk.scale_model import RiskScale
from register.risk.store import find_current, find_draft
from register.risk.subject import RiskSubject, get_subject
from register.risk.threats import read_threats
from tests.make import NOW, TODAY, Personas, make_activity, make_assessment, make_pointed, make_system

DOING = Doing(at=NOW, via="cli")
REASON = "Journaler kan blive set af uvedkommende."


@pytest.fixture
def activity(ctx: Flask, personas: Personas) -> ProcessingActivity:
    return make_activity(unit=db.session.get_one(Unit, personas.social_id), title="Hjemmepleje")


@pytest.fixture
def subject(activity: ProcessingActivity) -> RiskSubject:
    return get_subject("activity", activity.id, scope=Scope.everything())


def consequences(draft: RiskAssessment, grade: int = 3) -> WriteConsequences:
    return WriteConsequences(
        assessment_id=draft.id, version=draft.version, context="", confidentiality=grade, integrity=1, availability=1,
        consequence_reason="",
    )  # fmt: skip


def say_all(draft: RiskAssessment, relevant: int = 1) -> None:
    """The first are relevant and likely, the rest are not."""
    said = [
        SaidOfThreat(id=row.id, is_relevant=place < relevant, irrelevant_reason="Sker ikke.", likelihood=3, evidence="")
        for place, row in enumerate(draft.threats)
    ]
    write_threats(draft.id, said, version=draft.version, doing=DOING)


def treat(draft: RiskAssessment, threat: AssessedThreat, **changes: object) -> RiskAssessment:
    values: dict[str, object] = {
        "likelihood": 3, "evidence": "", "treatment": "accept", "treatment_note": "", "measures": (),
        "new_measures": (), "residual_consequence": None, "residual_likelihood": None, "residual_reason": "",
    }  # fmt: skip
    command = TreatThreat(
        assessment_id=draft.id, version=draft.version, threat_id=threat.id, **(values | changes)  # type: ignore[arg-type]
    )  # fmt: skip
    return treat_threat(command, doing=DOING)


def finish(draft: RiskAssessment, **changes: object) -> RiskAssessment:
    command = FinishAssessment(assessment_id=draft.id, version=draft.version, reason=REASON, assessed_on=TODAY)
    return finish_assessment(replace(command, **changes), doing=DOING)  # type: ignore[arg-type]


def make_measure(name: str) -> int:
    number: int = make_pointed("security_measures", code=name.upper(), name=name).id
    return number


def test_a_first_draft_holds_every_threat_of_the_catalogue_undecided(subject: RiskSubject) -> None:
    draft = begin_assessment(subject, doing=DOING)
    assert [row.title for row in draft.threats] == [held["name"] for held in read_threats().values()]
    assert {row.is_relevant for row in draft.threats} == {None}
    assert begin_assessment(subject, doing=DOING) is draft
    assert find_current(subject) is None


def test_from_blank_to_one_that_holds(subject: RiskSubject) -> None:
    draft = begin_assessment(subject, doing=DOING)
    write_consequences(consequences(draft), doing=DOING)
    say_all(draft, relevant=2)
    first, second = draft.threats[:2]
    treat(draft, first, new_measures=[make_measure("mfa")], treatment="reduce", residual_likelihood=1)
    treat(draft, second, likelihood=1)
    made = finish(draft)
    assert (made.inherent_consequence, made.inherent_likelihood, made.inherent_colour) == (3, 3, "yellow")
    assert (made.consequence, made.likelihood, made.colour, made.severity) == (3, 1, "green", 0)
    assert (first.colour, first.residual_colour) == ("yellow", "green")
    assert made.next_on == TODAY.replace(year=TODAY.year + 3)
    assert find_current(subject) is made
    assert find_draft(subject) is None


@pytest.mark.parametrize("missing", ["grades", "decision", "likelihood", "treatment", "measure", "reason"])
def test_nothing_holds_before_all_is_said(subject: RiskSubject, missing: str) -> None:
    draft = begin_assessment(subject, doing=DOING)
    if missing != "grades":
        write_consequences(consequences(draft), doing=DOING)
    say_all(draft)
    threat = draft.threats[0]
    if missing == "decision":
        unsaid = SaidOfThreat(id=threat.id, is_relevant=None, irrelevant_reason="", likelihood=None, evidence="")
        write_threats(draft.id, [unsaid], version=draft.version, doing=DOING)
    elif missing == "measure":
        treat(draft, threat, treatment="reduce")
    elif missing != "treatment":
        treat(draft, threat, likelihood=None if missing == "likelihood" else 3)
    with pytest.raises(Refused):
        finish(draft, reason="" if missing == "reason" else REASON)
    assert draft.is_draft


def test_what_is_left_is_not_worse_without_a_reason(subject: RiskSubject) -> None:
    draft = begin_assessment(subject, doing=DOING)
    write_consequences(consequences(draft), doing=DOING)
    say_all(draft)
    treat(draft, draft.threats[0], residual_likelihood=4)
    with pytest.raises(Refused) as refused:
        finish(draft)
    assert refused.value.field == "residual_reason"
    treat(draft, draft.threats[0], residual_likelihood=4, residual_reason="Det nye system åbner for flere brugere.")
    assert finish(draft).colour == "red"


def test_a_new_one_begins_from_the_last_and_replaces_it(subject: RiskSubject, activity: ProcessingActivity) -> None:
    first = make_assessment(activity=activity, grades=(4, 1, 1), likelihood=4)
    draft = begin_assessment(subject, doing=DOING)
    assert (draft.confidentiality, draft.threats[0].title) == (4, first.threats[0].title)
    say_all(draft)
    treat(draft, draft.threats[0], likelihood=1)
    second = finish(draft)
    db.session.expire_all()
    assert find_current(subject) is second
    assert (first.is_current, first.colour, first.replaced_on) == (False, "red", TODAY)


def test_on_another_scale_no_grade_comes_along(subject: RiskSubject, activity: ProcessingActivity) -> None:
    make_assessment(activity=activity, grades=(4, 1, 1), likelihood=4)
    other = db.session.scalars(db.select(RiskScale).where(RiskScale.code == DATATILSYNET.code)).one()
    use_scale(other.id, doing=DOING)
    draft = begin_assessment(subject, doing=DOING)
    assert draft.scale_id == other.id
    assert (draft.confidentiality, draft.threats[0].likelihood, draft.threats[0].is_relevant) == (None, None, True)


def test_the_other_databases_scale_gives_its_own_colour(subject: RiskSubject, activity: ProcessingActivity) -> None:
    other = db.session.scalars(db.select(RiskScale).where(RiskScale.code == DATATILSYNET.code)).one()
    use_scale(other.id, doing=DOING)
    assert make_assessment(activity=activity, grades=(1, 1, 1), likelihood=4).colour == "orange"


def test_confirming_makes_the_same_again_of_that_day(subject: RiskSubject, activity: ProcessingActivity) -> None:
    with pytest.raises(NotFound):
        confirm_assessment(subject, on=TODAY, note="", doing=DOING)
    before = make_assessment(activity=activity, grades=(3, 1, 1), likelihood=3, assessed_on=TODAY - timedelta(days=400))
    again = confirm_assessment(subject, on=TODAY, note="", doing=DOING)
    assert (again.confidentiality, again.likelihood, again.assessed_on, again.colour) == (3, 3, TODAY, before.colour)
    assert (again.reason, again.same_as_id) == (before.reason, before.id)
    assert [threat.title for threat in again.threats] == [threat.title for threat in before.threats]
    assert confirm_assessment(subject, on=TODAY, note="Set efter.", doing=DOING).same_as_id == before.id


def test_what_another_has_saved_is_not_written_over(subject: RiskSubject) -> None:
    draft = begin_assessment(subject, doing=DOING)
    stale = consequences(draft)
    write_consequences(stale, doing=DOING)
    with pytest.raises(EditConflict):
        write_consequences(stale, doing=DOING)


def test_a_finished_one_is_not_changed(activity: ProcessingActivity) -> None:
    made = make_assessment(activity=activity)
    with pytest.raises(Refused):
        write_consequences(consequences(made), doing=DOING)


@pytest.mark.parametrize(("days", "field"), [(1, "assessed_on"), (0, "next_on")])
def test_the_days_are_in_order(activity: ProcessingActivity, days: int, field: str) -> None:
    day = TODAY + timedelta(days=days)
    with pytest.raises(Refused) as refused:
        make_assessment(activity=activity, assessed_on=day, next_on=None if days else day, doing=DOING)
    assert refused.value.field == field


def test_a_grade_off_the_scale_is_refused(subject: RiskSubject) -> None:
    draft = begin_assessment(subject, doing=DOING)
    with pytest.raises(Refused):
        write_consequences(consequences(draft, 5), doing=DOING)


def test_an_own_threat_comes_and_goes_and_one_of_the_catalogue_stays(subject: RiskSubject) -> None:
    draft = begin_assessment(subject, doing=DOING)
    count = len(draft.threats)
    own = add_threat(
        AddThreat(assessment_id=draft.id, version=1, title="Brev i forkert rum", concerns=frozenset({"integrity"})),
        doing=DOING,
    )
    assert (own.hits_integrity, own.hits_availability, own.is_relevant) == (True, False, True)
    remove_threat(draft.id, own.id, version=draft.version, doing=DOING)
    assert len(draft.threats) == count
    with pytest.raises(Refused):
        remove_threat(draft.id, draft.threats[0].id, version=draft.version, doing=DOING)


def test_a_measure_is_in_place_or_new_but_not_both(subject: RiskSubject) -> None:
    draft, measure = begin_assessment(subject, doing=DOING), make_measure("mfa")
    with pytest.raises(Refused) as refused:
        treat(draft, draft.threats[0], measures=[measure], new_measures=[measure])
    assert refused.value.field == "new_measures"
    with pytest.raises(NotFound):
        treat(draft, draft.threats[0], measures=[measure + 1])


def test_a_draft_is_thrown_away_whole(subject: RiskSubject) -> None:
    draft = begin_assessment(subject, doing=DOING)
    discard_draft(draft.id, version=draft.version, doing=DOING)
    assert db.session.scalar(db.select(db.func.count()).select_from(AssessedThreat)) == 0
    assert find_draft(subject) is None


def test_a_system_is_assessed_like_an_activity(ctx: Flask) -> None:
    system = make_system(name="Journal")
    made = make_assessment(system_id=system.id, grades=(4, 1, 1), likelihood=4)
    found = get_subject("system", system.id, scope=Scope.everything())
    assert find_current(found) is made
    assert made.activity_id is None
