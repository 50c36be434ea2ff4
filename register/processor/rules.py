"""How much supervision a processor calls for (Art. 28(3)(h), Art. 5(2)), and when an agreement is in force. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from register.processor.content import Agreement, ProcessorContent

CONCEPTS: Mapping[int, str] = {
    1: N_("1. Intet, medmindre vi bliver opmærksomme på et problem"),
    2: N_("2. Skriftlig bekræftelse fra databehandleren"),
    3: N_("3. Skriftlig status hvert år"),
    4: N_("4. Certificering eller adfærdskodeks"),
    5: N_("5. Dokumenteret tilsyn ved en uafhængig tredjepart"),
    6: N_("6. Vores eget dokumenterede tilsyn"),
}

MEANS: Mapping[str, str] = {
    "self": N_("Egenkontrol"),
    "written": N_("Skriftlig kontrol"),
    "isae_3000": N_("ISAE 3000"),
    "isae_3402": N_("ISAE 3402"),
    "soc": N_("SOC-rapport"),
    "management": N_("Ledelseserklæring"),
    "solemn": N_("Tro- og loveerklæring"),
    "visit": N_("Fysisk tilsyn"),
    "shared": N_("Fælleskommunalt tilsyn"),
    "other": N_("Andet"),
}

RESULTS: Mapping[str, str] = {
    "green": N_("I orden"),
    "yellow": N_("Bemærkninger, der følges op på"),
    "red": N_("Alvorlige mangler"),
}

SOON_MONTHS = 3
"""An agreement that runs out within so many months is to be renewed."""


@dataclass(frozen=True)
class Band:
    """Up to this sum: the concepts that will do, and after how many months the next supervision is due."""

    most: int
    concepts: Sequence[int]
    months: int


@dataclass(frozen=True)
class Scale:
    """The points that are given and what their sum means; data, because it is the authority's to change."""

    persons: Mapping[str, int]
    sensitive: int
    confidential: int
    special: int
    bands: Sequence[Band]


@dataclass(frozen=True)
class Score:
    """The points of one processor, and what they mean."""

    points: int
    concepts: Sequence[int]
    months: int


def score(content: ProcessorContent, scale: Scale) -> Score | None:
    """The points of a processor; None until the number of persons is known."""
    if content.person_band not in scale.persons:
        return None
    points = scale.persons[content.person_band]
    points += scale.sensitive * content.has_sensitive
    points += scale.confidential * content.has_confidential
    points += scale.special * content.has_special
    band = next((band for band in scale.bands if points <= band.most), scale.bands[-1])
    return Score(points, band.concepts, band.months)


def why_not_concept(content: ProcessorContent, scale: Scale) -> str | None:
    """Why the chosen concept will not do; None when it will, when none is chosen, or when a reason is written."""
    found = score(content, scale)
    if found is None or content.concept is None or content.concept in found.concepts or content.concept_reason:
        return None
    return N_("Konceptet er for lavt efter pointene. Vælg et højere, eller skriv, hvorfor det er nok.")


def next_supervision_on(held_on: date, months: int) -> date:
    """So many months on; the day is the last of the month where that is shorter."""
    year, month = divmod(held_on.year * 12 + held_on.month - 1 + months, 12)
    day = held_on.day
    while True:
        try:
            return date(year, month + 1, day)
        except ValueError:
            day -= 1


def is_in_force(agreement: Agreement, today: date) -> bool:
    """Signed, not ended and not run out."""
    has_begun = agreement.signed_on is not None and agreement.signed_on <= today
    runs = agreement.valid_until_on is None or agreement.valid_until_on >= today
    return has_begun and runs and not agreement.is_ended


def runs_out_on(agreements: Iterable[Agreement], today: date) -> date | None:
    """The last day on which any agreement is in force; None when one runs on, or none is in force at all."""
    in_force = [agreement for agreement in agreements if is_in_force(agreement, today)]
    days = [agreement.valid_until_on for agreement in in_force]
    return max((day for day in days if day is not None), default=None) if None not in days else None
