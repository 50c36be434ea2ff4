"""The risk scale: consequence for the data subject × likelihood, every cell written out (domain.md §4).

Pure. The colour is looked up in the cell, never computed from a product: printed bands and matrices disagree
elsewhere. Risk is assessed for the data subject, not for the municipality's reputation (Art. 24, 32).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.core.text import N_

Colour = Literal["green", "yellow", "orange", "red"]

COLOUR_WORDS: Mapping[Colour, str] = {
    "green": N_("Grøn"),
    "yellow": N_("Gul"),
    "orange": N_("Orange"),
    "red": N_("Rød"),
}
"""From the mildest to the worst."""


def colour_word(colour: str) -> str:
    """The Danish word of a stored colour."""
    return {str(code): word for code, word in COLOUR_WORDS.items()}[colour]


SEVERITY: tuple[Colour, ...] = tuple(COLOUR_WORDS)

YEARS_TO_NEXT: Mapping[Colour, int] = {"green": 3, "yellow": 2, "orange": 1, "red": 1}


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


def colour(scale: Scale, consequence: int, likelihood: int) -> Colour:
    """The colour of a cell. Raises ValueError for a grade that is not on the scale."""
    if not 1 <= consequence <= len(scale.consequences):
        raise ValueError("consequence")
    if not 1 <= likelihood <= len(scale.likelihoods):
        raise ValueError("likelihood")
    return scale.cells[consequence - 1][likelihood - 1]


def overall_consequence(confidentiality: int, integrity: int, availability: int) -> int:
    """The highest of the three governs the total."""
    return max(confidentiality, integrity, availability)


def next_assessment_on(colour: Colour, assessed_on: date) -> date:
    """When the risk is to be assessed again: red and orange after 1 year, yellow 2, green 3.

    From 29 February it is the 28th in a year that has no 29th.
    """
    year = assessed_on.year + YEARS_TO_NEXT[colour]
    try:
        return assessed_on.replace(year=year)
    except ValueError:
        return assessed_on.replace(year=year, day=28)


def get_scale(code: str, version: int) -> Scale:
    """The scale an assessment was made on. Raises KeyError when the program does not know it."""
    return SCALES[code, version]


STANDARD = Scale(
    code="4x4-standard",
    version=1,
    name=N_("4×4 Standard"),
    likelihoods=(
        Level(1, N_("Usandsynligt"), N_("Sjældnere end hvert 10. år")),
        Level(2, N_("Mindre sandsynligt"), N_("Hvert 2. til 10. år")),
        Level(3, N_("Sandsynligt"), N_("Omtrent hvert år")),
        Level(4, N_("Forventet"), N_("Flere gange om året, eller det er allerede sket hos os")),
    ),
    consequences=(
        Level(1, N_("Ubetydelig"), N_("Til gene for den registrerede, men let at rette op på")),
        Level(
            2,
            N_("Mindre alvorlig"),
            N_("Mærkes af den registrerede: ekstra tid eller udgift, eller en ydelse kommer for sent"),
        ),
        Level(
            3,
            N_("Meget alvorlig"),
            N_("Tab af penge, forskelsbehandling, misbrug af identitet, helbred eller sociale forhold røbes"),
        ),
        Level(
            4,
            N_("Graverende"),
            N_("Kan ikke gøres om: fare for liv og helbred, beskyttet adresse røbes, vigtig hjælp udebliver"),
        ),
    ),
    cells=(
        ("green", "green", "green", "yellow"),
        ("green", "green", "yellow", "yellow"),
        ("green", "yellow", "yellow", "red"),
        ("yellow", "yellow", "red", "red"),
    ),
)

SCALES: Mapping[tuple[str, int], Scale] = {(scale.code, scale.version): scale for scale in (STANDARD,)}
"""Every scale and version that an assessment may have been made on; none is ever taken away."""
