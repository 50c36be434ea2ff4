"""Every cell of the scale, against a table written by hand."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.risk.scale import (
    COLOUR_WORDS,
    SCALES,
    SEVERITY,
    STANDARD,
    YEARS_TO_NEXT,
    Colour,
    Level,
    Scale,
    colour,
    get_scale,
    next_assessment_on,
    overall_consequence,
)

#                    likelihood: 1         2         3         4
TABLE: dict[int, tuple[str, ...]] = {
    1: ("green", "green", "green", "yellow"),
    2: ("green", "green", "yellow", "yellow"),
    3: ("green", "yellow", "yellow", "red"),
    4: ("yellow", "yellow", "red", "red"),
}
GRADES = range(1, 5)


@pytest.mark.parametrize(("consequence", "likelihood"), list(product(GRADES, GRADES)))
def test_every_cell_is_as_written(consequence: int, likelihood: int) -> None:
    assert colour(STANDARD, consequence, likelihood) == TABLE[consequence][likelihood - 1]


@pytest.mark.parametrize("scale", SCALES.values())
def test_a_worse_grade_never_gives_a_milder_colour(scale: Scale) -> None:
    rows = range(1, len(scale.consequences) + 1)
    columns = range(1, len(scale.likelihoods) + 1)
    for c, p in product(rows, columns):
        here = SEVERITY.index(colour(scale, c, p))
        if c > 1:
            assert SEVERITY.index(colour(scale, c - 1, p)) <= here
        if p > 1:
            assert SEVERITY.index(colour(scale, c, p - 1)) <= here


@pytest.mark.parametrize(("consequence", "likelihood"), [(0, 1), (5, 1), (1, 0), (1, 5), (-1, -1)])
def test_a_grade_off_the_scale_is_refused(consequence: int, likelihood: int) -> None:
    with pytest.raises(ValueError, match=r"consequence|likelihood"):
        colour(STANDARD, consequence, likelihood)


def test_the_highest_of_the_three_consequences_governs() -> None:
    for c, i, a in product(GRADES, GRADES, GRADES):
        assert overall_consequence(c, i, a) == sorted((c, i, a))[-1]


@pytest.mark.parametrize(("worst", "years"), [("red", 1), ("orange", 1), ("yellow", 2), ("green", 3)])
def test_the_worse_the_colour_the_sooner_the_next_assessment(worst: Colour, years: int) -> None:
    assert next_assessment_on(worst, date(2026, 5, 31)) == date(2026 + years, 5, 31)


def test_an_assessment_of_29_february_comes_again_on_the_28th() -> None:
    assert next_assessment_on("red", date(2028, 2, 29)) == date(2029, 2, 28)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from(SEVERITY))
def test_the_next_assessment_is_whole_years_later(day: date, worst: Colour) -> None:
    after = next_assessment_on(worst, day)
    assert after.year == day.year + YEARS_TO_NEXT[worst]
    assert (after.month, after.day) in ((day.month, day.day), (2, 28))


@pytest.mark.parametrize("scale", SCALES.values())
def test_every_level_has_a_name_and_an_anchor(scale: Scale) -> None:
    for level in (*scale.likelihoods, *scale.consequences):
        assert level.name
        assert level.anchor
    assert get_scale(scale.code, scale.version) is scale


def test_every_colour_has_a_danish_word_and_a_time() -> None:
    assert list(COLOUR_WORDS.values()) == ["Grøn", "Gul", "Orange", "Rød"]
    assert set(YEARS_TO_NEXT) == set(COLOUR_WORDS)


def test_a_scale_with_a_missing_cell_cannot_be_made() -> None:
    level = (Level(1, "Lav", "Næsten aldrig"),)
    with pytest.raises(ValueError, match="cells"):
        Scale("x", 1, "X", level, level, cells=((),))
    with pytest.raises(ValueError, match="grades"):
        Scale("x", 1, "X", level, (Level(2, "Høj", "Ofte"),), cells=(("red",),))
