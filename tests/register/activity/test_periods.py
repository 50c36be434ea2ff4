"""Periods are read from the words people write, and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.activity.choices import RETENTION_PERIODS
from register.activity.periods import find_period, period_words


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("5 år", "P5Y"),
        ("5  ÅR", "P5Y"),
        ("p5y", "P5Y"),
        ("18 mdr.", "P18M"),
        ("1 måned", "P1M"),
        ("2 uger", "P2W"),
        ("90 dage", "P90D"),
        ("tidsubegrænset", "unlimited"),
        ("undecided", "undecided"),
        ("efter behov", None),
        ("5 år efter sagens afslutning", None),
        ("", None),
    ],
)
def test_words_name_a_period(words: str, period: str | None) -> None:
    assert find_period(words) == period


@pytest.mark.parametrize("code", RETENTION_PERIODS)
def test_every_word_of_the_list_leads_back_to_its_code(code: str) -> None:
    assert find_period(period_words(code)) == code


@given(st.integers(1, 99_999), st.sampled_from("YMWD"))
def test_a_period_of_any_length_leads_back(number: int, unit: str) -> None:
    assert find_period(period_words(f"P{number}{unit}")) == f"P{number}{unit}"


def test_what_is_no_period_is_shown_as_it_is() -> None:
    assert period_words("P1Y6M") == "P1Y6M"
    assert period_words("") == ""
