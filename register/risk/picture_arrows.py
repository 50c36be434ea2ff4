"""Where the arrows from today to after treatment run. Pure: lengths are those of the drawing's own view box.

The matrix has the consequence upwards and the likelihood to the right, as the table on the same page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import atan2, cos, hypot, pi, sin

from register.risk.picture import Cell, Move
from register.risk.scale import Colour, Scale

CELL_WIDTH, CELL_HEIGHT = 112.0, 88.0
LEFT, TOP, RIGHT, BOTTOM = 58.0, 4.0, 4.0, 54.0
MOST_ARROWS = 12
STEPS = 3
WIDTHS: Mapping[int, float] = {1: 2.0, 2: 4.0, 3: 6.5}
"""Thickness of an arrow by its step."""
RAISED = 9.0
"""How far above a cell's middle arrows meet: its words stand below."""
REACH = (0.31, 0.2)
"""How far from a cell's middle arrows begin, with their number, and end, as a part of the cell."""
APART = 1.05
"""Radians between two arrows at one cell, at least."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A cell of the matrix; `still` assessments stay in it."""

    x: float
    y: float
    colour: Colour
    still: int


@dataclass(frozen=True)
class Arrow:
    """A curve from cell to cell with its head; its number stands where it starts."""

    move: Move
    step: int
    width: float
    d: str
    head: str
    start: Point
    tip: Point


@dataclass(frozen=True)
class ArrowPicture:
    """The matrix with its arrows; `left_out` moves are too few to be drawn. `steps`: (step, fewest, most) in use."""

    width: float
    height: float
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]
    left_out: int
    steps: Sequence[tuple[int, int, int]]
    columns: Sequence[float]
    rows: Sequence[float]

    @property
    def has_raised(self) -> bool:
        """Whether any arrow leads to something higher."""
        return any(arrow.move.is_raised for arrow in self.arrows)


def step_of(count: int, most: int) -> int:
    """The thickness step of a number: 1 to 3, by thirds of the largest; the number itself while all are that small."""
    return count if most <= STEPS else -(-STEPS * count // most)


def draw_arrows(moves: Sequence[Move], scale: Scale, *, most: int = MOST_ARROWS) -> ArrowPicture:
    """Lay the arrows over the matrix.

    1. The most frequent `most` moves get an arrow; what stays in its cell is a number there.
    2. Each arrow leaves its cell towards the other one; those that meet at a cell are spread around its middle.
    3. All bend a little to the same side, so that there and back, and two after each other, are two lines.
    """
    moving = [move for move in moves if not move.is_still]
    shown = moving[:most]
    height = len(scale.consequences)
    largest = max((move.count for move in shown), default=0)
    ports = _ports(shown, height)
    arrows = [
        _arrow(move, step_of(move.count, largest), ports[number, 0], ports[number, 1])
        for number, move in enumerate(shown)
    ]
    return ArrowPicture(
        width=LEFT + CELL_WIDTH * len(scale.likelihoods) + RIGHT,
        height=TOP + CELL_HEIGHT * height + BOTTOM,
        boxes=_boxes(scale, {move.before: move.count for move in moves if move.is_still}),
        arrows=arrows,
        left_out=len(moving) - len(shown),
        steps=_steps([arrow.move.count for arrow in arrows], largest),
        columns=[LEFT + (column + 0.5) * CELL_WIDTH for column in range(len(scale.likelihoods))],
        rows=[TOP + (height - 0.5 - row) * CELL_HEIGHT for row in range(height)],
    )


def _boxes(scale: Scale, still: Mapping[Cell, int]) -> list[Box]:
    height = len(scale.consequences)
    return [
        Box(
            x=LEFT + column * CELL_WIDTH,
            y=TOP + (height - 1 - row) * CELL_HEIGHT,
            colour=colour,
            still=still.get((row + 1, column + 1), 0),
        )
        for row, colours in enumerate(scale.cells)
        for column, colour in enumerate(colours)
    ]


def _steps(counts: Sequence[int], largest: int) -> list[tuple[int, int, int]]:
    by_step = {step: [count for count in counts if step_of(count, largest) == step] for step in range(1, STEPS + 1)}
    return [(step, min(found), max(found)) for step, found in by_step.items() if found]


def _middle(cell: Cell, height: int) -> Point:
    consequence, likelihood = cell
    return LEFT + (likelihood - 0.5) * CELL_WIDTH, TOP + (height - consequence + 0.5) * CELL_HEIGHT - RAISED


def _ports(moves: Sequence[Move], height: int) -> dict[tuple[int, int], Point]:
    """Where each arrow begins (0) and ends (1): on an ellipse around its cell's middle."""
    angles: dict[Cell, list[tuple[float, tuple[int, int]]]] = {}
    for number, move in enumerate(moves):
        for end, (here, there) in enumerate(((move.before, move.after), (move.after, move.before))):
            (x, y), (other_x, other_y) = _middle(here, height), _middle(there, height)
            angles.setdefault(here, []).append((atan2(other_y - y, other_x - x), (number, end)))
    ports = {}
    for cell, wanted in angles.items():
        x, y = _middle(cell, height)
        wanted.sort()
        for angle, (_wish, name) in zip(_spread([wish for wish, _name in wanted]), wanted, strict=True):
            reach = REACH[name[1]]
            ports[name] = (x + cos(angle) * CELL_WIDTH * reach, y + sin(angle) * CELL_HEIGHT * reach)
    return ports


def _spread(angles: Sequence[float]) -> list[float]:
    """The angles, which ascend, moved so far from each other around the circle that arrows can be told apart."""
    if not angles:
        return []
    count = len(angles)
    apart = min(APART, 2 * pi / count)
    # The circle is cut open where it is emptiest, so that neighbours across the cut are neighbours here too.
    gaps = [angles[place] - (angles[place - 1] - (0 if place else 2 * pi)) for place in range(count)]
    cut = gaps.index(max(gaps))
    wished = [*angles[cut:], *(angle + 2 * pi for angle in angles[:cut])]
    placed: list[float] = []
    for angle in wished:
        placed.append(max(angle, placed[-1] + apart) if placed else angle)
    most = placed[0] + 2 * pi - apart
    for place in range(count - 1, 0, -1):
        placed[place] = min(placed[place], most)
        most = placed[place] - apart
    shift = sum(new - old for new, old in zip(placed, wished, strict=True)) / count
    turned = [angle - shift for angle in placed]
    return [*turned[count - cut :], *turned[: count - cut]]


def _arrow(move: Move, step: int, start: Point, tip: Point) -> Arrow:
    width = WIDTHS[step]
    length = hypot(tip[0] - start[0], tip[1] - start[1])
    across = ((start[1] - tip[1]) / length, (tip[0] - start[0]) / length)
    bend = 0.14 * length
    control = ((start[0] + tip[0]) / 2 + across[0] * bend, (start[1] + tip[1]) / 2 + across[1] * bend)
    heading = atan2(tip[1] - control[1], tip[0] - control[0])
    long, half = 9 + 1.6 * width, 4 + 1.2 * width
    neck = (tip[0] - cos(heading) * long, tip[1] - sin(heading) * long)
    corners = [(neck[0] - sin(heading) * side * half, neck[1] + cos(heading) * side * half) for side in (1, -1)]
    return Arrow(
        move=move,
        step=step,
        width=width,
        d=f"M{_pair(start)}Q{_pair(control)} {_pair(neck)}",
        head=f"M{_pair(tip)}L{_pair(corners[0])}L{_pair(corners[1])}Z",
        start=start,
        tip=tip,
    )


def _pair(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
