"""Who a function falls to while people are away."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.organisation.rules import Away, Found, Holders, Period, UnitFacts, away_on

TODAY = date(2027, 3, 1)
UNITS = {1: UnitFacts(None), 2: UnitFacts(1), 3: UnitFacts(2), 4: UnitFacts(1)}
FUNCTIONS = ("leader", "coordinator", "it")
PEOPLE = st.integers(1, 6)


def holders(held: dict[tuple[int, str], int], away: dict[int, int | None] | None = None, *, active: int = 6) -> Holders:
    return Holders(
        units=UNITS,
        held=held,
        active=frozenset(range(1, active + 1)),
        away={person: Away(TODAY, deputy) for person, deputy in (away or {}).items()},
    )


@st.composite
def worlds(draw: st.DrawFn) -> Holders:
    places = st.tuples(st.sampled_from(sorted(UNITS)), st.sampled_from(FUNCTIONS))
    return holders(
        draw(st.dictionaries(places, PEOPLE, max_size=8)),
        draw(st.dictionaries(PEOPLE, st.none() | PEOPLE, max_size=6)),
        active=draw(st.integers(1, 6)),
    )


ASKED = st.tuples(st.sampled_from(FUNCTIONS), st.sampled_from(sorted(UNITS)), st.none() | PEOPLE)


def test_the_deputy_takes_the_place_of_who_is_away() -> None:
    found = holders({(2, "leader"): 1}, {1: 2}).find("leader", 3)
    assert found == Found(2, instead_of=1)


def test_a_deputy_who_is_away_too_has_a_deputy_of_their_own() -> None:
    assert holders({(2, "leader"): 1}, {1: 2, 2: 3}).find("leader", 3) == Found(3, instead_of=1)


def test_without_a_deputy_it_climbs_the_tree_as_if_nobody_held_it() -> None:
    held = {(3, "leader"): 1, (1, "leader"): 4}
    assert holders(held, {1: None}).find("leader", 3) == Found(4, instead_of=1)
    # A deputy who has left is none.
    assert holders({(3, "leader"): 1, (1, "leader"): 2}, {1: 6}, active=5).find("leader", 3) == Found(2, instead_of=1)


def test_from_the_leader_it_ends_with_the_coordinator_who_is_no_stand_in_for_an_empty_function() -> None:
    found = holders({(3, "leader"): 1, (1, "coordinator"): 5}, {1: None}).find("leader", 3)
    assert found == Found(5, is_fallback=False, instead_of=1)


def test_two_who_stand_in_for_each_other_and_are_both_away_end_nowhere_but_further_up() -> None:
    held = {(3, "leader"): 1, (1, "leader"): 4}
    assert holders(held, {1: 2, 2: 1}).find("leader", 3) == Found(4, instead_of=1)


def test_where_everybody_is_away_it_stays_with_the_first() -> None:
    assert holders({(3, "leader"): 1}, {1: None}).find("leader", 3) == Found(1)


def test_a_named_person_s_deputy_comes_before_whoever_holds_the_function() -> None:
    held = {(2, "leader"): 1}
    assert holders(held, {3: 4}).find("leader", 2, named_id=3) == Found(4, instead_of=3)
    assert holders(held, {3: None}).find("leader", 2, named_id=3) == Found(1, instead_of=3)
    assert holders(held).find("leader", 2, named_id=3) == Found(3)


@given(worlds(), ASKED)
def test_it_never_ends_with_one_who_is_away_when_anybody_else_can_be_found(
    world: Holders, asked: tuple[str, int, int | None]
) -> None:
    function, unit_id, named_id = asked
    found = world.find(function, unit_id, named_id=named_id)
    if found.person_id in world.away:
        above, unit = [], unit_id
        while unit:
            above += [world.held.get((unit, f)) for f in (function, "coordinator")]
            unit = world.units[unit].parent_id or 0
        candidates = [p for p in above if p in world.active] + ([named_id] if named_id else [])
        assert all(world.stand_in(person) is None for person in candidates if person is not None)


@given(worlds(), ASKED)
def test_the_day_after_everything_is_as_it_was(world: Holders, asked: tuple[str, int, int | None]) -> None:
    function, unit_id, named_id = asked
    plain = world.with_all_here.find(function, unit_id, named_id=named_id)
    back = replace(world, away=away_on([Period(p, TODAY, TODAY, a.deputy_id) for p, a in world.away.items()],
                                       TODAY + timedelta(days=1)))  # fmt: skip
    assert back.find(function, unit_id, named_id=named_id) == plain
    assert plain.instead_of is None
    today = world.find(function, unit_id, named_id=named_id)
    if plain.person_id not in world.away:
        assert today == plain
    elif today != plain:
        assert today.instead_of == plain.person_id


@given(PEOPLE, st.integers(0, 20), st.integers(0, 20), st.integers(-5, 45))
def test_one_is_away_from_the_first_day_to_the_last(person: int, start: int, length: int, offset: int) -> None:
    from_on = TODAY + timedelta(days=start)
    period = Period(person, from_on, from_on + timedelta(days=length), None)
    day = TODAY + timedelta(days=offset)
    assert (person in away_on([period], day)) == (start <= offset <= start + length)
