"""The risk scale: consequence for the data subject × likelihood, every cell written out (domain.md §4).

Pure. The colour is looked up in the cell, never computed from a product: printed bands and matrices disagree
elsewhere. Risk is assessed for the data subject, not for the municipality's reputation (Art. 24, 32).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Literal

from app.core.text import N_

Colour = Literal["green", "light_green", "yellow", "orange", "red"]
Axis = Literal["consequence", "likelihood"]

COLOUR_WORDS: Mapping[Colour, str] = {
    "green": N_("Grøn"),
    "light_green": N_("Lysegrøn"),
    "yellow": N_("Gul"),
    "orange": N_("Orange"),
    "red": N_("Rød"),
}
"""From the mildest to the worst."""
SEVERITY: tuple[Colour, ...] = tuple(COLOUR_WORDS)
YEARS_TO_NEXT: Mapping[Colour, int] = {"green": 3, "light_green": 3, "yellow": 2, "orange": 1, "red": 1}
FEWEST, MOST = 2, 5
"""Grades an axis may have."""


def colour_word(colour: str) -> str:
    """The Danish word of a stored colour."""
    return {str(code): word for code, word in COLOUR_WORDS.items()}[colour]


def severity(colour: str) -> int:
    """How bad a stored colour is: 0 is the mildest."""
    return [str(code) for code in SEVERITY].index(colour)


@dataclass(frozen=True)
class Level:
    """A step of one axis: its grade (1 is the mildest), its name, and an anchor that says when it fits."""

    grade: int
    name: str
    anchor: str


@dataclass(frozen=True)
class Scale:
    """A version of a scale. `cells[consequence - 1][likelihood - 1]` is the colour.

    Raises ValueError when the grades do not count from 1 or a cell is missing.
    """

    code: str
    version: int
    name: str
    likelihoods: tuple[Level, ...]
    consequences: tuple[Level, ...]
    cells: tuple[tuple[Colour, ...], ...]

    def __post_init__(self) -> None:
        for levels in (self.likelihoods, self.consequences):
            if [level.grade for level in levels] != list(range(1, len(levels) + 1)):
                raise ValueError("grades")
        widths = {len(row) for row in self.cells}
        if len(self.cells) != len(self.consequences) or widths != {len(self.likelihoods)}:
            raise ValueError("cells")

    @property
    def colours(self) -> tuple[Colour, ...]:
        """The colours of the legend, mildest first: those that some cell has, and no others."""
        there = {colour for row in self.cells for colour in row}
        return tuple(colour for colour in SEVERITY if colour in there)


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a scale that somebody makes, and at which cell or level."""

    place: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)


def colour(scale: Scale, consequence: int, likelihood: int) -> Colour:
    """The colour of a cell. Raises ValueError for a grade that is not on the scale."""
    if not 1 <= consequence <= len(scale.consequences):
        raise ValueError("consequence")
    if not 1 <= likelihood <= len(scale.likelihoods):
        raise ValueError("likelihood")
    return scale.cells[consequence - 1][likelihood - 1]


def flaws(scale: Scale) -> Iterator[Flaw]:
    """What keeps a scale from being used.

    1. Each axis has between FEWEST and MOST grades, each with a name of its own.
    2. There are at least two colours: one alone says nothing.
    3. A worse grade never gives a milder colour, along either axis.
    """
    for axis, levels in (("consequence", scale.consequences), ("likelihood", scale.likelihoods)):
        if not FEWEST <= len(levels) <= MOST:
            yield Flaw(axis, N_("En akse skal have mellem %(fewest)s og %(most)s trin."), _SIZES)
        seen: set[str] = set()
        for level in levels:
            name = level.name.strip().casefold()
            if not name:
                yield Flaw(f"{axis}-{level.grade}", N_("Giv trin %(grade)s et navn."), {"grade": level.grade})
            elif name in seen:
                yield Flaw(f"{axis}-{level.grade}", N_("To trin hedder «%(name)s»."), {"name": level.name})
            seen.add(name)
    if len(scale.colours) < 2:
        yield Flaw("cells", N_("Brug mindst to farver."))
    for row, column in product(range(len(scale.consequences)), range(len(scale.likelihoods))):
        here = severity(scale.cells[row][column])
        for before in ((row - 1, column), (row, column - 1)):
            if min(before) >= 0 and severity(scale.cells[before[0]][before[1]]) > here:
                yield Flaw(
                    f"cell-{row + 1}-{column + 1}",
                    N_(
                        "Konsekvens %(consequence)s og sandsynlighed %(likelihood)s er mildere end et lavere trin. "
                        "Et højere trin må ikke give en mildere farve."
                    ),
                    {"consequence": row + 1, "likelihood": column + 1},
                )
                break


_SIZES: Mapping[str, object] = {"fewest": FEWEST, "most": MOST}


def overall_consequence(confidentiality: int, integrity: int, availability: int) -> int:
    """The highest of the three governs the total."""
    return max(confidentiality, integrity, availability)


def next_assessment_on(colour: Colour, assessed_on: date) -> date:
    """When the risk is to be assessed again: red and orange after 1 year, yellow 2, the green ones 3.

    From 29 February it is the 28th in a year that has no 29th.
    """
    year = assessed_on.year + YEARS_TO_NEXT[colour]
    try:
        return assessed_on.replace(year=year)
    except ValueError:
        return assessed_on.replace(year=year, day=28)
