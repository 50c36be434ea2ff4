"""How long there is left, in numbers and in words."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.job.rules import time_left
from app.job.words import duration_words, left_words, size_words
from tests.make import NOW

SPENT = st.integers(min_value=3, max_value=100_000)
PIECES = st.integers(min_value=1, max_value=100_000)


def left(done: int, total: int, seconds: float) -> timedelta | None:
    return time_left(done, total, started_at=NOW, now=NOW + timedelta(seconds=seconds))


def test_what_says_nothing_gives_no_time() -> None:
    assert left(0, 10, 60) is None
    assert left(0, 0, 60) is None
    assert left(5, 10, 2) is None
    assert left(11, 10, 60) is None
    assert time_left(5, 10, started_at=None, now=NOW) is None


@given(done=PIECES, more=PIECES, spent=SPENT)
def test_each_piece_takes_as_long_as_those_before_it(done: int, more: int, spent: int) -> None:
    found = left(done, done + more, spent)
    assert found is not None
    assert found.total_seconds() == pytest.approx(spent * more / done, rel=0.01, abs=0.2)


@given(done=PIECES, more=PIECES, spent=SPENT)
def test_there_is_less_left_when_more_is_done_in_the_same_time(done: int, more: int, spent: int) -> None:
    before, after = left(done, done + more, spent), left(done + 1, done + more, spent)
    assert before is not None
    assert after is not None
    assert after <= before
    assert left(done, done, spent) == timedelta(0)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""), (0, "under 1 minut tilbage"), (59, "under 1 minut tilbage"), (60, "cirka 1 minut tilbage"),
        (89, "cirka 1 minut tilbage"), (180, "cirka 3 minutter tilbage"), (5340, "cirka 89 minutter tilbage"),
        (7200, "cirka 2 timer tilbage"),
    ],
)  # fmt: skip
def test_time_left_in_words(ctx: Flask, seconds: int | None, words: str) -> None:
    assert left_words(None if seconds is None else timedelta(seconds=seconds)) == words


def test_durations_and_sizes_in_words(ctx: Flask) -> None:
    assert [duration_words(s) for s in (1, 1800, 14_400)] == ["1 minut", "30 minutter", "4 timer"]
    sizes = (0, 812 * 1024, 3_565_158, 300 * 1024**2, 2 * 1024**3)
    assert [size_words(size) for size in sizes] == ["1 kB", "812 kB", "3,4 MB", "300 MB", "2 GB"]
