"""What people write about a recipient. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.text import N_
from register.activity.choices import RECIPIENTS
from register.activity.countries import COUNTRIES

CATEGORIES = RECIPIENTS

LABELS: Mapping[str, str] = {
    "name": N_("Navn"),
    "code": N_("Kort navn"),
    "description": N_("Beskrivelse"),
    "category": N_("Modtagerkategori"),
    "country": N_("Land"),
    "contact": N_("Kontakt"),
}


@dataclass(frozen=True, kw_only=True)
class RecipientContent:
    """A recipient as it is written; `country` is empty for Denmark."""

    name: str = ""
    code: str = ""
    description: str = ""
    category: str = ""
    country: str = ""
    contact: str = ""


CHOICES: Mapping[str, Mapping[str, str]] = {"category": CATEGORIES, "country": COUNTRIES}
