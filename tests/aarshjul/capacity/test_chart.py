"""The chart's numbers: everything has room, to one scale, and the higher bar is the larger number."""

from hypothesis import given
from hypothesis import strategies as st

from aarshjul.capacity.chart import BOTTOM, HEIGHT, LEFT, MARK_ABOVE, MOST_TICKS, RIGHT, TOP, draw, tick_step
from aarshjul.capacity.rules import Load

HOURS = st.floats(0, 60_000)
LOADS = st.lists(st.tuples(st.none() | HOURS, HOURS), min_size=4, max_size=4)
Pairs = list[tuple[float | None, float]]


@given(st.lists(LOADS, min_size=1, max_size=5))
def test_bars_lie_inside_the_picture_and_keep_the_order_of_the_hours(
    pairs: list[list[tuple[float | None, float]]],
) -> None:
    years = [
        [Load(year=2027 + n, quarter=q, available=a, planned=p) for q, (a, p) in enumerate(quarters, start=1)]
        for n, quarters in enumerate(pairs)
    ]
    charts = draw(years)
    assert [chart.year for chart in charts] == [2027 + n for n in range(len(pairs))]
    bars = [bar for chart in charts for bar in chart.bars]
    for bar in bars:
        assert TOP <= bar.y <= BOTTOM < HEIGHT
        assert bar.line_x >= LEFT
        assert bar.line_x + 38 <= RIGHT
        assert bar.mark_y >= TOP - MARK_ABOVE > 0
        assert (bar.line_y is None) == (bar.load.available is None)
        if bar.line_y is not None and bar.load.difference is not None:
            assert (bar.line_y <= bar.y) == (bar.load.difference >= 0) or abs(bar.line_y - bar.y) <= 0.1
    ordered = sorted(bars, key=lambda bar: bar.load.planned)
    assert [bar.y for bar in ordered] == sorted((bar.y for bar in bars), reverse=True)


@given(st.floats(0, 10**7))
def test_the_scale_has_room_and_no_more_than_it_needs(most: float) -> None:
    step = tick_step(most)
    assert step * MOST_TICKS >= most
    assert str(step).strip("0") in ("1", "2", "5")
    assert step == 1 or most > step * MOST_TICKS / 2.6
