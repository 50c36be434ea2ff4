"""SVG paths of the year wheel. Pure numbers: degrees run clockwise from the top, y grows downwards."""

from collections.abc import Iterable
from math import cos, radians, sin

# How big each form is drawn within its reach, so that the four look alike in weight.
_CIRCLE, _SQUARE, _DIAMOND, _TRIANGLE = 0.86, 0.75, 1.0, 1.08
_TRIANGLE_DROP = 0.16


def point(radius: float, angle: float) -> tuple[float, float]:
    """Return x and y at the radius and angle, the wheel's middle being 0, 0."""
    return radius * sin(radians(angle)), -radius * cos(radians(angle))


def number(value: float) -> str:
    """Write a number as SVG wants it: at most one decimal, no minus zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def band(inner: float, outer: float, start: float, end: float) -> str:
    """Return a piece of a ring between two radii and two angles (`start` before `end`, at most 360 apart)."""
    middle = (start + end) / 2
    # Two arcs for each edge: one arc cannot close a full circle.
    there = f"{_at(outer, start)}{_arc(outer, middle, 1)}{_arc(outer, end, 1)}"
    back = f"L{_xy(*point(inner, end))}{_arc(inner, middle, 0)}{_arc(inner, start, 0)}"
    return f"{there}{back}Z"


def shape(state: str, x: float, y: float, reach: float) -> str:
    """Return the form that tells a state without colour; its corners lie about `reach` from the middle.

    done: circle · on_time: square · soon: diamond · overdue: triangle.
    """
    if state == "done":
        r = reach * _CIRCLE
        half = f"a{number(r)} {number(r)} 0 1 1 "
        return f"M{_xy(x - r, y)}{half}{number(2 * r)} 0{half}{number(-2 * r)} 0Z"
    if state == "on_time":
        s = reach * _SQUARE
        return _polygon([(x - s, y - s), (x + s, y - s), (x + s, y + s), (x - s, y + s)])
    if state == "soon":
        r = reach * _DIAMOND
        return _polygon([(x, y - r), (x + r, y), (x, y + r), (x - r, y)])
    r, middle = reach * _TRIANGLE, y + reach * _TRIANGLE_DROP
    corners = (point(r, angle) for angle in (0, 120, 240))
    return _polygon([(x + dx, middle + dy) for dx, dy in corners])


def _polygon(corners: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(_xy(x, y) for x, y in corners) + "Z"


def _at(radius: float, angle: float) -> str:
    return f"M{_xy(*point(radius, angle))}"


def _arc(radius: float, angle: float, sweep: int) -> str:
    return f"A{number(radius)} {number(radius)} 0 0 {sweep} {_xy(*point(radius, angle))}"


def _xy(x: float, y: float) -> str:
    return f"{number(x)} {number(y)}"
