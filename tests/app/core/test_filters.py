"""How values look to people."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.core.filters import (
    ago_words,
    danish_number,
    long_day,
    overdue_words,
    percent,
    relative_day,
    short_day,
    word_of,
)

TODAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "i dag"), (1, "i morgen"), (-1, "i går"), (5, "om 5 dage"), (-7, "for 7 dage siden"), (60, "om 60 dage"),
        (61, "om 2 måneder"), (-400, "for 13 måneder siden"), (701, "om 2 år"), (-1100, "for 3 år siden"),
    ],
)  # fmt: skip
def test_a_day_beside_today(days: int, words: str) -> None:
    assert relative_day(TODAY + timedelta(days=days), TODAY) == words


def test_none_is_a_dash_or_nothing() -> None:
    assert (long_day(None), short_day(None), danish_number(None)) == ("–", "–", "–")
    assert relative_day(None, TODAY) == ""


def test_days_are_written_in_danish() -> None:
    assert (long_day(date(2027, 3, 12)), short_day(date(2027, 3, 2))) == ("12. marts 2027", "02-03-2027")


@pytest.mark.parametrize(("days", "words"), [(-1, ""), (0, ""), (1, "1 dag over fristen"), (7, "7 dage over fristen")])
def test_overdue_is_said_in_words(days: int, words: str) -> None:
    assert overdue_words(TODAY, TODAY + timedelta(days=days)) == words


def test_numbers_and_shares() -> None:
    assert (danish_number(1234567), danish_number(1234.5, 1)) == ("1.234.567", "1.234,5")
    assert (percent(5, 6), percent(0, 0)) == ("83 %", "intet grundlag")


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert (word_of("a", {"a": "Ord"}), word_of("b", {"a": "Ord"})) == ("Ord", "b")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "lige nu"), (0, "lige nu"), (1, "for 1 sekund siden"), (20, "for 20 sekunder siden"),
        (59, "for 59 sekunder siden"), (60, "for 1 minut siden"), (200, "for 3 minutter siden"),
        (3_600, "for 1 time siden"), (7_300, "for 2 timer siden"), (86_400, "for 1 dag siden"),
        (200_000, "for 2 dage siden"),
    ],
)  # fmt: skip
def test_how_long_ago_is_told_in_the_largest_whole_measure(seconds: int, words: str) -> None:
    now = datetime(2027, 3, 1, 7, tzinfo=UTC)
    assert ago_words(now - timedelta(seconds=seconds), now) == words
