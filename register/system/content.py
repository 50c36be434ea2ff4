"""What people write about an it system. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.text import N_
from register.activity.choices import AI_CLASSES

HOSTINGS: Mapping[str, str] = {
    "own": N_("Hos kommunen"),
    "supplier": N_("Hos leverandøren"),
    "cloud": N_("I en sky hos en tredjepart"),
    "shared": N_("I et fælleskommunalt driftscenter"),
}
"""Where the system runs."""

SYSTEM_AI: Mapping[str, str] = {"none": N_("Bruger ikke AI"), **AI_CLASSES}
"""The class of what AI the system has (AI Act); empty while nobody has looked."""

ARCHIVE_DUTIES: Mapping[str, str] = {
    "preserve": N_("Skal afleveres til et arkiv, før der slettes"),
    "discard": N_("Må slettes uden aflevering"),
}
"""Whether the data are to be handed to an archive before they are erased (arkivloven)."""

LABELS: Mapping[str, str] = {
    "name": N_("Navn"),
    "code": N_("Kort navn"),
    "supplier": N_("Leverandør"),
    "processor": N_("Leverandøren som databehandler"),
    "description": N_("Bruges til"),
    "unit": N_("Enhed"),
    "owner": N_("Systemejer"),
    "hosting": N_("Drift"),
    "ai_class": N_("AI-klasse"),
    "archive_duty": N_("Arkivpligt"),
    "is_critical": N_("Kritisk"),
    "is_retired": N_("Udgået"),
}

CHOICES: Mapping[str, Mapping[str, str]] = {
    "hosting": HOSTINGS,
    "ai_class": SYSTEM_AI,
    "archive_duty": ARCHIVE_DUTIES,
}
"""The values of the fields that are chosen from a list, in words."""


@dataclass(frozen=True, kw_only=True)
class SystemContent:
    """What is written about a system; unit and owner by code and mail address, the processor by code.

    No code: one is made of the name.
    """

    name: str
    code: str = ""
    supplier: str = ""
    processor: str = ""
    description: str = ""
    unit: str = ""
    owner: str = ""
    hosting: str = ""
    ai_class: str = ""
    archive_duty: str = ""
    is_critical: bool = False
    is_retired: bool = False
