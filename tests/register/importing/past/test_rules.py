"""What undoing an import does to each record that it touched."""

from typing import Any

import pytest

from register.importing.past.rules import CHANGED, LATER, OUTSIDE, Touched, sort_out, standing_version, why_left


def touched(activity_id: int = 1, **fields: Any) -> Touched:
    held = {"was_created": False, "version": 2, "version_before": 1, "version_after": 2} | fields
    return Touched(row_id=activity_id, activity_id=activity_id, number=str(activity_id), title="Byggesager", **held)


@pytest.mark.parametrize(
    ("version", "undone", "stands"),
    [(2, {}, 2), (4, {4: 2}, 2), (6, {6: 4, 4: 2}, 2), (5, {4: 2}, 5), (3, {3: 3}, 3)],
)
def test_imports_that_were_undone_count_as_if_they_had_not_been(
    version: int, undone: dict[int, int], stands: int
) -> None:
    assert standing_version(version, undone) == stands


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, None),
        ({"version": 3}, CHANGED),
        ({"version": 4, "undone": {4: 2}}, None),
        ({"is_later": True, "version": 3}, LATER),
        ({"is_in_reach": False, "is_later": True}, OUTSIDE),
    ],
)
def test_why_a_record_is_left(fields: dict[str, Any], why: str | None) -> None:
    assert why_left(touched(**fields)) == why


def test_each_record_goes_where_it_belongs() -> None:
    restored, unfit = touched(1), touched(2)
    made = touched(3, was_created=True, version=1, version_before=None, version_after=1)
    compared = touched(4, version_before=2)
    changed, unseen = touched(5, version=9), touched(6, version=9, version_before=2)
    plan = sort_out([restored, unfit, made, compared, changed, unseen], {2: "Enheden findes ikke."})
    assert (plan.restored, plan.retired, plan.compared) == ([restored], [made], [compared])
    assert plan.left == [(unfit, "Enheden findes ikke."), (changed, CHANGED)], "where nothing showed, nothing is told"
    assert not plan.is_empty
    assert sort_out([changed], {}).is_empty
