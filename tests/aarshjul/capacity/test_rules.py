"""Hours against hours: what is spread, shared and summed stays the same in all, and colours follow K15."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.capacity.rules import (
    COMMON,
    Given,
    Load,
    Planned,
    estimate,
    lay_out,
    quarter_shares,
    year_of,
)
from app.core.workdays import ClosedDays, is_working_day

EVEN = dict.fromkeys(range(2027, 2032), (0.25, 0.25, 0.25, 0.25))
HOURS = st.integers(0, 4000).map(lambda n: n / 4)
PLACES = st.sampled_from([COMMON, 1, 2, 3])
PEOPLE = st.sampled_from([None, 11, 12, 13])
YEARS = st.integers(2027, 2031)
QUARTER = st.integers(1, 4)
PLANNED = st.lists(st.builds(Planned, PLACES, YEARS, QUARTER, PEOPLE, HOURS, HOURS), max_size=30)
GIVEN = st.dictionaries(st.tuples(st.sampled_from([11, 12, 13]), YEARS), st.tuples(HOURS, PLACES), max_size=15).map(
    lambda rows: [Given(who, year, hours, home) for (who, year), (hours, home) in rows.items()]
)


def load(available: float | None, planned: float) -> Load:
    return Load(year=2027, quarter=1, available=available, planned=planned)


@pytest.mark.parametrize(
    ("available", "planned", "level"),
    [
        (100.0, 100.0, "green"),
        (101.0, 100.0, "green"),
        (99.99, 100.0, "yellow"),
        (75.0, 100.0, "yellow"),
        (74.99, 100.0, "red"),
        (0.0, 1.0, "red"),
        (100.0, 0.0, "grey"),
        (None, 100.0, "grey"),
    ],
)
def test_the_colour_follows_the_cover_and_there_is_none_without_a_basis(
    available: float | None, planned: float, level: str
) -> None:
    assert load(available, planned).level == level


@given(HOURS.filter(bool), st.integers(1, 40))
def test_a_quarter_filled_to_the_last_hour_is_in_order(hours: float, tasks: int) -> None:
    available = sum(hours / tasks for _task in range(tasks))
    assert load(available, hours).level == "green"


def test_a_load_says_what_is_missing_and_has_no_difference_without_hours() -> None:
    assert load(80.0, 100.0).difference == -20.0
    assert load(None, 100.0).difference is None
    assert load(None, 100.0).cover is None


@given(
    st.integers(2024, 2043),
    st.frozensets(st.integers(1, 53), max_size=26),
    st.frozensets(st.dates(date(2024, 1, 1), date(2043, 12, 31)), max_size=20),
)
def test_a_year_s_hours_fall_where_people_are_at_work_and_none_is_lost(
    year: int, quiet: frozenset[int], dates: frozenset[date]
) -> None:
    closed = ClosedDays(dates=dates)
    shares = quarter_shares(year, closed, quiet)
    assert sum(shares) == pytest.approx(1)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    at_work = [d for d in days if d.year == year and is_working_day(d, closed) and d.isocalendar().week not in quiet]
    for number, share in enumerate(shares, start=1):
        assert share == pytest.approx(sum((d.month + 2) // 3 == number for d in at_work) / len(at_work))


def test_the_summer_quarter_is_the_shortest_when_july_is_quiet() -> None:
    shares = quarter_shares(2027, ClosedDays(), frozenset({27, 28, 29, 30, 31}))
    assert min(shares) == shares[2]


@given(GIVEN, PLANNED)
def test_no_hour_is_lost_or_doubled_between_the_places(given_rows: list[Given], planned: list[Planned]) -> None:
    loads = lay_out(given_rows, planned, EVEN)
    for year in EVEN:
        whole = year_of(loads.of_places(None, year))
        parts = [year_of(loads.of_places([place], year)) for place in (COMMON, 1, 2, 3)]
        rows = [row for row in planned if row.year == year]
        assert whole.planned + whole.elsewhere == pytest.approx(sum(row.hours for row in rows))
        assert sum(part.planned for part in parts) == pytest.approx(whole.planned)
        assert sum(part.elsewhere for part in parts) == pytest.approx(whole.elsewhere)
        assert sum(part.available or 0 for part in parts) == pytest.approx(
            sum(row.hours for row in given_rows if row.year == year)
        )
        assert (whole.available is None) == (not any(row.year == year for row in given_rows))


@given(GIVEN, PLANNED)
def test_people_s_loads_add_up_to_the_whole(given_rows: list[Given], planned: list[Planned]) -> None:
    loads = lay_out(given_rows, planned, EVEN)
    for year in EVEN:
        people = [loads.of_person(who, year) for who in (11, 12, 13)]
        whole = loads.of_places(None, year)
        for quarter in range(4):
            has_hours = [one[quarter] for one in people if one[quarter].available is not None]
            assert sum(one.planned for one in has_hours) == pytest.approx(whole[quarter].planned)
            assert sum(one.spent for one in has_hours) == pytest.approx(whole[quarter].spent)


def test_somebody_who_serves_two_administrations_shares_the_hours_as_the_tasks_lie() -> None:
    planned = [Planned(1, 2027, 1, 11, 30.0), Planned(2, 2027, 3, 11, 10.0), Planned(1, 2027, 1, None, 5.0)]
    loads = lay_out([Given(11, 2027, 200.0, 3)], planned, EVEN)
    assert year_of(loads.of_places([1], 2027)).available == 150.0
    assert year_of(loads.of_places([2], 2027)).available == 50.0
    assert year_of(loads.of_places([3], 2027)).available is None
    assert loads.of_places([1], 2027)[0] == Load(
        year=2027, quarter=1, available=37.5, planned=30.0, spent=0.0, elsewhere=5.0
    )


def test_whoever_has_no_tasks_has_the_hours_at_home() -> None:
    loads = lay_out([Given(11, 2027, 200.0, 3)], [], EVEN)
    assert year_of(loads.of_places([3], 2027)).available == 200.0
    assert loads.of_places([3], 2027)[0].level == "grey"


@pytest.mark.parametrize(
    ("hours", "minutes", "wanted"),
    [
        (4.0, [390, 390, 390, 60, 900], 6.5),
        (4.0, [390, 390], None),
        (4.0, [270, 280, 285], None),
        (4.0, [288, 288, 288], None),
        (4.0, [300, 300, 300], 5.0),
        (4.0, [180, 180, 180], 3.0),
        (0.0, [30, 30, 45], 0.5),
        (0.5, [5, 5, 5], 0.25),
        (0.25, [5, 5, 5], None),
        (1.0, [73, 73, 73], 1.25),
        (0.5, [37, 37, 37], None),
    ],
)
def test_an_estimate_is_offered_when_it_is_well_founded_and_well_off(
    hours: float, minutes: list[int], wanted: float | None
) -> None:
    assert estimate(hours, minutes) == wanted


@given(HOURS, st.lists(st.integers(1, 6000), min_size=3, max_size=15))
def test_an_estimate_once_used_is_not_offered_again(hours: float, minutes: list[int]) -> None:
    better = estimate(hours, minutes)
    if better is not None:
        assert better > 0
        assert estimate(better, minutes) is None
