"""Who a task falls to: pure resolution of functions over the tree (domain.md §9, "Functions")."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Self

from app.core.text import N_

FUNCTIONS: Mapping[str, str] = {
    "leader": N_("Leder"),
    "coordinator": N_("GDPR-koordinator"),
    "system_owner": N_("Systemejer"),
    "isc": N_("Informationssikkerhedskoordinator"),
    "dpo": N_("Databeskyttelsesrådgiver"),
    "it": N_("It-drift"),
    "hr": N_("HR"),
    "communication": N_("Kommunikation"),
    "contingency": N_("Beredskabsansvarlig"),
    "director": N_("Forvaltningsdirektør"),
    "executive_board": N_("Direktion"),
    "archive": N_("Arkiv"),
}

KINDS: Mapping[str, str] = {
    "municipality": N_("Kommune"),
    "administration": N_("Forvaltning"),
    "unit": N_("Enhed"),
}

ROOT_CODE = "KOMMUNE"
"""Code of the root unit that `flask init` makes; an import that brings the real municipality takes it over."""

MAX_LEVELS = 12
"""Levels below each other in the tree, the municipality among them; the paths in the database have room for more."""

_MAIL_ADDRESS = re.compile(r"[!-?A-~]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)


def is_mail_address(text: str) -> bool:
    """Whether mail can be sent to it: one @, a domain with a dot, no blanks and no æ, ø, å, as servers refuse them."""
    return len(text) <= 254 and _MAIL_ADDRESS.fullmatch(text) is not None


@dataclass(frozen=True)
class UnitFacts:
    """What resolution needs to know of a unit."""

    parent_id: int | None


@dataclass(frozen=True)
class Period:
    """An absence, from the first day to the last, both included. The deputy is None where nobody can be asked."""

    person_id: int
    from_on: date
    to_on: date
    deputy_id: int | None = None

    def holds(self, day: date) -> bool:
        """Whether the person is away on the day."""
        return self.from_on <= day <= self.to_on


@dataclass(frozen=True)
class Away:
    """Somebody is away to the end of `to_on`; `deputy_id` does their work meanwhile, None where nobody was named."""

    to_on: date
    deputy_id: int | None = None


@dataclass(frozen=True)
class Found:
    """Who was found, and why it is not somebody else.

    `is_fallback`: nobody holds the function, so a stand-in had to be taken. `instead_of`: the one it would have been,
    had they not been away.
    """

    person_id: int | None
    is_fallback: bool = False
    instead_of: int | None = None


@dataclass(frozen=True)
class Holders:
    """The tree, who holds which function where, who still works here, and who is away on the day asked about."""

    units: Mapping[int, UnitFacts]
    held: Mapping[tuple[int, str], int]
    active: frozenset[int]
    away: Mapping[int, Away] = field(default_factory=dict)
    dpos: frozenset[int] = frozenset()
    """Who is DPO: nothing falls to them but the DPO's own (art. 38(6)), whatever the tables say."""

    @property
    def with_all_here(self) -> Self:
        """The same organisation on a day when nobody is away."""
        return replace(self, away={}) if self.away else self

    def find(self, function: str, unit_id: int, *, named_id: int | None = None) -> Found:
        """The person for a function in a unit. `named_id`: one named for the task, who still works here.

        1. The person named; else who holds the function in the unit, or in the nearest unit above that has a holder;
           else the coordinator found the same way, marked as a fallback.
        2. Is that person away, it is the deputy; the deputy's own deputy where both are away, and so on.
        3. Is there no deputy who is here, it is the next in the order of 1, as if the one away had never been there.
        4. Is nobody here at all, it stays with the one of 1: a mail that waits is better than none.
        """
        if not self._may(function, named_id):
            named_id = None
        first, is_fallback = named_id, False
        if first is None:
            first = next(self.climb(function, unit_id), None)
        if first is None:
            first, is_fallback = next(self.climb("coordinator", unit_id), None), True
        if first is None or first not in self.away:
            return Found(first, is_fallback)
        named = () if named_id is None else (named_id,)
        for candidate in chain(named, self.climb(function, unit_id), self.climb("coordinator", unit_id)):
            present = self.stand_in(candidate)
            if present is not None and self._may(function, present):
                return Found(present, is_fallback, instead_of=first)
        return Found(first, is_fallback)

    def stand_in(self, person_id: int) -> int | None:
        """Who does this person's work on the day: themselves, or the first of their deputies who is here."""
        seen: set[int] = set()
        while person_id in self.away:
            seen.add(person_id)
            deputy_id = self.away[person_id].deputy_id
            if deputy_id is None or deputy_id not in self.active or deputy_id in seen:
                return None
            person_id = deputy_id
        return person_id

    def _may(self, function: str, person_id: int | None) -> bool:
        return function == "dpo" or person_id not in self.dpos

    def climb(self, function: str, unit_id: int | None) -> Iterator[int]:
        """Who holds the function in the unit and in those above it, the nearest first."""
        while unit_id is not None:
            holder = self.held.get((unit_id, function))
            if holder is not None and holder in self.active and self._may(function, holder):
                yield holder
            facts = self.units.get(unit_id)
            unit_id = facts.parent_id if facts else None


def away_on(periods: Iterable[Period], day: date) -> dict[int, Away]:
    """Who is away on a day."""
    return {period.person_id: Away(period.to_on, period.deputy_id) for period in periods if period.holds(day)}
