"""Who may do what: one table, read by everything that asks (domain.md §9).

Pure. A role is held in a unit and reaches its branch. For each (object, verb) the table says which roles may,
and how far: ALL (the whole municipality) or OWN (the branches the role is held in).
"""

from collections.abc import Mapping

from app.core.text import N_

ALL = "all"
OWN = "own"

ROLES: Mapping[str, str] = {
    "admin": N_("Systemadministrator"),
    "isc": N_("Informationssikkerhedskoordinator"),
    "dpo": N_("Databeskyttelsesrådgiver"),
    "coordinator": N_("GDPR-koordinator"),
    "director": N_("Forvaltningsdirektør"),
    "manager": N_("Leder"),
    "system_owner": N_("Systemejer"),
    "assignee": N_("Opgaveansvarlig"),
    "dds": N_("Medlem af DDS"),
    "auditor": N_("Revisor"),
    "reader": N_("Læseadgang"),
}

READS_RECORDS = {
    "isc": ALL, "dpo": ALL, "coordinator": ALL, "auditor": ALL,
    "director": OWN, "manager": OWN, "system_owner": OWN, "assignee": OWN, "reader": OWN,
}  # fmt: skip

ACCESS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("activity", "read"): READS_RECORDS,
    ("activity", "write"): {"isc": ALL, "coordinator": OWN},
    ("activity", "import"): {"isc": ALL, "coordinator": OWN},
    ("risk", "read"): READS_RECORDS,
    ("risk", "write"): {"isc": ALL, "coordinator": OWN, "system_owner": OWN},
    ("system", "read"): READS_RECORDS,
    ("system", "write"): {"isc": ALL, "coordinator": OWN},
    ("task", "read"): {
        "isc": ALL, "dpo": ALL, "auditor": ALL,
        "coordinator": OWN, "director": OWN, "manager": OWN, "system_owner": OWN,
    },
    ("task", "write"): {"isc": ALL, "coordinator": OWN, "manager": OWN},
    ("plan", "read"): {
        "isc": ALL, "dpo": ALL, "coordinator": ALL, "dds": ALL, "auditor": ALL,
        "director": OWN, "manager": OWN, "system_owner": OWN, "assignee": OWN,
    },
    ("plan", "write"): {"isc": ALL},
    ("report", "read"): {
        "isc": ALL, "dpo": ALL, "coordinator": ALL, "dds": ALL, "auditor": ALL, "director": OWN, "manager": OWN,
    },
    ("municipality", "write"): {"admin": ALL, "isc": ALL},
    ("organisation", "read"): {"admin": ALL, "isc": ALL, "dpo": ALL},
    ("organisation", "write"): {"admin": ALL},
    ("mail", "read"): {"admin": ALL, "isc": ALL},
    ("mail", "read_text"): {"isc": ALL},
    ("mail", "write"): {"admin": ALL, "isc": ALL},
}  # fmt: skip


def reach(roles: frozenset[str], kind: str, verb: str) -> dict[str, str]:
    """For the roles somebody holds: those that may do this, and how far each reaches."""
    table = ACCESS[kind, verb]
    return {role: table[role] for role in sorted(roles) if role in table}


def second_step(*, has_factor: bool, roles: frozenset[str], demanding: frozenset[str]) -> str | None:
    """What comes after the password: "ask" for a code, "set_up" where a role demands a factor there is none of yet."""
    if has_factor:
        return "ask"
    return "set_up" if roles & demanding else None
