"""R01, R02, R36, R50: the parties (Art. 26, 30(1)(a), 30(2)(a)-(b))."""

from collections.abc import Iterator

from app.core.text import N_
from register.activity.content import ActivityContent, JointController, ServedController
from register.activity.rules.known import Context
from register.activity.rules.rule import BOTH, MUNICIPALITY, PROCESSOR, Hit, Rule, when


def _r01(_content: ActivityContent, context: Context) -> Iterator[Hit]:
    """The controller's name and contact details: Art. 30(1)(a)."""
    yield from when(not context.controller_is_known)


def _r02(_content: ActivityContent, context: Context) -> Iterator[Hit]:
    """The data protection officer's contact details: Art. 30(1)(a), Art. 37(7)."""
    yield from when(not context.dpo_is_known)


def _r36(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """An arrangement with each joint controller, or the statute that fixes who answers for what: Art. 26(1)."""
    said = [party for party in content.joint_controllers if party != JointController()]
    for place, party in enumerate(said, start=1):
        if not (party.arrangement.strip() or party.statute.strip()):
            name = party.name.strip() or party.contact.strip() or str(place)
            yield Hit(about=name, quote=name if len(said) > 1 else "")


def _r50(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """Each controller the municipality processes for, and the categories of processing: Art. 30(2)(a)-(b)."""
    said = [party for party in content.controllers_served if party != ServedController()]
    yield from when(not said)
    for place, party in enumerate(said, start=1):
        if not (party.name.strip() and party.categories.strip()):
            name = party.name.strip() or party.contact.strip() or str(place)
            yield Hit(about=name, quote=name if len(said) > 1 else "")


R01 = Rule(
    "R01", "error", True, MUNICIPALITY,
    N_("art. 30, stk. 1, litra a"), N_("mangler dataansvarliges kontaktoplysninger"),
    N_("Dataansvarliges navn og kontaktoplysninger mangler (art. 30, stk. 1, litra a)."), _r01, BOTH,
)  # fmt: skip
R02 = Rule(
    "R02", "error", True, MUNICIPALITY,
    N_("art. 30, stk. 1, litra a"), N_("mangler databeskyttelsesrådgiver"),
    N_("Kontaktoplysninger på databeskyttelsesrådgiveren mangler."), _r02, BOTH,
)  # fmt: skip
R36 = Rule(
    "R36", "error", False, "joint_controllers",
    N_("art. 26, stk. 1"), N_("mangler ordning om fælles dataansvar"),
    N_("Ordning om fælles dataansvar mangler (art. 26)."), _r36,
)  # fmt: skip
R50 = Rule(
    "R50", "error", True, "controllers_served",
    N_("art. 30, stk. 2, litra a og b"), N_("mangler dataansvarlig, der behandles for"),
    N_("Angiv dataansvarlig og kategorier af behandling (art. 30, stk. 2)."), _r50, PROCESSOR,
)  # fmt: skip
