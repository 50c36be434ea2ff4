"""What a case of the torture came to, and whether its promises were kept."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.mailprocess import Taken


@dataclass(frozen=True)
class Outcome:
    """Mails that arrived, recipients who got none and were not told why, mails that came once more, workers killed.

    `broken` are the promises that were not kept, in words; `figures` whatever else is worth knowing.
    """

    sent: int
    lost: int
    doubled: int
    kills: int = 0
    broken: tuple[str, ...] = ()
    figures: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            sent=self.sent + other.sent,
            lost=self.lost + other.lost,
            doubled=self.doubled + other.doubled,
            kills=self.kills + other.kills,
            broken=(*self.broken, *other.broken),
            figures=dict(Counter(self.figures) + Counter(other.figures)),
        )

    def at(self, where: str) -> "Outcome":
        """The same, its broken promises told with where it was."""
        return replace(self, broken=tuple(f"{where}: {promise}" for promise in self.broken))

    def to_json(self) -> dict[str, Any]:
        """As it stands in torture.json."""
        counts = {"sent": self.sent, "lost": self.lost, "doubled": self.doubled, "kills": self.kills}
        return counts | dict(self.figures) | {"broken": list(self.broken)}


def count_mails(
    taken: Sequence[Taken],
    *,
    people: Collection[str],
    told: Collection[str] = (),
    most_doubles: int = 0,
    may_double: Collection[str] | None = None,
    kills: int = 0,
    broken: Sequence[str] = (),
    figures: Mapping[str, int] | None = None,
) -> Outcome:
    """Hold what a server took against who should have got one mail each.

    `told`: those whose mail was refused, and whose row says so. Of the others nobody may be without. A double must be
    its original byte for byte; there may be `most_doubles`, and where `may_double` is given only to these.
    """
    got = Counter(mail.to for mail in taken)
    lost = set(people) - set(got) - set(told)
    doubles = {to: count - 1 for to, count in got.items() if count > 1}
    changed = {to for to in doubles if len({mail[1:] for mail in taken if mail.to == to}) > 1}
    said = list(broken)
    said += [f"{len(lost)} uden mail: {_some(lost)}"] if lost else []
    said += [f"{len(set(got) - set(people))} mails til andre"] if set(got) - set(people) else []
    said += [f"{sum(doubles.values())} dobbelte, højst {most_doubles}"] if sum(doubles.values()) > most_doubles else []
    said += [f"dobbelte med andet indhold: {_some(changed)}"] if changed else []
    unmeant = set(doubles) - set(doubles if may_double is None else may_double)
    said += [f"dobbelte til andre end dem, der måtte: {_some(unmeant)}"] if unmeant else []
    return Outcome(
        sent=len(got),
        lost=len(lost),
        doubled=sum(doubles.values()),
        kills=kills,
        broken=tuple(said),
        figures=figures or {},
    )


def _some(names: Collection[str]) -> str:
    return ", ".join(sorted(names)[:5])
