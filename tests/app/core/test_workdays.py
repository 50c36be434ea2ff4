from datetime import date, timedelta

import holidays as holidays_library
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.workdays import (
    ClosedDays,
    closed_in,
    closed_name,
    holiday_name,
    holidays_in,
    is_working_day,
    working_day_on_or_after,
    working_day_on_or_before,
)

NEVER_CLOSED = ClosedDays(constitution_day=False, christmas_eve=False, new_years_eve=False)
EASTER_SUNDAYS = [
    date(2025, 4, 20),
    date(2026, 4, 5),
    date(2027, 3, 28),
    date(2028, 4, 16),
    date(2029, 4, 1),
    date(2030, 4, 21),
    date(2031, 4, 13),
]

days = st.dates(date(2000, 1, 1), date(2080, 12, 31))
closed_days = st.builds(
    ClosedDays,
    constitution_day=st.booleans(),
    christmas_eve=st.booleans(),
    new_years_eve=st.booleans(),
    may_day=st.booleans(),
    friday_after_ascension=st.booleans(),
    between_christmas_and_new_year=st.booleans(),
    dates=st.frozensets(days, max_size=5),
)


@pytest.mark.parametrize("easter_sunday", EASTER_SUNDAYS, ids=str)
def test_the_moving_holidays_follow_easter(easter_sunday: date) -> None:
    offsets = {(day - easter_sunday).days for day in holidays_in(easter_sunday.year) if day.month in range(3, 7)}

    assert offsets == {-3, -2, 0, 1, 39, 49, 50}


@pytest.mark.parametrize(
    "day", [date(2026, 5, 14), date(2027, 5, 6), date(2026, 5, 25), date(2027, 5, 17), date(2028, 6, 5)], ids=str
)
def test_known_ascension_days_and_whit_mondays_are_holidays(day: date) -> None:
    assert day in holidays_in(day.year)


def test_store_bededag_was_a_holiday_for_the_last_time_in_2023() -> None:
    assert date(2023, 5, 5) in holidays_in(2023)
    assert date(2024, 4, 26) not in holidays_in(2024)
    assert is_working_day(date(2024, 4, 26), ClosedDays())


def test_the_holidays_are_those_an_independent_library_knows() -> None:
    for year in range(1990, 2100):
        assert holidays_in(year) == frozenset(holidays_library.country_holidays("DK", years=year)), year


def test_the_church_has_three_fixed_holidays_a_year() -> None:
    assert {date(2027, 1, 1), date(2027, 12, 25), date(2027, 12, 26)} <= holidays_in(2027)
    assert len(holidays_in(2027)) == 10


@pytest.mark.parametrize(
    ("closed", "day"),
    [
        (ClosedDays(constitution_day=True), date(2026, 6, 5)),
        (ClosedDays(christmas_eve=True), date(2026, 12, 24)),
        (ClosedDays(new_years_eve=True), date(2026, 12, 31)),
        (ClosedDays(may_day=True), date(2026, 5, 1)),
        (ClosedDays(friday_after_ascension=True), date(2026, 5, 15)),
        (ClosedDays(between_christmas_and_new_year=True), date(2026, 12, 28)),
        (ClosedDays(between_christmas_and_new_year=True), date(2026, 12, 30)),
        (ClosedDays(dates=frozenset({date(2026, 9, 9)})), date(2026, 9, 9)),
    ],
    ids=str,
)
def test_each_setting_closes_its_own_day(closed: ClosedDays, day: date) -> None:
    assert not is_working_day(day, closed)
    assert is_working_day(day, NEVER_CLOSED)


def test_a_closed_christmas_sends_a_date_past_the_new_year() -> None:
    closed = ClosedDays(between_christmas_and_new_year=True)

    assert working_day_on_or_after(date(2026, 12, 24), closed) == date(2027, 1, 4)
    assert working_day_on_or_before(date(2027, 1, 3), closed) == date(2026, 12, 23)


@given(day=days, closed=closed_days)
def test_the_nearest_working_days_enclose_the_day_and_nothing_between_is_worked(day: date, closed: ClosedDays) -> None:
    before, after = working_day_on_or_before(day, closed), working_day_on_or_after(day, closed)

    assert before <= day <= after
    assert is_working_day(before, closed) and is_working_day(after, closed)
    assert (before == day == after) == is_working_day(day, closed)
    between = [before + timedelta(days=n) for n in range(1, (after - before).days)]
    assert not any(is_working_day(between_day, closed) for between_day in between)


@given(day=days, closed=closed_days)
def test_weekends_and_holidays_are_never_worked(day: date, closed: ClosedDays) -> None:
    if day.isoweekday() >= 6 or day in holidays_in(day.year):
        assert not is_working_day(day, closed)


@pytest.mark.parametrize("year", range(2015, 2040))
def test_every_holiday_is_called_what_the_library_calls_it_in_danish(year: int) -> None:
    theirs = {day: name.casefold() for day, name in holidays_library.Denmark(years=year, language="da").items()}
    ours = {day: holiday_name(day).casefold() for day in holidays_in(year)}
    said_otherwise = {"anden påskedag": "2. påskedag", "anden pinsedag": "2. pinsedag", "anden juledag": "2. juledag"}
    assert ours == {day: said_otherwise.get(name, name) for day, name in theirs.items()}


@given(day=days, closed=closed_days)
def test_a_day_has_a_name_exactly_when_nobody_is_at_work_for_its_sake(day: date, closed: ClosedDays) -> None:
    assert bool(holiday_name(day) or closed_name(day, closed)) is (day in closed_in(day.year, closed))


def test_a_day_that_is_both_has_both_names() -> None:
    assert holiday_name(date(2028, 6, 5)) == "2. pinsedag"
    assert closed_name(date(2028, 6, 5), ClosedDays()) == "Grundlovsdag"
    assert closed_name(date(2028, 6, 5), NEVER_CLOSED) == ""
