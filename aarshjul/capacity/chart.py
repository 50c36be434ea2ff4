"""Hours against hours as a picture: for each year four pairs of bars. Pure.

Each year is a picture of its own, 220 wide and 190 high, so that five stand side by side on a screen and one below the
other on a phone, all to one scale. The wide bar is what is planned, the thick line across it what there is. A level has
a pattern in the bar and a mark above it as well as a colour, because the chart is printed in black and white too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aarshjul.capacity.rules import Load

WIDTH, HEIGHT = 220, 190
LEFT, RIGHT, TOP, BOTTOM = 34.0, 216.0, 24.0, 152.0
SLOT = (RIGHT - LEFT) / 4
BAR, LINE = 24.0, 38.0
MARK_ABOVE = 9.0
MOST_TICKS = 4


@dataclass(frozen=True)
class Tick:
    """A line across the chart at so many hours."""

    hours: int
    y: float


@dataclass(frozen=True)
class Bar:
    """A quarter: the bar of what is planned, the line of what there is (None: nobody has said), and the mark."""

    load: Load
    middle: float
    x: float
    y: float
    height: float
    line_x: float
    line_y: float | None
    mark_y: float


@dataclass(frozen=True)
class YearChart:
    """A year of the chart."""

    year: int
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]


def draw(years: Sequence[Sequence[Load]]) -> tuple[YearChart, ...]:
    """Lay out the years, each given as its quarters, to one scale."""
    loads = [load for quarters in years for load in quarters]
    step = tick_step(max((max(load.planned, load.available or 0.0) for load in loads), default=0.0))
    ticks = tuple(Tick(step * n, _y(step * n, step * MOST_TICKS)) for n in range(MOST_TICKS + 1))
    return tuple(
        YearChart(
            quarters[0].year, tuple(_bar(load, place, step * MOST_TICKS) for place, load in enumerate(quarters)), ticks
        )
        for quarters in years
    )


def tick_step(most: float) -> int:
    """Return the hours between two lines, so that `most` has room: 1, 2, 5, 10, 20, 50 …"""
    step, factors = 1, (2, 5, 10)
    place = 0
    while step * MOST_TICKS < most:
        step = 10 ** (place // 3) * factors[place % 3]
        place += 1
    return step


def _bar(load: Load, place: int, top: int) -> Bar:
    middle = LEFT + SLOT * (place + 0.5)
    y = _y(load.planned, top)
    line_y = None if load.available is None else _y(load.available, top)
    return Bar(
        load=load,
        middle=round(middle, 1),
        x=round(middle - BAR / 2, 1),
        y=y,
        height=round(BOTTOM - y, 1),
        line_x=round(middle - LINE / 2, 1),
        line_y=line_y,
        mark_y=round(min(y, BOTTOM if line_y is None else line_y) - MARK_ABOVE, 1),
    )


def _y(hours: float, top: int) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * hours / top, 1)
