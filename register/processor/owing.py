"""What a processor obliges to: supervision, again and again (Art. 28(3)(h), Art. 5(2))."""

from collections.abc import Collection, Iterator, Mapping

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing
from app.core.db import db
from app.core.errors import NotFound
from register.owing import Fulfilment, Key, Obligation, Owing, Told
from register.processor.actions import HoldSupervision, hold_supervision
from register.processor.model import Processor, ProcessorSupervision

SUPERVISION_HOURS = 4.0
COLOURS = {"no_errors": "green", "no_critical": "yellow", "critical": "red"}
"""What a task's control found, as a supervision says it."""


def _owed() -> Iterator[Obligation]:
    rows = db.session.execute(
        select(
            Processor.id,
            Processor.name,
            Processor.unit_id,
            Processor.owner_id,
            Processor.next_supervision_on,
            Processor.supervision_round,
        )
        .where(Processor.next_supervision_on.is_not(None), Processor.unit_id.is_not(None))
        .where(Processor.is_retired.is_(False))
        .order_by(Processor.id)
    )
    for row in rows:
        yield Obligation(
            key=str(Key("processor", row.id, "supervision", row.supervision_round)),
            kind="supervision",
            title=_("Før tilsyn med databehandleren «%(name)s»", name=row.name[:300]),
            subject_kind="processor",
            subject_id=row.id,
            unit_id=row.unit_id,
            function="system_owner",
            person_id=row.owner_id,
            due_on=row.next_supervision_on,
            is_statutory=False,
            hours=SUPERVISION_HOURS,
        )


def _met(keys: Collection[Key]) -> Mapping[Key, Fulfilment]:
    """The supervisions that were held: the newest one tells when and by whom."""
    ids = sorted({key.subject_id for key in keys})
    rounds = dict(
        db.session.execute(select(Processor.id, Processor.supervision_round).where(Processor.id.in_(ids))).all()
    )
    held = {
        row.processor_id: Fulfilment(on=row.held_on, by_id=row.by_id)
        for row in db.session.execute(
            select(ProcessorSupervision.processor_id, ProcessorSupervision.held_on, ProcessorSupervision.by_id)
            .where(ProcessorSupervision.processor_id.in_(ids))
            .order_by(ProcessorSupervision.id)
        )
    }
    return {
        key: held[key.subject_id]
        for key in keys
        if rounds.get(key.subject_id, 0) > key.number and key.subject_id in held
    }


def _fulfil(key: Key, told: Told, *, doing: Doing) -> None:
    """A task was answered as done: a supervision by the chosen concept, with what it found; none is no errors."""
    processor = db.session.get(Processor, key.subject_id)
    if processor is None:
        raise NotFound
    command = HoldSupervision(
        processor_id=processor.id,
        held_on=told.on,
        concept=processor.concept or 2,
        result=COLOURS.get(told.result, "green"),
        conclusion=told.note,
    )
    hold_supervision(command, doing=doing)


SUPERVISIONS = Owing(kind="supervision", owed=_owed, met=_met, fulfil=_fulfil)
