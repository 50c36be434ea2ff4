"""What a change of scale would mean: each assessment that holds is counted once, and the table adds up."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from register.risk.presets import DATATILSYNET, PRESETS, STANDARD
from register.risk.scale import SEVERITY, Scale, colour, severity
from register.risk.scale_effect import effect

SMALL = replace(STANDARD, consequences=STANDARD.consequences[:2], cells=STANDARD.cells[:2])
"""Has no consequence 3 and 4."""
GRADES = st.lists(
    st.tuples(st.integers(1, 5), st.integers(1, 5), st.sampled_from(SEVERITY), st.integers(1, 30)), max_size=12
)
SCALES = st.sampled_from([*PRESETS, SMALL])


def test_milder_same_worse_and_lost_are_told_apart() -> None:
    found = effect(
        [(1, 1, "green", 7), (1, 4, "yellow", 2), (1, 4, "orange", 3), (1, 4, "red", 4), (5, 1, "red", 5)], DATATILSYNET
    )
    assert (found.milder, found.same, found.worse, found.lost, found.total) == (4, 10, 2, 5, 21)


def test_the_moves_stand_from_the_mildest_to_the_worst() -> None:
    found = effect([(4, 4, "red", 1), (1, 1, "yellow", 1), (1, 3, "green", 1), (1, 1, "green", 1)], DATATILSYNET)
    assert list(found.moves) == [("green", "green"), ("green", "yellow"), ("yellow", "green"), ("red", "red")]


def test_two_places_that_move_alike_are_one_line() -> None:
    assert effect([(1, 1, "green", 2), (1, 2, "green", 3)], DATATILSYNET).moves == {("green", "green"): 5}


def test_without_assessments_nothing_moves() -> None:
    found = effect([], DATATILSYNET)
    assert (found.total, found.moves) == (0, {})


@given(GRADES, SCALES)
def test_every_assessment_is_counted_once(grades: list[tuple[int, int, str, int]], scale: Scale) -> None:
    found = effect(grades, scale)
    rows, columns = len(scale.consequences), len(scale.likelihoods)
    assert found.total == sum(count for *_place, count in grades)
    assert found.lost == sum(count for c, p, _colour, count in grades if c > rows or p > columns)
    assert sum(found.moves.values()) == found.milder + found.same + found.worse
    assert found.worse == sum(n for (now, then), n in found.moves.items() if severity(then) > severity(now))


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 30)), max_size=12), SCALES)
def test_a_scale_held_against_itself_changes_nothing(rows: list[tuple[int, int, int]], scale: Scale) -> None:
    grades = [(c, p, colour(scale, c, p), n) for c, p, n in rows if c <= len(scale.consequences)]
    found = effect(grades, scale)
    assert (found.milder, found.worse, found.lost) == (0, 0, 0)
    assert found.same == found.total
