"""What another scale would make of the assessments that hold. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from register.risk.scale import Scale, colour, severity


@dataclass(frozen=True)
class Effect:
    """How many would be milder, the same or worse; `lost` have a grade that the other scale does not have.

    `moves` counts them by (colour now, colour then), from the mildest to the worst.
    """

    milder: int
    same: int
    worse: int
    lost: int
    moves: Mapping[tuple[str, str], int]

    @property
    def total(self) -> int:
        """All assessments that hold."""
        return self.milder + self.same + self.worse + self.lost


def effect(grades: Iterable[tuple[int, int, str, int]], scale: Scale) -> Effect:
    """Hold the assessments (consequence, likelihood, colour, how many) against another scale, grade for grade.

    Nothing is moved: each keeps the scale it was made on until it is assessed again.
    """
    moves: Counter[tuple[str, str]] = Counter()
    lost = 0
    for consequence, likelihood, now, count in grades:
        try:
            moves[now, colour(scale, consequence, likelihood)] += count
        except ValueError:
            lost += count
    return Effect(
        milder=sum(count for (now, then), count in moves.items() if severity(then) < severity(now)),
        same=sum(count for (now, then), count in moves.items() if now == then),
        worse=sum(count for (now, then), count in moves.items() if severity(then) > severity(now)),
        lost=lost,
        moves={move: moves[move] for move in sorted(moves, key=lambda move: (severity(move[0]), severity(move[1])))},
    )
