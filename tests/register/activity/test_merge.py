"""Two people edit one record: nothing is lost, and a conflict is one field."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.activity.content import FLAGS, ActivityContent
from register.activity.merge import FIELDS, Change, Conflict, changes, merge, take_theirs
from tests.register.strategies import FIELD_STRATEGIES, contents, field_names, filled


@given(contents(), contents())
def test_an_edit_alone_stands(base: ActivityContent, other: ActivityContent) -> None:
    alone = merge(base, base, other)
    assert (alone.content, alone.conflicts, alone.theirs_changed) == (other, (), ())
    assert merge(base, other, base).content == other
    assert merge(base, other, base).conflicts == ()


@given(contents(), contents(), contents())
def test_nothing_is_lost(base: ActivityContent, theirs: ActivityContent, mine: ActivityContent) -> None:
    merged = merge(base, theirs, mine)
    in_conflict = {conflict.field: conflict for conflict in merged.conflicts}
    for name in FIELDS:
        old, other, own = (getattr(c, name) for c in (base, theirs, mine))
        stands = getattr(merged.content, name)
        if name in in_conflict:
            assert in_conflict[name] == Conflict(name, old, other, own)
            assert stands == own
            continue
        assert stands in (other, own)
        assert other in (old, stands), "their change stands, or is shown as a conflict"
        assert own in (old, stands), "my change stands, or is shown as a conflict"
    assert merged.theirs_changed == tuple(n for n in FIELDS if getattr(base, n) != getattr(theirs, n))


@given(contents(), contents(), contents())
def test_the_conflicts_are_the_same_from_either_side(
    base: ActivityContent, theirs: ActivityContent, mine: ActivityContent
) -> None:
    one = merge(base, theirs, mine)
    other = merge(base, mine, theirs)
    assert [c.field for c in one.conflicts] == [c.field for c in other.conflicts]
    assert take_theirs(one, [c.field for c in one.conflicts]) == other.content


def test_different_fields_of_one_record_both_stand() -> None:
    base = filled()
    merged = merge(base, replace(base, measures="Kryptering"), replace(base, title="Hjælpemidler"))
    assert merged.content == replace(base, measures="Kryptering", title="Hjælpemidler")
    assert merged.conflicts == ()
    assert merged.theirs_changed == ("measures",)


def test_the_same_change_by_both_is_no_conflict() -> None:
    both = replace(filled(), measures="Kryptering")
    assert merge(filled(), both, both).conflicts == ()


def test_the_same_field_is_chosen_by_the_second() -> None:
    base = filled()
    merged = merge(base, replace(base, owner="anna@fjordby.example"), replace(base, owner=""))
    assert [c.field for c in merged.conflicts] == ["owner"]
    assert merged.content.owner == ""
    assert take_theirs(merged, ["owner"]).owner == "anna@fjordby.example"
    with pytest.raises(ValueError, match="title"):
        take_theirs(merged, ["title"])


NEVER_EMPTY = "record_type"
"""A record is always one of the two: `filled` holds the first, as an empty content does."""
CAN_BE_EMPTY = [name for name in field_names() if name != NEVER_EMPTY]


@pytest.mark.parametrize("name", CAN_BE_EMPTY)
def test_every_field_can_change_conflict_and_be_emptied(name: str) -> None:
    empty = getattr(ActivityContent(), name)
    base = filled()
    emptied = replace(base, **{name: empty})
    assert changes(base, emptied) == (Change(name, getattr(base, name), empty),)
    assert merge(base, emptied, base).content == emptied
    assert merge(emptied, base, emptied).theirs_changed == (name,)


@given(st.data())
def test_a_field_changed_three_ways_is_a_conflict(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(set(FIELDS) - FLAGS - {NEVER_EMPTY})))
    values = data.draw(st.lists(FIELD_STRATEGIES[name], min_size=3, max_size=3, unique=True))
    base, theirs, mine = (replace(filled(), **{name: value}) for value in values)
    assert [c.field for c in merge(base, theirs, mine).conflicts] == [name]


def test_the_strategies_know_every_field() -> None:
    assert list(FIELD_STRATEGIES) == field_names()
    assert changes(ActivityContent(), filled()) == tuple(
        Change(n, getattr(ActivityContent(), n), getattr(filled(), n)) for n in CAN_BE_EMPTY
    ), "filled() fills every field"
