"""Who goes when a file is the whole list, who stays, and when it is too much."""

from hypothesis import given
from hypothesis import strategies as st

from app.auth.rules import ROLES
from app.organisation.importing.parting import (
    LASTING_ROLES,
    is_too_much,
    part_people,
    part_units,
    percent_of,
    staying_below,
)
from app.organisation.importing.tree import Node

EMAILS = st.integers(0, 30).map(lambda n: f"p{n}@fjordby.example")
PEOPLE = st.dictionaries(EMAILS, st.sets(st.sampled_from(sorted(ROLES)), max_size=3), max_size=25)


@given(active=PEOPLE, in_file=st.sets(EMAILS), importer=st.one_of(st.just(""), EMAILS))
def test_everybody_is_in_the_file_or_kept_or_gone_and_nobody_is_two_of_them(
    active: dict[str, set[str]], in_file: set[str], importer: str
) -> None:
    parting = part_people(active, in_file, importer=importer)
    gone, kept, named = set(parting.gone), set(parting.kept), in_file & set(active)
    assert gone | kept | named == set(active)
    assert len(gone) + len(kept) + len(named) == len(active)
    assert importer not in gone
    assert all(not active[email] & set(LASTING_ROLES) for email in gone)


@given(active=PEOPLE, in_file=st.sets(EMAILS), importer=EMAILS)
def test_who_is_left_after_one_file_is_left_after_the_same_again(
    active: dict[str, set[str]], in_file: set[str], importer: str
) -> None:
    first = part_people(active, in_file, importer=importer)
    left = {email: roles for email, roles in active.items() if email not in first.gone}
    again = part_people(left, in_file, importer=importer)
    assert again.gone == ()
    assert again.kept == first.kept


def test_an_administrator_is_kept_and_it_is_said_why() -> None:
    parting = part_people(
        {"a@fjordby.example": {"admin"}, "b@fjordby.example": {"reader"}, "c@fjordby.example": {"auditor"}},
        [],
        importer="b@fjordby.example",
    )
    assert parting.gone == ()
    assert parting.kept == {
        "a@fjordby.example": "er systemadministrator",
        "b@fjordby.example": "læser selv filen ind",
        "c@fjordby.example": "er revisor",
    }


TREE = {
    "K": Node("municipality", ""),
    "A": Node("administration", "K"),
    "B": Node("unit", "A"),
    "C": Node("unit", "B"),
    "Z": Node("unit", "A", is_closed=True),
}


def test_open_units_that_are_not_in_the_file_go_but_never_the_municipality() -> None:
    parting = part_units(TREE, ["A"])
    assert parting.gone == ("B", "C")
    assert parting.kept == {"K": "er kommunen selv"}
    assert part_units(TREE, ["K", "A", "B", "C"]).gone == ()


def test_a_unit_that_stays_below_one_that_goes_is_seen() -> None:
    assert staying_below(TREE, ["B"]) == {"B": ["C"]}
    assert staying_below(TREE, ["B", "C"]) == {}
    assert staying_below(TREE, ["A", "B", "C"]) == {}


@given(active=st.integers(1, 5000), most=st.integers(0, 100), data=st.data())
def test_the_share_that_is_shown_is_enough_to_allow_it(active: int, most: int, data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, active))
    assert is_too_much(gone, active, most) == (gone / active * 100 > most + 1e-9)
    assert not is_too_much(gone, active, percent_of(gone, active))


def test_ten_of_a_hundred_is_not_more_than_ten_percent() -> None:
    assert not is_too_much(10, 100, 10)
    assert is_too_much(11, 100, 10)
    assert not is_too_much(0, 0, 10)
