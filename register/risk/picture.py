"""The risk pictures as arithmetic: what moved by treatment, the development over time, the heat map. Pure."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from register.risk.scale import SEVERITY, Colour

Cell = tuple[int, int]
"""A place in the matrix: (consequence, likelihood)."""
MONTHS, MOST_THREATS = 12, 15


@dataclass(frozen=True)
class Move:
    """So many assessments that stand in `before` today and in `after` when they are treated."""

    before: Cell
    after: Cell
    count: int

    @property
    def is_still(self) -> bool:
        """Whether the treatment leaves them in the same cell."""
        return self.before == self.after

    @property
    def is_raised(self) -> bool:
        """Whether what is left is higher along either axis."""
        return self.after[0] > self.before[0] or self.after[1] > self.before[1]


def moves_of(rows: Iterable[tuple[Cell, Cell, int]]) -> list[Move]:
    """The counted pairs of cells laid together: the most frequent first, then those from the worst cell."""
    counts: Counter[tuple[Cell, Cell]] = Counter()
    for before, after, count in rows:
        counts[before, after] += count
    found = [Move(before, after, count) for (before, after), count in counts.items() if count]
    return sorted(found, key=lambda move: (-move.count, *(-grade for grade in (*move.before, *move.after))))


@dataclass(frozen=True)
class Spell:
    """So many assessments of a colour that held from a day on, and until (not including) another; None: still."""

    colour: Colour
    from_on: date
    until_on: date | None
    count: int = 1


@dataclass(frozen=True)
class Standing:
    """How many subjects stood in each colour at the end of a day; each colour of `SEVERITY` has its number."""

    on: date
    counts: Mapping[Colour, int]

    @property
    def total(self) -> int:
        """All that were assessed that day."""
        return sum(self.counts.values())


def month_ends(today: date, count: int = MONTHS) -> list[date]:
    """The last so many month ends that have come, the oldest first; today is one of them when it ends a month."""
    is_last = today.day == monthrange(today.year, today.month)[1]
    months = today.year * 12 + today.month - (1 if is_last else 2)
    ends = []
    for number in range(months - count + 1, months + 1):
        year, month = number // 12, number % 12 + 1
        ends.append(date(year, month, monthrange(year, month)[1]))
    return ends


def days_of_year(today: date) -> list[date]:
    """The days that the development is told of: the last twelve month ends, and today."""
    ends = month_ends(today)
    return ends if ends[-1] == today else [*ends, today]


def history(spells: Iterable[Spell], days: Sequence[date]) -> list[Standing]:
    """How many stood in each colour at the end of each day.

    An assessment counts from the day it was made until the day the next one of the same subject was made; two of one
    day count once, as the second. The caller sees to it that the spells of a subject do not lie over each other.
    """
    counts: list[dict[Colour, int]] = [dict.fromkeys(SEVERITY, 0) for _day in days]
    for spell in spells:
        for day, held in zip(days, counts, strict=True):
            if spell.from_on <= day and (spell.until_on is None or spell.until_on > day):
                held[spell.colour] += spell.count
    return [Standing(day, held) for day, held in zip(days, counts, strict=True)]


@dataclass(frozen=True)
class HeatRow:
    """Relevant in so many assessments of an administration (None: common), at worst so severe; `threat` None: own."""

    administration: int | None
    threat: int | None
    severity: int
    count: int = 1


@dataclass(frozen=True)
class HeatCell:
    """The worst residual risk of one threat in one administration, and in how many assessments it is relevant."""

    severity: int
    count: int

    @property
    def colour(self) -> Colour:
        """The worst colour."""
        return SEVERITY[self.severity]


@dataclass(frozen=True)
class HeatLine:
    """A threat over the administrations; `threat` None is all the own ones together."""

    threat: int | None
    cells: Mapping[int | None, HeatCell]

    @property
    def severity(self) -> int:
        """The worst anywhere."""
        return max(cell.severity for cell in self.cells.values())

    @property
    def count(self) -> int:
        """Assessments it is relevant in."""
        return sum(cell.count for cell in self.cells.values())


@dataclass(frozen=True)
class HeatMap:
    """The worst threats, the own ones last, and how many others there are."""

    lines: Sequence[HeatLine]
    left_out: int = 0

    @property
    def administrations(self) -> frozenset[int | None]:
        """Where anything stands."""
        return frozenset(place for line in self.lines for place in line.cells)

    @property
    def colours(self) -> Sequence[Colour]:
        """The colours on the map, mildest first."""
        found = {cell.colour for line in self.lines for cell in line.cells.values()}
        return [colour for colour in SEVERITY if colour in found]


def heat_map(rows: Iterable[HeatRow], *, most: int = MOST_THREATS) -> HeatMap:
    """The map of the worst `most` threats of the catalogue: by severity, then by the number of assessments.

    What the municipality's people have written themselves is told apart by words only; it is one line, the last.
    """
    found: dict[int | None, dict[int | None, HeatCell]] = {}
    for row in rows:
        cells = found.setdefault(row.threat, {})
        before = cells.get(row.administration, HeatCell(0, 0))
        cells[row.administration] = HeatCell(max(before.severity, row.severity), before.count + row.count)
    own = found.pop(None, None)
    lines = [HeatLine(threat, cells) for threat, cells in found.items()]
    lines.sort(key=lambda line: (-line.severity, -line.count, line.threat or 0))
    shown = lines[:most]
    if own:
        shown.append(HeatLine(None, own))
    return HeatMap(shown, left_out=max(0, len(lines) - most))
