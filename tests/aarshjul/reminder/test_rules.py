from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.reminder.rules import Decision, Step, decide, next_step_on, steps
from app.core.workdays import ClosedDays, is_working_day

CLOSED = ClosedDays()
LONG_CHRISTMAS = ClosedDays(between_christmas_and_new_year=True)
ONE_DAY = timedelta(days=1)
days = st.dates(date(2026, 1, 1), date(2031, 12, 31))
closed_days = st.builds(
    ClosedDays,
    between_christmas_and_new_year=st.booleans(),
    friday_after_ascension=st.booleans(),
    dates=st.frozensets(days, max_size=10),
)


def tick(
    today: date,
    *,
    due_on: date,
    planned_since: date = date(2026, 1, 1),
    is_open: bool = True,
    seen: set[str] | None = None,
    closed: ClosedDays = CLOSED,
) -> list[tuple[str, str]]:
    """Decide and, as the reminder table would, remember."""
    remembered = set() if seen is None else seen
    decisions = decide(
        due_on=due_on, is_open=is_open, today=today, closed=closed, planned_since=planned_since, seen=remembered
    )
    remembered.update(decision.step.code for decision in decisions)
    return [(decision.step.code, decision.state) for decision in decisions]


def naive_steps(due_on: date, closed: ClosedDays) -> dict[date, str]:
    """The steps as the rule is told to a person: each on the next working day, the later one of two winning."""
    by_day: dict[date, str] = {}
    named = [("T-30", -30), ("T-7", -7), ("T0", 0), *((f"U{n}", 7 * n) for n in range(1, 53))]
    for code, offset in named:
        day = due_on + timedelta(days=offset)
        while not is_working_day(day, closed):
            day += ONE_DAY
        by_day[day] = code
    return by_day


def test_a_task_has_steps_before_on_and_after_its_date() -> None:
    assert steps(date(2027, 3, 31), date(2027, 4, 15), CLOSED) == [
        Step("T-30", date(2027, 3, 1)),
        Step("T-7", date(2027, 3, 24)),
        Step("T0", date(2027, 3, 31)),
        Step("U1", date(2027, 4, 7)),
        Step("U2", date(2027, 4, 14)),
    ]


def test_a_step_on_a_closed_day_goes_on_the_next_working_day() -> None:
    assert steps(date(2027, 4, 5), date(2027, 4, 1), CLOSED)[-1] == Step("T-7", date(2027, 3, 30))


def test_of_steps_that_meet_on_a_day_the_last_counts() -> None:
    found = steps(date(2026, 12, 24), date(2027, 1, 6), LONG_CHRISTMAS)

    assert found[-2:] == [Step("T-7", date(2026, 12, 17)), Step("U1", date(2027, 1, 4))]


def test_the_weekly_steps_end_after_a_year() -> None:
    assert steps(date(2027, 3, 31), date(2040, 1, 1), CLOSED)[-1].code == "U52"


@given(due_on=days, closed=closed_days, until=st.integers(-40, 500))
def test_the_steps_are_those_of_the_plain_rule(due_on: date, closed: ClosedDays, until: int) -> None:
    until_on = due_on + timedelta(days=until)
    expected = [Step(code, on) for on, code in sorted(naive_steps(due_on, closed).items()) if on <= until_on]

    assert steps(due_on, until_on, closed) == expected


def test_before_the_first_step_nothing_is_wanted() -> None:
    assert tick(date(2027, 2, 26), due_on=date(2027, 3, 31)) == []


def test_on_its_day_a_step_is_wanted_and_then_not_again() -> None:
    seen: set[str] = set()

    assert tick(date(2027, 3, 1), due_on=date(2027, 3, 31), seen=seen) == [("T-30", "wanted")]
    assert tick(date(2027, 3, 1), due_on=date(2027, 3, 31), seen=seen) == []
    assert tick(date(2027, 3, 2), due_on=date(2027, 3, 31), seen=seen) == []


def test_after_an_outage_the_latest_step_is_wanted_and_the_missed_ones_are_superseded() -> None:
    assert tick(date(2027, 4, 8), due_on=date(2027, 3, 31), seen={"T-30"}) == [
        ("T-7", "superseded"),
        ("T0", "superseded"),
        ("U1", "wanted"),
    ]


def test_a_task_that_is_made_late_gets_the_latest_step_only() -> None:
    today = date(2027, 4, 21)

    assert tick(today, due_on=date(2027, 3, 31), planned_since=today) == [("U3", "wanted")]


def test_a_task_made_between_two_steps_gets_the_one_before_and_not_those_before_that() -> None:
    assert tick(date(2027, 3, 26), due_on=date(2027, 3, 31), planned_since=date(2027, 3, 26)) == [("T-7", "wanted")]


def test_a_step_on_the_day_the_task_was_made_belongs_to_it() -> None:
    found = tick(date(2027, 4, 1), due_on=date(2027, 3, 31), planned_since=date(2027, 3, 24))

    assert found == [("T-7", "superseded"), ("T0", "wanted")]


def test_a_task_that_is_done_wants_nothing() -> None:
    assert tick(date(2027, 4, 8), due_on=date(2027, 3, 31), is_open=False) == []


def test_a_clock_set_back_brings_no_older_step() -> None:
    seen: set[str] = set()
    due_on, made_on = date(2027, 3, 31), date(2027, 4, 8)
    assert tick(made_on, due_on=due_on, planned_since=made_on, seen=seen) == [("U1", "wanted")]

    assert tick(date(2027, 4, 1), due_on=due_on, planned_since=made_on, seen=seen) == []


def test_a_step_that_is_no_longer_in_use_does_not_stop_the_others() -> None:
    assert tick(date(2027, 3, 24), due_on=date(2027, 3, 31), seen={"T-30", "T-14"}) == [("T-7", "wanted")]


@pytest.mark.parametrize(
    ("today", "seen", "expected"),
    [
        (date(2026, 11, 1), set(), date(2027, 3, 1)),
        (date(2027, 3, 1), set(), date(2027, 3, 1)),
        (date(2027, 3, 20), set(), date(2027, 3, 1)),
        (date(2027, 3, 20), {"T-30"}, date(2027, 3, 24)),
        (date(2027, 4, 8), {"T-30"}, date(2027, 4, 7)),
        (date(2027, 4, 8), {"T-30", "U1"}, date(2027, 4, 14)),
        (date(2029, 1, 1), {"U52"}, None),
    ],
    # A set has no order of its own, and two workers must name a test alike.
    ids=lambda value: "+".join(sorted(value)) if isinstance(value, set) else str(value),
)
def test_the_next_reminder_has_a_day(today: date, seen: set[str], expected: date | None) -> None:
    assert next_step_on(due_on=date(2027, 3, 31), seen=seen, closed=CLOSED, today=today) == expected


@given(due_on=days, closed=closed_days, offset=st.integers(-60, 500), codes=st.sets(st.integers(0, 54)))
def test_the_next_day_has_come_exactly_when_a_reminder_is_wanted(
    due_on: date, closed: ClosedDays, offset: int, codes: set[int]
) -> None:
    every = [step.code for step in steps(due_on, due_on + timedelta(days=800), closed)]
    seen = {every[index] for index in codes if index < len(every)}
    today = due_on + timedelta(days=offset)
    decisions = decide(
        due_on=due_on, is_open=True, today=today, closed=closed, planned_since=due_on - timedelta(90), seen=seen
    )
    next_on = next_step_on(due_on=due_on, seen=seen, closed=closed, today=today)

    assert any(state == "wanted" for _, state in decisions) == (next_on is not None and next_on <= today)


@given(
    due_on=days,
    closed=closed_days,
    made=st.integers(-400, 100),
    gaps=st.lists(st.integers(0, 40), max_size=40),
    done_after=st.none() | st.integers(0, 40),
)
def test_whatever_the_gaps_each_step_comes_once_and_none_after_the_task_is_done(
    due_on: date, closed: ClosedDays, made: int, gaps: list[int], done_after: int | None
) -> None:
    made_on = due_on + timedelta(days=made)
    today, seen, decided = made_on, set[str](), list[Decision]()
    for number, gap in enumerate(gaps):
        last_tick, today = today, today + timedelta(days=gap)
        is_open = done_after is None or number < done_after
        found = decide(due_on=due_on, is_open=is_open, today=today, closed=closed, planned_since=made_on, seen=seen)
        came = [on for on in naive_steps(due_on, closed) if last_tick < on <= today]
        wanted = [step for step, state in found if state == "wanted"]
        if not is_open:
            assert found == []
        elif number == 0:
            assert len(wanted) <= 1
        else:
            assert len(wanted) == bool(came), "exactly one after a gap in which a step came, else none"
        if wanted:
            assert found[-1].step == wanted[0], "the latest one"
        seen.update(decision.step.code for decision in found)
        decided += found
    codes = [decision.step.code for decision in decided]
    assert len(codes) == len(set(codes))


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
        due_on = first + timedelta(days=random.randint(31, 1800))
        done_on = due_on + timedelta(days=random.choice([-20, -3, 0, 5, 30, 200, 4000]))
        seen: set[str] = set()
        sent: list[tuple[date, str]] = []
        for today in ticks:
            found = tick(today, due_on=due_on, planned_since=first, is_open=today < done_on, seen=seen)
            sent += [(today, code) for code, state in found if state == "wanted"]

        # Each step goes at the first tick on or after its day; of those that meet at a tick, the last.
        expected: dict[date, str] = {}
        for on, code in sorted(naive_steps(due_on, CLOSED).items()):
            tick_day = next((day for day in ticks if day >= on), None)
            if tick_day is not None and tick_day < done_on:
                expected[tick_day] = code
        assert sent == sorted(expected.items())
