"""What the records around an activity put into the slots: titles, addresses, search and words for the trail."""

from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import db
from app.core.slots import Slots, Subject
from app.core.text import N_
from register.catalogue.kind import Kind
from register.catalogue.searching import search_of


def fill_slots(slots: Slots, kind: Kind) -> None:
    """Subjects, search, and what the kind's verbs and fields are called."""

    def subjects(ids: Sequence[int]) -> dict[int, Subject]:
        """Name and address of these records."""
        rows = db.session.execute(select(kind.model.id, kind.model.name).where(kind.model.id.in_(ids)))
        return {row_id: Subject(kind.name, row_id, name, f"/{kind.slug}/{row_id}") for row_id, name in rows}

    slots.subjects[kind.name] = subjects
    slots.search.append(search_of(kind))
    verbs = {
        f"{kind.name}.create": N_("Oprettede"),
        f"{kind.name}.change": N_("Rettede"),
        f"{kind.name}.retire": N_("Ændrede, om den er udgået"),
    }
    fields = {**kind.labels, "is_retired": N_("Udgået")}
    slots.trail.add(kind.name, kind.words.title, verbs, fields, kind.choices)
