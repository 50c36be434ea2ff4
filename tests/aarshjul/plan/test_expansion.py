from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.plan.expansion import (
    QUIET_WEEKS,
    ItemFacts,
    Occurrence,
    horizon,
    internal_date,
    occurrences,
    task_key,
)
from aarshjul.recurrence import LastWorkingDay, NthWeekday
from app.core.workdays import ClosedDays, is_working_day

CLOSED = ClosedDays()
day_rules = (
    st.integers(1, 31)
    | st.builds(NthWeekday, st.sampled_from([1, 2, 3, 4, -1]), st.integers(1, 7))
    | st.just(LastWorkingDay())
)
days = st.dates(date(2020, 1, 1), date(2050, 12, 31))
closed_days = st.builds(
    ClosedDays,
    may_day=st.booleans(),
    friday_after_ascension=st.booleans(),
    between_christmas_and_new_year=st.booleans(),
    dates=st.frozensets(days, max_size=8),
)
quiet = st.frozensets(st.integers(1, 53), max_size=20)


def make_item(**changes: Any) -> ItemFacts:
    facts: dict[str, Any] = {
        "code": "T01",
        "title": "Gennemgang",
        "months": (3,),
        "first_year": 2027,
        "function": "coordinator",
        "unit_ids": (7,),
        "hours": 12.0,
    }
    return ItemFacts(**(facts | changes))


@st.composite
def items(draw: st.DrawFn) -> ItemFacts:
    return make_item(
        months=tuple(sorted(draw(st.sets(st.integers(1, 12), min_size=1, max_size=6)))),
        first_year=draw(st.integers(2020, 2050)),
        every_years=draw(st.integers(1, 5)),
        last_year=draw(st.none() | st.integers(2020, 2050)),
        is_once=draw(st.booleans()),
        is_statutory=draw(st.booleans()),
        unit_ids=(unit_ids := tuple(draw(st.lists(st.integers(1, 99), max_size=4, unique=True)))),
        day=draw(day_rules),
        own_starts=draw(st.dictionaries(st.sampled_from(unit_ids), st.integers(2020, 2050))) if unit_ids else {},
    )


def expand(item: ItemFacts, start_on: date, until_on: date, closed: ClosedDays = CLOSED) -> list[Occurrence]:
    return list(occurrences(item, start_on=start_on, until_on=until_on, closed=closed))


def test_tasks_are_made_to_the_end_of_the_fourth_year_on() -> None:
    assert horizon(date(2026, 11, 21)) == date(2030, 12, 31)
    assert horizon(date(2026, 1, 1)) == date(2030, 12, 31)


def test_an_item_becomes_one_task_for_each_unit_and_period() -> None:
    item = make_item(unit_ids=(7, 8), months=(3, 9))

    found = expand(item, date(2027, 1, 1), date(2028, 12, 31))

    assert [(task.unit_id, task.period) for task in found] == [
        (7, "2027-03"),
        (8, "2027-03"),
        (7, "2027-09"),
        (8, "2027-09"),
        (7, "2028-03"),
        (8, "2028-03"),
        (7, "2028-09"),
        (8, "2028-09"),
    ]


def test_a_task_says_where_it_is_from_and_what_it_takes() -> None:
    assert expand(make_item(), date(2027, 1, 1), date(2027, 12, 31)) == [
        Occurrence(
            key="plan:T01//7/2027",
            unit_id=7,
            period="2027",
            planned_on=date(2027, 3, 31),
            due_on=date(2027, 3, 31),
            law_due_on=None,
            hours=12.0,
        )
    ]


@pytest.mark.parametrize(
    ("planned_on", "due_on", "why"),
    [
        (date(2026, 11, 30), date(2026, 11, 30), "a working day stays"),
        (date(2027, 1, 31), date(2027, 1, 29), "a Sunday goes to the Friday before"),
        (date(2026, 4, 6), date(2026, 4, 1), "Easter goes to the Wednesday before"),
        (date(2027, 7, 31), date(2027, 7, 2), "July goes to the last working day before week 27"),
        (date(2030, 7, 31), date(2030, 6, 28), "and that may be in June"),
        (date(2027, 10, 22), date(2027, 10, 15), "the autumn break goes to the week before"),
        (date(2027, 12, 31), date(2027, 12, 23), "Christmas goes to the 23rd"),
    ],
)
def test_internal_dates_move_back_to_where_people_are_at_work(planned_on: date, due_on: date, why: str) -> None:
    assert internal_date(planned_on, CLOSED, QUIET_WEEKS) == due_on, why


def test_a_statutory_date_is_kept_beside_the_internal_one() -> None:
    item = make_item(months=(7,), is_statutory=True)

    (task,) = expand(item, date(2027, 1, 1), date(2027, 12, 31))

    assert (task.planned_on, task.due_on, task.law_due_on) == (
        date(2027, 7, 31),
        date(2027, 7, 2),
        date(2027, 7, 31),
    )


def test_a_statutory_task_is_not_lost_when_only_its_internal_date_has_passed() -> None:
    start_on, until_on = date(2027, 7, 10), date(2027, 12, 31)

    assert expand(make_item(months=(7,)), start_on, until_on) == []
    assert len(expand(make_item(months=(7,), is_statutory=True), start_on, until_on)) == 1


def test_a_date_just_after_the_window_that_moves_into_it_is_made() -> None:
    item = make_item(months=(8,))

    assert [task.due_on for task in expand(item, date(2027, 8, 1), date(2027, 8, 31))] == [date(2027, 8, 31)]
    january = make_item(months=(1,), first_year=2028)
    quiet_january = frozenset({1, 2, 3, 4, 5, 52})
    found = occurrences(
        january, start_on=date(2027, 1, 1), until_on=date(2027, 12, 31), closed=CLOSED, quiet_weeks=quiet_january
    )
    assert [(task.period, task.due_on) for task in found] == [("2028", date(2027, 12, 23))]


def test_a_year_that_is_mostly_quiet_is_refused() -> None:
    with pytest.raises(ValueError, match="quiet weeks"):
        internal_date(date(2027, 3, 1), CLOSED, frozenset(range(1, 54)))


@given(item=items(), start_on=days, length=st.integers(0, 20 * 366), closed=closed_days)
def test_no_internal_date_is_closed_and_no_statutory_one_is_moved(
    item: ItemFacts, start_on: date, length: int, closed: ClosedDays
) -> None:
    until_on = start_on + timedelta(days=length)
    for task in expand(item, start_on, until_on, closed):
        assert is_working_day(task.due_on, closed)
        assert task.due_on.isocalendar().week not in QUIET_WEEKS
        assert task.due_on <= task.planned_on
        assert task.law_due_on == (task.planned_on if item.is_statutory else None)
        assert start_on <= (task.law_due_on or task.due_on) <= until_on


@given(
    item=items(),
    start_on=days,
    first=st.integers(0, 3000),
    second=st.integers(1, 3000),
    closed=closed_days,
    quiet_weeks=quiet,
)
def test_windows_compose(
    item: ItemFacts, start_on: date, first: int, second: int, closed: ClosedDays, quiet_weeks: frozenset[int]
) -> None:
    cut = start_on + timedelta(days=first)
    until_on = cut + timedelta(days=second)

    def window(first_day: date, last_day: date) -> list[Occurrence]:
        return list(occurrences(item, start_on=first_day, until_on=last_day, closed=closed, quiet_weeks=quiet_weeks))

    whole = window(start_on, until_on)

    assert sorted(window(start_on, cut) + window(cut + timedelta(days=1), until_on)) == sorted(whole)
    assert len({task.key for task in whole}) == len(whole)


def test_an_administration_that_begins_in_another_year_has_its_own_turns() -> None:
    item = make_item(unit_ids=(7, 8, 9), own_starts={8: 2029}, every_years=2)

    found = expand(item, date(2027, 1, 1), date(2030, 12, 31))

    assert [(task.unit_id, task.period) for task in found] == [
        (7, "2027"),
        (9, "2027"),
        (7, "2029"),
        (9, "2029"),
        (8, "2029"),
    ]


@pytest.mark.parametrize(
    ("day", "planned_on", "due_on"),
    [
        (15, date(2027, 3, 15), date(2027, 3, 15)),
        (NthWeekday(2, 1), date(2027, 3, 8), date(2027, 3, 8)),
        (NthWeekday(-1, 5), date(2027, 3, 26), date(2027, 3, 24)),
        (LastWorkingDay(), date(2027, 3, 31), date(2027, 3, 31)),
    ],
)
def test_the_day_is_the_one_the_rule_names(day: Any, planned_on: date, due_on: date) -> None:
    """26 March 2027 is Good Friday."""
    (task,) = expand(make_item(day=day), date(2027, 1, 1), date(2027, 12, 31))
    assert (task.planned_on, task.due_on) == (planned_on, due_on)


part = st.text(st.sampled_from("aø/%2F-: "), max_size=5)
parts = st.tuples(part, part, st.integers(1, 20), part)


@given(one=parts, other=parts)
def test_two_tasks_have_the_same_key_only_when_all_four_parts_are_the_same(
    one: tuple[str, str, int, str], other: tuple[str, str, int, str]
) -> None:
    assert (task_key(*one) == task_key(*other)) == (one == other)
