"""The development over time as bars. Pure: lengths are those of the drawing's own view box."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.filters import MONTHS
from register.risk.picture import Standing
from register.risk.scale import SEVERITY, Colour

BAR, BAR_STEP, BAR_LEFT, BAR_TOP, BAR_HEIGHT = 24.0, 30.0, 36.0, 22.0, 180.0
SMALLEST_WITH_NUMBER = 15.0


@dataclass(frozen=True)
class Segment:
    """A part of a bar: so many of a colour. `has_room`: its number can be written in it."""

    colour: Colour
    count: int
    y: float
    height: float

    @property
    def has_room(self) -> bool:
        """Whether the number fits."""
        return self.height >= SMALLEST_WITH_NUMBER


@dataclass(frozen=True)
class Bar:
    """A day's bar, the worst at the bottom."""

    standing: Standing
    x: float
    segments: Sequence[Segment]
    top: float

    @property
    def month(self) -> str:
        """The month it ends, in three letters."""
        return MONTHS[self.standing.on.month - 1][:3]


@dataclass(frozen=True)
class TrendPicture:
    """The bars, side by side. `ticks` are (number, y) of the axis; `colours` are those that occur, mildest first."""

    width: float
    height: float
    base: float
    bars: Sequence[Bar]
    ticks: Sequence[tuple[int, float]]
    colours: Sequence[Colour]


def draw_trend(standings: Sequence[Standing]) -> TrendPicture:
    """Bars from a common foot; the axis ends on a round number."""
    top = round_up(max((standing.total for standing in standings), default=0))
    base = BAR_TOP + BAR_HEIGHT
    bars = []
    for place, standing in enumerate(standings):
        y, segments = base, []
        for colour in reversed(SEVERITY):
            if count := standing.counts[colour]:
                size = count / top * BAR_HEIGHT
                y -= size
                segments.append(Segment(colour, count, round(y, 2), round(size, 2)))
        bars.append(Bar(standing, BAR_LEFT + place * BAR_STEP + (BAR_STEP - BAR) / 2, segments, round(y, 2)))
    seen = {segment.colour for bar in bars for segment in bar.segments}
    parts = 4 if top % 4 == 0 else 2 if top % 2 == 0 else 1
    return TrendPicture(
        width=BAR_LEFT + BAR_STEP * max(1, len(bars)) + 4,
        height=base + 46,
        base=base,
        bars=bars,
        ticks=[(top * part // parts, round(base - BAR_HEIGHT * part / parts, 2)) for part in range(parts + 1)],
        colours=[colour for colour in SEVERITY if colour in seen],
    )


def round_up(number: int) -> int:
    """The round number at or above: 1, 2, 4, 5, 8, 10, 20, 40 …; 1 for none."""
    size = 1
    while True:
        for step in (1, 2, 4, 5, 8):
            if step * size >= number:
                return step * size
        size *= 10
