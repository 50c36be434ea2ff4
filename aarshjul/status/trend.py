"""A KPI month by month as a small chart. Pure.

Each is 200 wide and 60 high; shares lie between 0 and 100 percent, numbers between 0 and the highest. The line has a
dot at its last month, and the first and the last value stand in words beside it, so that nothing rests on a colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from aarshjul.status.figures import share_said
from aarshjul.status.kpis import Kpi
from app.core.filters import danish_number

if TYPE_CHECKING:
    from aarshjul.status.history import Point
    from aarshjul.status.report import StatusReport

WIDTH, HEIGHT, EDGE = 200.0, 60.0, 5.0
LEAST = 2
"""A line needs two months."""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart: its line as an SVG path, the last dot, and the two values that are said."""

    kpi: Kpi
    d: str
    last_x: float
    last_y: float
    first: "Point"
    last: "Point"
    months: int

    @property
    def first_said(self) -> str:
        """The first month's value as people read it."""
        return _said(self.first)

    @property
    def last_said(self) -> str:
        """The last month's value as people read it."""
        return _said(self.last)


def list_charts(report: "StatusReport") -> list[Chart]:
    """One chart for each KPI that has been kept for two months or more."""
    charts = (draw_chart(kpi, report.history.get(kpi.code, ())) for kpi in report.kpis)
    return [chart for chart in charts if chart is not None]


def draw_chart(kpi: Kpi, points: Sequence["Point"]) -> Chart | None:
    """Lay out the months by time, so that a month nobody kept is a longer step. None for too few."""
    if len(points) < LEAST:
        return None
    first, last = points[0], points[-1]
    span = _month(last.month) - _month(first.month)
    values = [_value(point) for point in points]
    top = 1.0 if kpi.whole and not kpi.in_hours else max(1.0, *values)
    places = [
        (
            round(EDGE + (WIDTH - 2 * EDGE) * (_month(point.month) - _month(first.month)) / span, 1),
            round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * min(value, top) / top, 1),
        )
        for point, value in zip(points, values, strict=True)
    ]
    path = "M" + " L".join(f"{x} {y}" for x, y in places)
    return Chart(
        kpi=kpi, d=path, last_x=places[-1][0], last_y=places[-1][1], first=first, last=last, months=len(points)
    )


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _value(point: "Point") -> float:
    return float(point.part) if point.whole is None else point.part / point.whole if point.whole else 0.0


def _said(point: "Point") -> str:
    return danish_number(point.part) if not point.whole else share_said(point.part, point.whole)
