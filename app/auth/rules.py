"""Who may do what: one table, read by everything that asks (domain.md §9), and the rules that keep duties apart.

Pure. A role is held in a unit and reaches its branch. For each (object, verb) the table says which roles may, and how
far. `reach` is the only reader of the table; `Viewer.scope`, `may` and `must` ask it for a person.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from app.core.text import N_

ALL = "all"
"""The whole municipality."""
OWN = "own"
"""The branches the role is held in."""
MINE = "mine"
"""What falls to the person alone: a task, a mailbox, the body one sits in. The noun's own store tells which."""
SUMMARY = "summary"
"""Gathered with others, in reports; no row."""
COUNTS = "counts"
"""Numbers only."""
PUBLISHED = "published"
"""As it stands in a report that has been published."""
DECISION = "decision"
"""By a decision of the body, taken down in its minutes."""

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

CENTRAL = {"isc": ALL, "dpo": ALL, "auditor": ALL}
"""The three that read across the municipality."""
READS_RECORDS = CENTRAL | {
    "coordinator": ALL, "director": OWN, "manager": OWN, "system_owner": OWN, "assignee": OWN, "reader": OWN,
}  # fmt: skip
LEADS = {"director": OWN, "manager": OWN}
KEEPS = {"isc": ALL, "coordinator": OWN}
DPO = {"dpo": ALL}

ACCESS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("activity", "read"): READS_RECORDS,
    ("activity", "write"): KEEPS,
    ("activity", "import"): KEEPS,
    ("kle", "import"): {"isc": ALL},
    ("activity", "approve"): LEADS,
    ("activity", "comment"): DPO,
    ("system", "read"): READS_RECORDS,
    ("system", "write"): KEEPS | {"system_owner": OWN},
    ("system", "comment"): DPO,
    ("risk", "read"): READS_RECORDS | {"dds": SUMMARY},
    ("risk", "write"): KEEPS | {"system_owner": OWN},
    ("risk", "approve"): LEADS,
    ("risk", "comment"): DPO,
    ("risk_acceptance", "read"): CENTRAL | LEADS | {"coordinator": ALL, "system_owner": OWN},
    ("risk_acceptance", "accept_green"): LEADS | {"system_owner": OWN},
    ("risk_acceptance", "accept_yellow"): {"director": OWN},
    ("risk_acceptance", "accept_orange"): {"dds": DECISION},
    ("risk_acceptance", "accept_red"): {"dds": DECISION},
    ("risk_acceptance", "comment"): DPO,
    ("dpia", "read"): CENTRAL | LEADS | {"coordinator": ALL, "system_owner": OWN, "dds": SUMMARY},
    ("dpia", "write"): KEEPS | {"system_owner": OWN},
    ("dpia", "approve"): LEADS,
    ("dpia", "comment"): DPO,
    ("processor", "read"): CENTRAL | LEADS | {"coordinator": ALL, "system_owner": OWN, "dds": SUMMARY},
    ("processor", "write"): KEEPS | {"system_owner": OWN},
    ("processor", "comment"): DPO,
    ("mailbox", "read"): CENTRAL | LEADS | {"coordinator": OWN, "assignee": MINE},
    ("mailbox", "write"): KEEPS | {"manager": OWN},
    ("breach", "read"): CENTRAL | LEADS | {
        "coordinator": OWN, "system_owner": MINE, "assignee": MINE, "dds": COUNTS,
    },
    ("breach", "write"): KEEPS,
    ("breach", "create"): {"manager": OWN, "system_owner": OWN, "assignee": OWN},
    ("breach", "comment"): DPO,
    ("rights_case", "read"): CENTRAL | {"coordinator": OWN, "manager": OWN, "dds": COUNTS},
    ("rights_case", "write"): {"coordinator": OWN, "manager": OWN},
    ("rights_case", "comment"): DPO,
    ("dispensation", "read"): CENTRAL | {
        "coordinator": ALL, "director": OWN, "manager": MINE, "system_owner": MINE, "dds": PUBLISHED,
    },
    ("dispensation", "write"): KEEPS,
    ("dispensation", "approve"): {"director": OWN},
    ("dispensation", "request"): {"manager": OWN, "system_owner": OWN},
    ("dispensation", "comment"): DPO,
    ("plan", "read"): CENTRAL | LEADS | {"coordinator": ALL, "system_owner": OWN, "assignee": OWN, "dds": ALL},
    ("plan", "write"): KEEPS,
    ("plan", "approve"): {"director": OWN, "dds": DECISION},
    ("plan", "comment"): DPO,
    ("task", "read"): CENTRAL | LEADS | {"coordinator": OWN, "system_owner": OWN, "assignee": MINE},
    ("task", "write"): KEEPS | {"manager": OWN, "system_owner": OWN, "assignee": MINE, "dpo": MINE},
    ("task", "approve"): LEADS,
    ("task", "comment"): KEEPS | LEADS | DPO | {"system_owner": OWN, "assignee": MINE},
    ("unhandled_task", "read"): CENTRAL | LEADS | {"coordinator": OWN, "system_owner": OWN, "dds": PUBLISHED},
    ("unhandled_task", "write"): KEEPS,
    ("unhandled_task", "comment"): DPO,
    ("capacity", "read"): {"isc": ALL, "dpo": ALL, "coordinator": OWN, "director": OWN, "dds": PUBLISHED},
    ("capacity", "write"): KEEPS,
    ("attestation", "read"): CENTRAL | LEADS | {"coordinator": OWN, "system_owner": OWN, "assignee": MINE},
    ("attestation", "write"): KEEPS,
    ("attestation", "confirm"): {
        "coordinator": MINE, "director": MINE, "manager": MINE, "system_owner": MINE, "assignee": MINE,
    },
    ("hearing", "read"): CENTRAL | LEADS | {
        "coordinator": OWN, "system_owner": MINE, "assignee": MINE, "dds": MINE, "reader": MINE, "admin": MINE,
    },
    ("hearing", "write"): KEEPS,
    ("hearing", "comment"): {
        "isc": MINE, "dpo": MINE, "coordinator": MINE, "director": MINE, "manager": MINE, "system_owner": MINE,
        "assignee": MINE, "dds": MINE, "admin": MINE,
    },
    ("meeting", "read"): CENTRAL | {"director": OWN, "coordinator": MINE, "dds": MINE},
    ("meeting", "write"): {"isc": ALL, "coordinator": MINE},
    ("report", "read"): CENTRAL | LEADS | {"coordinator": ALL, "dds": ALL},
    ("figures", "read"): CENTRAL | LEADS | {"coordinator": ALL},
    ("report", "write"): KEEPS,
    ("report", "approve"): {"director": OWN},
    ("report", "write_dpo_part"): DPO,
    ("organisation", "read"): {"admin": ALL, "isc": ALL, "dpo": ALL},
    ("organisation", "write"): {"admin": ALL},
    ("absence", "write"): {"admin": ALL, "isc": ALL},
    ("handover", "write"): {"admin": ALL, "isc": ALL},
    ("municipality", "write"): {"admin": ALL, "isc": ALL},
    ("security", "read"): {"admin": ALL, "isc": ALL, "dpo": ALL},
    ("security", "write"): {"admin": ALL},
    ("group", "read"): {"admin": ALL, "isc": ALL, "dpo": ALL},
    ("group", "write"): {"admin": ALL},
    ("mail", "read"): {"admin": ALL, "isc": ALL, "coordinator": OWN},
    ("mail", "read_text"): {"isc": ALL},
    ("mail", "write"): {"admin": ALL, "isc": ALL, "coordinator": OWN},
    ("audit", "read"): CENTRAL | {"admin": ALL},
    ("access", "read"): CENTRAL | {"admin": ALL},
    ("view", "write"): {"isc": ALL, "coordinator": ALL},
}  # fmt: skip

APPROVALS = frozenset({"approve", "accept_green", "accept_yellow", "accept_orange", "accept_red"})
"""The verbs by which somebody takes responsibility for what another has written."""

DPO_ROLE = "dpo"
OPERATIVE = ("isc", "coordinator", "director", "manager", "system_owner", "assignee")
"""Roles that decide on or carry out processing: the DPO may hold none of them (art. 38(6))."""

AUDITOR_FOR = timedelta(days=90)
AUDITOR_AT_MOST = timedelta(days=366)


def reach(roles: frozenset[str], kind: str, verb: str) -> dict[str, str]:
    """For the roles somebody holds: those that may do this, and how far each reaches.

    What one role forbids, no other role of the same person gives back (`is_barred`).
    """
    table = ACCESS[kind, verb]
    if is_barred(roles, kind, verb):
        return {}
    return {role: table[role] for role in sorted(roles) if role in table}


def is_barred(roles: Collection[str], kind: str, verb: str) -> bool:
    """Whether a role forbids this to its holder, whatever other roles they hold.

    1. The DPO approves nothing: they supervise what was approved (art. 38(6), 39(1)(b)).
    2. The administrator approves nothing and reads no breach: who gives the roles could else give them to themselves.
    """
    if verb in APPROVALS:
        return "dpo" in roles or "admin" in roles
    return kind == "breach" and verb == "read" and "admin" in roles


def why_not_approve(verb: str, *, person_id: int, editors: Collection[int]) -> str | None:
    """Why somebody may not approve a record that these people have edited; None when they may."""
    if verb in APPROVALS and person_id in editors:
        return N_("Du har selv rettet i det. En anden skal godkende det.")
    return None


def why_not_hold(role: str, held: Collection[str]) -> str | None:
    """Why somebody who holds these roles may not have this one beside them; None when they may."""
    if role == "dpo" and any(other in OPERATIVE for other in held):
        return N_(
            "Databeskyttelsesrådgiveren må ikke have en rolle, der udfører eller bestemmer (GDPR art. 38, stk. 6). "
            "Fjern de andre roller først."
        )
    if role in OPERATIVE and "dpo" in held:
        return N_(
            "Personen er databeskyttelsesrådgiver og må ikke have en rolle, der udfører eller bestemmer "
            "(GDPR art. 38, stk. 6). Vælg en anden person, eller fjern rådgiverrollen først."
        )
    return None


def why_not_until(role: str, ends_on: date | None, *, today: date) -> str | None:
    """Why a role may not be given until that day (None: without an end); None when it may."""
    if ends_on is not None and ends_on < today:
        return N_("Dagen er gået. Vælg i dag eller en senere dag.")
    if role != "auditor":
        return None
    if ends_on is None:
        return N_("En revisor får kun adgang for en tid. Skriv den sidste dag.")
    if ends_on > today + AUDITOR_AT_MOST:
        return N_("En revisor kan højst få adgang et år ad gangen. Vælg en tidligere dag.")
    return None


def default_end(role: str, *, today: date) -> date | None:
    """The last day of a role where nobody says another: 90 days for an auditor, none for the others."""
    return today + AUDITOR_FOR if role == "auditor" else None


def second_step(*, has_factor: bool, roles: frozenset[str], demanding: frozenset[str]) -> str | None:
    """What comes after the password: "ask" for a code, "set_up" where a role demands a factor there is none of yet."""
    if has_factor:
        return "ask"
    return "set_up" if roles & demanding else None
