"""The arithmetic of the risk pictures, held against the plainest way of counting."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise, product
from math import hypot, pi

from hypothesis import given
from hypothesis import strategies as st

from register.risk.picture import (
    Cell,
    HeatRow,
    Move,
    Spell,
    days_of_year,
    heat_map,
    history,
    month_ends,
    moves_of,
)
from register.risk.picture_arrows import APART, CELL_HEIGHT, CELL_WIDTH, LEFT, TOP, _spread, draw_arrows, step_of
from register.risk.picture_trend import BAR_HEIGHT, draw_trend, round_up
from register.risk.presets import DATATILSYNET, STANDARD
from register.risk.scale import SEVERITY

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(0, 400, 13)]
day = st.integers(0, 400).map(lambda n: FIRST + timedelta(days=n))
cell = st.tuples(st.integers(1, 4), st.integers(1, 4))


@st.composite
def assessed(draw: st.DrawFn) -> list[Spell]:
    """Subjects, each assessed some times, day after day; the last one holds still."""
    spells = []
    for _subject in range(draw(st.integers(0, 8))):
        days = sorted(draw(st.lists(day, max_size=6)))
        for place, from_on in enumerate(days):
            until = days[place + 1] if place + 1 < len(days) else None
            spells.append(Spell(draw(st.sampled_from(SEVERITY)), from_on, until))
    return spells


@given(assessed())
def test_history_is_what_is_counted_day_by_day(spells: list[Spell]) -> None:
    told = history(spells, DAYS)
    assert [one.on for one in told] == DAYS
    for standing in told:
        holding = [s for s in spells if s.from_on <= standing.on and not (s.until_on and s.until_on <= standing.on)]
        assert {c: n for c, n in standing.counts.items() if n} == Counter(s.colour for s in holding)
        assert standing.total == len(holding)


@given(assessed())
def test_history_counts_groups_as_it_counts_one_by_one(spells: list[Spell]) -> None:
    groups = Counter((s.colour, s.from_on, s.until_on) for s in spells)
    grouped = [Spell(*group, count) for group, count in groups.items()]
    assert history(grouped, DAYS) == history(spells, DAYS)


def test_two_assessments_of_one_day_count_once() -> None:
    spells = [Spell("red", FIRST, FIRST), Spell("green", FIRST, None)]
    assert history(spells, [FIRST])[0].counts == dict.fromkeys(SEVERITY, 0) | {"green": 1}


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)))
def test_the_month_ends_are_twelve_in_a_row_and_the_last_has_come(today: date) -> None:
    ends = month_ends(today)
    assert len(ends) == 12
    assert ends[-1] <= today < ends[-1] + timedelta(days=31)
    for end, following in zip(ends, [*ends[1:], None], strict=True):
        assert (end + timedelta(days=1)).day == 1
        assert following is None or 28 <= (following - end).days <= 31


def test_a_month_end_is_today_and_is_told_once() -> None:
    assert month_ends(date(2028, 2, 29))[-1] == date(2028, 2, 29)
    assert month_ends(date(2028, 2, 28))[-1] == date(2028, 1, 31)
    assert len(days_of_year(date(2028, 2, 29))) == 12
    assert days_of_year(date(2028, 2, 28))[-2:] == [date(2028, 1, 31), date(2028, 2, 28)]


@given(st.lists(st.tuples(cell, cell, st.integers(0, 9))))
def test_no_assessment_is_lost_among_the_moves(rows: list[tuple[Cell, Cell, int]]) -> None:
    moves = moves_of(rows)
    assert sum(move.count for move in moves) == sum(count for _before, _after, count in rows)
    assert len({(move.before, move.after) for move in moves}) == len(moves)
    assert [move.count for move in moves] == sorted((move.count for move in moves), reverse=True)
    by_cell: Counter[Cell] = Counter()
    for _before, after, count in rows:
        by_cell[after] += count
    for place in product(range(1, 5), range(1, 5)):
        assert sum(move.count for move in moves if move.after == place) == by_cell[place]


heat_rows = st.lists(
    st.builds(
        HeatRow,
        administration=st.none() | st.integers(1, 4),
        threat=st.none() | st.integers(1, 25),
        severity=st.integers(0, 4),
        count=st.integers(1, 20),
    ),
    max_size=60,
)


@given(heat_rows, st.integers(1, 20))
def test_a_field_of_the_heat_map_has_the_worst_and_all_of_its_rows(rows: list[HeatRow], most: int) -> None:
    picture = heat_map(rows, most=most)
    for line in picture.lines:
        for place in (None, 1, 2, 3, 4):
            own = [row for row in rows if row.threat == line.threat and row.administration == place]
            if not own:
                assert place not in line.cells
                continue
            assert line.cells[place].severity == max(row.severity for row in own)
            assert line.cells[place].colour == SEVERITY[max(row.severity for row in own)]
            assert line.cells[place].count == sum(row.count for row in own)
    assert picture.administrations <= {row.administration for row in rows}


@given(heat_rows, st.integers(1, 20))
def test_the_heat_map_has_the_worst_threats_and_the_own_ones_last(rows: list[HeatRow], most: int) -> None:
    picture = heat_map(rows, most=most)
    named = {row.threat for row in rows if row.threat is not None}
    shown = [line for line in picture.lines if line.threat is not None]
    assert len(shown) == min(most, len(named))
    assert picture.left_out == len(named) - len(shown)
    assert (None in {row.threat for row in rows}) == (bool(picture.lines) and picture.lines[-1].threat is None)
    ranks = [(line.severity, line.count) for line in shown]
    assert ranks == sorted(ranks, reverse=True)
    for threat in named - {line.threat for line in shown}:
        own = [row for row in rows if row.threat == threat]
        assert (max(row.severity for row in own), sum(row.count for row in own)) <= ranks[-1]


moves = st.dictionaries(st.tuples(cell, cell), st.integers(1, 300), max_size=30).map(
    lambda found: moves_of((before, after, count) for (before, after), count in found.items())
)


@given(moves, st.sampled_from([STANDARD, DATATILSYNET]))
def test_an_arrow_leaves_its_cell_and_ends_in_the_other(found: list[Move], scale: object) -> None:
    picture = draw_arrows(found, STANDARD if scale is STANDARD else DATATILSYNET)
    moving = [move for move in found if not move.is_still]
    assert [arrow.move for arrow in picture.arrows] == moving[: len(picture.arrows)]
    assert picture.left_out == len(moving) - len(picture.arrows)
    for arrow in picture.arrows:
        for (consequence, likelihood), (x, y) in ((arrow.move.before, arrow.start), (arrow.move.after, arrow.tip)):
            assert 0 < x - LEFT - (likelihood - 1) * CELL_WIDTH < CELL_WIDTH
            assert 0 < y - TOP - (4 - consequence) * CELL_HEIGHT < CELL_HEIGHT
    assert sum(box.still for box in picture.boxes) == sum(move.count for move in found if move.is_still)


@given(moves)
def test_numbers_of_arrows_from_one_cell_do_not_lie_over_each_other(found: list[Move]) -> None:
    starts = [arrow.start for arrow in draw_arrows(found[:4], STANDARD).arrows]
    for place, (x, y) in enumerate(starts):
        assert all(hypot(x - other[0], y - other[1]) > 20 for other in starts[:place])


def test_arrows_to_either_side_of_straight_left_are_told_apart() -> None:
    """Left is where the circle of angles ends and begins."""
    picture = draw_arrows([Move((1, 2), (2, 1), 1), Move((1, 2), (1, 1), 1)], STANDARD)
    (x, y), (other_x, other_y) = (arrow.start for arrow in picture.arrows)
    assert hypot(x - other_x, y - other_y) > 20
    assert y < other_y


@given(st.lists(st.floats(-pi, pi), min_size=1, max_size=8))
def test_angles_are_spread_around_the_whole_circle(angles: list[float]) -> None:
    spread = _spread(sorted(angles))
    around = sorted(angle % (2 * pi) for angle in spread)
    gaps = [new - old for old, new in pairwise([*around, around[0] + 2 * pi])]
    assert min(gaps) > min(APART, 2 * pi / len(angles)) - 1e-6


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_an_arrow_is_as_thick_as_its_number_is_large(one: int, other: int) -> None:
    most = max(one, other)
    assert 1 <= step_of(min(one, other), most) <= step_of(most, most) <= 3
    assert step_of(most, most) == min(most, 3)


@given(assessed())
def test_the_bars_are_as_high_as_their_numbers(spells: list[Spell]) -> None:
    standings = history(spells, DAYS)
    picture = draw_trend(standings)
    top = picture.ticks[-1][0]
    for bar, standing in zip(picture.bars, standings, strict=True):
        assert [segment.count for segment in bar.segments] == [
            standing.counts[colour] for colour in reversed(SEVERITY) if standing.counts[colour]
        ]
        assert abs(picture.base - bar.top - standing.total / top * BAR_HEIGHT) < 0.1
    assert all(standing.total <= top for standing in standings)


@given(st.integers(0, 10**6))
def test_the_axis_ends_on_a_round_number_that_is_not_far_away(number: int) -> None:
    top = round_up(number)
    assert number <= top <= max(1, 2 * number)
    assert str(top).rstrip("0") in {"1", "2", "4", "5", "8"}
