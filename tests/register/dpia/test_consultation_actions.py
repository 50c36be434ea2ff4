"""Prior consultation: compulsory while the risk that is left is high, and its clock as it is taken down."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.errors import EditConflict, Refused
from register.dpia.actions import begin_dpia, discard_draft, send_to_dpo, take_back
from register.dpia.approving import confirm_dpia
from register.dpia.consultation import deadline
from register.dpia.consultation_actions import (
    Answer,
    carry_over,
    extend,
    pause,
    resume,
    submit,
    take_answer,
    withdraw,
)
from register.dpia.model import Dpia
from register.dpia.row_model import DpiaConsultation
from register.dpia.store import facts_of, find_consultation, list_consultations
from register.risk.scale import severity
from tests.make import TODAY, make_assessment
from tests.register.dpia.conftest import Office

JANUARY = date(2027, 1, 4)
WHY = "Dagen var skrevet forkert af."
NO_REMARKS = Answer(TODAY, "no_remarks", "")


@pytest.fixture
def high(office: Office) -> Office:
    """The record's risk is red."""
    make_assessment(activity=office.activity, grades=(4, 1, 1), likelihood=4, assessed_on=TODAY)
    return office


def submitted(high: Office, dpia: Dpia, on: date = TODAY) -> None:
    submit(dpia.id, submitted_on=on, case_ref="2027-11", doing=high.doing("anna"))


def test_a_high_risk_is_approved_when_datatilsynet_has_answered(high: Office) -> None:
    dpia = high.advised()
    with pytest.raises(Refused, match="Datatilsynet skal høres"):
        high.approve(dpia)
    submitted(high, dpia)
    with pytest.raises(Refused, match="har ikke svaret"):
        high.approve(dpia)
    take_answer(dpia.id, NO_REMARKS, version=1, doing=high.doing("anna"))
    assert high.activity.dpia_consulted_on == TODAY
    high.approve(dpia)
    assert (high.activity.dpia_high_residual, dpia.residual) == (True, "red")
    assert "R51" not in {found.rule for found in high.activity.findings}


def test_silence_lets_it_through_when_the_period_has_passed(high: Office) -> None:
    dpia = high.advised()
    submitted(high, dpia, JANUARY)
    after = JANUARY + timedelta(weeks=8, days=1)
    high.approve(dpia, at=after)
    row = find_consultation(dpia.id)
    assert row is not None and (row.outcome, row.closed_on) == ("silence", after)
    assert high.activity.dpia_consulted_on == after


def test_what_datatilsynet_has_stopped_is_not_approved(high: Office) -> None:
    dpia = high.advised()
    submitted(high, dpia)
    take_answer(dpia.id, Answer(TODAY, "stop", "De siger nej."), version=1, doing=high.doing("anna"))
    with pytest.raises(Refused, match="ikke må gå i gang"):
        high.approve(dpia)


def test_the_clock_is_extended_and_stands_still(high: Office) -> None:
    dpia, anna = high.advised(), high.doing("anna")
    submitted(high, dpia, date(2027, 2, 1))
    extend(dpia.id, extended_on=date(2027, 2, 15), version=1, doing=anna)
    pause(dpia.id, from_on=date(2027, 2, 20), version=2, doing=anna)
    facts = facts_of(find_consultation(dpia.id))
    assert facts is not None and deadline(facts, TODAY).state == "suspended"
    with pytest.raises(Refused, match="allerede stille"):
        pause(dpia.id, from_on=TODAY, version=3, doing=anna)
    resume(dpia.id, until_on=date(2027, 2, 25), version=3, doing=anna)
    facts = facts_of(find_consultation(dpia.id))
    assert facts is not None
    clock = deadline(facts, TODAY)
    assert (clock.state, clock.ends_on) == ("running", date(2027, 5, 18)), "fourteen weeks and six days, past Whitsun"
    with pytest.raises(Refused, match="står ikke stille"):
        resume(dpia.id, until_on=TODAY, version=4, doing=anna)
    with pytest.raises(Refused, match="kun forlænges én gang"):
        extend(dpia.id, extended_on=TODAY, version=4, doing=anna)


def test_an_answer_ends_a_pause_and_closes_the_consultation(high: Office) -> None:
    dpia, anna = high.advised(), high.doing("anna")
    submitted(high, dpia, date(2027, 2, 1))
    pause(dpia.id, from_on=date(2027, 2, 20), version=1, doing=anna)
    row = take_answer(dpia.id, NO_REMARKS, version=2, doing=anna)
    assert (row.pauses[0].until_on, row.closed_on) == (TODAY, TODAY)
    with pytest.raises(Refused, match="afsluttet"):
        take_answer(dpia.id, NO_REMARKS, version=row.version, doing=anna)


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (Answer(TODAY + timedelta(days=1), "no_remarks", ""), "answered_on"),
        (Answer(TODAY - timedelta(days=1), "no_remarks", ""), "answered_on"),
        (Answer(TODAY, "", ""), "outcome"),
        (Answer(TODAY, "silence", ""), "outcome"),
        (Answer(TODAY, "advice", " "), "text"),
    ],
)
def test_an_answer_is_one_that_can_have_come(high: Office, answer: Answer, field: str) -> None:
    dpia = high.advised()
    submitted(high, dpia)
    with pytest.raises(Refused) as refused:
        take_answer(dpia.id, answer, version=1, doing=high.doing("anna"))
    assert refused.value.field == field


def test_a_consultation_is_sent_once_and_not_tomorrow(high: Office) -> None:
    dpia = high.advised()
    with pytest.raises(Refused, match="fremtiden"):
        submitted(high, dpia, TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="ikke hørt endnu"):
        extend(dpia.id, extended_on=TODAY, version=1, doing=high.doing("anna"))
    submitted(high, dpia)
    with pytest.raises(Refused, match="har ikke svaret på den høring"):
        submitted(high, dpia)
    with pytest.raises(EditConflict):
        extend(dpia.id, extended_on=TODAY, version=7, doing=high.doing("anna"))


def second_version(high: Office) -> Dpia:
    first = high.advised()
    submitted(high, first)
    take_answer(first.id, NO_REMARKS, version=1, doing=high.doing("anna"))
    high.approve(first)
    dpia = begin_dpia(high.activity_id, doing=high.doing("anna"))
    send_to_dpo(dpia.id, version=dpia.version, doing=high.doing("anna"))
    return high.sign(dpia)


def test_an_earlier_consultation_covers_a_new_version_of_the_same_risk(high: Office) -> None:
    dpia = second_version(high)
    with pytest.raises(Refused, match="Datatilsynet skal høres"):
        high.approve(dpia)
    with pytest.raises(Refused, match="mindst 20 tegn"):
        carry_over(dpia.id, reason="Samme", doing=high.doing("anna"))
    carry_over(dpia.id, reason="Risikoen er den, Datatilsynet har set.", doing=high.doing("anna"))
    assert high.approve(dpia).state == "approved"


def test_a_worse_risk_is_not_covered(office: Office) -> None:
    make_assessment(activity=office.activity, grades=(4, 1, 1), likelihood=4, assessed_on=TODAY)
    dpia = second_version(office)
    [consultation] = db.session.scalars(select(DpiaConsultation))
    consultation.severity = severity("orange")
    with pytest.raises(Refused, match="Send en ny høring"):
        carry_over(dpia.id, reason="Risikoen er den, Datatilsynet har set.", doing=office.doing("anna"))


def test_there_is_nothing_to_carry_over_the_first_time(high: Office) -> None:
    dpia = high.advised()
    with pytest.raises(Refused, match="ikke hørt om en tidligere"):
        carry_over(dpia.id, reason="Risikoen er den, Datatilsynet har set.", doing=high.doing("anna"))


def test_a_risk_that_is_not_high_asks_for_no_consultation(office: Office) -> None:
    dpia = office.approved()
    assert dpia.residual in {"green", "yellow"}
    with pytest.raises(Refused, match="Lav en ny udgave"):
        submit(dpia.id, submitted_on=TODAY, case_ref="", doing=office.doing("anna"))


def lower(office: Office, dpia: Dpia, consequence: int, likelihood: int) -> Dpia:
    """The risk is assessed anew, and the DPO asked anew."""
    make_assessment(activity=office.activity, grades=(consequence, 1, 1), likelihood=likelihood, assessed_on=TODAY)
    take_back(dpia.id, version=dpia.version, doing=office.doing("anna"))
    send_to_dpo(dpia.id, version=dpia.version, doing=office.doing("anna"))
    return office.sign(dpia)


def test_datatilsynet_is_not_consulted_on_a_risk_that_is_not_high(office: Office) -> None:
    dpia = office.advised()
    with pytest.raises(Refused, match="Restrisikoen er ikke høj"):
        submitted(office, dpia)


def test_a_consultation_covers_no_worse_risk_than_it_was_held_on(high: Office) -> None:
    dpia = high.advised()
    submitted(high, dpia)
    row = take_answer(dpia.id, NO_REMARKS, version=1, doing=high.doing("anna"))
    assert row.severity == severity("red")
    row.severity = severity("orange")
    with pytest.raises(Refused, match="højere, end da Datatilsynet blev hørt"):
        high.approve(dpia)
    submitted(high, dpia)
    take_answer(dpia.id, NO_REMARKS, version=row.version + 1, doing=high.doing("anna"))
    assert high.approve(dpia).state == "approved"


def test_an_approved_assessment_holds_no_worse_risk_than_datatilsynet_saw(high: Office) -> None:
    dpia = high.advised()
    submitted(high, dpia)
    row = take_answer(dpia.id, NO_REMARKS, version=1, doing=high.doing("anna"))
    high.approve(dpia)
    row.severity = severity("orange")
    with pytest.raises(Refused, match="Lav en ny udgave"):
        confirm_dpia(dpia.id, on=TODAY, note=WHY, doing=high.doing("anna"))
    row.severity = severity("red")
    confirm_dpia(dpia.id, on=TODAY, note=WHY, doing=high.doing("anna"))
    assert dpia.review_round == 1


def test_after_a_stop_datatilsynet_can_be_consulted_again(high: Office) -> None:
    dpia, anna = high.advised(), high.doing("anna")
    submitted(high, dpia)
    stopped = take_answer(dpia.id, Answer(TODAY, "stop", "De siger nej."), version=1, doing=anna)
    with pytest.raises(Refused, match="allerede skrevet ind"):
        carry_over(dpia.id, reason="Risikoen er den, Datatilsynet har set.", doing=anna)
    submitted(high, dpia)
    with pytest.raises(EditConflict):
        take_answer(dpia.id, NO_REMARKS, version=1, doing=anna)
    take_answer(dpia.id, NO_REMARKS, version=stopped.version + 1, doing=anna)
    assert high.approve(dpia).state == "approved"
    assert [row.outcome for row in list_consultations(dpia.id)] == ["no_remarks", "stop"]


def test_one_that_ran_out_in_silence_is_closed_before_the_next(high: Office) -> None:
    dpia = high.advised()
    submitted(high, dpia, JANUARY)
    later = high.doing("anna", JANUARY + timedelta(weeks=9))
    submit(dpia.id, submitted_on=JANUARY + timedelta(weeks=9), case_ref="", doing=later)
    assert [row.outcome for row in list_consultations(dpia.id)] == ["", "silence"]


def test_a_mistake_is_withdrawn_with_a_reason_and_stays_to_be_seen(high: Office) -> None:
    dpia, anna = high.advised(), high.doing("anna")
    submitted(high, dpia, JANUARY)
    row = take_answer(dpia.id, Answer(TODAY, "stop", "De siger nej."), version=1, doing=anna)
    with pytest.raises(Refused) as refused:
        withdraw(dpia.id, reason="Fejl", version=row.version, doing=anna)
    assert refused.value.field == "reason"
    with pytest.raises(EditConflict):
        withdraw(dpia.id, reason=WHY, version=1, doing=anna)
    withdraw(dpia.id, reason=WHY, version=row.version, doing=anna)
    assert find_consultation(dpia.id) is None
    assert high.activity.dpia_consulted_on is None
    submitted(high, dpia)
    [new, old] = list_consultations(dpia.id)
    assert (old.withdrawn_on, old.withdraw_reason, new.submitted_on) == (TODAY, WHY, TODAY)
    assert new.version > old.version


def test_what_was_withdrawn_leaves_the_consultation_before_it_in_force(high: Office) -> None:
    dpia, anna = high.advised(), high.doing("anna")
    submitted(high, dpia)
    first = take_answer(dpia.id, NO_REMARKS, version=1, doing=anna)
    submitted(high, dpia)
    withdraw(dpia.id, reason=WHY, version=first.version + 1, doing=anna)
    assert find_consultation(dpia.id) is first
    assert high.activity.dpia_consulted_on == TODAY


def test_a_draft_with_a_withdrawn_consultation_is_kept(high: Office) -> None:
    dpia = high.begun()
    submitted(high, dpia)
    withdraw(dpia.id, reason=WHY, version=1, doing=high.doing("anna"))
    with pytest.raises(Refused, match="kan ikke slettes"):
        discard_draft(dpia.id, version=dpia.version, doing=high.doing("anna"))


def test_a_running_consultation_is_answered_or_withdrawn_before_the_approval(high: Office) -> None:
    dpia, anna = high.advised(), high.doing("anna")
    submitted(high, dpia)
    lower(high, dpia, 1, 1)
    with pytest.raises(Refused, match="træk høringen tilbage"):
        high.approve(dpia)
    withdraw(dpia.id, reason=WHY, version=1, doing=anna)
    assert high.approve(dpia).state == "approved"
    with pytest.raises(Refused, match="Lav en ny udgave"):
        withdraw(dpia.id, reason=WHY, version=1, doing=anna)


def test_a_period_that_ran_out_is_closed_at_the_approval_whatever_the_risk(high: Office) -> None:
    dpia = high.advised()
    submitted(high, dpia, JANUARY)
    lower(high, dpia, 1, 1)
    high.approve(dpia, at=JANUARY + timedelta(weeks=9))
    row = find_consultation(dpia.id)
    assert row is not None and row.outcome == "silence"


def test_what_was_stopped_last_is_not_carried_over(high: Office) -> None:
    dpia = second_version(high)
    [row] = db.session.scalars(select(DpiaConsultation))
    row.outcome, row.answer = "stop", "De siger nej."
    with pytest.raises(Refused, match="ikke hørt om en tidligere"):
        carry_over(dpia.id, reason="Risikoen er den, Datatilsynet har set.", doing=high.doing("anna"))
