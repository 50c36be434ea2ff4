"""How often each record is to be looked at, by its risk, and when that last happened: for rotation and its proof.

Red every year, yellow every second, green every third (domain of Art. 24, 32 and 28). A processor's interval follows
from its points. A system has the worst colour of its own assessment and of the activities it is used in; a critical one
counts as red.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, func, select, union

from app.core.db import db
from app.core.text import N_
from register.activity.model import ProcessingActivity, in_use
from register.activity.row_model import ActivitySystem
from register.processor.content import ProcessorContent
from register.processor.model import Processor, ProcessorSupervision
from register.processor.rules import score
from register.processor.scale import get_scale
from register.risk.model import RiskAssessment
from register.risk.scale import SEVERITY, YEARS_TO_NEXT, Colour
from register.system.model import System

KINDS: Mapping[str, str] = {
    "activity": N_("Behandlinger"),
    "system": N_("Systemer"),
    "processor": N_("Databehandlere"),
}
OWED: Mapping[str, str] = {"activity": "risk", "processor": "supervision"}
"""The kind of obligation by which a record owes its next turn itself."""
UNKNOWN_YEARS = 2
"""Between two assessments of something whose risk nobody knows yet."""
UNKNOWN_MONTHS = 12
"""Between two supervisions of a processor without points."""


@dataclass(frozen=True, kw_only=True)
class Rotating:
    """A record that is looked at again and again.

    `title` is the task's. `last_on` is when it was last done as the register knows, `next_on` when a record owes it
    again by itself (register.obligations). Where it owes nothing yet, `first_key` is the key under which the register
    will know that it was done for the first time (of the kind in OWED); empty where the register keeps no such thing.
    """

    kind: str
    subject_id: int
    name: str
    title: str
    unit_id: int
    person_id: int | None
    colour: Colour | None
    every_months: int
    last_on: date | None = None
    next_on: date | None = None
    first_key: str = ""


def list_rotating(kind: str) -> Iterator[Rotating]:
    """The records of a kind of KINDS that are in use and lie in a unit, by number, in at most two statements."""
    return _READ[kind]()


def _activities() -> Iterator[Rotating]:
    rows = db.session.execute(
        select(
            ProcessingActivity.id,
            ProcessingActivity.title,
            ProcessingActivity.unit_id,
            RiskAssessment.colour,
            RiskAssessment.assessed_on,
            RiskAssessment.next_on,
        )
        .outerjoin(RiskAssessment, and_(RiskAssessment.activity_id == ProcessingActivity.id, RiskAssessment.is_current))
        .where(ProcessingActivity.unit_id.is_not(None), in_use())
        .order_by(ProcessingActivity.id)
    )
    for row in rows:
        yield Rotating(
            kind="activity",
            subject_id=row.id,
            name=row.title,
            title=_("Vurdér risikoen ved «%(title)s»", title=row.title[:300]),
            unit_id=row.unit_id,
            person_id=None,
            colour=row.colour,
            every_months=12 * (YEARS_TO_NEXT[row.colour] if row.colour else UNKNOWN_YEARS),
            last_on=row.assessed_on,
            next_on=row.next_on,
            first_key="" if row.assessed_on else f"activity/{row.id}/risk/0",
        )


def _systems() -> Iterator[Rotating]:
    grades = {colour: grade for grade, colour in enumerate(SEVERITY)}
    colours: dict[int, Colour] = {}
    through = (
        select(ActivitySystem.system_id, RiskAssessment.colour)
        .join(RiskAssessment, and_(RiskAssessment.activity_id == ActivitySystem.activity_id, RiskAssessment.is_current))
        .join(ProcessingActivity, ProcessingActivity.id == ActivitySystem.activity_id)
        .where(in_use())
    )
    own = select(RiskAssessment.system_id, RiskAssessment.colour).where(
        RiskAssessment.is_current, RiskAssessment.system_id.is_not(None)
    )
    used: Iterable[Any] = db.session.execute(union(through, own))
    for system_id, colour in used:
        colours[system_id] = max(colour, colours.get(system_id, colour), key=grades.__getitem__)
    query = (
        select(System.id, System.name, System.unit_id, System.owner_id, System.is_critical)
        .where(System.unit_id.is_not(None), System.is_retired.is_(False))
        .order_by(System.id)
    )
    for row in db.session.execute(query):
        worst: Colour | None = "red" if row.is_critical else colours.get(row.id)
        yield Rotating(
            kind="system",
            subject_id=row.id,
            name=row.name,
            title=_("Vurdér risikoen ved systemet «%(name)s»", name=row.name[:300]),
            unit_id=row.unit_id,
            person_id=row.owner_id,
            colour=worst,
            every_months=12 * (YEARS_TO_NEXT[worst] if worst else UNKNOWN_YEARS),
        )


def _processors() -> Iterator[Rotating]:
    last = (
        select(ProcessorSupervision.processor_id, func.max(ProcessorSupervision.held_on).label("held_on"))
        .group_by(ProcessorSupervision.processor_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            Processor.id,
            Processor.name,
            Processor.unit_id,
            Processor.owner_id,
            Processor.person_band,
            Processor.has_sensitive,
            Processor.has_confidential,
            Processor.has_special,
            Processor.next_supervision_on,
            Processor.supervision_round,
            last.c.held_on,
        )
        .outerjoin(last, last.c.processor_id == Processor.id)
        .where(Processor.unit_id.is_not(None), Processor.is_retired.is_(False))
        .order_by(Processor.id)
    )
    for row in rows:
        points = score(
            ProcessorContent(
                name=row.name,
                person_band=row.person_band,
                has_sensitive=row.has_sensitive,
                has_confidential=row.has_confidential,
                has_special=row.has_special,
            ),
            get_scale(),
        )
        yield Rotating(
            kind="processor",
            subject_id=row.id,
            name=row.name,
            title=_("Før tilsyn med databehandleren «%(name)s»", name=row.name[:300]),
            unit_id=row.unit_id,
            person_id=row.owner_id,
            colour=None,
            every_months=points.months if points else UNKNOWN_MONTHS,
            last_on=row.held_on,
            next_on=row.next_supervision_on,
            first_key="" if row.next_supervision_on else f"processor/{row.id}/supervision/{row.supervision_round}",
        )


_READ: Mapping[str, Callable[[], Iterator[Rotating]]] = {
    "activity": _activities,
    "system": _systems,
    "processor": _processors,
}
