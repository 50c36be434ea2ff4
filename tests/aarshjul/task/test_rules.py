from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.task.model import STATES
from aarshjul.task.rules import (
    AT_REST,
    ON_APPROVAL,
    OPEN,
    STATE_WORDS,
    is_overdue,
    postponed_date,
    refusal,
    wants_result,
    wheel_state,
    why_not_complete,
    why_not_spend,
)
from app.core.workdays import ClosedDays, is_working_day

TODAY = date(2027, 3, 1)
CLOSED = ClosedDays()


def test_every_state_has_a_word() -> None:
    assert set(STATE_WORDS) == set(STATES)


def test_a_task_is_overdue_from_the_day_after_its_date_while_it_is_open() -> None:
    assert not is_overdue(TODAY, "started", TODAY)
    assert is_overdue(TODAY - timedelta(days=1), "started", TODAY)
    assert not is_overdue(TODAY - timedelta(days=1), "done", TODAY)


def test_the_wheel_shows_a_task_as_soon_thirty_days_before() -> None:
    assert wheel_state(TODAY - timedelta(days=1), "done", TODAY) == "done"
    assert wheel_state(TODAY - timedelta(days=1), "started", TODAY) == "overdue"
    assert wheel_state(TODAY + timedelta(days=30), "not_started", TODAY) == "soon"
    assert wheel_state(TODAY + timedelta(days=31), "not_started", TODAY) == "on_time"


@pytest.mark.parametrize("state", sorted(set(STATES) - OPEN))
def test_nothing_but_reopening_is_done_to_a_closed_task(state: str) -> None:
    for verb in ("complete", "start", "postpone", "dismiss", "assign"):
        assert refusal(verb, state=state, kind="plan")


@pytest.mark.parametrize("state", sorted(OPEN - {"for_approval"}))
def test_an_open_task_can_be_done_but_not_reopened(state: str) -> None:
    assert refusal("complete", state=state, kind="plan") is None
    assert refusal("reopen", state=state, kind="plan")


def test_a_review_that_is_done_stands_in_the_record_and_is_not_undone_from_its_task() -> None:
    assert refusal("reopen", state="done", kind="plan") is None
    assert "fortegnelsen" in str(refusal("reopen", state="done", kind="review"))
    assert refusal("reopen", state="not_relevant", kind="review") is None
    assert refusal("reopen", state="withdrawn", kind="plan")


def test_a_task_already_begun_is_not_begun_again() -> None:
    assert refusal("start", state="started", kind="plan")
    assert refusal("start", state="postponed", kind="plan") is None


def test_a_task_that_waits_for_approval_rests_but_is_approved_sent_back_taken_back_or_given_on() -> None:
    for verb in sorted(AT_REST):
        assert "venter på godkendelse" in str(refusal(verb, state="for_approval", kind="plan"))
    for verb in sorted(ON_APPROVAL):
        assert refusal(verb, state="for_approval", kind="plan") is None
        assert all(refusal(verb, state=state, kind="plan") for state in STATES if state != "for_approval")
    assert refusal("assign", state="for_approval", kind="plan") is None


def test_time_is_added_to_what_is_open_or_done_and_never_below_nothing() -> None:
    allowed = {state for state in STATES if refusal("add_time", state=state, kind="review") is None}
    assert allowed == OPEN | {"done"}
    assert why_not_spend(-30, spent=30) is None
    assert why_not_spend(-31, spent=30)


def test_evidence_is_asked_for_where_the_plan_says_so_and_words_where_the_errors_are_critical() -> None:
    assert why_not_complete(result="", note="", files=0, needs_evidence=False) is None
    assert why_not_complete(result="critical", note="To konti stod åbne", files=1, needs_evidence=True) is None
    field, words = why_not_complete(result="", note="Gjort", files=0, needs_evidence=True) or ("", "")
    assert (field, "Læg mindst én fil på" in words) == ("files", True)
    assert (why_not_complete(result="critical", note=" ", files=0, needs_evidence=False) or ("",))[0] == "note"


def test_a_result_is_asked_for_where_something_is_controlled() -> None:
    assert [kind for kind in ("plan", "supervision", "review", "risk") if wants_result(kind)] == ["plan", "supervision"]


def test_a_new_date_on_a_closed_day_becomes_the_working_day_before() -> None:
    saturday = date(2027, 3, 6)
    assert postponed_date(saturday, today=TODAY, law_due_on=None, closed=CLOSED) == date(2027, 3, 5)


def test_a_task_is_not_put_off_to_a_day_gone_by_nor_past_the_law() -> None:
    with pytest.raises(ValueError, match="efter i dag"):
        postponed_date(TODAY, today=TODAY, law_due_on=None, closed=CLOSED)
    with pytest.raises(ValueError, match="Loven"):
        postponed_date(date(2027, 4, 1), today=TODAY, law_due_on=date(2027, 3, 20), closed=CLOSED)


@given(st.dates(date(2027, 3, 2), date(2035, 12, 31)))
def test_a_new_date_is_always_a_working_day_to_come(day: date) -> None:
    due_on = postponed_date(day, today=TODAY, law_due_on=None, closed=CLOSED) if day > date(2027, 3, 2) else day
    assert due_on > TODAY
    assert due_on <= day
    assert is_working_day(due_on, CLOSED)
