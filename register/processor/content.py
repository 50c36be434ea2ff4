"""What people write about a processor. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core.text import N_

PERSON_BANDS: Mapping[str, str] = {
    "under_1000": N_("Færre end 1.000"),
    "under_10000": N_("1.000-10.000"),
    "over_10000": N_("Flere end 10.000"),
}

LABELS: Mapping[str, str] = {
    "name": N_("Navn"),
    "code": N_("Kort navn"),
    "cvr": N_("CVR-nummer"),
    "country": N_("Land"),
    "contact": N_("Kontakt"),
    "description": N_("Hvad gør de for os?"),
    "unit": N_("Enhed"),
    "owner": N_("Ansvarlig for tilsyn"),
    "agreements": N_("Databehandleraftaler"),
    "sub_processors": N_("Underdatabehandlere"),
    "dpf_checked_on": N_("DPF-certificering kontrolleret"),
    "person_band": N_("Antal personer"),
    "has_sensitive": N_("Følsomme oplysninger"),
    "has_confidential": N_("Fortrolige oplysninger"),
    "has_special": N_("Særlige behandlinger"),
    "concept": N_("Tilsynskoncept"),
    "concept_reason": N_("Hvorfor dette koncept"),
    "next_supervision_on": N_("Næste tilsyn"),
}


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """A data processing agreement (Art. 28(3)); without a last day it runs until it is ended."""

    title: str = ""
    signed_on: date | None = None
    valid_until_on: date | None = None
    is_ended: bool = False
    ref: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Sub:
    """A sub-processor (Art. 28(2) and (4)); `country` is empty for Denmark."""

    name: str = ""
    country: str = ""
    task: str = ""
    transfer_basis: str = ""
    approved_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ProcessorContent:
    """A processor as it is written; unit and owner by code and mail address, `concept` 1 to 6."""

    name: str = ""
    code: str = ""
    cvr: str = ""
    country: str = ""
    contact: str = ""
    description: str = ""
    unit: str = ""
    owner: str = ""
    agreements: tuple[Agreement, ...] = ()
    sub_processors: tuple[Sub, ...] = ()
    dpf_checked_on: date | None = None
    person_band: str = ""
    has_sensitive: bool = False
    has_confidential: bool = False
    has_special: bool = False
    concept: int | None = None
    concept_reason: str = ""
    next_supervision_on: date | None = None
