"""Where the dots of the year wheel stand: at their day, moved aside as far as it takes, or sharing a place.

Pure. Lengths are the wheel's units (1000 across), angles are degrees clockwise from the top.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import asin, ceil, degrees, floor, radians
from typing import Literal

from aarshjul.wheel_paths import point, shape
from app.core.text import N_

State = Literal["overdue", "soon", "on_time", "done"]
# Worst first: the worst state gives a shared dot and a month's ground their form and colour.
STATE_WORDS: dict[State, str] = {
    "overdue": N_("Over fristen"),
    "soon": N_("Frist snart"),
    "on_time": N_("Planlagt"),
    "done": N_("Udført"),
}
_RANK: dict[State, int] = {state: rank for rank, state in enumerate(STATE_WORDS)}
MONTH_DEGREES = 30.0
# Reach: how far a dot goes from its middle. At most so much, and at most this share of its ring's thickness.
_DOT, _SHARED, _BADGE = 12.0, 16.5, 12.0
_DOT_SHARE, _SHARED_SHARE, _BADGE_SHARE = 0.3, 0.4, 0.32
_GAP = 2.0
# Middles lie at least this far apart, so that a link is 24 px wide when the wheel is drawn 800 px wide.
_LEAST_PITCH = 29.0
# A row is measured along its arc, dots across: the arc is this much longer between two dots.
_CURVE = 0.2


@dataclass(frozen=True, kw_only=True)
class WheelTask:
    """A task to draw. Tasks that fell away are not given; `url` may be empty."""

    id: int
    title: str
    due_on: date
    state: State
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Dot:
    """One task, or several that would cover each other, drawn as the worst of them. `d` is its form."""

    x: float
    y: float
    reach: float
    d: str
    state: State
    tasks: tuple[WheelTask, ...]
    url: str

    @property
    def count(self) -> int:
        """How many tasks the dot stands for."""
        return len(self.tasks)

    @property
    def text(self) -> str:
        """What stands in a shared dot: "7", or "2+" for two of the state it shows and others that are milder."""
        alike = sum(task.state == self.state for task in self.tasks)
        return f"{alike}+" if alike < self.count else str(alike) if alike > 1 else ""

    @property
    def text_size(self) -> float:
        """Size of the count within the form; a triangle has less room, and so has a long number."""
        share = 0.8 if self.state in ("overdue", "soon") else 0.95
        return round(self.reach * share * (1.15, 1.0, 0.75)[min(3, max(1, len(self.text))) - 1], 1)

    @property
    def text_y(self) -> float:
        """Where the count's line stands, so that its digits are in the middle of the form."""
        return round(self.y + self.text_size * 0.35 + (self.reach * 0.2 if self.state == "overdue" else 0), 1)


@dataclass(frozen=True)
class _Lane:
    """An arc in a month of a ring on which dots stand in a row, their middles `gap` degrees apart."""

    radius: float
    low: float
    high: float
    gap: float

    @property
    def room(self) -> int:
        """How many dots the lane holds; one always."""
        return 1 + floor(max(0.0, self.high - self.low) / self.gap + 1e-9)


def angle_of(day: date) -> float:
    """Return where a day stands on the wheel; every month has 30 degrees, however long it is."""
    share = (day.day - 0.5) / monthrange(day.year, day.month)[1]
    return MONTH_DEGREES * (day.month - 1 + share)


def badge_reach(thickness: float) -> float:
    """Return the reach of the badge with a ring's number, which stands where January begins."""
    return min(_BADGE, thickness * _BADGE_SHARE)


def worst(tasks: Iterable[WheelTask]) -> State:
    """Return the worst state among the tasks, of which there is at least one."""
    return min((task.state for task in tasks), key=_RANK.__getitem__)


def place(tasks: Sequence[WheelTask], *, month: int, inner: float, outer: float, month_url: str = "") -> Iterator[Dot]:
    """Yield the dots of a ring's month; `tasks` are that month's, earlier first.

    1. Dots of one task each, in as few rows as hold them.
    2. Too many for the rows: tasks of one state share a dot, in one row.
    3. Too many states for that row: the mildest of them share a dot too.
    A shared dot stands at its tasks' mean day and leads to `month_url`.
    """
    thickness = outer - inner
    reach = min(_DOT, thickness * _DOT_SHARE)
    lanes = _lanes(len(tasks), month, inner, outer, reach)
    if lanes:
        for index, lane in enumerate(lanes):
            yield from _row([(task,) for task in tasks[index :: len(lanes)]], lane, reach, reach, "")
        return
    groups = _by_state(tasks)
    # Dots grow less where that saves one more state from being merged.
    for most in range(len(groups), 0, -1):
        shared_reach = max(reach, min(_SHARED, thickness * _SHARED_SHARE, _fit(most, month, inner, outer)))
        lane = _lane((inner + outer) / 2, month, shared_reach, thickness)
        if lane.room >= most:
            yield from _row(_merged(groups, most), lane, reach, shared_reach, month_url)
            return


def spread(wanted: Sequence[float], low: float, high: float, gap: float) -> list[float]:
    """Return places at least `gap` apart within `low` and `high`, in order and near the wanted ones.

    Least squares: places that collide form a block around their mean (isotonic regression of
    wanted - i * gap). There must be room for them all.
    """
    blocks: list[tuple[float, int]] = []
    for index, place_wanted in enumerate(wanted):
        total, size = place_wanted - index * gap, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / size:
            before, its_size = blocks.pop()
            total, size = total + before, size + its_size
        blocks.append((total, size))
    level = [total / size for total, size in blocks for _ in range(size)]
    highest = high - (len(wanted) - 1) * gap
    return [max(low, min(highest, value)) + index * gap for index, value in enumerate(level)]


def _lanes(count: int, month: int, inner: float, outer: float, reach: float) -> list[_Lane]:
    """Return the fewest rows that hold the dots; none when the ring is too thin for that many."""
    thickness = outer - inner
    pitch = _pitch(reach)
    most = 1 + floor(max(0.0, thickness - 2 * reach - 2 * _GAP) / pitch)
    for rows in range(1, most + 1):
        lowest = (inner + outer) / 2 - (rows - 1) / 2 * pitch
        lanes = [_lane(lowest + row * pitch, month, reach, thickness) for row in range(rows)]
        if ceil(count / rows) <= lanes[0].room:
            return lanes
    return []


def _lane(radius: float, month: int, reach: float, thickness: float) -> _Lane:
    margin = degrees((reach + _GAP) / radius)
    beside_badge = degrees((reach + _GAP + badge_reach(thickness)) / radius)
    low = MONTH_DEGREES * (month - 1) + (beside_badge if month == 1 else margin)
    high = MONTH_DEGREES * month - (beside_badge if month == 12 else margin)
    if high < low:
        low = high = (low + high) / 2
    return _Lane(radius, low, high, 2 * degrees(asin(min(1.0, _pitch(reach) / (2 * radius)))))


def _pitch(reach: float) -> float:
    return max(_LEAST_PITCH, 2 * reach + _GAP)


def _fit(count: int, month: int, inner: float, outer: float) -> float:
    """Return the reach at which so many dots fill a row of the month from end to end."""
    arc = (inner + outer) / 2 * radians(MONTH_DEGREES)
    badge = badge_reach(outer - inner) if month in (1, 12) else 0.0
    return (arc - badge - (count + 1) * _GAP) / (2 * count) - _CURVE


def _by_state(tasks: Sequence[WheelTask]) -> list[list[WheelTask]]:
    groups = [[task for task in tasks if task.state == state] for state in STATE_WORDS]
    return [group for group in groups if group]


def _merged(groups: list[list[WheelTask]], most: int) -> list[list[WheelTask]]:
    """Return at most so many groups, by mean day: the worst states as they are, the mildest as one."""
    rest = [task for group in groups[most - 1 :] for task in group]
    return sorted([*groups[: most - 1], rest], key=_mean_angle)


def _row(
    groups: Sequence[Sequence[WheelTask]], lane: _Lane, reach: float, shared_reach: float, url: str
) -> Iterator[Dot]:
    angles = spread([_mean_angle(group) for group in groups], lane.low, lane.high, lane.gap)
    for group, angle in zip(groups, angles, strict=True):
        x, y = point(lane.radius, angle)
        alone = len(group) == 1
        size = reach if alone else shared_reach
        state = worst(group)
        yield Dot(
            x=round(x, 1),
            y=round(y, 1),
            reach=round(size, 1),
            d=shape(state, x, y, size),
            state=state,
            tasks=tuple(sorted(group, key=lambda task: (task.due_on, task.id))),
            url=group[0].url if alone else url,
        )


def _mean_angle(tasks: Sequence[WheelTask]) -> float:
    return sum(angle_of(task.due_on) for task in tasks) / len(tasks)
