from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.coverage.rules import holds_until, state_of, whole_percent

TODAY = date(2027, 3, 31)


@pytest.mark.parametrize(
    ("last_on", "months", "state"),
    [
        (None, 12, "never"),
        (date(2026, 3, 31), 12, "covered"),
        (date(2026, 3, 30), 12, "late"),
        (date(2024, 3, 31), 36, "covered"),
        (date(2027, 2, 28), 1, "late"),
    ],
)
def test_a_record_is_covered_to_the_day_its_interval_ends(last_on: date | None, months: int, state: str) -> None:
    assert state_of(last_on, months, TODAY) == state


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 60), st.integers(1, 400))
def test_once_it_is_late_it_stays_late(last_on: date, months: int, more: int) -> None:
    until_on = holds_until(last_on, months)
    assert until_on is not None
    assert state_of(last_on, months, until_on) == "covered"
    assert state_of(last_on, months, until_on + timedelta(days=more)) == "late"


def test_a_hundred_per_cent_means_every_one() -> None:
    assert [whole_percent(part, 200) for part in (0, 1, 199, 200)] == [0, 0, 99, 100]
    assert whole_percent(0, 0) == 0
