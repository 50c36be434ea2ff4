"""How many turns and hours the items of a plan come to in each year, without making a task. Pure.

The board asks it each time something is moved. What it says of an item counted from the last completion is the plan's
own: as if each turn were done on its day.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from aarshjul.plan.expansion import ItemFacts
from aarshjul.recurrence import dates, day_in, turns_after


@dataclass(frozen=True)
class Load:
    """What an item comes to in a year: how many tasks, and their hours."""

    tasks: int = 0
    hours: float = 0.0

    def __add__(self, other: "Load") -> "Load":
        return Load(self.tasks + other.tasks, self.hours + other.hours)


NOTHING = Load()


def turns_by_year(item: ItemFacts, first_year: int, years: range) -> Mapping[int, int]:
    """How often an item that begins in `first_year` comes round in each of these years; those without are left out."""
    if not years:
        return {}
    last_on = date(years[-1], 12, 31)
    if item.every_months is None:
        return Counter(
            slot.nominal_on.year
            for slot in dates(item.rule(first_year), start_on=date(years[0], 1, 1), until_on=last_on)
        )
    first_on = day_in(item.day, first_year, item.months[0], lambda day: day.isoweekday() < 6)
    turns = [first_on, *(() if item.is_once else turns_after(first_on, item.every_months, until_on=last_on))]
    last_year = min(years[-1], item.last_year or years[-1])
    return Counter(day.year for day in turns if years[0] <= day.year <= last_year)


def load_by_place(item: ItemFacts, years: range) -> Mapping[tuple[int, int], Load]:
    """By (unit, year): what an item comes to there; what is nothing is left out."""
    turns: dict[int, Mapping[int, int]] = {}
    found: dict[tuple[int, int], Load] = {}
    for unit_id in item.unit_ids:
        first_year = item.first_year_in(unit_id)
        if first_year not in turns:
            turns[first_year] = turns_by_year(item, first_year, years)
        for year, count in turns[first_year].items():
            found[unit_id, year] = Load(count, count * item.hours)
    return found


def load_by_person(
    loads: Iterable[tuple[ItemFacts, Mapping[tuple[int, int], Load]]], find: Callable[[str, int], int | None]
) -> Mapping[tuple[int, int], float]:
    """By (person, year): the hours of the items that fall to somebody; `find` says who holds a function in a unit."""
    hours: dict[tuple[int, int], float] = defaultdict(float)
    who: dict[tuple[str, int], int | None] = {}
    for item, places in loads:
        for (unit_id, year), load in places.items():
            place = (item.function, unit_id)
            if place not in who:
                who[place] = find(*place)
            person_id = who[place]
            if person_id is not None:
                hours[person_id, year] += load.hours
    return hours
