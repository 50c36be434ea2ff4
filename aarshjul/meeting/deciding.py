"""What a meeting may decide about an item, and where the item then goes. Pure (domain.md A04-A12, B03-B04)."""

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.core.text import N_
from app.core.workdays import ClosedDays, working_day_on_or_after, working_day_on_or_before

Outcome = Literal["approved", "noted", "postponed", "again", "referred", "dropped", "rejected"]
OUTCOMES: Mapping[str, str] = {
    "approved": N_("Godkendt"),
    "noted": N_("Taget til efterretning"),
    "postponed": N_("Udsat"),
    "again": N_("Genbehandles"),
    "referred": N_("Oversendt til andet organ"),
    "dropped": N_("Udgår"),
    "rejected": N_("Afvist"),
}
"""What a body may decide (A10), in the order it is chosen."""
CLOSES: frozenset[Outcome] = frozenset({"approved", "noted", "dropped", "rejected"})
"""After these the item comes back to no agenda."""

NEED_WORDS: frozenset[Outcome] = frozenset({"approved", "rejected", "again"})
"""These say nothing without a sentence about what was decided."""

ItemState = Literal["draft", "open", "waiting", "closed", "dropped"]
ITEM_STATES: Mapping[str, str] = {
    "draft": N_("Udkast"),
    "open": N_("Skal på et møde"),
    "waiting": N_("Afventer et andet organ"),
    "closed": N_("Afsluttet"),
    "dropped": N_("Tages ikke op"),
}
MeetingState = Literal["planned", "called", "held", "cancelled"]
MEETING_STATES: Mapping[str, str] = {
    "planned": N_("Planlagt"),
    "called": N_("Indkaldt"),
    "held": N_("Afholdt"),
    "cancelled": N_("Aflyst"),
}
OFTEN = 2
"""So many postponements of one item are shown as a warning, and counted in K17."""


@dataclass(frozen=True, kw_only=True)
class Taking:
    """A decision as it is about to be taken down. `has_target`: the body it is sent to has been chosen."""

    outcome: str
    text: str
    has_target: bool = False
    target_is_same_body: bool = False


def state_after(outcome: Outcome) -> ItemState:
    """Where an item goes: off the agendas, back among those that wait for one, or to wait for another body."""
    if outcome in CLOSES:
        return "closed"
    return "waiting" if outcome == "referred" else "open"


def why_not_decide(
    taking: Taking, *, item_state: str, meeting_state: str, is_decided: bool, is_to_come: bool = False
) -> tuple[str, str] | None:
    """Why a decision cannot be taken down: the field and a sentence; None when it can.

    One that closes or postpones speaks for itself; what is approved, rejected or to come again says what was decided.
    """
    if is_to_come:
        return "", N_("Mødet er ikke afholdt endnu. Skriv beslutningen ind på mødedagen, eller ret mødets dato.")
    return next(_problems(taking, item_state, meeting_state, is_decided), None)


def _problems(taking: Taking, item_state: str, meeting_state: str, is_decided: bool) -> Iterator[tuple[str, str]]:
    if meeting_state not in ("called", "held"):
        yield "", N_("Mødet er ikke indkaldt. Indkald det først, eller flyt punktet til et andet møde.")
    if is_decided:
        yield "", N_("Mødet har allerede besluttet noget om punktet. Ret beslutningen i stedet.")
    if item_state != "open":
        yield "", N_("Punktet er allerede afsluttet. Lav et nyt, hvis sagen skal op igen.")
    if taking.outcome not in OUTCOMES:
        yield "outcome", N_("Vælg, hvad mødet besluttede.")
    if taking.outcome in NEED_WORDS and not taking.text.strip():
        yield "text", N_("Skriv, hvad der blev besluttet.")
    if taking.outcome == "referred" and not taking.has_target:
        yield "target", N_("Vælg det organ, punktet sendes til.")
    if taking.outcome == "referred" and taking.target_is_same_body:
        yield "target", N_("Punktet hører allerede til dette organ. Vælg et andet, eller udsæt det til et senere møde.")


def times_postponed(outcomes: Sequence[str]) -> int:
    """How often the meetings have put an item off (A12). One that is to come again was treated, and does not count."""
    return sum(outcome == "postponed" for outcome in outcomes)


def papers_due(held_on: date, days_before: int, closed: ClosedDays) -> date:
    """The last working day on which papers for a meeting can be handed in: so many days before, or the one before."""
    return working_day_on_or_before(held_on - timedelta(days=days_before), closed)


def why_not_approve_minutes(
    *, held_on: date, state: str, minutes: str, at_on: date | None, at_state: str = "held", undecided: int = 0
) -> str | None:
    """Why a meeting's minutes cannot be approved at a later meeting (A04); None when they can.

    `undecided`: items on its agenda about which nothing has been taken down. They would be lost with the meeting.
    """
    if state != "held":
        return N_("Mødet er ikke afholdt, så der er intet referat at godkende.")
    if minutes == "approved":
        return N_("Referatet er allerede godkendt.")
    if at_on is not None and at_on <= held_on:
        return N_("Referatet kan kun godkendes på et senere møde. Vælg et møde, der ligger senere.")
    if at_on is not None and at_state not in ("called", "held"):
        return N_("Mødet er ikke indkaldt, så det kan ikke godkende noget. Indkald det først.")
    if undecided:
        return N_("Der er punkter uden beslutning. Skriv, hvad mødet besluttede, eller udsæt dem.")
    return None


def why_not_undo(*, minutes: str, is_newest: bool, actions: int, has_moved_on: bool) -> str | None:
    """Why a decision cannot be taken back; None when it can.

    `has_moved_on`: the item, or the one it was sent as or came from, is on another agenda or decided about already.
    """
    if minutes == "approved":
        return N_("Referatet er godkendt. Tag punktet op på et nyt møde i stedet.")
    if actions:
        return N_("Beslutningen har opfølgninger og kan ikke fortrydes. Ret dens tekst, eller tag punktet op igen.")
    if not is_newest or has_moved_on:
        return N_("Punktet er siden kommet videre. Tag det op på et nyt møde i stedet.")
    return None


def lacks_minutes(*, state: str, held_on: date, today: date) -> bool:
    """Whether a meeting's day has gone by and nobody has said that it was held or cancelled (A04)."""
    return state in ("planned", "called") and held_on < today


EVERY: Mapping[int, str] = {
    0: N_("Kun denne dag"),
    1: N_("Hver måned"),
    2: N_("Hver anden måned"),
    3: N_("Hvert kvartal"),
    6: N_("Hvert halve år"),
}
"""How often a body may meet when a whole calendar of meetings is laid, by months; 0: once."""


def meeting_days(first: date, every: int, until: date, closed: ClosedDays) -> list[date]:
    """The days of a body's meetings: the first as it was chosen, the others as many months on, off the closed days.

    A month that has no such day takes its last one. Every day comes once, none after `until` but the first.
    """
    days = [first]
    for number in range(1, 12 * (until.year - first.year + 1) // every + 1 if every else 0):
        month = first.month - 1 + number * every
        year, month = first.year + month // 12, month % 12 + 1
        day = date(year, month, min(first.day, monthrange(year, month)[1]))
        moved = working_day_on_or_after(day, closed)
        if moved > until:
            break
        days.append(moved)
    return days


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A membership for a time. `unit_id`: the administration it speaks for; two may share a seat for a while (A01)."""

    person_id: int
    role: str
    from_on: date
    until_on: date | None = None
    unit_id: int | None = None

    def holds(self, day: date) -> bool:
        """Whether it holds that day; the last day counts."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


MEMBER_ROLES: Mapping[str, str] = {
    "chair": N_("Formand"),
    "member": N_("Medlem"),
    "substitute": N_("Suppleant"),
    "secretary": N_("Sekretær"),
}


def members_on(seats: Collection[Seat], day: date) -> list[Seat]:
    """Who is a member that day, the chair first."""
    order = list(MEMBER_ROLES)
    return sorted(
        (seat for seat in seats if seat.holds(day)), key=lambda seat: (order.index(seat.role), seat.person_id)
    )


def why_not_seat(seats: Collection[Seat], new: Seat) -> tuple[str, str] | None:
    """Why a membership cannot be entered: the field and a sentence; None when it can."""
    if new.until_on is not None and new.until_on < new.from_on:
        return "until_on", N_("Medlemskabet slutter, før det begynder. Vælg en senere slutdato.")
    for seat in seats:
        overlaps = seat.from_on <= (new.until_on or date.max) and new.from_on <= (seat.until_on or date.max)
        if overlaps and seat.person_id == new.person_id:
            return "person", N_("Personen er allerede medlem i den tid. Ret det medlemskab, der er.")
    return None
