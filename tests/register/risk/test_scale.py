"""Every cell of the shipped scales, against tables written by hand; and what keeps a scale from being used."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.risk.presets import DATATILSYNET, PRESETS, STANDARD
from register.risk.scale import (
    COLOUR_WORDS,
    SEVERITY,
    YEARS_TO_NEXT,
    Colour,
    Level,
    Scale,
    colour,
    flaws,
    next_assessment_on,
    overall_consequence,
    severity,
)

#             likelihood: 1         2         3         4
STANDARD_TABLE: dict[int, tuple[str, ...]] = {
    1: ("green", "green", "green", "yellow"),
    2: ("green", "green", "yellow", "yellow"),
    3: ("green", "yellow", "yellow", "red"),
    4: ("yellow", "yellow", "red", "red"),
}
DATATILSYNET_TABLE: dict[int, tuple[str, ...]] = {
    1: ("green", "green", "yellow", "orange"),
    2: ("green", "yellow", "orange", "orange"),
    3: ("yellow", "orange", "orange", "red"),
    4: ("orange", "red", "red", "red"),
}
GRADES = range(1, 5)
TABLES = {STANDARD.code: STANDARD_TABLE, DATATILSYNET.code: DATATILSYNET_TABLE}


@pytest.mark.parametrize("scale", PRESETS, ids=lambda scale: scale.code)
@pytest.mark.parametrize(("consequence", "likelihood"), list(product(GRADES, GRADES)))
def test_every_cell_is_as_written(scale: Scale, consequence: int, likelihood: int) -> None:
    assert colour(scale, consequence, likelihood) == TABLES[scale.code][consequence][likelihood - 1]


def test_every_shipped_scale_has_a_table_here_and_no_flaw() -> None:
    assert set(TABLES) == {scale.code for scale in PRESETS}
    assert [list(flaws(scale)) for scale in PRESETS] == [[], []]


def test_the_legend_is_the_colours_of_the_cells_and_no_others() -> None:
    assert STANDARD.colours == ("green", "yellow", "red")
    assert DATATILSYNET.colours == ("green", "yellow", "orange", "red")


@pytest.mark.parametrize(("consequence", "likelihood"), [(0, 1), (5, 1), (1, 0), (1, 5), (-1, -1)])
def test_a_grade_off_the_scale_is_refused(consequence: int, likelihood: int) -> None:
    with pytest.raises(ValueError, match=r"consequence|likelihood"):
        colour(STANDARD, consequence, likelihood)


def test_the_highest_of_the_three_consequences_governs() -> None:
    for c, i, a in product(GRADES, GRADES, GRADES):
        assert overall_consequence(c, i, a) == sorted((c, i, a))[-1]


@pytest.mark.parametrize(
    ("worst", "years"), [("red", 1), ("orange", 1), ("yellow", 2), ("light_green", 3), ("green", 3)]
)
def test_the_worse_the_colour_the_sooner_the_next_assessment(worst: Colour, years: int) -> None:
    assert next_assessment_on(worst, date(2026, 5, 31)) == date(2026 + years, 5, 31)


def test_an_assessment_of_29_february_comes_again_on_the_28th() -> None:
    assert next_assessment_on("red", date(2028, 2, 29)) == date(2029, 2, 28)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from(SEVERITY))
def test_the_next_assessment_is_whole_years_later(day: date, worst: Colour) -> None:
    after = next_assessment_on(worst, day)
    assert after.year == day.year + YEARS_TO_NEXT[worst]
    assert (after.month, after.day) in ((day.month, day.day), (2, 28))


@pytest.mark.parametrize("scale", PRESETS, ids=lambda scale: scale.code)
def test_every_level_has_a_name_and_an_anchor(scale: Scale) -> None:
    for level in (*scale.likelihoods, *scale.consequences):
        assert level.name
        assert level.anchor


def test_every_colour_has_a_danish_word_and_a_time() -> None:
    assert list(COLOUR_WORDS.values()) == ["Grøn", "Lysegrøn", "Gul", "Orange", "Rød"]
    assert set(YEARS_TO_NEXT) == set(COLOUR_WORDS)


def test_a_scale_with_a_missing_cell_cannot_be_made() -> None:
    level = (Level(1, "Lav", "Næsten aldrig"),)
    with pytest.raises(ValueError, match="cells"):
        Scale("x", 1, "X", level, level, cells=((),))
    with pytest.raises(ValueError, match="grades"):
        Scale("x", 1, "X", level, (Level(2, "Høj", "Ofte"),), cells=(("red",),))


def sized(rows: int, columns: int, cells: Sequence[str]) -> Scale:
    it = iter(cells)
    return Scale(
        "x", 1, "X",
        likelihoods=tuple(Level(grade, f"S{grade}", "") for grade in range(1, columns + 1)),
        consequences=tuple(Level(grade, f"K{grade}", "") for grade in range(1, rows + 1)),
        cells=tuple(tuple(cast(Colour, next(it)) for _ in range(columns)) for _ in range(rows)),
    )  # fmt: skip


@given(st.data(), st.integers(2, 5), st.integers(2, 5))
def test_what_is_without_a_flaw_never_gets_milder_by_a_worse_grade(
    data: st.DataObject, rows: int, columns: int
) -> None:
    cells = data.draw(st.lists(st.sampled_from(SEVERITY), min_size=rows * columns, max_size=rows * columns))
    scale = sized(rows, columns, list(cells))
    places = list(product(range(1, rows + 1), range(1, columns + 1)))
    falls = [
        f"cell-{c}-{p}"
        for c, p in places
        if any(
            min(before) >= 1 and severity(colour(scale, *before)) > severity(colour(scale, c, p))
            for before in ((c - 1, p), (c, p - 1))
        )
    ]
    found = [flaw.place for flaw in flaws(scale)]
    assert [place for place in found if place.startswith("cell-")] == falls
    assert ("cells" in found) is (len(set(cells)) == 1)


@given(st.integers(2, 5), st.integers(2, 5), st.data())
def test_a_scale_that_rises_is_sound(rows: int, columns: int, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.lists(st.integers(0, rows + columns - 2), min_size=4, max_size=4)))
    cells = [SEVERITY[sum(edge < r + c for edge in edges)] for r, c in product(range(rows), range(columns))]
    scale = sized(rows, columns, cells)
    assert [flaw.place for flaw in flaws(scale)] == (["cells"] if len(set(cells)) == 1 else [])


def test_a_step_without_a_name_and_two_of_one_name_are_flaws() -> None:
    first, second, *rest = STANDARD.consequences
    nameless = replace(STANDARD, consequences=(replace(first, name=" "), second, *rest))
    alike = replace(STANDARD, consequences=(first, replace(second, name=first.name.upper()), *rest))
    assert [flaw.place for flaw in flaws(nameless)] == ["consequence-1"]
    assert [flaw.place for flaw in flaws(alike)] == ["consequence-2"]


def test_an_axis_with_one_step_says_too_little_and_one_with_six_is_not_read() -> None:
    assert [flaw.place for flaw in flaws(sized(1, 2, ["green", "red"]))] == ["consequence"]
    assert [flaw.place for flaw in flaws(sized(2, 6, ["green"] * 6 + ["red"] * 6))] == ["likelihood"]
    assert list(flaws(sized(2, 5, ["green"] * 5 + ["red"] * 5))) == []
