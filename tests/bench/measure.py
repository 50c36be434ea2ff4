"""Taking times: two sides in turn, so that whatever else the machine does falls on both."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Engine, event

TRANSACTION_WORDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True)
class Outcome:
    """What one measurement said: medians in seconds, how many SQL statements ours took, and what was measured."""

    ours: float
    reference: float
    statements: int
    what: str

    @property
    def ratio(self) -> float:
        """How many times longer ours takes."""
        return self.ours / self.reference

    @property
    def per_second(self) -> float:
        """How often ours can be done in a second, one after the other."""
        return 1 / self.ours

    def to_json(self) -> dict[str, Any]:
        """The outcome as it stands in bench.json: times to the microsecond."""
        values = asdict(self) | {"ours": round(self.ours, 6), "reference": round(self.reference, 6)}
        return {**values, "ratio": round(self.ratio, 3)}


def in_turn(
    ours: Callable[[], object],
    reference: Callable[[], object],
    *,
    rounds: int,
    warm_up: int = 3,
    before: Callable[[], object] = lambda: None,
) -> tuple[float, float]:
    """Run the two by turns and return the median time of each, in seconds. The first few are not counted.

    `before` is done before each turn, and not timed.
    """
    times: tuple[list[float], list[float]] = [], []
    for _ in range(warm_up + rounds):
        before()
        for work, taken in zip((ours, reference), times, strict=True):
            start = time.perf_counter()
            work()
            taken.append(time.perf_counter() - start)
    first, second = (statistics.median(taken[warm_up:]) for taken in times)
    return first, second


@contextmanager
def statements_of(engine: Engine) -> Iterator[list[str]]:
    """Every SQL statement the engine is given meanwhile; what only begins or ends a transaction is left out."""
    seen: list[str] = []

    def remember(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(TRANSACTION_WORDS):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", remember)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", remember)
