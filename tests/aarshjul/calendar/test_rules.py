"""The working calendar as people write it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.calendar.rules import (
    CLOSED_WORDS,
    MOST_DAYS_A_YEAR,
    closed_days,
    names_on,
    read_days,
    read_weeks,
    write_days,
    write_weeks,
)
from aarshjul.plan.expansion import MOST_QUIET_WEEKS, QUIET_WEEKS, internal_date
from app.core.workdays import ClosedDays, is_working_day
from tests.aarshjul.calendar.strategies import calendars, single_days, weeks


@given(days=single_days)
def test_days_are_read_as_they_were_written(days: frozenset[date]) -> None:
    assert read_days(write_days(days)) == sorted(days)


@given(quiet=weeks)
def test_weeks_are_read_as_they_were_written(quiet: frozenset[int]) -> None:
    assert read_weeks(write_weeks(quiet)) == quiet


@given(calendar=calendars)
def test_the_settings_that_are_on_make_the_calendar_again(calendar: ClosedDays) -> None:
    assert closed_days(names_on(calendar), calendar.dates) == calendar


def test_every_setting_of_the_calendar_can_be_chosen() -> None:
    assert set(CLOSED_WORDS) == set(ClosedDays.__dataclass_fields__) - {"dates"}


def test_days_are_read_in_the_ways_danes_write_them_each_once_and_in_order() -> None:
    assert read_days("14-05-2027\n\n 3. marts 2027 \n2027-05-14") == [date(2027, 3, 3), date(2027, 5, 14)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("14-05-2027\nsnart", "«snart»"),
        ("31-02-2027", "findes ikke i kalenderen"),
        ("14-05-1727", "årstal fra 2000 til 2099"),
        ("\n".join(f"{1 + n % 28}-{1 + n // 28}-2027" for n in range(MOST_DAYS_A_YEAR + 1)), "mere end 30 dage i 2027"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_days(text)


def test_weeks_are_read_as_numbers_and_spans() -> None:
    assert read_weeks("uge 27-31, 42 og 52") == QUIET_WEEKS
    assert write_weeks(QUIET_WEEKS) == "27-31, 42, 52"
    assert read_weeks("7;8\n29–30") == {7, 8, 29, 30}
    assert read_weeks(" ") == frozenset()


@pytest.mark.parametrize("text", ["0", "54", "31-27", "uge", "3000", "27-", "1.5"])
def test_what_is_no_week_is_refused_and_named(text: str) -> None:
    with pytest.raises(ValueError, match=f"«{text.removeprefix('x')}»"):
        read_weeks(text)


def test_more_than_half_the_year_cannot_be_quiet() -> None:
    assert len(read_weeks("1-26")) == MOST_QUIET_WEEKS
    with pytest.raises(ValueError, match="27 uger er for mange"):
        read_weeks("1-27")


@given(
    day=st.dates(date(2026, 1, 1), date(2040, 12, 31)),
    calendar=calendars,
    quiet=weeks,
)
def test_whatever_calendar_is_taken_a_deadline_finds_a_day_less_than_a_year_before(
    day: date, calendar: ClosedDays, quiet: frozenset[int]
) -> None:
    due_on = internal_date(day, calendar, quiet)
    assert is_working_day(due_on, calendar)
    assert due_on.isocalendar().week not in quiet
    assert (day - due_on).days < 365
