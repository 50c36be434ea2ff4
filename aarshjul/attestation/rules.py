"""When a campaign runs, what becomes of a record in it, and how far it has come. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from app.core.text import N_
from app.core.workdays import ClosedDays, working_day_on_or_before

KIND = "attestation_campaign"
TASK_KIND = "attestation"
FUNCTION = "leader"
HOURS = 0.5
"""What a leader is reckoned to use on one unit."""
DAYS_TO_ANSWER = timedelta(days=28)
"""How long leaders have where nobody says otherwise: so short that the mail goes the day it opens."""
WEEKS_AHEAD = 52
"""So far a date is looked for where the weeks are quiet."""
MOST_WORDS = 1000
"""Characters of what a leader writes about one record."""
AT_ONCE = 200
"""As many records stand on a leader's page at a time; when they are answered, the next ones come."""

Choice = Literal["confirm", "needs_change", "wait"]
CHOICES: Mapping[str, str] = {
    "confirm": N_("Bekræft"),
    "needs_change": N_("Skal ændres"),
    "wait": N_("Vent"),
}
LINE_WORDS: Mapping[str, str] = {
    "waiting": N_("Venter"),
    "confirmed": N_("Bekræftet"),
    "needs_change": N_("Skal ændres"),
    "left_out": N_("Udgået"),
}
LINE_LOOKS: Mapping[str, str] = {"waiting": "grey", "confirmed": "green", "needs_change": "yellow", "left_out": "grey"}

Fate = Literal["stays", "moves", "left_out"]


def due_date(day: date, closed: ClosedDays) -> date:
    """The working day leaders are given: the day itself, or the last one before it."""
    return working_day_on_or_before(day, closed)


def why_not_open(opens_on: date, today: date) -> str | None:
    """Why a campaign cannot open on a day; None when it can."""
    return N_("Dagen er gået. Vælg i dag eller en senere dag.") if opens_on < today else None


def why_not_due(
    due_on: date, *, opens_on: date, today: date, until_on: date, closed: ClosedDays, quiet_weeks: Collection[int]
) -> str | None:
    """Why a campaign cannot be due on a day; None when it can. `until_on` is the last day the plan reaches.

    The working day that leaders are given comes after the opening and after today, and lies in no quiet week.
    """
    if due_on <= today:
        return N_("Fristen er gået. Vælg en dag efter i dag.")
    if due_on > until_on:
        return N_("Så langt frem når årshjulet ikke. Vælg en tidligere frist.")
    day = due_date(due_on, closed)
    if day <= max(opens_on, today):
        return N_("Der er ingen arbejdsdag mellem åbningen og fristen. Vælg en senere frist.")
    if day.isocalendar().week in quiet_weeks:
        return N_("Fristen ligger i en stille uge, hvor få er på arbejde. Vælg en anden dag.")
    return None


def default_due(today: date, *, until_on: date, closed: ClosedDays, quiet_weeks: Collection[int]) -> date:
    """The date that is proposed: four weeks on, or the same weekday of the first week after that can be used."""
    day = today + DAYS_TO_ANSWER
    for _week in range(WEEKS_AHEAD):
        if not why_not_due(day, opens_on=today, today=today, until_on=until_on, closed=closed, quiet_weeks=quiet_weeks):
            break
        day += timedelta(weeks=1)
    return due_date(day, closed)


def fate_of(
    status: str, unit_id: int | None, administration_id: int | None, *, asked_of: int, places: Collection[int | None]
) -> Fate:
    """What becomes of a record that waits to be confirmed in the unit `asked_of`.

    1. One that is retired, or lies in no unit any more, is left out: nobody is asked about it.
    2. One that has moved goes along to its new unit where the campaign holds that unit's administration (`places`;
       None is what lies in none); else it is left out.
    """
    if status == "retired" or unit_id is None:
        return "left_out"
    if unit_id == asked_of:
        return "stays"
    return "moves" if administration_id in places else "left_out"


class Kept(NamedTuple):
    """A version of a record, by its number: on which day it was kept, and by which verb."""

    version: int
    on: date
    verb: str


class Base(NamedTuple):
    """The version a record is held against, and since when: the day it was confirmed, or made (`is_first`)."""

    version: int
    on: date
    is_first: bool


def base_of(versions: Iterable[Kept], last_review_on: date | None) -> Base | None:
    """The version that was last confirmed; of one that never was, the first there is. None: it has none.

    1. The newest version that a confirmation kept, unless the record says that it was confirmed later than that.
    2. Else the newest version of the day it says, or from before it: the day was written by hand or came with a file.
    3. Was nothing kept so early, the first version: it came into the register as it had been confirmed.
    """
    kept = sorted(versions)
    if not kept:
        return None
    if last_review_on is None:
        return Base(kept[0].version, kept[0].on, is_first=True)
    reviews = [one for one in kept if one.verb == "review" and one.on >= last_review_on]
    older = [one for one in kept if one.on <= last_review_on]
    found = (reviews or older or kept[:1])[-1]
    return Base(found.version, last_review_on, is_first=False)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How many records are where. `unmended` of those that need change have not been gone through since."""

    confirmed: int = 0
    needs_change: int = 0
    left_out: int = 0
    waiting: int = 0
    unmended: int = 0

    @property
    def asked(self) -> int:
        """How many are asked about: all but those that were left out."""
        return self.confirmed + self.needs_change + self.waiting

    @property
    def answered(self) -> int:
        """How many have their answer; one that needs change has."""
        return self.confirmed + self.needs_change

    @property
    def percent(self) -> int | None:
        """How much is answered; 100 only when all is. None where nothing is asked about."""
        return 100 * self.answered // self.asked if self.asked else None

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(
            confirmed=self.confirmed + other.confirmed,
            needs_change=self.needs_change + other.needs_change,
            left_out=self.left_out + other.left_out,
            waiting=self.waiting + other.waiting,
            unmended=self.unmended + other.unmended,
        )


def is_mended(answered_on: date, last_review_on: date | None) -> bool:
    """Whether a record that needed change has been gone through since."""
    return last_review_on is not None and last_review_on >= answered_on


def why_not_words(choice: str, words: str) -> str | None:
    """What keeps an answer from being taken; None when nothing does. What is wrong must be said."""
    if choice == "needs_change" and not words.strip():
        return N_("Skriv, hvad der skal ændres, så koordinatoren kan rette det.")
    return None
