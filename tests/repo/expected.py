"""Who may do what, written by hand from the specification (domain.md §9): what app/auth/rules.py is held against.

Key: E edit all, e edit own branch, R read all, r read own branch, A approve own branch, C comment, – nothing.
"""

ROLE_OF = {
    "ADM": "admin", "ISK": "isc", "DPO": "dpo", "KOO": "coordinator", "FD": "director", "LED": "manager",
    "SE": "system_owner", "OPG": "assignee", "DDS": "dds", "REV": "auditor",
}  # fmt: skip

SECTION_9 = """
object          | ADM | ISK | DPO               | KOO            | FD          | LED       | SE        | OPG        | DDS                 | REV
activity        | –   | E   | R C               | e (r all)      | A r         | A r       | r         | r          | –                   | R
system          | –   | E   | R C               | e (r all)      | r           | r         | r e       | r          | –                   | R
risk            | –   | E   | R C               | e (r all)      | A           | A         | e         | r          | summary             | R
risk_acceptance | –   | R   | R C               | r (r all)      | A grøn, gul | A (grøn)  | A (grøn)  | –          | A orange/rød via beslutning | R
dpia            | –   | E   | R C               | e (r all)      | A           | A         | e         | –          | summary             | R
plan            | –   | E   | R C               | e (r all)      | A r         | r         | r         | r          | A (via beslutning) R | R
task            | –   | E   | R + own E         | e              | r A         | e A       | e         | e (own)    | –                   | R
unhandled_task  | –   | E   | R C               | e              | r           | r         | r         | –          | R published         | R
mailbox         | –   | E   | R                 | e              | r           | e         | –         | r (own)    | –                   | R
processor       | –   | E   | R C               | e (r all)      | r           | r         | e         | –          | summary             | R
breach          | –   | E   | R C               | e              | r           | r + opret | opret     | opret      | counts              | R
rights_case     | –   | R   | R C               | e              | –           | e         | –         | –          | counts              | R
dispensation    | –   | E   | R C               | e (r all)      | A           | anmod     | anmod     | –          | R published         | R
capacity        | –   | E   | R                 | e              | r           | –         | –         | –          | R published         | –
meeting         | –   | E   | R                 | e (own)        | r           | –         | –         | –          | r (own)             | R
report          | –   | E   | R + own section E | e (r all)      | A           | r         | –         | –          | R                   | R
audit           | R   | R   | R                 | –              | –           | –         | –         | –          | –                   | R
"""  # noqa: E501 - a table
"""The table of §9, cell by cell, with its notes worked in:

- "coordinators read all records": (r all) stands with every record that is not a task, a breach or a rights case,
  and with the plan and the report, which are the municipality's.
- "DDS reads dispensations, unhandled tasks and capacity through published reports only": R published.
- DDS reads the status reports that are frozen: published. The figures of the day are another object, and not theirs.
- Fortegnelse's "e (system part)" of a system owner is the object `system`.
"""

CELLS: dict[str, dict[str, str]] = {
    "–": {},
    "E": {"read": "all", "write": "all"},
    "R": {"read": "all"},
    "R C": {"read": "all", "comment": "all"},
    "R + own E": {"read": "all", "write": "mine"},
    "R + own section E": {"read": "all", "write_dpo_part": "all"},
    "R published": {"read": "published"},
    "e": {"read": "own", "write": "own"},
    "r e": {"read": "own", "write": "own"},
    "e (r all)": {"read": "all", "write": "own"},
    "e (own)": {"read": "mine", "write": "mine"},
    "e A": {"read": "own", "write": "own", "approve": "own"},
    "r": {"read": "own"},
    "r (r all)": {"read": "all"},
    "r (own)": {"read": "mine"},
    "A": {"read": "own", "approve": "own"},
    "A r": {"read": "own", "approve": "own"},
    "r A": {"read": "own", "approve": "own"},
    "A grøn, gul": {"read": "own", "accept_green": "own", "accept_yellow": "own"},
    "A (grøn)": {"read": "own", "accept_green": "own"},
    "A orange/rød via beslutning": {"accept_orange": "decision", "accept_red": "decision"},
    "A (via beslutning) R": {"read": "all", "approve": "decision"},
    "r + opret": {"read": "own", "create": "own"},
    "opret": {"read": "mine", "create": "own"},
    "anmod": {"read": "mine", "request": "own"},
    "summary": {"read": "summary"},
    "counts": {"read": "counts"},
}
"""What a cell means. Who approves reads what they approve; who reports or asks for something sees what they sent."""

BEYOND: dict[tuple[str, str], dict[str, str]] = {
    ("activity", "read"): {"reader": "own"},
    ("system", "read"): {"reader": "own"},
    ("risk", "read"): {"reader": "own"},
    ("activity", "import"): {"isc": "all", "coordinator": "own"},
    ("kle", "import"): {"isc": "all"},
    ("organisation", "read"): {"admin": "all", "isc": "all", "dpo": "all"},
    ("organisation", "write"): {"admin": "all"},
    ("handover", "write"): {"admin": "all", "isc": "all"},
    ("absence", "write"): {"admin": "all", "isc": "all"},
    ("municipality", "write"): {"admin": "all", "isc": "all"},
    ("security", "read"): {"admin": "all", "isc": "all", "dpo": "all"},
    ("security", "write"): {"admin": "all"},
    ("group", "read"): {"admin": "all", "isc": "all", "dpo": "all"},
    ("group", "write"): {"admin": "all"},
    ("mail", "read"): {"admin": "all", "isc": "all", "coordinator": "own"},
    ("mail", "read_text"): {"isc": "all"},
    ("mail", "write"): {"admin": "all", "isc": "all", "coordinator": "own"},
    ("view", "write"): {"isc": "all", "coordinator": "all"},
    ("task", "comment"): {
        "isc": "all",
        "dpo": "all",
        "coordinator": "own",
        "director": "own",
        "manager": "own",
        "system_owner": "own",
        "assignee": "mine",
    },
    ("attestation", "read"): {
        "isc": "all",
        "dpo": "all",
        "auditor": "all",
        "coordinator": "own",
        "director": "own",
        "manager": "own",
        "system_owner": "own",
        "assignee": "mine",
    },
    ("attestation", "write"): {"isc": "all", "coordinator": "own"},
    ("attestation", "confirm"): {
        "coordinator": "mine",
        "director": "mine",
        "manager": "mine",
        "system_owner": "mine",
        "assignee": "mine",
    },
    ("figures", "read"): {
        "isc": "all",
        "dpo": "all",
        "auditor": "all",
        "coordinator": "all",
        "director": "own",
        "manager": "own",
    },
    ("hearing", "read"): {
        "isc": "all",
        "dpo": "all",
        "auditor": "all",
        "coordinator": "own",
        "director": "own",
        "manager": "own",
        "system_owner": "mine",
        "assignee": "mine",
        "dds": "mine",
        "reader": "mine",
        "admin": "mine",
    },
    ("hearing", "write"): {"isc": "all", "coordinator": "own"},
    ("hearing", "comment"): {
        "isc": "mine",
        "dpo": "mine",
        "coordinator": "mine",
        "director": "mine",
        "manager": "mine",
        "system_owner": "mine",
        "assignee": "mine",
        "dds": "mine",
        "admin": "mine",
    },
    ("access", "read"): {"admin": "all", "isc": "all", "dpo": "all", "auditor": "all"},
}
"""What §9 has no line for: the reader, who may see records, and what the product itself brings.

Comments on a task: everybody who sees it and works with it, and the DPO, who comments on all else.
Hearing: as with attestation; whoever is asked sees it and comments, whatever the role, but nobody else does. An auditor
is not asked.
Attestation: as with tasks; only whoever a unit's task falls to confirms its records, whatever the role.
Figures: what the report would say today, for who reads the report, but DDS, which reads what was published.
Organisation: who has which role is seen by the two who oversee it. Mail: the administrator sees to the outbox, and a
coordinator to what goes to the people of their area, but the text is not theirs.
"""


def expected() -> dict[tuple[str, str], dict[str, str]]:
    """(object, verb) → role → how far."""
    table: dict[tuple[str, str], dict[str, str]] = {}
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in SECTION_9.strip().splitlines()]
    for kind, *cells in lines:
        for column, cell in zip(head[1:], cells, strict=True):
            for verb, how_far in CELLS[cell].items():
                table.setdefault((kind, verb), {})[ROLE_OF[column]] = how_far
    for key, roles in BEYOND.items():
        table.setdefault(key, {}).update(roles)
    return table
