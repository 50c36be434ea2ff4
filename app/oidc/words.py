"""What the audit trail's codes of the municipality's sign-in are called."""

from collections.abc import Mapping

from app.core.slots import TrailWords
from app.core.text import N_
from app.oidc.rules import REFUSALS

GROUPS: Mapping[str, str] = {
    "group.add": N_("Lod en gruppe give en rolle"),
    "group.remove": N_("Lod en gruppe ikke længere give en rolle"),
}
PEOPLE: Mapping[str, str] = {
    "group.unlink": N_("Fjernede koblingen til kommunens login"),
    "person.keep_role": N_("Beholdt rollen som den sidste systemadministrator"),
    "person.skip_role": N_("Fik ikke en rolle, der ikke kan forenes med en anden"),
}
ACCOUNTS: Mapping[str, str] = {"auth.link": N_("Blev koblet til kommunens login")}


def fill_trail(words: TrailWords) -> None:
    """Put the words into the slot."""
    reasons = {f"oidc {code}": refusal.title for code, refusal in REFUSALS.items()}
    words.add("group_role", N_("Gruppe"), GROUPS, {"group": N_("Gruppe")}, {"reason": reasons})
    words.verbs.update(PEOPLE)
    words.verbs.update(ACCOUNTS)
