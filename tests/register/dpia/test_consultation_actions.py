"""Prior consultation: compulsory while the risk that is left is high, and its clock as it is taken down."""

from datetime import date, timedelta

import pytest

from app.core.errors import EditConflict, Refused
from register.dpia.actions import begin_dpia, send_to_dpo
from register.dpia.consultation import deadline
from register.dpia.consultation_actions import (
    Answer,
    carry_over,
    extend,
    pause,
    resume,
    submit,
    take_answer,
)
from register.dpia.model import Dpia
from register.dpia.store import facts_of, find_consultation, list_dpias
from tests.make import TODAY, make_assessment
from tests.register.dpia.conftest import Office

JANUARY = date(2027, 1, 4)
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
    with pytest.raises(Refused, match="allerede skrevet ind"):
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
    [first] = [one for one in list_dpias(office.activity_id) if one.number == dpia.number - 1]
    first.residual = "orange"
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
