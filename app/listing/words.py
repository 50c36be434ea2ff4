"""What saved views are called in the audit trail, and what becomes of them when somebody leaves."""

from app.core.slots import Slots
from app.core.text import N_

VERBS = {
    "view.create": N_("Gemte visningen"),
    "view.rename": N_("Omdøbte visningen"),
    "view.move": N_("Flyttede visningen"),
    "view.remove": N_("Slettede visningen"),
}


def fill_slots(slots: Slots) -> None:
    """The words, and the columns that point at a person."""
    slots.trail.add("view", N_("Visning af en liste"), VERBS, {"is_shared": N_("For alle")})
    slots.stays |= {
        "saved_view.person_id": N_("personens egne visninger; de fælles bliver"),
        "list_columns.person_id": N_("personens eget valg af kolonner"),
    }
