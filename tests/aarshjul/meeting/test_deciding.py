"""What a meeting may decide about an item, by hand and by any order of outcomes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.meeting.deciding import (
    CLOSES,
    EVERY,
    OUTCOMES,
    Seat,
    Taking,
    lacks_minutes,
    meeting_days,
    members_on,
    papers_due,
    state_after,
    times_postponed,
    why_not_approve_minutes,
    why_not_decide,
    why_not_seat,
    why_not_undo,
)
from app.core.workdays import ClosedDays, is_working_day

DAY = date(2027, 3, 10)
days = st.dates(date(2026, 1, 1), date(2030, 12, 31))


def test_each_outcome_sends_the_item_somewhere() -> None:
    assert {outcome: state_after(outcome) for outcome in OUTCOMES} == {
        "approved": "closed", "noted": "closed", "postponed": "open", "again": "open", "referred": "waiting",
        "dropped": "closed", "rejected": "closed",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("taking", "states", "field"),
    [
        (Taking(outcome="noted", text=""), ("open", "held"), None),
        (Taking(outcome="postponed", text=""), ("open", "called"), None),
        (Taking(outcome="approved", text="Som indstillet."), ("open", "held"), None),
        (Taking(outcome="approved", text=" "), ("open", "held"), "text"),
        (Taking(outcome="again", text=""), ("open", "held"), "text"),
        (Taking(outcome="", text="Ja"), ("open", "held"), "outcome"),
        (Taking(outcome="referred", text=""), ("open", "held"), "target"),
        (Taking(outcome="referred", text="", has_target=True, target_is_same_body=True), ("open", "held"), "target"),
        (Taking(outcome="referred", text="", has_target=True), ("open", "held"), None),
        (Taking(outcome="noted", text=""), ("open", "planned"), ""),
        (Taking(outcome="noted", text=""), ("open", "cancelled"), ""),
        (Taking(outcome="noted", text=""), ("closed", "held"), ""),
        (Taking(outcome="noted", text=""), ("draft", "held"), ""),
    ],
)
def test_what_is_lacking_is_said_at_its_field(taking: Taking, states: tuple[str, str], field: str | None) -> None:
    problem = why_not_decide(taking, item_state=states[0], meeting_state=states[1], is_decided=False)
    assert (problem[0] if problem else None) == field


def test_a_meeting_decides_once_about_an_item() -> None:
    problem = why_not_decide(Taking(outcome="noted", text=""), item_state="open", meeting_state="held", is_decided=True)
    assert problem
    assert "allerede besluttet" in problem[1]


@given(st.lists(st.sampled_from(list(OUTCOMES))))
def test_only_what_was_put_off_counts_as_put_off(outcomes: list[str]) -> None:
    assert times_postponed(outcomes) == outcomes.count("postponed")
    assert times_postponed([*outcomes, "postponed"]) == times_postponed(outcomes) + 1
    assert all(state_after(outcome) != "closed" for outcome in OUTCOMES if outcome not in CLOSES)


@given(days, st.integers(0, 30))
def test_papers_are_handed_in_on_a_working_day_in_time(held_on: date, before: int) -> None:
    due = papers_due(held_on, before, ClosedDays())
    assert due <= held_on - timedelta(days=before)
    assert is_working_day(due, ClosedDays())


def test_minutes_are_approved_once_at_a_later_meeting() -> None:
    held = {"held_on": DAY, "state": "held", "minutes": "draft"}
    assert why_not_approve_minutes(**held, at_on=DAY + timedelta(days=30)) is None
    assert why_not_approve_minutes(**held, at_on=None) is None
    assert why_not_approve_minutes(**held, at_on=DAY - timedelta(days=1))
    assert why_not_approve_minutes(**{**held, "minutes": "approved"}, at_on=None)
    assert why_not_approve_minutes(**{**held, "state": "called"}, at_on=None)


def test_a_meeting_gone_by_without_a_word_lacks_its_minutes() -> None:
    assert lacks_minutes(state="called", held_on=DAY, today=DAY + timedelta(days=1))
    assert not lacks_minutes(state="called", held_on=DAY, today=DAY)
    assert not lacks_minutes(state="held", held_on=DAY, today=DAY + timedelta(days=1))
    assert not lacks_minutes(state="cancelled", held_on=DAY, today=DAY + timedelta(days=1))


def test_two_may_share_a_seat_and_nobody_sits_on_two() -> None:
    first = Seat(person_id=1, role="member", from_on=DAY, until_on=DAY + timedelta(days=30), unit_id=7)
    second = Seat(person_id=2, role="chair", from_on=DAY + timedelta(days=10), unit_id=7)
    assert why_not_seat([first], second) is None
    assert [seat.person_id for seat in members_on([first, second], DAY + timedelta(days=20))] == [2, 1]
    assert [seat.person_id for seat in members_on([first, second], DAY)] == [1]
    again = Seat(person_id=1, role="chair", from_on=DAY + timedelta(days=30))
    assert why_not_seat([first], again)
    assert why_not_seat([first], Seat(person_id=1, role="chair", from_on=DAY + timedelta(days=31))) is None
    problem = why_not_seat([], Seat(person_id=1, role="chair", from_on=DAY, until_on=DAY - timedelta(days=1)))
    assert problem
    assert problem[0] == "until_on"


@pytest.mark.parametrize(
    ("minutes", "is_newest", "actions", "has_moved_on", "word"),
    [
        ("draft", True, 0, False, None),
        ("approved", True, 0, False, "godkendt"),
        ("draft", True, 1, False, "opfølgninger"),
        ("draft", False, 0, False, "kommet videre"),
        ("draft", True, 0, True, "kommet videre"),
    ],
)
def test_a_decision_is_taken_back_until_something_hangs_on_it(
    minutes: str, is_newest: bool, actions: int, has_moved_on: bool, word: str | None
) -> None:
    told = why_not_undo(minutes=minutes, is_newest=is_newest, actions=actions, has_moved_on=has_moved_on)
    assert told is None if word is None else told is not None and word in told


def test_minutes_with_an_item_that_nobody_decided_about_are_not_approved() -> None:
    day = date(2027, 3, 12)
    assert why_not_approve_minutes(held_on=day, state="held", minutes="draft", at_on=None, undecided=0) is None
    told = why_not_approve_minutes(held_on=day, state="held", minutes="draft", at_on=None, undecided=1)
    assert told is not None
    assert "uden beslutning" in told


def test_a_calendar_of_meetings_leaves_the_closed_days_out() -> None:
    # 26 March 2027 is Good Friday, 26 December a Sunday; the 27th is the next working day after the second.
    assert meeting_days(date(2027, 1, 26), 2, date(2027, 12, 31), ClosedDays()) == [
        date(2027, 1, 26), date(2027, 3, 30), date(2027, 5, 26), date(2027, 7, 26), date(2027, 9, 27),
        date(2027, 11, 26),
    ]  # fmt: skip
    assert meeting_days(date(2027, 1, 31), 1, date(2027, 3, 31), ClosedDays()) == [
        date(2027, 1, 31), date(2027, 3, 1), date(2027, 3, 31),
    ]  # fmt: skip
    assert meeting_days(date(2027, 1, 26), 0, date(2027, 12, 31), ClosedDays()) == [date(2027, 1, 26)]


@given(
    first=st.dates(date(2024, 1, 1), date(2035, 12, 31)),
    every=st.sampled_from(sorted(EVERY)),
    length=st.integers(0, 731),
)
def test_every_meeting_day_comes_once_in_order_and_within_the_period(first: date, every: int, length: int) -> None:
    until = first + timedelta(days=length)
    days = meeting_days(first, every, until, ClosedDays())
    assert days[0] == first
    assert days == sorted(set(days))
    assert all(day <= until and is_working_day(day, ClosedDays()) for day in days[1:])
    if every:
        # None is left out: so many whole steps fit; the last may lie beyond the end, or be moved there.
        steps = ((until.year - first.year) * 12 + until.month - first.month) // every
        assert steps - 2 <= len(days) - 1 <= steps
