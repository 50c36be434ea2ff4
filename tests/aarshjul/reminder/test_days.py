"""The days on which a task is looked at, and on which mail goes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.reminder.rules import (
    A_DAY,
    GIVEN_WITHIN,
    Cadence,
    Said,
    first_look,
    first_working_day_of_week,
    look_after,
    may_mail_on,
    next_look,
    rungs,
    steps,
)
from app.core.workdays import is_working_day
from tests.aarshjul.reminder.ladders import BENT, USUAL, a_task, cadences, days, look


def test_what_is_late_for_years_is_asked_about_all_the_same() -> None:
    assert next_look(a_task(date(2020, 1, 6)), cadence=USUAL, is_weekly=False, today=date(2027, 3, 1)) is not None


@given(due_on=days, cadence=cadences, offset=st.integers(-80, 500), made=st.integers(-400, 30), is_weekly=st.booleans())
def test_whatever_comes_comes_on_a_day_that_was_said_beforehand(
    due_on: date, cadence: Cadence, offset: int, made: int, is_weekly: bool
) -> None:
    """From one look to the next nothing is wanted on any day between, so a tick need not read the task."""
    today = due_on + timedelta(days=offset)
    task = a_task(due_on, created_on=due_on + timedelta(days=made))
    said: list[Said] = []
    look(today, task, said, cadence=cadence, is_weekly=is_weekly)
    said += [Said(due_on, rung.code, BENT) for rung in rungs(task, said, cadence=cadence, today=today)]
    again = next_look(task, cadence=cadence, is_weekly=is_weekly, today=today)
    for number in range(1, 40):
        day = today + timedelta(days=number)
        found = look(day, task, list(said), cadence=cadence, is_weekly=is_weekly)
        come = rungs(task, said, cadence=cadence, today=day)
        if again is not None and day >= again:
            break
        assert not [code for code, state in found if state == "wanted" and not code.startswith("G")]
        assert come == []


@given(due_on=days, cadence=cadences, is_weekly=st.booleans())
def test_the_first_look_is_before_every_step(due_on: date, cadence: Cadence, is_weekly: bool) -> None:
    assert all(step.on >= first_look(due_on) for step in steps(due_on, due_on, cadence, is_weekly=is_weekly))


@given(due_on=days, cadence=cadences, offset=st.integers(-80, 400))
def test_who_has_just_looked_is_left_in_peace_till_the_next_step_of_either_rhythm(
    due_on: date, cadence: Cadence, offset: int
) -> None:
    today = due_on + timedelta(days=offset)
    both = [next_look(a_task(due_on), cadence=cadence, is_weekly=weekly, today=today) for weekly in (False, True)]

    assert look_after(a_task(due_on), cadence=cadence, today=today) == min(filter(None, both), default=None)


@pytest.mark.parametrize(
    ("today", "due_on", "may"),
    [
        (date(2027, 3, 1), date(2027, 3, 20), True),  # Monday
        (date(2027, 3, 2), date(2027, 3, 20), False),
        (date(2027, 3, 2), date(2027, 3, 5), True),  # its date passes before the next Monday
        (date(2027, 3, 2), date(2027, 3, 1), False),  # late already: the week's mail tells it
        (date(2027, 3, 6), date(2027, 3, 6), False),  # Saturday
        (date(2027, 3, 30), date(2027, 4, 20), True),  # Tuesday after Easter
    ],
)
def test_a_weekly_mail_goes_on_the_first_working_day_or_where_it_would_come_too_late(
    today: date, due_on: date, may: bool
) -> None:
    assert may_mail_on(today, is_weekly=True, waiting=[(due_on, today)], closed=USUAL.closed) is may


def test_what_should_have_gone_on_monday_goes_on_the_day_it_can() -> None:
    monday, due_on = date(2027, 3, 1), date(2027, 3, 20)

    assert may_mail_on(monday + A_DAY, is_weekly=True, waiting=[(due_on, monday)], closed=USUAL.closed)


@given(day=days, cadence=cadences)
def test_a_week_begins_on_a_working_day(day: date, cadence: Cadence) -> None:
    first = first_working_day_of_week(day, cadence.closed)

    assert is_working_day(first, cadence.closed)
    assert first >= day - timedelta(days=6)
    assert GIVEN_WITHIN.days == 30
