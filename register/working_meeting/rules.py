"""What a working meeting has got done. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """What was missing in a record when the meeting began, and what is missing now; each is a sentence."""

    before: Sequence[str]
    now: Sequence[str]

    @property
    def solved(self) -> list[str]:
        """What was missing and is no more."""
        return [sentence for sentence in self.before if sentence not in self.now]

    @property
    def left(self) -> list[str]:
        """What was missing and still is, then what has come since."""
        return [s for s in self.before if s in self.now] + [s for s in self.now if s not in self.before]

    @property
    def is_finished(self) -> bool:
        """Nothing is missing."""
        return not self.now


@dataclass(frozen=True)
class Total:
    """The whole meeting in numbers."""

    records: int
    finished: int
    solved: int
    left: int


def total(progress: Sequence[Progress]) -> Total:
    """The numbers of a meeting: records in all and without anything missing, things solved and still missing."""
    return Total(
        records=len(progress),
        finished=sum(one.is_finished for one in progress),
        solved=sum(len(one.solved) for one in progress),
        left=sum(len(one.left) for one in progress),
    )
