"""When a record is to be reviewed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.activity.reviews import next_review_on, review_state


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_the_next_review_is_the_same_day_next_year(day: date) -> None:
    following = next_review_on(day)
    assert (following.year, following.month) == (day.year + 1, day.month)
    assert following.day in (day.day, 28)


def test_the_29th_of_february_becomes_the_28th() -> None:
    assert next_review_on(date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(("days", "state"), [(-1, "overdue"), (0, "soon"), (30, "soon"), (31, "later")])
def test_a_review_is_soon_from_thirty_days_before_until_its_day(days: int, state: str) -> None:
    today = date(2027, 3, 1)
    assert review_state(today + timedelta(days=days), today) == state
    assert review_state(None, today) == "none"
