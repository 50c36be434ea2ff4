"""What processors put into the slots."""

from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import db
from app.core.slots import Hangs, Slots, Subject
from app.core.text import N_
from register.processor.actions import KIND
from register.processor.content import LABELS, PERSON_BANDS
from register.processor.model import Processor
from register.processor.rules import RESULTS
from register.searching import search_in_units


def processor_subjects(ids: Sequence[int]) -> dict[int, Subject]:
    """Name and address of these processors."""
    query = select(Processor.id, Processor.name).where(Processor.id.in_(ids))
    return {
        row_id: Subject(KIND, row_id, name, f"/databehandlere/{row_id}") for row_id, name in db.session.execute(query)
    }


def fill_slots(slots: Slots) -> None:
    """Subjects, search, what hangs on a unit, and the words of the trail."""
    slots.subjects[KIND] = processor_subjects
    slots.search.append(
        search_in_units(Processor, "processor", title=N_("Databehandlere"), order=35, path="/databehandlere")
    )
    slots.hangs["processor.unit_id"] = (
        Hangs(N_("databehandler"), N_("databehandlere"), lambda: Processor.is_retired.is_(False)),
    )
    verbs = {
        "processor.create": N_("Oprettede databehandleren"),
        "processor.change": N_("Rettede databehandleren"),
        "processor.supervise": N_("Førte tilsyn med databehandleren"),
        "processor.retire": N_("Ændrede, om databehandleren er udgået"),
    }
    fields = {**LABELS, "result": N_("Resultat"), "is_retired": N_("Udgået")}
    slots.trail.add(KIND, N_("Databehandler"), verbs, fields, {"result": RESULTS, "person_band": PERSON_BANDS})
