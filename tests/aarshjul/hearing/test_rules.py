"""What may be said in a hearing and when, and what ends it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.hearing.rules import (
    DAYS_TO_ANSWER,
    Standing,
    Tally,
    default_due,
    due_date,
    is_overdue,
    remind_on,
    sees_all,
    tally,
    tidy_time,
    why_not_answer,
    why_not_ask,
    why_not_due,
    why_not_end,
    why_not_meet,
    why_not_move,
    why_not_reply,
    why_not_send,
)
from app.core.workdays import ClosedDays, is_working_day

TODAY = date(2027, 3, 1)
CLOSED = ClosedDays()
QUIET = frozenset({7, 28, 29, 30, 31, 42, 52})
DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))


def standing(**changes: object) -> Standing:
    return Standing(**({"mode": "written", "due_on": TODAY, "meets_on": None, "ended_by": ""} | changes))  # type: ignore[arg-type]


def test_a_deadline_on_a_closed_day_gives_people_until_the_next_working_day() -> None:
    assert due_date(date(2027, 3, 20), CLOSED) == date(2027, 3, 22)  # a Saturday
    # Maundy Thursday and Good Friday, Easter Sunday and Monday lie between.
    assert due_date(date(2027, 3, 25), CLOSED) == date(2027, 3, 30)
    assert due_date(date(2027, 3, 24), CLOSED) == date(2027, 3, 24)


@given(DAYS)
def test_nobody_gets_less_time_than_was_said(day: date) -> None:
    moved = due_date(day, CLOSED)
    assert moved >= day
    assert is_working_day(moved, CLOSED)


def test_a_deadline_lies_after_today_within_a_year_and_in_no_quiet_week() -> None:
    def why(day: date, meets_on: date | None = None) -> str:
        return why_not_due(day, today=TODAY, closed=CLOSED, quiet_weeks=QUIET, meets_on=meets_on) or ""

    assert "gået" in why(TODAY)
    assert why(TODAY + timedelta(days=1)) == ""
    assert why(TODAY + timedelta(days=366)) == ""
    assert "et år" in why(TODAY + timedelta(days=367))
    assert "stille uge" in why(date(2027, 7, 15))
    # The Sunday before a quiet week is moved into it.
    assert "stille uge" in why(date(2027, 7, 11))
    assert "før gennemgangen" in why(date(2027, 3, 18), date(2027, 3, 19))
    assert why(date(2027, 3, 19), date(2027, 3, 19)) == ""
    # The Saturday becomes Monday, on which they meet.
    assert why(date(2027, 3, 20), date(2027, 3, 22)) == ""


@given(DAYS)
def test_the_proposed_deadline_can_be_used(today: date) -> None:
    day = default_due(today, CLOSED, QUIET)
    assert why_not_due(day, today=today, closed=CLOSED, quiet_weeks=QUIET) is None
    assert day >= today + DAYS_TO_ANSWER


def test_people_meet_on_a_working_day_to_come_and_only_where_they_are_to() -> None:
    def why(mode: str, day: date | None) -> str:
        return why_not_meet(mode, day, today=TODAY, closed=CLOSED) or ""

    assert why("written", None) == ""
    assert "hvilken dag" in why("joint", None)
    assert "gået" in why("joint", TODAY - timedelta(days=1))
    assert why("joint", TODAY) == ""
    assert "arbejdsdag" in why("joint", date(2027, 3, 6))


def test_a_deadline_only_moves_forward() -> None:
    assert why_not_move(TODAY, before=TODAY)
    assert why_not_move(TODAY + timedelta(days=1), before=TODAY) is None


def test_one_is_reminded_once_before_the_deadline_and_after_one_was_asked() -> None:
    assert remind_on(date(2027, 3, 19), asked_on=TODAY, closed=CLOSED) == date(2027, 3, 16)
    # Three days before a Tuesday is a Saturday: the Friday before it.
    assert remind_on(date(2027, 3, 16), asked_on=TODAY, closed=CLOSED) == date(2027, 3, 12)
    # Asked on Monday, due on Wednesday: the day before.
    assert remind_on(date(2027, 3, 3), asked_on=TODAY, closed=CLOSED) == date(2027, 3, 2)
    assert remind_on(date(2027, 3, 2), asked_on=TODAY, closed=CLOSED) is None


@given(DAYS, DAYS)
def test_a_reminder_comes_on_a_working_day_between(due_on: date, asked_on: date) -> None:
    day = remind_on(due_on, asked_on=asked_on, closed=CLOSED)
    assert day is None or (asked_on < day < due_on and is_working_day(day, CLOSED))


def test_a_hearing_is_overdue_the_day_after_its_deadline_until_it_ends() -> None:
    assert not is_overdue(standing(), TODAY)
    assert is_overdue(standing(), TODAY + timedelta(days=1))
    assert not is_overdue(standing(ended_by="changed"), TODAY + timedelta(days=1))


def test_late_is_better_than_not_and_only_the_end_closes_it() -> None:
    assert why_not_answer(standing(due_on=date(2020, 1, 1))) is None
    assert why_not_answer(standing(ended_by="accepted"))


@pytest.mark.parametrize(
    ("answer", "comments", "before", "is_fine"),
    [
        ("nothing", 0, "", True),
        ("nothing", 1, "", False),
        ("nothing", 0, "nothing", True),
        ("nothing", 0, "comments", False),
        ("comments", 0, "", False),
        ("comments", 2, "", True),
        ("comments", 1, "nothing", True),
        ("comments", 1, "comments", True),
    ],
)
def test_an_answer_is_comments_or_that_one_has_none(answer: str, comments: int, before: str, is_fine: bool) -> None:
    assert (why_not_send(answer, comments, before=before) is None) == is_fine


def test_who_is_not_followed_is_told_why() -> None:
    assert why_not_reply("taken", "") is None
    assert why_not_reply("partly", " ")
    assert why_not_reply("not", "")
    assert why_not_reply("not", "Loven siger fem år.") is None


def test_a_hearing_ends_when_all_is_answered_or_its_deadline_has_passed() -> None:
    day_after = TODAY + timedelta(days=1)
    assert why_not_end(standing(), Tally(3, 3, 2, 0), today=TODAY) is None
    assert "mangler" in (why_not_end(standing(), Tally(3, 2, 2, 0), today=TODAY) or "")
    assert why_not_end(standing(), Tally(3, 0), today=day_after) is None
    assert "Svar på dem" in (why_not_end(standing(), Tally(3, 3, 2, 1), today=day_after) or "")
    assert "slut" in (why_not_end(standing(ended_by="dropped"), Tally(3, 3), today=day_after) or "")


def test_answers_are_counted() -> None:
    assert tally(["", "nothing", "comments"], ["taken", "", ""]) == Tally(3, 2, 3, 2)
    assert tally(["", "nothing", "comments"], []).percent == 66
    assert tally([], []).percent is None


def test_what_the_others_say_is_seen_when_it_is_over_or_gone_through_together() -> None:
    assert not sees_all(standing(), is_holder=False)
    assert sees_all(standing(), is_holder=True)
    assert sees_all(standing(ended_by="changed"), is_holder=False)
    assert sees_all(standing(mode="joint"), is_holder=False)


@pytest.mark.parametrize(
    ("text", "time"), [("", ""), ("9", "09:00"), ("9.30", "09:30"), ("09:30", "09:30"), (" 13:05 ", "13:05")]
)
def test_a_time_is_written_as_danes_write_it(text: str, time: str) -> None:
    assert tidy_time(text) == time


@pytest.mark.parametrize("text", ["24", "9.60", "ni", "9.3", "9:30:00", "-1", "930"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text.strip()):
        tidy_time(text)


def test_who_only_oversees_is_not_asked() -> None:
    assert why_not_ask({"auditor"})
    for roles in (set[str](), {"reader"}, {"dpo"}, {"auditor", "manager"}):
        assert why_not_ask(roles) is None
