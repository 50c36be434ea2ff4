"""What there is to point at from a sheet: units, people and the records around an activity, by code and name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from app.core.db import db
from app.core.scope import Scope
from app.core.text import N_
from register.activity.links import LINKS
from register.importing.columns import HEADINGS
from register.options import owner_choices, unit_choices

WHAT: Mapping[str, str] = {
    "unit": N_("Enhed"),
    "owner": N_("Ansvarlig"),
    "systems": N_("System"),
    "processors": N_("Databehandler"),
    "security_measures": N_("Foranstaltning"),
    "laws": N_("Lov"),
    "recipients": N_("Modtager"),
}
"""What each kind is called in the sheet of codes."""
ONE = ("unit", "owner")
"""Columns whose cells hold one of these."""


@dataclass(frozen=True)
class Offers:
    """By kind (WHAT): code and name of each."""

    kinds: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    def choices(self) -> dict[str, list[str]]:
        """Heading → codes, for the columns whose cells hold one."""
        return {HEADINGS[kind]: [code for code, _name in self.kinds.get(kind, ())] for kind in ONE}

    def rows(self) -> list[list[str]]:
        """What, code and name, for reading."""
        return [[WHAT[kind], code, name] for kind, offered in self.kinds.items() for code, name in offered]


def load_offers(scope: Scope) -> Offers:
    """What may be chosen by somebody who writes inside the scope, a statement a kind."""
    chosen = {"unit": unit_choices(scope), "owner": owner_choices()}
    kinds: dict[str, Sequence[tuple[str, str]]] = {
        kind: [(str(choice.value), str(choice.label).lstrip("– ")) for choice in choices]
        for kind, choices in chosen.items()
    }
    return Offers(kinds | {link: _linked(link) for link in LINKS})


def _linked(link: str) -> list[tuple[str, str]]:
    model = LINKS[link].model
    query = select(model.code, model.name).order_by(model.sort_key, model.id)
    if "is_retired" in model.__table__.c:
        query = query.where(model.is_retired.is_(False))
    return [(code, name) for code, name in db.session.execute(query)]
