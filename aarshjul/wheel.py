"""The year wheel as numbers: twelve months clockwise from January at the top, a ring per administration.

Pure. In go the year, the day and the tasks; out come paths, places and counts that a template only writes
down. The picture is 1000 units across with 0, 0 in its middle: at 12 cm a unit is 0.12 mm. A state has a form
of its own as well as a colour, because the wheel is printed in black and white too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from aarshjul.wheel_dots import (
    MONTH_DEGREES,
    STATE_WORDS,
    Dot,
    State,
    WheelTask,
    angle_of,
    badge_reach,
    place,
    worst,
)
from aarshjul.wheel_paths import band, point, shape
from app.core.text import N_

__all__ = ["MONTH_NAMES", "STATE_WORDS", "Dot", "State", "Wheel", "WheelRing", "WheelTask", "draw"]

MONTH_NAMES = (
    N_("januar"),
    N_("februar"),
    N_("marts"),
    N_("april"),
    N_("maj"),
    N_("juni"),
    N_("juli"),
    N_("august"),
    N_("september"),
    N_("oktober"),
    N_("november"),
    N_("december"),
)
OUTER, HUB, THICKEST = 452.0, 124.0, 84.0
RIM, RIM_HALF, MONTH_NAMES_AT = 457.0, 2.5, 479.0


@dataclass(frozen=True, kw_only=True)
class WheelRing:
    """An administration and its tasks. `month_url` is the address of a month's list, with "{month}" in it."""

    label: str
    tasks: Sequence[WheelTask]
    month_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A month of a ring; `state` is the worst of its tasks, None without tasks."""

    month: int
    d: str
    state: State | None
    dots: tuple[Dot, ...]


@dataclass(frozen=True, kw_only=True)
class Ring:
    """A ring from `inner` to `outer`, with its number at the top and its tasks counted by state."""

    number: int
    label: str
    inner: float
    outer: float
    badge_y: float
    badge_reach: float
    cells: tuple[Cell, ...]
    counts: dict[State, int]

    @property
    def total(self) -> int:
        """How many tasks the ring has this year."""
        return sum(self.counts.values())


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month's name on the rim, turned to be read, and the spoke where the month begins."""

    number: int
    name: str
    x: float
    y: float
    turn: float
    spoke: tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Today: a line from the hub to the rim, where a small mark stands."""

    on: date
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, kw_only=True)
class Wheel:
    """Everything a template needs to draw a year. `elapsed_d` is the part of the rim that has gone by."""

    year: int
    rings: tuple[Ring, ...]
    months: tuple[Month, ...]
    hub: float
    outer: float
    hand: Hand | None
    elapsed_d: str
    counts: dict[State, int]

    @property
    def total(self) -> int:
        """How many tasks the year has."""
        return sum(self.counts.values())

    @property
    def hub_scale(self) -> float:
        """How much bigger the words in the middle are written than when the wheel is full of rings."""
        return round(min(2.0, self.hub / HUB), 2)

    @property
    def words(self) -> dict[State, str]:
        """What each state is called, worst first; translated where it is shown."""
        return STATE_WORDS

    @property
    def symbols(self) -> dict[State, str]:
        """Each state's form in a box from -10 to 10, for the legend."""
        return {state: shape(state, 0, 0, 9) for state in STATE_WORDS}


def draw(*, year: int, today: date, rings: Sequence[WheelRing]) -> Wheel:
    """Lay out the year. The first ring is the outermost; up to 12 rings read well at 12 cm.

    Tasks due in another year are left out. Within a month a task stands at its day, moved aside as far as it
    takes for dots not to cover each other; when there are too many, tasks of one state share a dot.
    """
    thickness = min(THICKEST, (OUTER - HUB) / max(1, len(rings)))
    drawn = tuple(_ring(ring, index, thickness, year) for index, ring in enumerate(rings))
    hub = OUTER - thickness * len(rings) if rings else HUB
    gone = angle_of(today) if today.year == year else 360.0 if today.year > year else 0.0
    return Wheel(
        year=year,
        rings=drawn,
        months=tuple(_month(month, hub) for month in range(1, 13)),
        hub=round(hub, 1),
        outer=OUTER,
        hand=_hand(today, hub) if today.year == year else None,
        elapsed_d=band(RIM - RIM_HALF, RIM + RIM_HALF, 0, gone) if gone else "",
        counts=_counts([task for ring in rings for task in ring.tasks if task.due_on.year == year]),
    )


def _ring(ring: WheelRing, index: int, thickness: float, year: int) -> Ring:
    outer = OUTER - index * thickness
    inner = outer - thickness
    tasks = sorted((t for t in ring.tasks if t.due_on.year == year), key=lambda t: (t.due_on, t.id))
    by_month = {month: list(group) for month, group in groupby(tasks, key=lambda t: t.due_on.month)}
    return Ring(
        number=index + 1,
        label=ring.label,
        inner=round(inner, 1),
        outer=round(outer, 1),
        badge_y=round(-(inner + outer) / 2, 1),
        badge_reach=round(badge_reach(thickness), 1),
        cells=tuple(_cell(by_month.get(month, []), month, inner, outer, ring) for month in range(1, 13)),
        counts=_counts(tasks),
    )


def _cell(tasks: list[WheelTask], month: int, inner: float, outer: float, ring: WheelRing) -> Cell:
    start = (month - 1) * MONTH_DEGREES
    return Cell(
        month=month,
        d=band(inner, outer, start, start + MONTH_DEGREES),
        state=worst(tasks) if tasks else None,
        dots=tuple(place(tasks, month=month, inner=inner, outer=outer, month_url=ring.month_url.format(month=month))),
    )


def _month(month: int, hub: float) -> Month:
    start = (month - 1) * MONTH_DEGREES
    middle = start + MONTH_DEGREES / 2
    x, y = point(MONTH_NAMES_AT, middle)
    (x1, y1), (x2, y2) = point(hub, start), point(OUTER, start)
    return Month(
        number=month,
        name=MONTH_NAMES[month - 1],
        x=round(x, 1),
        y=round(y, 1),
        # Names on the lower half are turned round, so that none stands on its head.
        turn=middle if middle < 90 or middle > 270 else middle - 180,
        spoke=(round(x1, 1), round(y1, 1), round(x2, 1), round(y2, 1)),
    )


def _hand(today: date, hub: float) -> Hand:
    (x1, y1), (x2, y2) = point(hub, angle_of(today)), point(RIM, angle_of(today))
    return Hand(on=today, x1=round(x1, 1), y1=round(y1, 1), x2=round(x2, 1), y2=round(y2, 1))


def _counts(tasks: Sequence[WheelTask]) -> dict[State, int]:
    return {state: sum(task.state == state for task in tasks) for state in STATE_WORDS}
