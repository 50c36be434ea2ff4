"""What may be done to a version of the plan, where an item may begin, and what is carried over. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from aarshjul.plan.expansion import YEARS_AHEAD
from app.core.text import N_

State = Literal["draft", "submitted", "approved", "superseded"]
Verb = Literal["edit", "submit", "take_back", "send_back", "approve", "discard"]

STATE_WORDS: Mapping[str, str] = {
    "draft": N_("Kladde"),
    "submitted": N_("Sendt til DDS"),
    "approved": N_("Godkendt"),
    "superseded": N_("Afløst"),
}
KINDS: Mapping[str, str] = {"recurring": N_("Tilbagevendende"), "project": N_("Projekt (én gang)")}
_NEEDS: Mapping[Verb, State] = {
    "edit": "draft",
    "submit": "draft",
    "discard": "draft",
    "take_back": "submitted",
    "send_back": "submitted",
    "approve": "submitted",
}
_SAYS: Mapping[str, str] = {
    "draft": N_("Udgaven er stadig en kladde. Send den til DDS først."),
    "submitted": N_("Udgaven er sendt til DDS. Træk den tilbage, hvis der skal rettes mere."),
    "approved": N_("Udgaven er godkendt af DDS og kan ikke ændres. Lav en ny udgave."),
    "superseded": N_("Udgaven er afløst af en nyere og kan ikke ændres."),
}
ROLL_FROM_MONTH = 11
"""November: from then on the plan is asked to be rolled."""


def why_not(verb: Verb, state: str) -> str | None:
    """Why a version in this state cannot have this done to it; None when it can."""
    return None if state == _NEEDS[verb] else _SAYS[state]


def years_of(first_year: int) -> range:
    """The five years of a plan that begins with this one."""
    return range(first_year, first_year + YEARS_AHEAD + 1)


def why_not_begin(year: int, *, first_year: int, begun_in: int) -> str | None:
    """Why an item cannot be moved to begin in a year; None when it can.

    What began before the plan keeps its year as long as nobody moves it; what is moved begins in one of the plan's.
    """
    if year in years_of(first_year) or year == begun_in:
        return None
    years = years_of(first_year)
    return N_("Planen rækker fra %(first)s til %(last)s. Vælg et af de år.") % {"first": years[0], "last": years[-1]}


@dataclass(frozen=True)
class Begins:
    """An item as the order of items sees it: its code, the earliest year it begins, and what must come first."""

    code: str
    first_year: int
    depends_on: Collection[str] = ()


def find_too_early(items: Iterable[Begins]) -> Mapping[str, tuple[str, ...]]:
    """By the code of each item that begins before something it depends on: the codes of those."""
    items = list(items)
    years = {item.code: item.first_year for item in items}
    found = {
        item.code: tuple(code for code in item.depends_on if years.get(code, item.first_year) > item.first_year)
        for item in items
    }
    return {code: others for code, others in found.items() if others}


def find_ring(items: Iterable[Begins]) -> tuple[str, ...]:
    """Codes that wait for each other in a ring, in order, the first one again at the end; empty when none do."""
    order = TopologicalSorter({item.code: tuple(item.depends_on) for item in items})
    try:
        order.prepare()
    except CycleError as error:
        # It goes from what is waited for to what waits; we tell it the other way round.
        return tuple(reversed(error.args[1]))
    return ()


@dataclass(frozen=True)
class Progress:
    """How far an item has come by the end of a year: its tasks until then that count, and how many are done."""

    total: int
    done: int

    @property
    def is_done(self) -> bool:
        """Whether nothing is left."""
        return self.done == self.total


def is_unfinished(*, is_once: bool, first_year: int, year: int, progress: Progress) -> bool:
    """Whether an item is to be carried over when the plan is rolled at the end of `year`.

    A project that is not done; something that comes round again and should have begun this year, but has not.
    """
    if not progress.total:
        return False
    if is_once:
        return first_year <= year and not progress.is_done
    return first_year == year and not progress.done
