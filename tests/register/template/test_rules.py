"""Yours, ours, new: what a changed template proposes, and what it leaves alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.activity.content import ActivityContent, Purpose, Retention
from register.activity.merge import FIELDS
from register.activity.states import ADMINISTRATIVE
from register.template.rules import FOLLOWED, as_template, follow, proposals
from tests.register.strategies import filled

OLD = ActivityContent(title="Løn", purposes=(Purpose(text="At udbetale løn"),), measures="Adgang efter rolle")
NEW = replace(OLD, measures="Adgang efter rolle og log", retention=(Retention(period="P5Y"),), title="Løn og pension")


def test_by_hand() -> None:
    mine = replace(OLD, title="Vores løn", measures="Vores egne ord", unit="SOC")
    found = proposals(OLD, NEW, mine)
    assert [(p.field, p.is_own) for p in found] == [("retention", False), ("measures", True)]
    assert follow(mine, found, ["retention"]) == replace(mine, retention=NEW.retention)
    assert follow(mine, found, []) == mine


def test_what_the_record_says_already_is_not_proposed() -> None:
    assert proposals(OLD, NEW, replace(OLD, measures=NEW.measures, retention=NEW.retention)) == []


def test_only_what_was_proposed_can_be_taken() -> None:
    with pytest.raises(ValueError, match="title"):
        follow(OLD, proposals(OLD, NEW, OLD), ["title"])


def test_a_template_keeps_everything_but_who_and_when() -> None:
    kept = as_template(filled()).to_json()
    empty = ActivityContent().to_json()
    for name, value in filled().to_json().items():
        assert kept[name] == (empty[name] if name in ADMINISTRATIVE else value), name
    assert set(FOLLOWED) == set(kept) - ADMINISTRATIVE - {"title"}


def choices() -> st.SearchStrategy[ActivityContent]:
    """Contents whose every field says one of two things."""
    one, other = filled(), ActivityContent(title="Løn")
    picks = st.lists(st.booleans(), min_size=len(FIELDS), max_size=len(FIELDS))
    return picks.map(
        lambda chosen: ActivityContent(
            **{n: getattr(one if is_one else other, n) for n, is_one in zip(FIELDS, chosen, strict=True)}
        )
    )


@given(choices(), choices(), choices())
def test_taking_everything_says_what_the_template_says_and_is_proposed_no_more(
    old: ActivityContent, new: ActivityContent, mine: ActivityContent
) -> None:
    found = proposals(old, new, mine)
    after = follow(mine, found, [p.field for p in found])
    assert proposals(old, new, after) == []
    for name in FIELDS:
        changed = name in FOLLOWED and getattr(old, name) != getattr(new, name)
        assert getattr(after, name) == getattr(new if changed else mine, name)
