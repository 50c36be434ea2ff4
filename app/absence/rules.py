"""What must hold of an absence, and what is worth saying about one. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.filters import long_day
from app.core.text import N_
from app.organisation.rules import Period

MOST_DAYS = 366
"""So long at most, so that a mistyped year does not send somebody's work away for good."""


@dataclass(frozen=True)
class Refusal:
    """Why an absence cannot be as it was written: at which field, and a sentence with what goes into it."""

    field: str
    message: str
    days: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deputy:
    """What the rules need to know of somebody who is to stand in."""

    person_id: int
    is_active: bool
    roles: frozenset[str] = frozenset()


def refusals(
    wanted: Period,
    *,
    others: Iterable[Period],
    deputy: Deputy | None,
    roles: frozenset[str],
    today: date,
) -> Iterator[Refusal]:
    """What is wrong with an absence. `others` are the same person's other ones, `roles` are that person's own.

    1. It ends on or after its first day, not before today, and lasts a year at most.
    2. Nobody is away twice on the same day.
    3. The deputy is somebody else who works here. The DPO takes over from nobody but another DPO (GDPR art. 38(6)).
    """
    if wanted.to_on < wanted.from_on:
        yield Refusal("to_on", N_("Den sidste dag skal være den første dag eller en senere."))
    elif wanted.to_on < today:
        yield Refusal("to_on", N_("Fraværet er allerede slut. Skriv et, der slutter i dag eller senere."))
    elif wanted.to_on - wanted.from_on >= timedelta(days=MOST_DAYS):
        yield Refusal("to_on", N_("Skriv højst et år ad gangen."))
    for other in sorted(others, key=lambda period: period.from_on):
        if other.from_on <= wanted.to_on and wanted.from_on <= other.to_on:
            message = N_("Der står allerede et fravær fra %(from_on)s til %(to_on)s. Ret det i stedet.")
            yield Refusal("from_on", message, (long_day(other.from_on), long_day(other.to_on)))
            break
    if deputy is None:
        return
    if deputy.person_id == wanted.person_id:
        yield Refusal("deputy", N_("Stedfortræderen skal være en anden."))
    elif not deputy.is_active:
        yield Refusal("deputy", N_("Vælg en, der arbejder her."))
    elif "dpo" in deputy.roles and "dpo" not in roles:
        yield Refusal(
            "deputy",
            N_("Databeskyttelsesrådgiveren må ikke få andres opgaver (GDPR art. 38, stk. 6). Vælg en anden."),
        )


def overlap(wanted: Period, others: Iterable[Period]) -> Sequence[tuple[date, date]]:
    """The days of `wanted` on which one of the others holds too, as spans: when a deputy is away as well."""
    spans = ((max(wanted.from_on, other.from_on), min(wanted.to_on, other.to_on)) for other in others)
    return sorted(span for span in spans if span[0] <= span[1])
