"""A task's checklist: the template's sentences until somebody begins, the task's own copy from then on. Pure.

The copy is a list of [sentence, is ticked], so that a catalogue that is rewritten takes nothing away from what was
ticked.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from zlib import crc32

from app.core.text import N_


class Point(NamedTuple):
    """A line of the list. `key` names its place and its words: a list that was changed meanwhile has other keys."""

    key: str
    sentence: str
    is_ticked: bool


class Progress(NamedTuple):
    """How far it is: "3 af 5"."""

    done: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.done


def points_of(kept: Sequence[Sequence[Any]], template: Sequence[str]) -> tuple[Point, ...]:
    """The points to show: those that the task keeps, or those of its template where it keeps none yet."""
    lines = kept or [[sentence, False] for sentence in template]
    return tuple(
        Point(f"{place}-{crc32(str(sentence).encode()):08x}", str(sentence), bool(is_ticked))
        for place, (sentence, is_ticked) in enumerate(lines)
    )


def copy_of(points: Sequence[Point]) -> list[list[Any]]:
    """The list as the task keeps it."""
    return [[point.sentence, point.is_ticked] for point in points]


def with_tick(points: Sequence[Point], key: str, *, is_ticked: bool) -> tuple[Point, ...]:
    """The points with one of them ticked, or not ticked any more.

    Raises ValueError with a Danish sentence where no point has the key.
    """
    if key not in {point.key for point in points}:
        raise ValueError(N_("Tjeklisten er ændret, siden du åbnede siden. Se den igennem, og sæt krydset igen."))
    return tuple(point._replace(is_ticked=is_ticked) if point.key == key else point for point in points)


def progress_of(points: Sequence[Point]) -> Progress:
    """How many points are ticked, of how many."""
    return Progress(sum(point.is_ticked for point in points), len(points))
