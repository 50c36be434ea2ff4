"""What people write about a security measure, and the words of its choices. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.text import N_

KINDS: Mapping[str, str] = {
    "preventive": N_("Forebyggende"),
    "detective": N_("Opdagende"),
    "corrective": N_("Korrigerende"),
}
"""When it works: before, while or after something goes wrong."""

NATURES: Mapping[str, str] = {
    "design": N_("Design: den sikre vej er den lette"),
    "technical": N_("Teknisk"),
    "organisational": N_("Organisatorisk"),
    "behavioural": N_("Adfærd"),
}

GROUPS: Mapping[str, str] = {
    "access": N_("Adgang"),
    "backup": N_("Backup"),
    "contingency": N_("Beredskab"),
    "data": N_("Datatilgængelighed"),
    "documentation": N_("Dokumentation"),
    "operation": N_("Drift"),
    "physical": N_("Fysisk"),
    "encryption": N_("Kryptering"),
    "logging": N_("Logning"),
    "test": N_("Test"),
}

STATUSES: Mapping[str, str] = {
    "planned": N_("Planlagt"),
    "partly": N_("Delvist indført"),
    "in_place": N_("Indført"),
}

LABELS: Mapping[str, str] = {
    "name": N_("Navn"),
    "code": N_("Kort navn"),
    "description": N_("Beskrivelse"),
    "group": N_("Område"),
    "status": N_("Status"),
    "kind": N_("Virker"),
    "nature": N_("Art"),
    "reference": N_("Henvisning"),
    "owner": N_("Ansvarlig"),
    "effect": N_("Effekt"),
    "hours": N_("Timer om året"),
}


@dataclass(frozen=True, kw_only=True)
class MeasureContent:
    """A measure as it is written; `owner` by mail address, `hours` a year."""

    name: str = ""
    code: str = ""
    description: str = ""
    group: str = ""
    status: str = "in_place"
    kind: str = ""
    nature: str = ""
    reference: str = ""
    owner: str = ""
    effect: str = ""
    hours: float | None = None
