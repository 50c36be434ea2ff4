"""The register as one json document. Pure: what it holds, and how it is written.

The order of everything is fixed, so that the same register always gives the same bytes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = "gdpr-register"
VERSION = 1


@dataclass(frozen=True, kw_only=True)
class ControllerRow:
    """The data controller and its DPO: Art. 30(1)(a)."""

    name: str = ""
    cvr: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    dpo_name: str = ""
    dpo_email: str = ""
    dpo_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class OtherUnit:
    """A unit that records lie in, or that lies above one; `parent` is a code."""

    code: str = ""
    name: str = ""
    kind: str = ""
    parent: str = ""
    is_closed: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """Somebody who is responsible for a record or a system."""

    email: str = ""
    name: str = ""
    unit: str = ""
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class SystemRow:
    """An it system; unit and owner by code and mail address."""

    code: str = ""
    name: str = ""
    supplier: str = ""
    description: str = ""
    unit: str = ""
    owner: str = ""
    is_critical: bool = False


@dataclass(frozen=True)
class Document:
    """Everything an export carries. `activities` are contents as json, with source and status."""

    municipality: ControllerRow
    units: Sequence[OtherUnit]
    people: Sequence[PersonRow]
    systems: Sequence[SystemRow]
    activities: Sequence[Mapping[str, Any]]

    def to_bytes(self) -> bytes:
        """The document as it stands in a file."""
        content = {
            "format": FORMAT,
            "version": VERSION,
            "municipality": asdict(self.municipality),
            "units": [asdict(unit) for unit in self.units],
            "people": [asdict(person) for person in self.people],
            "systems": [asdict(system) for system in self.systems],
            "activities": list(self.activities),
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"
