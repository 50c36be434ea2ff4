import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.task.spent import MOST_MINUTES, parse_spent, spent_words

MINUTES = st.integers(0, MOST_MINUTES)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1:30", 90), ("1,5 t", 90), ("90 min", 90), ("2", 120), ("0,25", 15), ("1 t 30 min", 90), ("1 time", 60),
        ("2 timer og 5 minutter", 125), (" 45 MIN. ", 45), ("3h", 180), ("1t30m", 90), ("0", 0), ("-0:30", -30),
        ("\N{MINUS SIGN}15 min", -15), ("0,01", 1), ("1000", 60_000),
    ],
)  # fmt: skip
def test_time_is_read_as_people_write_it(text: str, minutes: int) -> None:
    assert parse_spent(text) == minutes


@pytest.mark.parametrize("text", ["", "1.30", "1:75", "1:5", "halvanden time", "5 dage", "1,5 t 30 min", "--1", "1001"])
def test_what_may_mean_something_else_is_refused_with_a_way_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(Skriv tiden|Det er mere)"):
        parse_spent(text)


@given(MINUTES)
def test_what_is_shown_can_be_typed_again(minutes: int) -> None:
    assert parse_spent(spent_words(minutes)) == minutes


@given(MINUTES)
def test_every_way_to_write_it_says_the_same(minutes: int) -> None:
    ways = (f"{minutes} min", f"{minutes // 60}:{minutes % 60:02}", f"{minutes // 60} t {minutes % 60} min")
    assert {parse_spent(way) for way in ways if not way.startswith("60000")} == {minutes}
    assert parse_spent(f"-{minutes} min") == -minutes or not minutes


@given(st.integers(0, 100_000))
def test_decimals_of_an_hour_are_rounded_to_the_nearest_minute(hundredths: int) -> None:
    minutes = parse_spent(f"{hundredths // 100},{hundredths % 100:02} t")
    assert abs(minutes * 100 - hundredths * 60) <= 50


@given(st.text(max_size=12))
def test_any_text_is_minutes_or_refused(text: str) -> None:
    try:
        minutes = parse_spent(text)
    except ValueError:
        return
    assert -MOST_MINUTES <= minutes <= MOST_MINUTES
