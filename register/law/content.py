"""What people write about a law. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core.text import N_

LABELS: Mapping[str, str] = {
    "name": N_("Titel"),
    "code": N_("Kort navn"),
    "description": N_("Beskrivelse"),
    "reference": N_("Nummer"),
    "url": N_("Adresse"),
    "ended_on": N_("Gælder ikke længere fra"),
    "replaced_by": N_("Afløst af"),
}


@dataclass(frozen=True, kw_only=True)
class LawContent:
    """A law as it is written; `replaced_by` is the short name of the law that came instead."""

    name: str = ""
    code: str = ""
    description: str = ""
    reference: str = ""
    url: str = ""
    ended_on: date | None = None
    replaced_by: str = ""
