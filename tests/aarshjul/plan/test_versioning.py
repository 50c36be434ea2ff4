from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.plan.versioning import (
    STATE_WORDS,
    Begins,
    Progress,
    find_ring,
    find_too_early,
    is_unfinished,
    why_not,
    why_not_begin,
    years_of,
)


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("draft", {"edit", "submit", "discard"}),
        ("submitted", {"take_back", "send_back", "approve"}),
        ("approved", set()),
        ("superseded", set()),
    ],
)
def test_a_version_goes_from_draft_over_dds_to_approved_and_never_back(state: str, allowed: set[str]) -> None:
    verbs = ("edit", "submit", "take_back", "send_back", "approve", "discard")
    assert {verb for verb in verbs if why_not(verb, state) is None} == allowed  # type: ignore[arg-type]
    assert all(why_not(verb, state) for verb in verbs if verb not in allowed)  # type: ignore[arg-type]
    assert state in STATE_WORDS


def test_an_item_begins_in_one_of_the_plans_five_years_or_stays_where_it_began() -> None:
    assert list(years_of(2027)) == [2027, 2028, 2029, 2030, 2031]
    assert why_not_begin(2031, first_year=2027, begun_in=2027) is None
    assert why_not_begin(2025, first_year=2027, begun_in=2025) is None
    refusal = why_not_begin(2032, first_year=2027, begun_in=2027)
    assert refusal is not None
    assert "2027" in refusal and "2031" in refusal


def test_what_begins_before_that_which_it_depends_on_is_too_early() -> None:
    items = [Begins("A", 2027, ("B", "C")), Begins("B", 2028), Begins("C", 2026), Begins("D", 2029, ("B", "GONE"))]
    assert find_too_early(items) == {"A": ("B",)}


def test_items_that_wait_for_each_other_are_found() -> None:
    assert find_ring([Begins("A", 1, ("B",)), Begins("B", 1, ("C",)), Begins("C", 1, ("B",))]) in (
        ("B", "C", "B"),
        ("C", "B", "C"),
    )
    assert find_ring([Begins("A", 1, ("A",))]) == ("A", "A")
    assert find_ring([Begins("A", 1, ("B", "C")), Begins("B", 1, ("C",)), Begins("C", 1)]) == ()


@given(st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from("ABCDE")), max_size=12))
def test_a_ring_is_found_just_where_there_is_one(edges: list[tuple[str, str]]) -> None:
    items = [Begins(code, 1, tuple(b for a, b in edges if a == code)) for code in "ABCDE"]
    ring = find_ring(items)
    if ring:
        assert ring[0] == ring[-1]
        assert all(pair in edges for pair in pairwise(ring))
    else:
        left = {item.code: set(item.depends_on) for item in items}
        while free := [code for code, waits in left.items() if not waits & set(left)]:
            for code in free:
                del left[code]
        assert left == {}


@pytest.mark.parametrize(
    ("is_once", "first_year", "total", "done", "unfinished"),
    [
        (True, 2027, 8, 7, True),
        (True, 2027, 8, 8, False),
        (True, 2026, 8, 7, True),
        (True, 2028, 0, 0, False),
        (False, 2027, 8, 0, True),
        (False, 2027, 8, 1, False),
        (False, 2026, 8, 0, False),
        (False, 2027, 0, 0, False),
    ],
)
def test_a_project_that_is_not_done_and_what_has_not_begun_is_carried_over(
    is_once: bool, first_year: int, total: int, done: int, unfinished: bool
) -> None:
    found = is_unfinished(is_once=is_once, first_year=first_year, year=2027, progress=Progress(total, done))
    assert found is unfinished
