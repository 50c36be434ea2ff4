"""What is said to whoever a task falls to, step by step."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.reminder.rules import (
    A_DAY,
    Cadence,
    Said,
    Step,
    counted,
    steps,
)
from tests.aarshjul.reminder.ladders import (
    ANNA,
    BENT,
    LONG_CHRISTMAS,
    QUIET,
    USUAL,
    a_task,
    cadences,
    days,
    look,
    plain_steps,
    told,
)


def test_a_task_has_steps_before_on_and_after_its_date() -> None:
    assert steps(date(2027, 3, 31), date(2027, 4, 15), USUAL) == [
        Step("T-30", date(2027, 3, 1)),
        Step("T-14", date(2027, 3, 17)),
        Step("T-7", date(2027, 3, 24)),
        Step("T-1", date(2027, 3, 30)),
        Step("T0", date(2027, 3, 31)),
        Step("U7", date(2027, 4, 7)),
        Step("U14", date(2027, 4, 14)),
    ]


def test_a_step_on_a_closed_day_goes_on_the_next_working_day() -> None:
    assert Step("T-7", date(2027, 3, 30)) in steps(date(2027, 4, 5), date(2027, 4, 1), USUAL)


def test_of_steps_that_meet_on_a_day_the_last_counts() -> None:
    found = steps(date(2026, 12, 24), date(2027, 1, 6), LONG_CHRISTMAS)

    assert found[-2:] == [Step("T-1", date(2026, 12, 23)), Step("U7", date(2027, 1, 4))]


def test_in_the_quiet_weeks_nobody_is_asked_about_what_is_late_but_about_what_is_to_come() -> None:
    # Week 28 of 2027 begins on 12 July.
    assert [step.on for step in steps(date(2027, 7, 5), date(2027, 8, 10), QUIET)][-2:] == [
        date(2027, 8, 2),
        date(2027, 8, 9),
    ]
    assert Step("T0", date(2027, 7, 20)) in steps(date(2027, 7, 20), date(2027, 7, 31), QUIET)


def test_who_wants_it_gathered_gets_the_week_s_steps_on_its_first_working_day() -> None:
    # 29 March 2027 is Easter Monday, so that week begins on the Tuesday.
    assert steps(date(2027, 3, 31), date(2027, 4, 9), USUAL, is_weekly=True) == [
        Step("T-30", date(2027, 3, 1)),
        Step("T-14", date(2027, 3, 15)),
        Step("T-7", date(2027, 3, 22)),
        Step("T0", date(2027, 3, 30)),
        Step("U7", date(2027, 4, 5)),
    ]


@given(due_on=days, cadence=cadences, until=st.integers(-70, 500), is_weekly=st.booleans())
def test_the_steps_are_those_of_the_plain_rule(due_on: date, cadence: Cadence, until: int, is_weekly: bool) -> None:
    until_on = due_on + timedelta(days=until)
    plain = plain_steps(due_on, cadence, is_weekly=is_weekly)
    found = steps(due_on, until_on, cadence, is_weekly=is_weekly)

    assert found == [Step(code, on) for on, code in sorted(plain.items()) if on <= until_on]


def test_before_the_first_step_nothing_is_wanted() -> None:
    assert look(date(2027, 2, 26), a_task(date(2027, 3, 31))) == []


def test_on_its_day_a_step_is_wanted_and_then_not_again() -> None:
    said: list[Said] = []

    assert look(date(2027, 3, 1), a_task(date(2027, 3, 31)), said) == [("T-30", "wanted")]
    assert look(date(2027, 3, 1), a_task(date(2027, 3, 31)), said) == []
    assert look(date(2027, 3, 2), a_task(date(2027, 3, 31)), said) == []


def test_after_an_outage_the_latest_step_is_wanted_and_the_missed_ones_are_superseded() -> None:
    due_on = date(2027, 3, 31)

    assert look(date(2027, 4, 8), a_task(due_on), told(due_on, "T-30", "T-14")) == [
        ("T-7", "superseded"),
        ("T-1", "superseded"),
        ("T0", "superseded"),
        ("U7", "wanted"),
    ]


def test_a_task_that_is_made_late_is_told_as_given_in_the_latest_step_s_stead() -> None:
    today = date(2027, 4, 21)

    assert look(today, a_task(date(2027, 3, 31), created_on=today)) == [("U21", "superseded"), ("G0", "wanted")]


def test_a_step_on_the_day_the_task_was_made_belongs_to_it() -> None:
    due_on = date(2027, 3, 31)
    found = look(date(2027, 3, 30), a_task(due_on, created_on=date(2027, 3, 24)), told(due_on, "G0"))

    assert found == [("T-7", "superseded"), ("T-1", "wanted")]


def test_who_takes_over_is_told_so_at_once_where_the_date_is_near() -> None:
    due_on = date(2027, 3, 31)
    said = told(due_on, "T-30", "T-14")
    bent_takes_over = look(date(2027, 3, 18), a_task(due_on), said, person_id=BENT)

    assert bent_takes_over == [("T-30", "superseded"), ("T-14", "superseded"), ("G0", "wanted")]
    assert look(date(2027, 3, 24), a_task(due_on), said, person_id=BENT) == [("T-7", "wanted")]


def test_who_is_given_it_by_name_again_is_told_again() -> None:
    due_on = date(2027, 3, 31)
    said = told(due_on, "T-30", "T-14") + told(due_on, "G1", "T-14", person_id=BENT)
    back = look(date(2027, 3, 18), a_task(due_on, handovers=2, named_id=ANNA), said)

    assert back == [("G2", "wanted")]


def test_who_is_given_what_is_due_long_after_hears_at_its_first_step() -> None:
    task, said = a_task(date(2027, 6, 30), handovers=1, named_id=ANNA), list[Said]()

    assert look(date(2027, 3, 1), task, said) == [("G1", "superseded")]
    assert look(date(2027, 5, 31), task, said) == [("T-30", "wanted")]


def test_who_puts_a_task_off_is_not_told_that_it_is_theirs() -> None:
    said = told(date(2027, 3, 10), "T-30", "T-14", "T-7")

    assert look(date(2027, 3, 3), a_task(date(2027, 3, 20)), said) == [("T-30", "wanted")]


def test_who_has_just_put_it_off_hears_of_no_step_that_lay_before() -> None:
    task = replace(a_task(date(2027, 3, 20)), open_since=date(2027, 3, 3))

    assert look(date(2027, 3, 4), task, told(date(2027, 3, 10), "T-30")) == []
    assert look(date(2027, 3, 8), task, told(date(2027, 3, 10), "T-30")) == [("T-14", "wanted")]


@pytest.mark.parametrize("every", [3, 5, 10, 14])
def test_another_interval_goes_on_from_the_day_that_was_reached(every: int) -> None:
    due_on = date(2027, 8, 30)
    said = told(due_on, "T-30", "T-14", "T-7", "T0", "U7", "U14", "U21")
    first = due_on + timedelta(days=next(n for n in range(every, 60, every) if n > 21))

    assert look(first - A_DAY, a_task(due_on), list(said), cadence=replace(USUAL, overdue_every=every)) == []
    found = look(first + 2 * A_DAY, a_task(due_on), list(said), cadence=replace(USUAL, overdue_every=every))
    assert [state for _code, state in found][-1] == "wanted"


def test_a_step_that_gave_way_to_one_that_came_to_nothing_is_said_after_all() -> None:
    due_on = date(2027, 3, 31)
    gave_way = [Said(due_on, code, ANNA, is_mailed=False) for code in ("T-30", "T-14")]

    assert counted(gave_way) == []
    assert counted([*gave_way, Said(due_on, "T-7", ANNA)]) == [*gave_way, Said(due_on, "T-7", ANNA)]
    given = Said(due_on, "G1", ANNA, is_mailed=False)
    assert counted([given]) == [given], "whoever takes a task knows"


def test_a_clock_set_back_brings_no_older_step() -> None:
    due_on = date(2027, 3, 31)
    said = told(due_on, "T-30", "T-14", "T-7", "T-1", "T0", "U7")

    assert look(date(2027, 4, 1), a_task(due_on), said) == []


def test_a_step_that_is_no_longer_in_use_does_not_stop_the_others() -> None:
    due_on = date(2027, 3, 31)

    assert look(date(2027, 3, 24), a_task(due_on), told(due_on, "T-30", "T-21", "T-14")) == [("T-7", "wanted")]


@given(
    due_on=days,
    cadence=cadences,
    made=st.integers(-400, 100),
    gaps=st.lists(st.integers(0, 40), max_size=40),
    is_weekly=st.booleans(),
)
def test_whatever_the_gaps_each_step_comes_once_and_one_for_each_gap_in_which_a_step_came(
    due_on: date, cadence: Cadence, made: int, gaps: list[int], is_weekly: bool
) -> None:
    made_on = due_on + timedelta(days=made)
    task = a_task(due_on, created_on=made_on)
    plain = plain_steps(due_on, cadence, is_weekly=is_weekly)
    today, said, decided = made_on, list[Said](), list[str]()
    for number, gap in enumerate(gaps):
        last_look, today = today, today + timedelta(days=gap)
        found = look(today, task, said, cadence=cadence, is_weekly=is_weekly)
        wanted = [code for code, state in found if state == "wanted"]
        came = [on for on in plain if last_look < on <= today]
        if number and wanted != ["G0"]:
            assert len(wanted) == bool(came), "exactly one after a gap in which a step came, else none"
        assert len(wanted) <= 1
        decided += [code for code, _state in found]
    assert len(decided) == len(set(decided))


def year_of_ticks(random: Random, first: date, count: int) -> Iterator[date]:
    """Days with a tick: now and then the process is down for up to ten days."""
    down_until = first
    for number in range(count):
        day = first + timedelta(days=number)
        if day >= down_until and random.random() < 0.03:
            down_until = day + timedelta(days=random.randint(1, 10))
        if day >= down_until:
            yield day


@pytest.mark.parametrize("seed", range(3))
def test_over_five_years_with_outages_the_reminders_are_those_a_calendar_would_tell(seed: int) -> None:
    random = Random(seed)
    first = date(2026, 1, 1)
    ticks = list(year_of_ticks(random, first, 1826))
    for _ in range(40):
        task = a_task(first + timedelta(days=random.randint(70, 1800)), created_on=first)
        plain = plain_steps(task.due_on, USUAL)
        said: list[Said] = []
        # A year past its date tells what the years after it would.
        days = [day for day in ticks if day < task.due_on + timedelta(days=365)]
        got = {day: [code for code, state in look(day, task, said) if state == "wanted"] for day in days}
        expected, before = {}, first - A_DAY
        for day in days:
            came = [code for on, code in sorted(plain.items()) if before < on <= day]
            expected[day], before = came[-1:], day
        assert got == expected
