from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from dateutil.rrule import YEARLY, rrule, rrulestr
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.recurrence import (
    LastWorkingDay,
    NthWeekday,
    Recurrence,
    Slot,
    dates,
    day_in,
    months_after,
    parse_day,
    to_rrule,
    turns_after,
    write_day,
)
from app.core.workdays import ClosedDays, is_working_day

YEARS = st.integers(2000, 2060)
months = st.lists(st.integers(1, 12), min_size=1, max_size=12, unique=True).map(lambda found: tuple(sorted(found)))
days = st.dates(date(2000, 1, 1), date(2060, 12, 31))


weekday_rules = st.builds(NthWeekday, st.sampled_from([1, 2, 3, 4, -1]), st.integers(1, 7))
day_rules = st.integers(1, 31) | weekday_rules | st.just(LastWorkingDay())
CLOSED = ClosedDays(between_christmas_and_new_year=True)


def is_open(day: date) -> bool:
    return is_working_day(day, CLOSED)


@st.composite
def rules(draw: st.DrawFn, days: Any = day_rules) -> Recurrence:
    first_year = draw(YEARS)
    return Recurrence(
        months=draw(months),
        first_year=first_year,
        every_years=draw(st.integers(1, 5)),
        day=draw(days),
        last_year=draw(st.none() | st.integers(first_year - 1, 2060)),
        is_once=draw(st.booleans()),
    )


def turns(rule: Recurrence, start_on: date, until_on: date) -> list[Slot]:
    return list(dates(rule, start_on=start_on, until_on=until_on, is_working=is_open))


def test_month_ends_do_not_drift() -> None:
    rule = Recurrence(months=(1, 2, 3, 4), first_year=2027)

    found = [slot.nominal_on for slot in turns(rule, date(2027, 1, 1), date(2028, 12, 31))]

    assert found == [
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
        date(2028, 4, 30),
    ]


def test_a_rule_of_one_month_has_the_year_as_its_period() -> None:
    rule = Recurrence(months=(3,), first_year=2026, every_years=2)

    assert turns(rule, date(2027, 1, 1), date(2030, 12, 31)) == [
        Slot("2028", date(2028, 3, 31)),
        Slot("2030", date(2030, 3, 31)),
    ]


def test_a_rule_of_several_months_has_year_and_month_as_its_period() -> None:
    rule = Recurrence(months=(3, 9), first_year=2027, day=15)

    assert turns(rule, date(2027, 1, 1), date(2027, 12, 31)) == [
        Slot("2027-03", date(2027, 3, 15)),
        Slot("2027-09", date(2027, 9, 15)),
    ]


def test_a_project_comes_in_its_first_year_only() -> None:
    rule = Recurrence(months=(5,), first_year=2028, is_once=True)

    assert turns(rule, date(2020, 1, 1), date(2060, 12, 31)) == [Slot("2028", date(2028, 5, 31))]


def test_the_last_year_counts_and_none_after_it() -> None:
    rule = Recurrence(months=(5,), first_year=2027, last_year=2029)

    assert [slot.period for slot in turns(rule, date(2020, 1, 1), date(2060, 12, 31))] == ["2027", "2028", "2029"]


def test_both_ends_of_the_window_are_included() -> None:
    rule = Recurrence(months=(6,), first_year=2027)

    assert turns(rule, date(2027, 6, 30), date(2027, 6, 30)) == [Slot("2027", date(2027, 6, 30))]


@pytest.mark.parametrize(
    "wrong",
    [
        {"months": ()},
        {"months": (0,)},
        {"months": (13,)},
        {"months": (3, 1)},
        {"months": (3, 3)},
        {"every_years": 0},
        {"day": 0},
        {"day": 32},
    ],
    ids=str,
)
def test_a_rule_no_calendar_could_follow_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must"):
        Recurrence(**{"months": (1,), "first_year": 2027, **wrong})


@given(rule=rules(), start_on=days, length=st.integers(0, 8000))
def test_dates_rise_and_periods_differ(rule: Recurrence, start_on: date, length: int) -> None:
    found = turns(rule, start_on, start_on + timedelta(days=length))

    assert all(earlier.nominal_on < later.nominal_on for earlier, later in pairwise(found))
    assert len({slot.period for slot in found}) == len(found)


@given(rule=rules(), start_on=days, first=st.integers(0, 5000), second=st.integers(1, 5000))
def test_windows_compose(rule: Recurrence, start_on: date, first: int, second: int) -> None:
    cut = start_on + timedelta(days=first)
    until_on = cut + timedelta(days=second)

    halves = turns(rule, start_on, cut) + turns(rule, cut + timedelta(days=1), until_on)

    assert halves == turns(rule, start_on, until_on)


@pytest.mark.parametrize(
    ("rule", "year", "month", "expected"),
    [
        (NthWeekday(1, 1), 2027, 3, date(2027, 3, 1)),
        (NthWeekday(2, 2), 2027, 3, date(2027, 3, 9)),
        (NthWeekday(-1, 5), 2027, 12, date(2027, 12, 31)),
        (NthWeekday(4, 7), 2027, 2, date(2027, 2, 28)),
        (LastWorkingDay(), 2027, 12, date(2027, 12, 23)),
        (LastWorkingDay(), 2028, 4, date(2028, 4, 28)),
        (30, 2027, 2, date(2027, 2, 28)),
        (29, 2028, 2, date(2028, 2, 29)),
    ],
)
def test_which_day_of_the_month(rule: Any, year: int, month: int, expected: date) -> None:
    assert day_in(rule, year, month, is_open) == expected


@pytest.mark.parametrize("wrong", [(0, 1), (5, 1), (-2, 1), (1, 0), (1, 8)])
def test_a_weekday_that_no_month_has_is_refused(wrong: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="must"):
        NthWeekday(*wrong)


@given(year=YEARS, month=st.integers(1, 12))
def test_the_last_working_day_is_one_and_none_comes_after_it(year: int, month: int) -> None:
    found = day_in(LastWorkingDay(), year, month, is_open)
    later = [found + timedelta(days=n) for n in range(1, 32)]
    assert is_open(found)
    assert not any(is_open(day) for day in later if day.month == month)


def test_turns_from_the_last_completion_do_not_drift() -> None:
    assert list(turns_after(date(2027, 1, 31), 1, until_on=date(2027, 5, 31))) == [
        date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30), date(2027, 5, 31),
    ]  # fmt: skip
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    with pytest.raises(ValueError, match="must"):
        list(turns_after(date(2027, 1, 31), 0, until_on=date(2027, 5, 31)))


@given(last_on=days, every=st.integers(1, 60), length=st.integers(0, 8000))
def test_turns_from_the_last_completion_are_so_many_months_apart(last_on: date, every: int, length: int) -> None:
    until_on = last_on + timedelta(days=length)
    found = list(turns_after(last_on, every, until_on=until_on))
    for place, day in enumerate(found, start=1):
        months = (day.year - last_on.year) * 12 + day.month - last_on.month
        assert months == place * every
        assert day.day == last_on.day or (day + timedelta(days=1)).day == 1
    assert months_after(last_on, (len(found) + 1) * every) > until_on


@given(rule=rules())
def test_icalendar_says_the_same_where_it_can(rule: Recurrence) -> None:
    text = to_rrule(rule)
    if text is None:
        is_beyond = isinstance(rule.day, LastWorkingDay) or (
            isinstance(rule.day, int) and rule.day > 28 and len(rule.months) > 1 and rule.every_years > 1
        )
        assert is_beyond
        return
    first = datetime(rule.first_year, 1, 1)  # noqa: DTZ001  rrule counts naive days
    last = datetime(rule.first_year + 20, 12, 31)  # noqa: DTZ001
    theirs = rrulestr(text, dtstart=first).between(first, last, inc=True)
    ours = turns(rule, first.date(), last.date())
    assert [slot.nominal_on for slot in ours] == [day.date() for day in theirs]


@given(rule=rules(st.integers(1, 31)))
def test_the_dates_are_those_of_dateutil(rule: Recurrence) -> None:
    last_year = rule.first_year if rule.is_once else rule.last_year or rule.first_year + 20
    theirs = rrule(
        YEARLY,
        interval=rule.every_years,
        dtstart=datetime(rule.first_year, 1, 1),  # noqa: DTZ001  rrule counts naive days
        until=datetime(last_year, 12, 31),  # noqa: DTZ001
        bymonth=rule.months,
        bymonthday=tuple(range(1, int(rule.day) + 1)),  # type: ignore[arg-type]  # numbers alone are drawn
    )
    # dateutil cannot say "the day, or the month's last": take the last day it allows in each month.
    expected = {(day.year, day.month): day.date() for day in theirs}

    found = turns(rule, date(rule.first_year, 1, 1), date(max(last_year, 1), 12, 31))

    assert [slot.nominal_on for slot in found] == list(expected.values())


@given(rule=day_rules)
def test_a_day_is_read_as_it_was_written(rule: Any) -> None:
    assert parse_day(write_day(rule)) == rule


@pytest.mark.parametrize("text", ["", "0", "32", "5MO", "0MO", "2XX", "-2FR", "MO", "²", "last", "1 MO"])
def test_a_text_that_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no day of a month"):
        parse_day(text)
