from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.task.checklist import copy_of, points_of, progress_of, with_tick

TEMPLATE = ["Find listen", "Ring til it", "Find listen"]
LISTS = st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=8)


def test_a_task_shows_its_template_s_points_until_it_keeps_its_own() -> None:
    assert [point.sentence for point in points_of([], TEMPLATE)] == TEMPLATE
    assert points_of([["Egen", True]], TEMPLATE) == points_of([["Egen", True]], [])
    assert progress_of(points_of([], TEMPLATE)) == (0, 3)
    assert progress_of(points_of([], [])) == (0, 0)


def test_points_with_the_same_words_are_ticked_one_by_one() -> None:
    points = points_of([], TEMPLATE)
    kept: list[Any] = copy_of(with_tick(points, points[2].key, is_ticked=True))
    assert kept == [["Find listen", False], ["Ring til it", False], ["Find listen", True]]
    assert (progress_of(points_of(kept, [])).done, progress_of(points_of(kept, [])).left) == (1, 2)


def test_a_tick_at_a_list_that_was_changed_meanwhile_is_refused() -> None:
    old = points_of([], TEMPLATE)
    with pytest.raises(ValueError, match="Tjeklisten er ændret"):
        with_tick(points_of([], ["Ny", *TEMPLATE]), old[0].key, is_ticked=True)


@given(LISTS, st.data())
def test_a_tick_changes_its_own_point_alone_and_can_be_taken_back(sentences: list[str], data: st.DataObject) -> None:
    points = points_of([], sentences)
    chosen = data.draw(st.sampled_from(points))
    ticked = with_tick(points, chosen.key, is_ticked=True)
    assert [point for point in ticked if point.is_ticked] == [chosen._replace(is_ticked=True)]
    assert with_tick(ticked, chosen.key, is_ticked=True) == ticked
    assert with_tick(ticked, chosen.key, is_ticked=False) == points
    assert points_of(copy_of(ticked), ["noget andet"]) == ticked
