"""Who a task falls to: pure resolution of functions over the tree (domain.md §9, "Functions")."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

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
class Found:
    """Who was found, and whether a stand-in had to be taken (`is_fallback`: nobody holds the function)."""

    person_id: int | None
    is_fallback: bool = False


@dataclass(frozen=True)
class Holders:
    """The tree, who holds which function where, and who still works here."""

    units: Mapping[int, UnitFacts]
    held: Mapping[tuple[int, str], int]
    active: frozenset[int]

    def find(self, function: str, unit_id: int, *, named_id: int | None = None) -> Found:
        """The person for a function in a unit.

        1. A person named for the task, while active.
        2. Who holds the function in the unit, or in the nearest unit above that has a holder.
        3. Nobody: the coordinator found the same way, marked as a fallback.
        """
        if named_id is not None and named_id in self.active:
            return Found(named_id)
        holder = self._climb(function, unit_id)
        if holder is not None:
            return Found(holder)
        return Found(self._climb("coordinator", unit_id), is_fallback=True)

    def _climb(self, function: str, unit_id: int | None) -> int | None:
        while unit_id is not None:
            holder = self.held.get((unit_id, function))
            if holder is not None and holder in self.active:
                return holder
            facts = self.units.get(unit_id)
            unit_id = facts.parent_id if facts else None
        return None
