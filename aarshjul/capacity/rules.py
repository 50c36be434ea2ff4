"""Whether there are hours enough: what people have for GDPR work against what the plan asks of them. Pure.

Compared are the hours of those who have said how many they have, and the hours of the tasks that fall to them. What
falls to others (leaders, the it department, somebody who has not said) is counted beside it and never coloured: nobody
knows how many hours there are for it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from statistics import median
from typing import NamedTuple

from aarshjul.status.figures import Light
from app.core.workdays import ClosedDays, is_working_day

COMMON = 0
"""Stands for the administration of what lies in none."""
QUARTERS = (1, 2, 3, 4)
ENOUGH_FROM, SCARCE_FROM = 1.0, 0.75
"""K15: cover from 1 on is in order, from 0.75 on it calls for attention, below it for action."""

ENOUGH_VALUES, LAST_AT_A_PLACE, LAST_IN_ALL = 3, 3, 15
"""An estimate rests on so many done tasks at least; the newest of each place, and the newest of those."""
WELL_OFF = 0.2
STEP = 0.25
"""Estimates are told in quarters of an hour."""


class Given(NamedTuple):
    """The hours somebody has in a year. `home_id` is the administration they work in, COMMON for none."""

    person_id: int
    year: int
    hours: float
    home_id: int


class Planned(NamedTuple):
    """Hours of tasks due in a quarter that fall to one person (None: to nobody), and the hours spent on them."""

    administration_id: int
    year: int
    quarter: int
    person_id: int | None
    hours: float
    spent: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Load:
    """A quarter (0: the year) in hours. `available` is None where nobody has said how many hours they have.

    `planned` and `spent` are on tasks of those who have hours, `elsewhere` is planned for others.
    """

    year: int
    quarter: int
    available: float | None
    planned: float = 0.0
    spent: float = 0.0
    elsewhere: float = 0.0

    @property
    def difference(self) -> float | None:
        """Hours left; negative when they do not suffice."""
        return None if self.available is None else self.available - self.planned

    @property
    def cover(self) -> float | None:
        """Hours there are for each hour planned; None without a basis. Rounded: sums of shares are off by a hair."""
        return None if self.available is None or not self.planned else round(self.available / self.planned, 9)

    @property
    def level(self) -> Light:
        """The colour of the cover; grey when nothing is planned or nobody has said their hours."""
        cover = self.cover
        if cover is None:
            return "grey"
        return "green" if cover >= ENOUGH_FROM else "yellow" if cover >= SCARCE_FROM else "red"

    @property
    def is_short(self) -> bool:
        """Whether more is planned than there are hours for."""
        return self.level in ("yellow", "red")


@dataclass(frozen=True)
class Loads:
    """Every quarter of the years asked about, by place and by person."""

    places: Mapping[tuple[int, int], Sequence[Load]]
    people: Mapping[tuple[int, int], Sequence[Load]]

    def of_places(self, administration_ids: Collection[int] | None, year: int) -> tuple[Load, ...]:
        """The four quarters of these administrations together; None: of the whole municipality."""
        rows = [
            loads
            for (place, its_year), loads in self.places.items()
            if its_year == year and (administration_ids is None or place in administration_ids)
        ]
        return tuple(_sum([loads[n] for loads in rows], year, n + 1) for n in range(4))

    def of_person(self, person_id: int, year: int) -> tuple[Load, ...]:
        """The four quarters of one person, wherever their tasks lie."""
        empty = tuple(Load(year=year, quarter=quarter, available=None) for quarter in QUARTERS)
        return tuple(self.people.get((person_id, year), empty))


@lru_cache(maxsize=64)
def quarter_shares(year: int, closed: ClosedDays, quiet_weeks: frozenset[int]) -> tuple[float, float, float, float]:
    """Return the part of a year's hours that lies in each quarter: by working days outside quiet weeks."""
    days = [0, 0, 0, 0]
    day = date(year, 1, 1)
    while day.year == year:
        if day.isocalendar().week not in quiet_weeks and is_working_day(day, closed):
            days[(day.month - 1) // 3] += 1
        day += timedelta(days=1)
    whole = sum(days)
    if not whole:
        return (0.25, 0.25, 0.25, 0.25)
    first, second, third, fourth = (count / whole for count in days)
    return (first, second, third, fourth)


def lay_out(
    given: Iterable[Given], planned: Iterable[Planned], shares: Mapping[int, tuple[float, float, float, float]]
) -> Loads:
    """Lay hours against hours for the years of `shares`.

    1. A person's year is spread over the quarters by `shares`.
    2. Whoever has tasks in several administrations has hours in each, as the year's planned hours lie; whoever has no
       tasks has them at home.
    3. Tasks of people without hours of their own that year count as `elsewhere`.
    """
    hours = {(row.person_id, row.year): row for row in given if row.year in shares}
    lies: dict[tuple[int, int], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    places: dict[tuple[int, int], _Cells] = defaultdict(_Cells)
    people: dict[tuple[int, int], _Cells] = defaultdict(_Cells)
    for row in planned:
        if row.year not in shares:
            continue
        who = None if row.person_id is None else (row.person_id, row.year)
        places[row.administration_id, row.year].add(row, counts=who in hours)
        if who is not None:
            people[who].add(row, counts=True)
            if row.hours:
                lies[who][row.administration_id] += row.hours
    for key, own in hours.items():
        people[key].available = own.hours
        where = lies.get(key) or {own.home_id: 1.0}
        for place, weight in where.items():
            cells = places[place, own.year]
            cells.available = (cells.available or 0.0) + own.hours * weight / sum(where.values())
    return Loads(
        places={key: cells.loads(key[1], shares[key[1]]) for key, cells in places.items()},
        people={key: cells.loads(key[1], shares[key[1]]) for key, cells in people.items()},
    )


def year_of(loads: Sequence[Load]) -> Load:
    """The quarters of one year together."""
    return _sum(loads, loads[0].year, 0)


def estimate(hours: float, minutes: Sequence[int]) -> float | None:
    """Return better hours for a task that is set to `hours` and lately took these minutes; None when it is well set.

    The median of at least three, in quarters of an hour, when it is more than a fifth off.
    """
    if len(minutes) < ENOUGH_VALUES:
        return None
    took = median(minutes) / 60
    better = max(STEP, round(took / STEP) * STEP)
    is_well_off = abs(took - hours) > WELL_OFF * hours and abs(better - hours) > WELL_OFF * hours
    return better if is_well_off else None


class _Cells:
    """A year of a place or a person while it is summed."""

    def __init__(self) -> None:
        self.available: float | None = None
        self.sums = [[0.0, 0.0, 0.0] for _quarter in QUARTERS]

    def add(self, row: Planned, *, counts: bool) -> None:
        cell = self.sums[row.quarter - 1]
        if counts:
            cell[0] += row.hours
            cell[1] += row.spent
        else:
            cell[2] += row.hours

    def loads(self, year: int, shares: Sequence[float]) -> tuple[Load, ...]:
        return tuple(
            Load(
                year=year,
                quarter=quarter,
                available=None if self.available is None else self.available * share,
                planned=planned,
                spent=spent,
                elsewhere=elsewhere,
            )
            for quarter, share, (planned, spent, elsewhere) in zip(QUARTERS, shares, self.sums, strict=True)
        )


def _sum(loads: Sequence[Load], year: int, quarter: int) -> Load:
    known = [load.available for load in loads if load.available is not None]
    return Load(
        year=year,
        quarter=quarter,
        available=sum(known) if known else None,
        planned=sum(load.planned for load in loads),
        spent=sum(load.spent for load in loads),
        elsewhere=sum(load.elsewhere for load in loads),
    )
