"""Moments as people and programs write them."""

from datetime import UTC, datetime

import pytest

from app.core.clock import parse_moment


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2027-03-01", 7),
        ("2027-03-01T08:00", 7),
        ("2027-03-01T08:00+00:00", 8),
        ("2027-03-01T08:00Z", 8),
        ("2027-03-01T08:00-05:00", 13),
    ],
)
def test_a_moment_without_offset_is_danish_and_a_bare_day_is_eight_o_clock(text: str, hour: int) -> None:
    assert parse_moment(text) == datetime(2027, 3, 1, hour, tzinfo=UTC)


def test_summer_time_counts() -> None:
    assert parse_moment("2027-07-01T08:00") == datetime(2027, 7, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "i morgen", "2027-02-30", "2027-13-01T08:00", "0001-01-01T00:00"])
def test_what_is_no_moment_or_none_that_can_be_counted_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_moment(text)
