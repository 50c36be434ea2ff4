"""Two people edit one record: nothing is lost, and a conflict is one field."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.activity.content import EVERY_LINE, ActivityContent, DataLine, Disclosure, Transfer
from register.activity.merge import FIELDS, Change, Conflict, changes, merge, take_theirs, tell_lines_apart
from register.activity.tidy import tidy
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


FREE = [name for name in field_names() if name != "record_type"]
"""A record always has a type, one of two."""


@pytest.mark.parametrize("name", FREE)
def test_every_field_can_change_conflict_and_be_emptied(name: str) -> None:
    empty = getattr(ActivityContent(), name)
    base = filled()
    emptied = replace(base, **{name: empty})
    assert changes(base, emptied) == (Change(name, getattr(base, name), empty),)
    assert merge(base, emptied, base).content == emptied
    assert merge(emptied, base, emptied).theirs_changed == (name,)


@given(st.data())
def test_a_field_changed_three_ways_is_a_conflict(data: st.DataObject) -> None:
    name = data.draw(
        st.sampled_from(sorted(set(FREE) - {"not_disclosed", "dpia_high_residual", "authority_task", "criticality"}))
    )
    values = data.draw(st.lists(FIELD_STRATEGIES[name], min_size=3, max_size=3, unique=True))
    base, theirs, mine = (replace(filled(), **{name: value}) for value in values)
    assert [c.field for c in merge(base, theirs, mine).conflicts] == [name]


def test_lines_that_both_added_under_one_key_are_told_apart() -> None:
    base = filled()
    theirs = replace(base, data_lines=(*base.data_lines, DataLine(key="3", text="Deres")))
    mine = replace(
        base,
        data_lines=(*base.data_lines, DataLine(key="3", text="Min"), DataLine(key="4", text="Min anden")),
        disclosures=(Disclosure(name="Skolen", lines=("1", "3")),),
        transfers=(Transfer(country="US", lines=("4", EVERY_LINE)),),
    )
    apart = tell_lines_apart(base, theirs, mine)
    assert [(line.key, line.text) for line in apart.data_lines[2:]] == [("5", "Min"), ("4", "Min anden")]
    assert apart.disclosures[0].lines == ("1", "5")
    assert apart.transfers[0].lines == ("4", EVERY_LINE)
    assert tell_lines_apart(base, mine, mine) == mine, "the same line by both is one"
    assert tell_lines_apart(base, base, mine) == mine


@given(contents(), contents(), contents())
def test_telling_lines_apart_loses_none_and_keeps_what_they_are_pointed_at_by(
    base: ActivityContent, theirs: ActivityContent, mine: ActivityContent
) -> None:
    base, theirs, mine = tidy(base), tidy(theirs), tidy(mine)
    apart = tell_lines_apart(base, theirs, mine)
    assert [replace(line, key="") for line in apart.data_lines] == [replace(line, key="") for line in mine.data_lines]
    assert len({line.key for line in apart.data_lines}) == len(apart.data_lines)
    by_key = {line.key: replace(line, key="") for line in mine.data_lines}
    by_new = {line.key: replace(line, key="") for line in apart.data_lines}
    for before, after in zip(mine.disclosures, apart.disclosures, strict=True):
        assert [by_key.get(key) for key in before.lines] == [by_new.get(key) for key in after.lines]


def test_the_strategies_know_every_field() -> None:
    assert list(FIELD_STRATEGIES) == field_names()
    assert changes(ActivityContent(), filled()) == tuple(
        Change(n, getattr(ActivityContent(), n), getattr(filled(), n)) for n in FREE
    ), "filled() fills every field"
