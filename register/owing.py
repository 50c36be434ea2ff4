"""What a record obliges someone to, as the nouns tell it to `register.obligations`.

A key names one round: "activity/12/review/3" is the fourth review of record 12. A round that is over never comes back;
a date that is changed keeps its key.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol, Self

from app.audit.actions import Doing


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """Something a record obliges to. `function` says who in the unit, `person_id` a named one (the owner).

    `is_fixed`: others have agreed on the day, so that quiet weeks do not bring it forward; closed days still do.
    """

    key: str
    kind: str
    title: str
    subject_kind: str
    subject_id: int
    unit_id: int
    function: str
    person_id: int | None
    due_on: date
    is_statutory: bool
    hours: float
    is_fixed: bool = False


@dataclass(frozen=True)
class Fulfilment:
    """A round that was met in the register itself: on which day and by whom."""

    on: date
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a task that was done tells the register. `result` is what a control found, empty where it found nothing."""

    on: date
    note: str
    result: str


class Key(NamedTuple):
    """The parts of a key: whose round it is, of what kind, and which one."""

    subject: str
    subject_id: int
    kind: str
    number: int

    @classmethod
    def of(cls, text: str) -> Self:
        """The parts of a key as it is written."""
        subject, subject_id, kind, number = text.split("/")
        return cls(subject, int(subject_id), kind, int(number))

    def __str__(self) -> str:
        return "/".join(map(str, self))


class Fulfil(Protocol):
    """Take down that a round was met. Raises NotFound or Refused."""

    def __call__(self, key: Key, told: Told, *, doing: Doing) -> None: ...


def _confirms(_key: Key) -> str | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Owing:
    """How a noun owes rounds of one kind.

    `owed` lists what is owed now by subject; `met` gives, of these keys, those whose round is over because it was met
    in the register. `fulfil` takes down that a task was done. `why_not_confirm` says why saying so is not enough; None
    when it is.
    """

    kind: str
    owed: Callable[[], Iterator[Obligation]]
    met: Callable[[Collection[Key]], Mapping[Key, Fulfilment]]
    fulfil: Fulfil
    why_not_confirm: Callable[[Key], str | None] = _confirms
