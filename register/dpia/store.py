"""Reading screenings and impact assessments of one record."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity
from register.dpia.consultation import Consultation, Pause
from register.dpia.model import OPEN_STATES, Dpia, DpiaScreening
from register.dpia.row_model import DpiaConsultation, DpiaEdit, DpiaOpinion, DpiaProposal
from register.processor.model import Processor, SubProcessor


def get_dpia(dpia_id: int, *, scope: Scope) -> Dpia:
    """An assessment with its record and unit, where the record lies within the scope. Raises NotFound."""
    query = (
        select(Dpia)
        .join(Dpia.activity)
        .outerjoin(ProcessingActivity.unit)
        .where(Dpia.id == dpia_id, scope.where(Unit.path))
        .options(
            contains_eager(Dpia.activity).contains_eager(ProcessingActivity.unit),
            joinedload(Dpia.approved_by),
            joinedload(Dpia.reviewed_by),
        )
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def find_screening(activity_id: int) -> DpiaScreening | None:
    """The screening of a record that holds. The caller has shown that the record may be seen, as for the others."""
    return db.session.scalar(
        select(DpiaScreening)
        .where(DpiaScreening.activity_id == activity_id, DpiaScreening.is_current)
        .options(
            joinedload(DpiaScreening.by),
            joinedload(DpiaScreening.asked_by),
            joinedload(DpiaScreening.advised_by),
            joinedload(DpiaScreening.way_by),
        )
    )


def list_screenings(activity_id: int, *, limit: int = 20) -> Sequence[DpiaScreening]:
    """A record's screenings, newest first."""
    return db.session.scalars(
        select(DpiaScreening)
        .where(DpiaScreening.activity_id == activity_id)
        .options(joinedload(DpiaScreening.by))
        .order_by(DpiaScreening.id.desc())
        .limit(limit)
    ).all()


def list_dpias(activity_id: int) -> Sequence[Dpia]:
    """The versions of a record's assessment, newest first."""
    return db.session.scalars(
        select(Dpia)
        .where(Dpia.activity_id == activity_id)
        .options(joinedload(Dpia.approved_by), joinedload(Dpia.reviewed_by))
        .order_by(Dpia.number.desc())
    ).all()


def find_open(activity_id: int) -> Dpia | None:
    """The version that is being worked on."""
    return db.session.scalar(select(Dpia).where(Dpia.activity_id == activity_id, Dpia.state.in_(OPEN_STATES)))


def find_approved(activity_id: int) -> Dpia | None:
    """The version that holds."""
    return db.session.scalar(select(Dpia).where(Dpia.activity_id == activity_id, Dpia.state == "approved"))


def list_editor_ids(dpia_id: int) -> frozenset[int]:
    """Who has written in this version."""
    query = select(DpiaEdit.by_id).distinct().where(DpiaEdit.dpia_id == dpia_id, DpiaEdit.by_id.is_not(None))
    return frozenset(number for number in db.session.scalars(query) if number is not None)


def list_edits(dpia_id: int) -> Mapping[str, DpiaEdit]:
    """By section: who wrote in it last."""
    query = (
        select(DpiaEdit)
        .where(DpiaEdit.dpia_id == dpia_id)
        .options(joinedload(DpiaEdit.by))
        .order_by(DpiaEdit.at, DpiaEdit.id)
    )
    return {edit.section: edit for edit in db.session.scalars(query)}


def list_opinions(dpia_id: int) -> Sequence[DpiaOpinion]:
    """The opinions that have been signed, newest first."""
    return db.session.scalars(
        select(DpiaOpinion)
        .where(DpiaOpinion.dpia_id == dpia_id, DpiaOpinion.signed_at.is_not(None))
        .options(joinedload(DpiaOpinion.by))
        .order_by(DpiaOpinion.round.desc())
    ).all()


def find_unsigned(dpia_id: int) -> DpiaOpinion | None:
    """The opinion that the DPO is writing; it is shown to nobody who may not give one."""
    return db.session.scalar(select(DpiaOpinion).where(DpiaOpinion.dpia_id == dpia_id, DpiaOpinion.signed_at.is_(None)))


def find_consultation(dpia_id: int) -> DpiaConsultation | None:
    """The consultation about a version that counts: the newest that is not withdrawn, with its pauses."""
    return db.session.scalar(
        _consultations()
        .where(DpiaConsultation.dpia_id == dpia_id, DpiaConsultation.withdrawn_on.is_(None))
        .order_by(DpiaConsultation.id.desc())
        .limit(1)
    )


def list_consultations(dpia_id: int) -> Sequence[DpiaConsultation]:
    """All the consultations about a version, newest first; those that were withdrawn among them."""
    return db.session.scalars(
        _consultations().where(DpiaConsultation.dpia_id == dpia_id).order_by(DpiaConsultation.id.desc())
    ).all()


def find_consulted_on(activity_id: int) -> date | None:
    """When Datatilsynet was last consulted about a record, by a consultation that is closed and not withdrawn."""
    row = db.session.execute(
        select(DpiaConsultation.answered_on, DpiaConsultation.closed_on)
        .join(Dpia, Dpia.id == DpiaConsultation.dpia_id)
        .where(Dpia.activity_id == activity_id)
        .where(DpiaConsultation.closed_on.is_not(None), DpiaConsultation.withdrawn_on.is_(None))
        .order_by(DpiaConsultation.id.desc())
        .limit(1)
    ).first()
    return (row.answered_on or row.closed_on) if row else None


def find_earlier_consultation(activity_id: int, *, before: int) -> tuple[DpiaConsultation, Dpia] | None:
    """The newest consultation about an earlier version that Datatilsynet has answered, and that version.

    None where the answer was that the processing may not begin: what was answered before that no longer counts.
    """
    query = (
        _consultations()
        .join(Dpia, Dpia.id == DpiaConsultation.dpia_id)
        .add_columns(Dpia)
        .where(Dpia.activity_id == activity_id, Dpia.number < before, DpiaConsultation.answered_on.is_not(None))
        .where(DpiaConsultation.withdrawn_on.is_(None))
        .order_by(Dpia.number.desc(), DpiaConsultation.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).first()
    return (row[0], row[1]) if row and row[0].outcome != "stop" else None


def _consultations() -> Select[Any]:
    return select(DpiaConsultation).options(selectinload(DpiaConsultation.pauses), joinedload(DpiaConsultation.by))


def facts_of(row: DpiaConsultation | None) -> Consultation | None:
    """A stored consultation as the rules ask about it."""
    if row is None:
        return None
    return Consultation(
        submitted_on=row.submitted_on,
        extended_on=row.extended_on,
        pauses=tuple(Pause(pause.from_on, pause.until_on) for pause in row.pauses),
        answered_on=row.answered_on,
    )


def find_proposal(dpia_id: int) -> DpiaProposal | None:
    """What has changed since the assessment was approved, and nobody has answered yet."""
    return db.session.scalar(select(DpiaProposal).where(DpiaProposal.dpia_id == dpia_id, DpiaProposal.state == "open"))


def list_proposals(dpia_ids: Collection[int]) -> Mapping[int, DpiaProposal]:
    """The open proposals of these assessments, by assessment."""
    query = select(DpiaProposal).where(DpiaProposal.dpia_id.in_(dpia_ids), DpiaProposal.state == "open")
    return {row.dpia_id: row for row in db.session.scalars(query)}


def list_sub_processors(codes: Collection[str]) -> Mapping[str, frozenset[tuple[str, str]]]:
    """By processor's code: (processor, name) of those it lets do a part of the work."""
    query = (
        select(Processor.code, SubProcessor.name)
        .join(SubProcessor, SubProcessor.processor_id == Processor.id)
        .where(Processor.code.in_(sorted(codes)))
    )
    found: dict[str, set[tuple[str, str]]] = {}
    for code, name in db.session.execute(query):
        found.setdefault(code, set()).add((code, name))
    return {code: frozenset(pairs) for code, pairs in found.items()}


_DECIDED = (DpiaScreening.is_current, DpiaScreening.outcome != "open")
"""SQL: a screening that holds and has decided something."""


def is_screened_here(activity_id: int) -> bool:
    """Whether the record's own words about the screening come from here: it has been screened, and was decided."""
    decided = exists().where(DpiaScreening.activity_id == activity_id, *_DECIDED)
    return bool(db.session.scalar(select(decided)))


def is_approved_here(activity_id: int) -> bool:
    """Whether an assessment of the record has been approved here."""
    return bool(db.session.scalar(select(exists().where(Dpia.activity_id == activity_id, Dpia.state == "approved"))))


def list_screened_here() -> frozenset[int]:
    """All the records of which `is_screened_here` is true."""
    return frozenset(db.session.scalars(select(DpiaScreening.activity_id).where(*_DECIDED)))


def list_approved_here() -> frozenset[int]:
    """All the records of which `is_approved_here` is true."""
    return frozenset(db.session.scalars(select(Dpia.activity_id).where(Dpia.state == "approved")))
