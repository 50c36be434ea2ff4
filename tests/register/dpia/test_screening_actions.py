"""Screening a record: what the record then says, and who may leave the assessment out on whose advice."""

import pytest
from sqlalchemy import select

from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from register.activity.actions import ChangeActivity, change_activity
from register.activity.content import ActivityContent, Purpose, ServedController
from register.activity.convert import to_content
from register.activity.model import ActivityVersion
from register.dpia.model import DpiaScreening
from register.dpia.screening_actions import (
    Screen,
    advise,
    ask_advice,
    exempt,
    screen,
    set_aside,
    take_in,
)
from register.dpia.store import find_screening
from register.life.actions import TakeStep, take_step
from register.life.rules import STEPS
from tests.make import make_record
from tests.register.dpia.conftest import BY_CRITERIA, BY_LAW, NO, Office

REASON = "Kun få borgere er med, og oplysningerne slettes hver uge."
ADVICE = "Jeg er enig, så længe oplysningerne slettes hver uge."


def held(office: Office) -> DpiaScreening:
    found = find_screening(office.activity_id)
    assert found is not None
    return found


def asked(office: Office) -> DpiaScreening:
    office.screen(BY_CRITERIA)
    return ask_advice(office.activity_id, reason=REASON, version=1, doing=office.doing("anna"))


def advised(office: Office, view: str = "for") -> DpiaScreening:
    asked(office)
    return advise(office.activity_id, advice=ADVICE, view=view, version=2, doing=office.doing("dorte"))


@pytest.mark.parametrize(("answers", "word"), [(NO, "no"), (BY_LAW, "yes"), (BY_CRITERIA, "yes"), ({}, "")])
def test_the_record_says_what_the_screening_comes_to(office: Office, answers: dict[str, bool], word: str) -> None:
    office.screen(answers)
    assert office.activity.dpia_screening == word
    assert office.activity.dpia_reason.startswith("Screening 1. marts 2027.")
    assert ("R40" in {found.rule for found in office.activity.findings}) is (word == "")


def test_the_reasons_are_kept_with_the_record_and_its_version(office: Office) -> None:
    office.screen(BY_LAW)
    assert "(art. 35, stk. 3, litra b)" in office.activity.dpia_reason
    kept = db.session.scalars(select(ActivityVersion).order_by(ActivityVersion.id.desc())).first()
    assert kept is not None and kept.activity_id == office.activity_id
    assert (kept.content["dpia_screening"], kept.by_id) == ("yes", office.ids["anna"])
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "dpia.screen")).one()
    assert event.changes["reasons"] == [None, ["art35_3_b"]]


def test_answering_anew_is_a_new_screening_and_the_same_again_is_none(office: Office) -> None:
    office.screen(BY_LAW)
    first = held(office)
    office.screen(BY_LAW)
    assert held(office) is first
    office.screen(NO)
    assert held(office).id != first.id
    assert [row.is_current for row in db.session.scalars(select(DpiaScreening).order_by(DpiaScreening.id))] == [
        False,
        True,
    ]


def test_of_two_who_answer_at_once_the_second_hears_of_the_first(office: Office) -> None:
    office.screen(BY_LAW)
    with pytest.raises(EditConflict):
        screen(Screen(activity_id=office.activity_id, read=0, answers=NO), doing=office.doing("anna"))


def test_a_record_kept_for_another_controller_is_not_screened(office: Office) -> None:
    other = make_record(
        unit="SOC", record_type="processor", controllers_served=(ServedController(name="Nabokommunen"),)
    )
    with pytest.raises(Refused, match="databehandler"):
        screen(Screen(activity_id=other.id, read=0, answers=NO), doing=office.doing("anna"))


def test_an_analysis_that_was_approved_elsewhere_stays_made(office: Office) -> None:
    content = to_content(office.activity)
    done = ActivityContent.from_json(
        content.to_json() | {"dpia_screening": "done", "dpia_approved_on": "2026-01-05", "dpia_ref": "26/17"}
    )
    change_activity(
        ChangeActivity(activity_id=office.activity_id, version=office.activity.version, content=done),
        doing=office.doing("anna"),
    )
    office.screen(BY_LAW)
    assert (office.activity.dpia_screening, office.activity.dpia_ref) == ("done", "26/17")


def test_a_required_assessment_takes_an_approval_away(office: Office) -> None:
    office.activity.status, office.activity.approved_version = "approved", 1
    office.screen(BY_LAW)
    assert office.activity.status == "under_revision"


def test_who_has_screened_has_edited_the_record(office: Office) -> None:
    office.screen(NO, who="bent")
    office.activity.status = "ready"
    step = TakeStep(activity_id=office.activity_id, step=STEPS["approve"], version=office.activity.version)
    with pytest.raises(Refused, match="Du har selv rettet"):
        take_step(step, doing=office.doing("bent"))


def test_criteria_alone_are_set_aside_with_a_reason_and_the_dpos_own_advice(office: Office) -> None:
    with_advice = advised(office)
    done = set_aside(office.activity_id, version=with_advice.version, doing=office.doing("anna"))
    assert (done.way, done.way_by_id, done.advised_by_id) == ("set_aside", office.ids["anna"], office.ids["dorte"])
    assert office.activity.dpia_screening == "no"
    said = office.activity.dpia_reason
    assert "databeskyttelsesrådgiveren er hørt. Begrundelse og råd står på konsekvensanalysens side." in said
    assert REASON not in said and ADVICE not in said, "who reads the record may not read these"


def test_advice_against_does_not_bind(office: Office) -> None:
    with_advice = advised(office, view="against")
    set_aside(office.activity_id, version=with_advice.version, doing=office.doing("anna"))
    assert office.activity.dpia_screening == "no"


def test_nothing_is_set_aside_without_the_advice(office: Office) -> None:
    screening = asked(office)
    assert screening.awaits_advice
    with pytest.raises(Refused, match="givet sit råd"):
        set_aside(office.activity_id, version=screening.version, doing=office.doing("anna"))
    assert office.activity.dpia_screening == "yes"


def test_what_the_law_demands_is_never_set_aside(office: Office) -> None:
    office.screen(BY_LAW)
    with pytest.raises(Refused, match="kan ikke fravælges"):
        ask_advice(office.activity_id, reason=REASON, version=1, doing=office.doing("anna"))
    with pytest.raises(Refused, match="kan ikke fravælges"):
        set_aside(office.activity_id, version=1, doing=office.doing("anna"))


def test_an_unanswered_question_keeps_the_way_closed(office: Office) -> None:
    office.screen(BY_CRITERIA | {"safety": None})
    with pytest.raises(Refused, match="alle spørgsmål"):
        ask_advice(office.activity_id, reason=REASON, version=1, doing=office.doing("anna"))


def test_the_reason_stays_as_the_dpo_has_read_it(office: Office) -> None:
    with_advice = advised(office)
    with pytest.raises(Refused, match="Rådgiveren har svaret"):
        ask_advice(office.activity_id, reason=REASON + " Nok.", version=with_advice.version, doing=office.doing("anna"))
    with pytest.raises(Refused, match="Ingen venter"):
        advise(office.activity_id, advice=ADVICE, view="for", version=with_advice.version, doing=office.doing("dorte"))


def test_other_answers_ask_for_other_advice(office: Office) -> None:
    advised(office)
    office.screen(BY_CRITERIA | {"wp248_5": True})
    assert (held(office).advice, held(office).asked_at) == ("", None)


@pytest.mark.parametrize(("advice", "view", "field"), [("Ja.", "for", "advice"), (ADVICE, "", "advice_view")])
def test_advice_says_something(office: Office, advice: str, view: str, field: str) -> None:
    asked(office)
    with pytest.raises(Refused) as refused:
        advise(office.activity_id, advice=advice, view=view, version=2, doing=office.doing("dorte"))
    assert refused.value.field == field


def test_a_law_that_was_assessed_takes_its_place_even_where_the_law_demands_one(office: Office) -> None:
    office.screen(BY_LAW)
    exempt(office.activity_id, reference="Serviceloven, L 97 (2026), bilag 3", version=1, doing=office.doing("anna"))
    assert office.activity.dpia_screening == "no"
    assert "art. 35, stk. 10" in office.activity.dpia_reason


def test_consent_was_assessed_by_no_legislator(office: Office) -> None:
    office.screen(BY_LAW)
    content = to_content(office.activity)
    more = ActivityContent.from_json(content.to_json())
    purposes = (*more.purposes, Purpose(text="Billeder på nettet", art6=("a",)))
    change_activity(
        ChangeActivity(
            activity_id=office.activity_id,
            version=office.activity.version,
            content=ActivityContent(**{**vars(more), "purposes": purposes}),
        ),
        doing=office.doing("anna"),
    )
    with pytest.raises(Refused, match="litra c eller e"):
        exempt(office.activity_id, reference="Serviceloven", version=1, doing=office.doing("anna"))


@pytest.mark.parametrize(("at", "says"), [("begun", "i gang"), ("approved", "er godkendt")])
def test_what_is_being_made_or_is_approved_is_not_left_out(office: Office, at: str, says: str) -> None:
    with_advice = advised(office)
    getattr(office, at)()
    with pytest.raises(Refused, match=says):
        set_aside(office.activity_id, version=with_advice.version, doing=office.doing("anna"))
    with pytest.raises(Refused, match=says):
        exempt(
            office.activity_id,
            reference="Serviceloven, L 97 (2026)",
            version=with_advice.version,
            doing=office.doing("anna"),
        )
    assert held(office).way == ""


def test_what_was_left_out_is_taken_in_again(office: Office) -> None:
    with_advice = advised(office)
    done = set_aside(office.activity_id, version=with_advice.version, doing=office.doing("anna"))
    take_in(office.activity_id, version=done.version, doing=office.doing("anna"))
    assert (held(office).way, office.activity.dpia_screening) == ("", "yes")


def test_nothing_is_done_to_what_was_read_in_another_version(office: Office) -> None:
    asked(office)
    with pytest.raises(EditConflict):
        advise(office.activity_id, advice=ADVICE, view="for", version=1, doing=office.doing("dorte"))


def test_a_record_that_is_not_there_is_not_screened(office: Office) -> None:
    with pytest.raises(NotFound):
        screen(Screen(activity_id=999_999, read=0, answers=NO), doing=office.doing("anna"))
